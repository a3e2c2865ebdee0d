"""The language of a text by its letters, with the page's own claim where letters do not tell."""

from __future__ import annotations

import re
from collections.abc import Iterable

from extract.article.blocks import Block

_HAN = re.compile(r"[\u3400-\u9fff]")
_KANA = re.compile(r"[\u3041-\u30ff]")
_HANGUL = re.compile(r"[\uac00-\ud7af]")
_LATIN = re.compile(r"[A-Za-z\u00c0-\u024f]")
SAMPLE = 8000


def language_of(text: str, claimed: str = "") -> str:
    """Two letters: "zh" when a tenth of the characters is Chinese, "ja", "ko"; else what is claimed, else "en".

    Args:
        text: Its first 8,000 characters are looked at.
        claimed: By the page; not heard when it names a language that the letters rule out, as a translated page's
            template does.
    """
    sample = text[:SAMPLE]
    share = max(1, len(sample)) / 10
    han, kana = len(_HAN.findall(sample)), len(_KANA.findall(sample))
    if kana > share / 2:
        return "ja"
    if han > max(5.0, share):
        return "zh"
    if len(_HANGUL.findall(sample)) > share:
        return "ko"
    if claimed in {"zh", "ja", "ko"} or not claimed:
        return "en"
    return claimed


def page_language(blocks: Iterable[Block], claimed: str) -> str:
    """The language of a page's prose; of all its words on a page without."""
    blocks = list(blocks)
    prose = " ".join(block.words for block in blocks if block.weight)
    return language_of(prose if len(prose) > SAMPLE // 40 else " ".join(block.words for block in blocks), claimed)
