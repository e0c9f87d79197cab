"""A second portal: «Уральский контур», which keeps other firms' computers running, with retainers, projects and dollars.

Three departments, ten people, 69 companies, a Thursday morning in Yekaterinburg before a long weekend. As in the demo portal
each case is written by hand with its reason, and an id names its client. Nothing here knows what an assistant would say about
it: the expected findings stand in `tests/expected/services.yaml` and were derived by hand.
"""
