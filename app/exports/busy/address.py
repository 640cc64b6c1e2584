"""Fetching the address that somebody has given: only from the public internet, and only so much.

An address is a way to make this machine knock somewhere. So it must be https, its name is looked up once,
every address found is asked whether it is public, and the connection goes to just that one: a name that
points elsewhere a moment later gains nothing. Redirections are looked at in the same way.
"""

import http.client
import socket
import ssl
from collections.abc import Sequence
from contextlib import closing
from ipaddress import IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network
from urllib.parse import SplitResult, urljoin, urlsplit

from app.exports.busy.excerpt import LARGEST_FILE
from app.exports.busy.words import Unreadable, Why

PATIENCE = 5.0
MOST_REDIRECTIONS = 3
LONGEST = 2_000
CHUNK = 1 << 16
# Where an address of the old internet hides within one of the new.
HIDING = tuple(map(ip_network, ("64:ff9b::/96", "64:ff9b:1::/48", "2002::/16", "2001::/32", "::/96")))
Network = IPv4Network | IPv6Network


def fetched(address: str, allowed: Sequence[Network] = ()) -> bytes:
    """What an address holds, of any kind. Raises Unreadable.

    `allowed` are networks of one's own house, from which calendars may come too, also by http.
    """
    for _hop in range(MOST_REDIRECTIONS + 1):
        parts = parts_of(address)
        with closing(_connection(parts, allowed)) as connection:
            answer = _asked(connection, parts)
            if answer.status in (301, 302, 303, 307, 308):
                address = urljoin(address, answer.headers.get("Location", ""))
                continue
            if answer.status != 200:
                raise Unreadable(Why.REFUSED)
            return _body(answer)
    raise Unreadable(Why.REFUSED)


def parts_of(address: str) -> SplitResult:
    """An address in its parts, webcal as the https that it stands for. Raises Unreadable when it is none."""
    address = address.strip()
    try:
        parts = urlsplit(address)
        named = parts.hostname and parts.username is None and parts.port != 0
    except ValueError:
        raise Unreadable(Why.NO_ADDRESS) from None
    if len(address) > LONGEST or not named or not address.isascii() or not address.isprintable():
        raise Unreadable(Why.NO_ADDRESS)
    if parts.scheme in ("webcal", "webcals"):
        parts = parts._replace(scheme="https")
    if parts.scheme not in ("http", "https"):
        raise Unreadable(Why.NO_ADDRESS)
    return parts


def _connection(parts: SplitResult, allowed: Sequence[Network]) -> http.client.HTTPConnection:
    """A connection to an address that was looked at, and not to the name a second time."""
    is_secure, host = parts.scheme == "https", parts.hostname or ""
    port = parts.port or (443 if is_secure else 80)
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        raise Unreadable(Why.UNREACHABLE) from None
    for family, kind, protocol, _name, where in found:
        is_own = _is_within(str(where[0]), allowed)
        if not is_own and not (_is_public(str(where[0])) and is_secure and port == 443):
            continue
        connection = http.client.HTTPConnection(host, port, timeout=PATIENCE)
        try:
            link = socket.socket(family, kind, protocol)
            link.settimeout(PATIENCE)
            link.connect(where)
            context = ssl.create_default_context()
            connection.sock = context.wrap_socket(link, server_hostname=host) if is_secure else link
        except OSError:
            raise Unreadable(Why.UNREACHABLE) from None
        return connection
    raise Unreadable(Why.NOT_PUBLIC)


def _is_within(address: str, networks: Sequence[Network]) -> bool:
    return any(ip_address(address) in network for network in networks)


def _is_public(address: str) -> bool:
    """Whether an address is one of the public internet, and hides none that is not."""
    found = ip_address(address.partition("%")[0])
    if isinstance(found, IPv6Address) and found.ipv4_mapped is not None:
        found = found.ipv4_mapped
    return found.is_global and not found.is_multicast and not any(found in network for network in HIDING)


def _asked(connection: http.client.HTTPConnection, parts: SplitResult) -> http.client.HTTPResponse:
    target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    headers = {"Accept": "text/calendar, */*;q=0.1", "Accept-Encoding": "identity", "User-Agent": "Campmatch"}
    try:
        connection.request("GET", target, headers=headers)
        return connection.getresponse()
    except (OSError, http.client.HTTPException, ValueError):
        raise Unreadable(Why.UNREACHABLE) from None


def _body(answer: http.client.HTTPResponse) -> bytes:
    """All of it, or Unreadable as soon as it is more than we take."""
    found = bytearray()
    try:
        while chunk := answer.read1(CHUNK):
            found += chunk
            if len(found) > LARGEST_FILE:
                raise Unreadable(Why.TOO_LARGE)
    except (OSError, http.client.HTTPException):
        raise Unreadable(Why.UNREACHABLE) from None
    return bytes(found)
