"""Text from the network on its way into a page. Pure."""

from __future__ import annotations

import json
import re
from typing import Any
from urllib.parse import urlsplit

LONGEST_TEXT = 400
"""Characters of a title, quote or message that the page carries."""
LONGEST_ADDRESS = 1000
"""Characters; a longer address is not linked."""

# C0 and C1 controls but line breaks and tabs, and the marks that turn the direction of the text around them.
_STEERING = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]")
_SCRIPT_ESCAPES = {"<": "\\u003c", ">": "\\u003e", "&": "\\u0026", "\u2028": "\\u2028", "\u2029": "\\u2029"}


def plain_text(text: str, limit: int = LONGEST_TEXT) -> str:
    """The text with characters that steer a display shown as U+FFFD, cut with an ellipsis at `limit` characters."""
    shown = _STEERING.sub("\ufffd", text)
    return shown if len(shown) <= limit else shown[: limit - 1] + "…"


def web_address(url: str | None) -> str | None:
    """The address if it may become a link: http or https, with a host, of sane length; else None."""
    if not url or len(url) > LONGEST_ADDRESS or _STEERING.search(url) or any(c.isspace() for c in url):
        return None
    try:
        parts = urlsplit(url)
        host = parts.hostname
    except ValueError:
        return None
    return url if parts.scheme in ("http", "https") and host else None


def script_json(value: Any) -> str:
    """JSON that may stand inside a script element: no character of it can end the element or start another."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    return "".join(_SCRIPT_ESCAPES.get(c, c) for c in text) if any(c in text for c in _SCRIPT_ESCAPES) else text
