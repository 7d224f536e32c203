"""Who asks: the address that a client is known by, for as long as its share is counted.

An address is personal data: it is never logged nor kept. What is kept is a number made of it with a secret of this
process; there are so many numbers and no more, so that no crowd of clients takes more memory than they.
"""

from __future__ import annotations

import ipaddress
import re
import secrets
from collections.abc import Sequence
from hashlib import blake2b
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network

from starlette.requests import Request

SHARES = 16_384
_PREFIX_V6 = 64
_WITH_PORT = re.compile(r"(?:([0-9.]+)|\[([^\]]+)\])(?::[0-9]+)?\Z")
_SECRET = secrets.token_bytes(32)

_Address = IPv4Address | IPv6Address
_Network = IPv4Network | IPv6Network


def address_of(request: Request, trusted: Sequence[_Network]) -> str:
    """The address or, of IPv6, the network of 64 bits that a client asks from.

    What ``X-Forwarded-For`` says counts only where the peer is a trusted proxy: then the last address in it that is not
    one, for whatever stands before that the client may have written itself.
    """
    peer = request.client.host if request.client else ""
    if not trusted and ":" not in peer:
        return peer  # of IPv4: what else it may have said does not count
    address = _address(peer)
    if address is None:
        return peer
    for said in reversed(",".join(request.headers.getlist("x-forwarded-for")).split(",")):
        if not _is_trusted(address, trusted):
            break
        before = _address(said.strip())
        if before is None:
            break
        address = before
    if isinstance(address, IPv6Address):
        return str(IPv6Network((address, _PREFIX_V6), strict=False))
    return str(address)


def share_of(address: str) -> int:
    """The number that an address is counted under; two addresses seldom have the same one."""
    return int.from_bytes(blake2b(address.encode(), digest_size=8, key=_SECRET).digest(), "big") % SHARES


def _address(text: str) -> _Address | None:
    if match := _WITH_PORT.match(text):
        text = match[1] or match[2]
    try:
        found = ipaddress.ip_address(text)
    except ValueError:
        return None
    # A socket of both families gives 192.0.2.1 as ::ffff:192.0.2.1, which is no network of its own.
    return getattr(found, "ipv4_mapped", None) or found


def _is_trusted(address: _Address, trusted: Sequence[_Network]) -> bool:
    return any(address.version == network.version and address in network for network in trusted)
