"""`python -m b24sandbox.seeds.services` writes services.jsonl beside this package."""

from pathlib import Path

from b24sandbox.seeds.services.portal import services

if __name__ == "__main__":
    Path(__file__).parent.with_suffix(".jsonl").write_text(services(), encoding="utf-8")
