"""Which addresses may be called. Pure: nothing is looked up here; `connections` asks before it connects.

A portal's address comes from `app.info` and yet may name a machine of our own network, by its number or by a name that
resolves to one; the latter also between two look-ups. So the number is judged at the moment of connecting.
"""

from collections.abc import Sequence
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address, ip_network
from urllib.parse import SplitResult, urlsplit

PORTS = {"http": 80, "https": 443}
NAT64 = IPv6Network("64:ff9b::/96")
NOT_PUBLIC = tuple(
    ip_network(network)
    for network in (
        "168.63.129.16/32",  # looks public and is the metadata service inside one provider's network
        "192.0.0.0/24",  # these are for special use too (RFC 6890 and later), which older Pythons do not know
        "192.88.99.0/24",
        "64:ff9b:1::/48",
        "100::/64",
        "2001::/23",
        "3fff::/20",
        "5f00::/16",
    )
)


class UnsafeAddressError(Exception):
    """An address that must not be called; nothing was sent. The message says what to set if it is meant."""


def is_public(address: str) -> bool:
    """Say whether an IP address is somebody's on the internet, looking through IPv4 addresses wrapped in IPv6."""
    try:
        found = _unwrapped(ip_address(address.partition("%")[0]))
    except ValueError:
        return False
    is_special = found.is_multicast or found.is_reserved or found.is_unspecified or getattr(found, "is_site_local", False)
    return found.is_global and not is_special and not any(found in network for network in NOT_PUBLIC)


def is_listed(host: str, port: int, hosts: Sequence[str]) -> bool:
    """Say whether a list of `host` (any port) and `host:port` entries has this one."""
    return any(entry.lower() in (host.lower(), f"{host.lower()}:{port}", f"[{host.lower()}]:{port}") for entry in hosts)


def is_exactly_listed(url: str, hosts: Sequence[str]) -> bool:
    """Say whether a URL's host is in a list in which `host` alone means the scheme's own port."""
    parts = _split(url)
    default = PORTS[parts.scheme]
    wanted = [entry if entry.rpartition(":")[2].isdigit() else f"{entry}:{default}" for entry in hosts]
    return f"{parts.hostname}:{parts.port or default}" in [entry.lower() for entry in wanted]


def checked(url: str, insecure_hosts: Sequence[str]) -> str:
    """Return a URL that may be called. Raises UnsafeAddressError when it is not https, or is no plain address."""
    parts = _split(url)
    if parts.username is not None or parts.password is not None or parts.query or parts.fragment or "\\" in url:
        raise UnsafeAddressError("the address has more than a host and a path")
    host, port = parts.hostname or "", parts.port or PORTS[parts.scheme]
    if parts.scheme != "https" and not is_listed(host, port, insecure_hosts):
        raise UnsafeAddressError(f"{host}:{port} is plain http; if it is yours, add it to B24BRIDGE_INSECURE_HOSTS")
    return url


def host_of(url: str) -> str:
    """Return `host`, or `host:port` when the port is not the scheme's own. Raises UnsafeAddressError."""
    parts = _split(url)
    return f"{parts.hostname}" if parts.port in (None, PORTS[parts.scheme]) else f"{parts.hostname}:{parts.port}"


def _split(url: str) -> SplitResult:
    try:
        parts = urlsplit(url)
        is_address = parts.scheme in PORTS and bool(parts.hostname) and parts.port != 0
    except ValueError:
        is_address = False
    if not is_address or not url.isascii() or not url.isprintable() or " " in url:
        raise UnsafeAddressError("no http address")
    return parts


def _unwrapped(address: IPv4Address | IPv6Address) -> IPv4Address | IPv6Address:
    if isinstance(address, IPv4Address):
        return address
    if address in NAT64:
        return IPv4Address(int(address) & 0xFFFFFFFF)
    teredo = address.teredo
    return address.ipv4_mapped or address.sixtofour or (teredo[1] if teredo else None) or address
