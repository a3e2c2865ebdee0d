"""What an answer is worth: pure judgements on its status, headers and redirects."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from urllib.parse import urljoin

import httpx

from extract.errors import FetchError, RefusedError
from extract.fetch.address import checked
from extract.fetch.policy import FetchPolicy
from extract.fetch.response import Response
from extract.fetch.retry import StatusError


def judge_headers(raw: Sequence[tuple[bytes, bytes]], policy: FetchPolicy) -> None:
    """Raise for a flood of headers.

    Raises:
        RefusedError: They are more, or larger, than the policy takes.
    """
    size = sum(len(name) + len(value) for name, value in raw)
    if len(raw) > policy.max_header_count or size > policy.max_header_bytes:
        raise RefusedError(f"answer with {len(raw):,} headers of {size:,} bytes")


def redirect_target(response: Response, passed: Sequence[str], policy: FetchPolicy) -> str:
    """The next address of a redirect.

    Args:
        response: The redirect.
        passed: The addresses that redirected, this one last.
        policy: For its limits.

    Raises:
        RefusedError: Too many of them, in a circle, or to something that may not be asked for.
        FetchError: It leads nowhere.
    """
    location = response.header("location")
    if not location:
        raise FetchError(f"HTTP {response.status} without a Location")
    if len(passed) > policy.max_redirects:
        raise RefusedError(f"more than {policy.max_redirects} redirects")
    try:
        target = checked(urljoin(response.final_url, location), policy.max_url_length)
    except ValueError as error:
        raise RefusedError("redirect to something that is no address") from error
    if target in passed:
        raise RefusedError("the redirects go in a circle")
    return target


def as_received(headers: httpx.Headers) -> tuple[tuple[str, str], ...]:
    """Names in the case they came in."""
    return tuple((name.decode(headers.encoding), value.decode(headers.encoding)) for name, value in headers.raw)


def whole(response: Response, url: str, passed: tuple[str, ...], *, conditional: bool) -> Response:
    """The answer to `url` if it is a whole page, or the 304 that was asked for.

    Raises:
        FetchError: Any other status.
    """
    unchanged = response.status == httpx.codes.NOT_MODIFIED
    if unchanged and not conditional:
        raise FetchError("HTTP 304 to a request without validators")
    if not unchanged and response.status != httpx.codes.OK:
        raise StatusError(response.status)
    return replace(response, url=url, not_modified=unchanged, redirects=passed)
