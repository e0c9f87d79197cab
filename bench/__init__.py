"""Benchmarks as programs: each figure is a ratio measured in one run on the sandbox. Not shipped, and not a test.

`make bench` runs them all; `python -m bench NAME` runs one. What the figures mean: docs/performance.md.
"""
