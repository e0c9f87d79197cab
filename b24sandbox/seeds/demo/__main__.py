"""`python -m b24sandbox.seeds.demo` writes demo.jsonl beside this package."""

from pathlib import Path

from b24sandbox.seeds.demo.portal import demo

if __name__ == "__main__":
    Path(__file__).parent.with_suffix(".jsonl").write_text(demo(), encoding="utf-8")
