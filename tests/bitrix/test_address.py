"""Which addresses may be called: the public internet over https, and what the operator has listed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from b24bridge.bitrix.address import UnsafeAddressError, checked, host_of, is_exactly_listed, is_listed, is_public

PRIVATE = (
    "0.0.0.0",
    "10.1.2.3",
    "100.64.0.1",
    "100.100.100.200",
    "127.0.0.1",
    "127.8.8.8",
    "168.63.129.16",
    "169.254.169.254",
    "172.16.0.1",
    "172.31.255.255",
    "192.0.0.8",
    "192.0.2.1",
    "192.168.1.1",
    "198.18.0.1",
    "224.0.0.1",
    "240.0.0.1",
    "255.255.255.255",
    "::",
    "::1",
    "::ffff:127.0.0.1",
    "::ffff:10.0.0.1",
    "64:ff9b::7f00:1",
    "64:ff9b::a9fe:a9fe",
    "2001:db8::1",
    "2001:2::1",
    "64:ff9b:1::1",
    "2002:7f00:1::",
    "2002:a00:1::1",
    "fc00::1",
    "fd00:ec2::254",
    "fe80::1",
    "fe80::1%eth0",
    "fec0::1",
    "ff02::1",
)
PUBLIC = ("8.8.8.8", "77.88.55.242", "100.128.0.1", "172.32.0.1", "2a02:6b8::1", "64:ff9b::808:808", "::ffff:8.8.8.8")


@pytest.mark.parametrize("number", PRIVATE)
def test_a_number_of_a_private_network_is_not_public(number: str):
    """Private, loopback, link-local, shared, metadata, reserved and wrapped numbers are refused."""
    assert not is_public(number)


@pytest.mark.parametrize("number", PUBLIC)
def test_a_number_of_the_internet_is_public(number: str):
    """What is routed on the internet may be called."""
    assert is_public(number)


@given(st.ip_addresses(v=4), st.sampled_from(["::ffff:{}", "64:ff9b::{}"]))
def test_wrapping_a_number_changes_nothing(number, wrapping: str):
    """An IPv4 number is judged the same inside an IPv6 one."""
    assert is_public(wrapping.format(number)) == is_public(str(number))


@given(st.text())
def test_what_is_no_number_is_not_public(text: str):
    """Any text gets an answer."""
    assert is_public(text) in (True, False)


@pytest.mark.parametrize(
    "url",
    [
        "",
        "portal.bitrix24.ru",
        "//portal.bitrix24.ru/rest/",
        "ftp://portal.bitrix24.ru/rest/",
        "file:///etc/passwd",
        "http://portal.bitrix24.ru/rest/",
        "https:///rest/",
        "https://user@portal.bitrix24.ru/rest/",
        "https://user:word@portal.bitrix24.ru/rest/",
        "https://portal.bitrix24.ru/rest/?x=1",
        "https://portal.bitrix24.ru/rest/#x",
        "https://portal.bitrix24.ru\\@evil.example/rest/",
        "https://portal.bitrix24.ru:0/rest/",
        "https://portal.bitrix24.ru:x/rest/",
        "https://portal.bitrix24.ru:99999/rest/",
        "https://портал.рф/rest/",
        "https://portal.bitrix24.ru /rest/",
        "https://portal.bitrix24.ru/rest/\r\nHost: evil",
        "https://[::1/rest/",
    ],
)
def test_an_address_that_is_not_plain_https_is_refused(url: str):
    """An endpoint is https, a host, a path and nothing else."""
    with pytest.raises(UnsafeAddressError):
        checked(url, ())


def test_plain_http_needs_a_listed_host():
    """A host may be listed with its port, or alone for any port."""
    assert checked("http://box.local:8080/rest/", ["box.local:8080"])
    assert checked("http://BOX.local:9/rest/", ["box.local"])
    with pytest.raises(UnsafeAddressError, match="add it to B24BRIDGE_INSECURE_HOSTS"):
        checked("http://box.local:8081/rest/", ["box.local:8080"])
    assert is_listed("::1", 8080, ["[::1]:8080"])


@given(st.text(), st.lists(st.text(), max_size=2))
def test_any_address_is_judged(url: str, hosts: list[str]):
    """Whatever a server sends as an address is allowed or refused, and never breaks."""
    try:
        assert checked(url, hosts) == url
    except UnsafeAddressError:
        return


def test_authorization_servers_are_compared_with_their_port():
    """A secret goes to the listed port only; no port means the scheme's own."""
    hosts = ["oauth.bitrix.info", "127.0.0.1:8080"]
    assert is_exactly_listed("https://oauth.bitrix.info/rest/", hosts)
    assert is_exactly_listed("https://OAUTH.bitrix.info:443/rest/", hosts)
    assert is_exactly_listed("http://127.0.0.1:8080/rest/", hosts)
    assert not is_exactly_listed("https://oauth.bitrix.info:8443/rest/", hosts)
    assert not is_exactly_listed("https://oauth.bitrix.info.evil.example/rest/", hosts)
    assert not is_exactly_listed("https://x.oauth.bitrix.info/rest/", hosts)
    assert not is_exactly_listed("http://127.0.0.1:8081/rest/", hosts)


def test_a_host_is_written_with_its_port_only_where_it_matters():
    """The scheme's own port goes without saying."""
    assert host_of("https://Portal.bitrix24.ru:443/rest/") == "portal.bitrix24.ru"
    assert host_of("http://127.0.0.1:8080/rest/") == "127.0.0.1:8080"
