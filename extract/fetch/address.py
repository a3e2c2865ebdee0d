"""URLs as they may be asked for, and as they may be shown."""

from __future__ import annotations

import re
from urllib.parse import urlsplit, urlunsplit

from extract.errors import RefusedError

_SECRET = re.compile(r"(?i)([?&](?:[a-z_-]*(?:token|key|secret|passw(?:or)?d|auth|signature|session)[a-z_-]*)=)[^&#]+")
_CONTROL = re.compile(r"[\x00-\x20\x7f-\x9f\\]")
_HALF_CHARACTER = re.compile("[\ud800-\udfff]")
"""A lone surrogate, as JSON may hold one: no bytes can be made of it."""
_PORTS = {"http": 80, "https": 443}
_HOST = re.compile(r"^(?:[a-z0-9](?:[a-z0-9_-]{0,61}[a-z0-9])?\.)*[a-z0-9](?:[a-z0-9_-]{0,61}[a-z0-9])?$")


def shown(url: str, limit: int = 300) -> str:
    """A URL for people and logs: no credentials, no secrets, no control characters, one line."""
    text = _CONTROL.sub(" ", url).encode("utf-8", "replace").decode("utf-8")
    text = re.sub(r"(?<=//)[^/?#@]*@", "", text, count=1)
    return _SECRET.sub(r"\1***", text)[:limit]


def checked(url: str, max_length: int = 2048) -> str:
    """A URL that may be asked for: host in ASCII, the scheme's own port and the fragment dropped. Idempotent.

    Raises:
        RefusedError: Not http(s), with credentials, control characters or backslashes, too long, or without a host.
    """
    if len(url) > max_length:
        raise RefusedError(f"address of {len(url):,} characters", url=shown(url))
    if _CONTROL.search(url) or _HALF_CHARACTER.search(url):
        raise RefusedError("address with blanks, backslashes or control characters", url=shown(url))
    try:
        parts = urlsplit(url)
        host, port = parts.hostname or "", parts.port
    except ValueError as error:
        raise RefusedError(f"not an address: {error}", url=shown(url)) from error
    if parts.scheme.lower() not in {"http", "https"}:
        raise RefusedError(f"only http and https are asked for, not '{parts.scheme[:20]}'", url=shown(url))
    if parts.username is not None or parts.password is not None:
        raise RefusedError("address with credentials", url=shown(url))
    if ":" in host:
        ascii_host = f"[{host}]"
    else:
        try:
            ascii_host = host.rstrip(".").encode("idna").decode("ascii").lower() if host else ""
        except UnicodeError as error:
            raise RefusedError("host is no valid name", url=shown(url)) from error
        if not _HOST.match(ascii_host):
            raise RefusedError("no valid host in the address", url=shown(url))
    scheme = parts.scheme.lower()
    place = ascii_host if port is None or port == _PORTS[scheme] else f"{ascii_host}:{port}"
    return urlunsplit((scheme, place, parts.path or "/", parts.query, ""))


def origin(url: str) -> str:
    """scheme://host:port of a checked URL, without the scheme's own port."""
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}"


def host(url: str) -> str:
    """host or host:port of a checked URL: whose turn a request waits for."""
    return urlsplit(url).netloc
