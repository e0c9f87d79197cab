"""A portal that moved: believed is the authorization server, about this portal only."""

from dataclasses import replace

import pytest

from b24bridge.core.errors import AccessLost
from b24bridge.core.installations import Status
from b24bridge.services.relocate import Relocate
from tests.services.authorities import ADMIN, IDENTITY, AuthorityDouble
from tests.services.office import MEMBER


@pytest.fixture
def relocate(office) -> Relocate:
    return Relocate(installations=office.installations, authority=AuthorityDouble(profiles={"at": ADMIN}))


def test_the_new_address_is_kept(office, relocate):
    """Domain and endpoint are what the authorization server says; everything else stays."""
    office.installations.change(MEMBER, domain="old.example", endpoint="https://old.example/rest/")
    before = office.installation

    relocate.run(before)

    assert office.installation == replace(before, domain=IDENTITY.domain, endpoint=IDENTITY.endpoint)


def test_the_token_of_another_portal_moves_nothing(office, relocate):
    """An answer about somebody else is not followed."""
    relocate.authority.identity = replace(IDENTITY, member_id="another", domain="evil.example")

    with pytest.raises(AccessLost, match="foreign_portal"):
        relocate.run(office.installation)

    assert office.installation.domain == "portal.example"


def test_without_tokens_nobody_can_be_asked(office, relocate):
    """A portal that removed us is not looked for."""
    office.installations.set_status(MEMBER, Status.UNINSTALLED)

    with pytest.raises(AccessLost, match="no_tokens"):
        relocate.run(office.installation)
