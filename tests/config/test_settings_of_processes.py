"""What an operator may set wrongly about a process, and how a portal with a certificate of its own is trusted."""

import threading
from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError

from b24bridge import clock
from b24bridge.bitrix.transport import Failure, Reply, Transport, new_session
from b24sandbox import serve
from b24sandbox.portal import Portal
from b24sandbox.tls import make_certificates
from config.process import ProcessSettings


def settings(**changes: Any) -> ProcessSettings:
    return ProcessSettings(_env_file=None, **changes)


def test_a_bundle_that_is_not_there_is_refused(tmp_path: Path):
    """A wrong path is told at the start, by its name, and not as a certificate that nobody trusts."""
    with pytest.raises(ValidationError, match=r"none\.pem is no file; name a PEM file"):
        settings(ca_bundle=str(tmp_path / "none.pem"))


@pytest.mark.parametrize("is_trusted", [True, False])
def test_a_portal_with_an_authority_of_its_own_is_trusted_by_its_bundle(tmp_path: Path, is_trusted: bool):
    """The sandbox's TLS is spoken to with the file that it writes, and by nobody without it."""
    files = make_certificates(tmp_path, ["localhost"], clock.now())
    server = serve.bind(Portal(), tls=files.context())
    server.thread = threading.Thread(target=server.http.serve_forever, args=(0.05,), daemon=True)
    server.thread.start()
    try:
        host = server.address.rpartition("//")[2].replace("127.0.0.1", "localhost")
        bundle = settings(ca_bundle=str(files.authority)).ca_bundle if is_trusted else ""
        caller = Transport(new_session([host], clock.monotonic, bundle), 10, [host])
        reply = caller.get(f"https://{host}/_sandbox/clock", {})
        caller.session.close()
    finally:
        server.stop()
    assert (
        reply.status == 200
        if isinstance(reply, Reply)
        else reply == Failure("bad_certificate", "the portal's certificate is not to be trusted", is_unsent=True)
    )
    assert isinstance(reply, Reply) is is_trusted
