"""One story, many copies: canonical addresses and near-duplicate texts."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from opencc import OpenCC
from rensa import RMinHash

PERMUTATIONS = 128
SEED = 20110121
"""Fixed, so that signatures of all times compare; the day WeChat was released."""
TRACKERS = re.compile(
    r"^(?:utm_.*|fbclid|gclid|yclid|mc_[ce]id|spm|scm|from|isappinstalled|share_?token|share_from|wfr|for|ref|ref_src|"
    r"cmpid|ncid|smid|igshid|_ga|chksm|scene|mpshare|srcid|sharer_.*|pass_ticket|exportkey|sessionid|clicktime|"
    r"enterid)$", re.I
)  # fmt: skip
WECHAT_KEYS = ("__biz", "mid", "idx", "sn")
WECHAT_NAMES = {"appmsgid": "mid", "itemidx": "idx", "sign": "sn"}
_WORD = re.compile(r"[a-z0-9]+|[\u3400-\u9fff]", re.I)
_HAN = re.compile(r"[\u3400-\u9fff]")


def canonical_url(url: str) -> str:
    """The address an article is known by: no trackers, credentials or fragment, sorted query. Idempotent.

    An official-account page of WeChat is known by (__biz, mid, idx, sn) alone. What is no web address stays as it is.
    """
    try:
        parts = urlsplit(url)
    except ValueError:
        return url
    if parts.scheme not in {"http", "https"}:
        return url
    # Bytes of a query that are not UTF-8 (a search word in GBK) must not become one and the same question mark.
    pairs = parse_qsl(parts.query, keep_blank_values=True, errors="surrogateescape")
    host = parts.netloc.lower().rpartition("@")[2]
    host = host.removesuffix(":80" if parts.scheme == "http" else ":443")
    if host == "mp.weixin.qq.com":
        named = {WECHAT_NAMES.get(name, name): value for name, value in pairs}
        if all(key in named for key in WECHAT_KEYS):
            query = _query([(key, named[key]) for key in WECHAT_KEYS])
            return urlunsplit(("https", host, parts.path, query, ""))
    kept = sorted((name, value) for name, value in pairs if not TRACKERS.match(name))
    return urlunsplit((parts.scheme, host, parts.path or "/", _query(kept), ""))


def _query(pairs: Sequence[tuple[str, str]]) -> str:
    return urlencode(pairs, errors="surrogateescape")


@cache
def _simplified() -> OpenCC:
    return OpenCC("t2s")


def shingles(text: str) -> list[str]:
    """What copies share: runs of five Chinese characters, simplified (a reprint may be in either), or of four words."""
    chinese = len(_HAN.findall(text[:2000])) > len(text[:2000]) * 0.1
    words = [w.lower() for w in _WORD.findall(_simplified().convert(text) if chinese else text)]
    size = 5 if chinese else 4
    return [" ".join(words[i : i + size]) for i in range(len(words) - size + 1)]


def signature(text: str) -> tuple[int, ...]:
    """The MinHash of a text: 128 numbers; empty for texts too short to compare."""
    parts = shingles(text)
    if len(parts) < 20:
        return ()
    sketch = RMinHash(num_perm=PERMUTATIONS, seed=SEED)
    sketch.update(parts)
    return tuple(sketch.digest())
