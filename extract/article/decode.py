"""Bytes to text, whatever the label says: a BOM, strict UTF-8, then the candidate that does least damage."""

from __future__ import annotations

import codecs
import re

from resiliparse.parse.encoding import detect_encoding

# The labels of the WHATWG standard that matter here; a label outside this list never reaches a codec.
LABELS = {
    "utf-8": "utf-8", "utf8": "utf-8", "unicode-1-1-utf-8": "utf-8",
    "gb2312": "gb18030", "gbk": "gb18030", "gb18030": "gb18030", "x-gbk": "gb18030", "cp936": "gb18030",
    "gb_2312-80": "gb18030", "hz-gb-2312": "gb18030", "windows-936": "gb18030",
    "big5": "big5hkscs", "big5-hkscs": "big5hkscs", "cn-big5": "big5hkscs", "x-x-big5": "big5hkscs",
    "cp950": "big5hkscs",
    "utf-16": "utf-16-le", "utf-16le": "utf-16-le", "utf-16be": "utf-16-be",
    "iso-8859-1": "cp1252", "latin1": "cp1252", "us-ascii": "cp1252", "ascii": "cp1252", "windows-1252": "cp1252",
    "windows-1251": "cp1251", "koi8-r": "koi8-r", "shift_jis": "cp932", "euc-jp": "euc_jp", "euc-kr": "cp949",
}  # fmt: skip
_META = re.compile(rb"""<(?:meta|\?xml)[^>]{0,300}?(?:charset|encoding)\s*=\s*["']?\s*([A-Za-z0-9_:.-]{2,40})""", re.I)
_HEADER = re.compile(r"charset\s*=\s*[\"']?\s*([A-Za-z0-9_:.-]{2,40})", re.I)
_MARK_UP = re.compile(rb"<(script|style)\b.*?(?:</\1>|\Z)", re.S | re.I)
_HIGH = re.compile(rb"[\x80-\xff]+")
_DAMAGE = re.compile("[\\ufffd\\ue000-\\uf8ff\\x80-\\x9f]")
HEAD_BYTES = 8192
TRIAL_BYTES = 400_000


def labels(body: bytes, content_type: str) -> list[str]:
    """Codecs named by the header and the page, in that order; labels that are often wrong by default are left out."""
    found = [match[1] for match in (_HEADER.search(content_type),) if match]
    found += [match[1].decode("ascii") for match in (_META.search(body[:HEAD_BYTES]),) if match]
    return [LABELS[name.lower()] for name in found if name.lower() in LABELS]


def damage(text: str) -> int:
    """Replacement and private-use characters, and C1 controls: what a wrong codec leaves behind."""
    return len(_DAMAGE.findall(text))


def decode(body: bytes, content_type: str = "") -> str:
    """The text of a page.

    Args:
        body: As received, unpacked.
        content_type: The header, believed last.

    Returns:
        Text in which bytes that no candidate can read are U+FFFD.
    """
    for mark, codec in (
        (codecs.BOM_UTF8, "utf-8"),
        (codecs.BOM_UTF16_LE, "utf-16-le"),
        (codecs.BOM_UTF16_BE, "utf-16-be"),
    ):
        if body.startswith(mark):
            return body[len(mark) :].decode(codec, "replace")
    if codec := _without_mark(body[:HEAD_BYTES]):
        return body.decode(codec, "replace")
    try:
        return body.decode("utf-8")
    except UnicodeDecodeError:
        pass  # not UTF-8 throughout: the candidates below are weighed
    named = labels(body, content_type)
    sample = _sample(body)
    guess = LABELS.get((detect_encoding(sample) or "").lower())
    candidates = [name for name in named if name not in {"utf-8", "cp1252"}]
    candidates += [name for name in (guess, "utf-8", "gb18030", "big5hkscs") if name and name != "cp1252"]
    if not _has_runs(sample) and 2 * damage(sample.decode("utf-8", "replace")) >= len(_HIGH.findall(sample)):
        candidates.insert(0, "cp1252")
    best = min(dict.fromkeys(candidates), key=lambda name: damage(sample.decode(name, "replace")))
    return body.decode(best, "replace")


def _sample(body: bytes) -> bytes:
    """The part of a page that candidates are weighed on: what follows the first high byte outside scripts."""
    words = _MARK_UP.sub(b"", body)
    first = _HIGH.search(words)
    if first is None:
        words, first = body, _HIGH.search(body)
    start = first.start() if first else 0
    return words[start : start + TRIAL_BYTES]


def _without_mark(head: bytes) -> str:
    """The form of UTF-16 that a page without a mark is in: the zero bytes of its tags stand on one side."""
    odd, even = head[1::2].count(0), head[0::2].count(0)
    if max(odd, even) < len(head) / 8 or min(odd, even) > max(odd, even) / 8:
        return ""
    return "utf-16-le" if odd > even else "utf-16-be"


def _has_runs(body: bytes) -> bool:
    """Whether high bytes come in runs, as in Chinese text; in Western text they stand alone."""
    return re.search(rb"[\x80-\xff][\x40-\xff][\x80-\xff][\x40-\xff]", body) is not None
