"""The demo portal and its pages, asked without a socket."""

import pytest

from b24sandbox.app import create_app
from tests.sandbox.pages.demo_portal import demo_portal


@pytest.fixture
def portal():
    """The demo portal, an application listening."""
    return demo_portal()


@pytest.fixture
def web(portal):
    """A browser's requests without a browser."""
    return create_app(portal).test_client()
