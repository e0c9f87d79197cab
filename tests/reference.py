"""The reference material beside the repository: real samples of the platform. Not part of the product or of a checkout."""

import os
from pathlib import Path

import pytest

SHARED = Path(__file__).resolve().parent.parent.parent / "shared"


def reference(*parts: str) -> Path:
    """Return a path in the reference material; skip the test without it, but fail where everything has to be there (CI)."""
    path = SHARED.joinpath(*parts)
    if not path.exists():
        message = f"the reference material is missing: {path} (put it beside the repository)"
        if os.environ.get("CI"):
            pytest.fail(message)
        pytest.skip(message)
    return path
