"""What is remembered of an answer, and the answer itself."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Validators:
    """What a server said of its last answer, byte for byte."""

    etag: str = ""
    last_modified: str = ""

    def headers(self) -> dict[str, str]:
        """The conditional request's headers; both where both are known (RFC 9110, 13.1.3)."""
        named = {"If-None-Match": self.etag, "If-Modified-Since": self.last_modified}
        return {name: value for name, value in named.items() if value}


@dataclass(frozen=True, slots=True, kw_only=True)
class Response:
    """One whole answer; `body` is unpacked, `headers` are as received."""

    url: str
    final_url: str
    status: int
    headers: tuple[tuple[str, str], ...]
    body: bytes
    fetched_at: datetime
    request_headers: tuple[tuple[str, str], ...] = ()
    http_version: str = "HTTP/1.1"
    reason_phrase: str = ""
    not_modified: bool = False
    redirects: tuple[str, ...] = ()

    def header(self, name: str) -> str:
        """A header's first value, empty when it is not there."""
        return next((value for key, value in self.headers if key.lower() == name.lower()), "")

    @property
    def etag(self) -> str:
        """The ETag as sent."""
        return self.header("etag")

    @property
    def last_modified(self) -> str:
        """The Last-Modified as sent."""
        return self.header("last-modified")
