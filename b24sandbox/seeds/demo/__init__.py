"""The demo portal: «Северный крепёж», a wholesaler of fasteners with 120 companies, 8 employees and 14 months of work.

Its cases are written by hand, each with its reason, and numbered so that a row's id names its client: activity 1203 is
the third of company 12, contact 1012 the first of company 12. Nothing here knows what an assistant would say about it;
the expected findings stand in `tests/expected/demo.yaml` and were derived by hand.
"""
