"""The address guard: resolve once, judge every address, connect to the judged one.

It sits where the connection is made (httpcore's network backend), so that redirects, rebinding names and odd spellings
of an address all pass it. The Host header and the TLS name stay those of the URL.
"""

from __future__ import annotations

import ipaddress
import socket
import ssl
from collections.abc import Iterable
from typing import Any

import anyio
import httpcore
import httpx

Address = ipaddress.IPv4Address | ipaddress.IPv6Address

# What `ipaddress.is_global` lets through and a news site never is.
REFUSED = tuple(
    ipaddress.ip_network(text)
    for text in (
        "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.0.0.0/24",
        "192.0.2.0/24", "192.31.196.0/24", "192.52.193.0/24", "192.88.99.0/24", "192.168.0.0/16", "192.175.48.0/24",
        "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/4", "240.0.0.0/4",
        "::/96", "::ffff:0:0/96", "64:ff9b::/96", "64:ff9b:1::/48", "100::/64", "2001::/23", "2001:db8::/32",
        "2002::/16", "3fff::/20", "5f00::/16", "fc00::/7", "fe80::/10", "fec0::/10", "ff00::/8",
    )
)  # fmt: skip


NOT_PUBLIC = "not a public address"
NOT_RESOLVED = "cannot be resolved"


class AddressRefusedError(httpcore.ConnectError):
    """A name leads to an address that is not public."""


class UnknownNameError(httpcore.ConnectError):
    """A name has no address."""


def is_public(address: str) -> bool:
    """Whether an address literal belongs to the public internet.

    Args:
        address: IPv4 or IPv6, a zone index allowed; anything else is not public.
    """
    try:
        parsed: Address = ipaddress.ip_address(address)
    except ValueError:
        return False
    if isinstance(parsed, ipaddress.IPv6Address) and parsed.scope_id:
        return False
    return parsed.is_global and not any(parsed in net for net in REFUSED if net.version == parsed.version)


def judge(host: str, addresses: Iterable[str]) -> list[str]:
    """The addresses to connect to, in the resolver's order, if every one of them is public.

    Raises:
        AddressRefusedError: One of them is not; a name that mixes both is an attack or a mistake.
        UnknownNameError: There is none.
    """
    found = list(addresses)
    if not found:
        raise UnknownNameError(f"{host} has no address")
    for address in found:
        if not is_public(address):
            named = host if host == address else f"{host} leads to {address}, which"
            raise AddressRefusedError(f"{named} is {NOT_PUBLIC}")
    return found


async def resolve(host: str, port: int) -> list[str]:
    """All addresses of a name, in the resolver's order, each once."""
    try:
        infos = await anyio.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (socket.gaierror, UnicodeError) as error:
        raise UnknownNameError(f"the name {host} {NOT_RESOLVED}") from error
    return list(dict.fromkeys(str(info[4][0]) for info in infos))


MOST_ADDRESSES = 3
"""How many of a name's addresses are tried before it counts as down."""


class GuardedBackend(httpcore.AsyncNetworkBackend):
    """httpcore's own backend behind the guard.

    Args:
        allow_hosts: "host:port" that may be connected to although they are not public, exactly as written in the URL.
    """

    def __init__(self, allow_hosts: frozenset[str]) -> None:
        self._inner = httpcore.AnyIOBackend()
        self._allowed = frozenset(name.lower() for name in allow_hosts)

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Any = None,
    ) -> httpcore.AsyncNetworkStream:
        """Resolve, judge, connect to the judged address."""
        try:
            with anyio.fail_after(timeout):
                addresses = await resolve(host, port)
        except TimeoutError as error:
            raise httpcore.ConnectTimeout(f"no answer for the name {host}") from error
        bracketed = f"[{host}]" if ":" in host else host
        targets = addresses if f"{bracketed}:{port}" in self._allowed else judge(host, addresses)
        failed: httpcore.NetworkError | httpcore.TimeoutException | None = None
        for target in targets[:MOST_ADDRESSES]:
            try:
                return await self._inner.connect_tcp(
                    target, port, timeout=timeout, local_address=local_address, socket_options=socket_options
                )
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as error:
                failed = error
        raise failed or UnknownNameError(f"{host} has no address")

    async def connect_unix_socket(
        self, path: str, timeout: float | None = None, socket_options: Any = None
    ) -> httpcore.AsyncNetworkStream:
        """Never: no news comes from a socket file."""
        raise AddressRefusedError(f"unix socket {path} refused")

    async def sleep(self, seconds: float) -> None:
        """Sleep, for httpcore's own waits."""
        await self._inner.sleep(seconds)


def guarded_transport(
    allow_hosts: frozenset[str], *, max_connections: int = 100, ssl_context: ssl.SSLContext | None = None
) -> httpx.AsyncHTTPTransport:
    """httpx's transport with the guard beneath. httpx 0.28.1 has no parameter for it, so its pool is replaced.

    Args:
        allow_hosts: See `GuardedBackend`.
        max_connections: Connections open at once, of all hosts.
        ssl_context: Whom to trust; the bundled authorities when None. No variable of the environment changes it.
    """
    transport = httpx.AsyncHTTPTransport(trust_env=False)
    transport._pool = httpcore.AsyncConnectionPool(
        ssl_context=ssl_context or httpx.create_ssl_context(trust_env=False),
        max_connections=max_connections,
        max_keepalive_connections=max_connections,
        keepalive_expiry=15.0,
        http1=True,
        http2=True,
        network_backend=GuardedBackend(allow_hosts),
    )
    return transport
