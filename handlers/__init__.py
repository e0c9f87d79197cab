"""Handlers: what an event of the portal means to us, that is, which row to look at. One family of events a file.

Belongs here: functions `(topic, data) -> hints`, registered with `handles`. Does not belong here: reading the portal,
decisions, and events about the application itself (`services.receive` and `services.install` know those).
"""
