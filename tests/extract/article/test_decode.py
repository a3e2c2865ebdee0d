"""Bytes to text: declared, undeclared and wrongly declared, with and without damage."""

from __future__ import annotations

import pytest

from extract.article.decode import decode

SIMPLIFIED = "微信的合并月活跃账户数达到十二点六亿，同比增长百分之三。腾讯公布第三季度业绩。"
TRADITIONAL = "微信及WeChat的合併月活躍賬戶數達到十二億六千萬，按年增長百分之三。騰訊公佈第三季度業績。"
RARE = "𠮷野先生在店里用微信支付付款，收款人叫㐂。"
EUROPEAN = "Le chiffre d’affaires a augmenté de 15 % — déjà un “record” à Genève, señor Müller."
TEXTS = {
    "gb18030": SIMPLIFIED + RARE, "gbk": SIMPLIFIED, "gb2312": SIMPLIFIED, "big5": TRADITIONAL,
    "big5hkscs": TRADITIONAL + "咗嘅喺", "utf-8": SIMPLIFIED + RARE, "utf-16": SIMPLIFIED, "utf-16-le": SIMPLIFIED,
    "utf-16-be": SIMPLIFIED, "cp1252": EUROPEAN,
}  # fmt: skip
CLAIMS = ("", "utf-8", "iso-8859-1", "gb2312", "x-unknown", "zlib_codec")
SHORT = {"gb18030": "微信月活跃账户数增长。", "big5": "微信月活躍賬戶增長。", "utf-8": "微信月活跃账户数增长。"}
SCRIPT = "<script>" + "var a = {'x': 1, 'y': [1, 2, 3]};\n" * 1200 + "</script>"


def page(words: str, claim: str, more: str = "") -> str:
    meta = f'<meta charset="{claim}">' if claim else ""
    return f"<html><head>{meta}<title>{words[:8]}</title>{more}</head><body><p>{words}</p></body></html>"


@pytest.mark.parametrize("header", CLAIMS)
@pytest.mark.parametrize("meta", [*CLAIMS, "right"])
@pytest.mark.parametrize("codec", TEXTS)
def test_every_charset_is_read_whatever_the_labels_say(codec: str, meta: str, header: str) -> None:
    claim = codec.removesuffix("hkscs") if meta == "right" else meta
    body = page(TEXTS[codec], claim).encode(codec)
    assert TEXTS[codec] in decode(body, f"text/html; charset={header}" if header else "text/html")


@pytest.mark.parametrize("header", ["", "utf-8", "iso-8859-1"])
@pytest.mark.parametrize("claim", ["", "utf-8", "right"])
@pytest.mark.parametrize("codec", SHORT)
@pytest.mark.parametrize("more", ["", SCRIPT], ids=["one line", "among 40 kB of script"])
def test_a_few_characters_are_enough(codec: str, claim: str, header: str, more: str) -> None:
    body = page(SHORT[codec], codec if claim == "right" else claim, more).encode(codec)
    assert SHORT[codec] in decode(body, f"text/html; charset={header}")


@pytest.mark.parametrize("junk", [b"\xff\xfe\xff", b"\x80\xff", b"\xa1\xff\x30"])
@pytest.mark.parametrize("codec", ["gbk", "gb18030", "big5", "utf-8"])
def test_bad_bytes_cost_themselves_and_not_the_page(codec: str, junk: bytes) -> None:
    body = page("JUNK</p><p>" + TEXTS[codec], codec).encode(codec).replace(b"JUNK", junk)
    words = decode(body, "text/html")
    assert TEXTS[codec] in words
    assert words.count("\ufffd") <= 2 * len(junk)  # they are in the title, too


@pytest.mark.parametrize("label", ["shift_jis", "euc-jp", "euc-kr", "windows-1251", "koi8-r"])
def test_other_labels_of_the_web_are_heard(label: str) -> None:
    words = {"euc-kr": "텐센트의 위챗 월간 이용자 수가 늘었다.", "shift_jis": "テンセントの微信の利用者数。",
             "euc-jp": "テンセントの微信の利用者数。"}.get(label, "Компания Tencent сообщила о росте.")  # fmt: skip
    assert words in decode(page(words, label).encode(label), "text/html")


def test_a_mark_is_taken_off() -> None:
    assert decode(b"\xef\xbb\xbf" + "微信".encode()) == "微信"
    assert decode("微信".encode("utf-16")) == "微信"


@pytest.mark.parametrize("unit", [b"<script>", b"<style>", b"<meta charset=", b"<?xml ", b"<!--"])
def test_repeated_openings_take_linear_time(unit: bytes) -> None:
    assert "微信" in decode(unit * 50_000 + b">" + "微信".encode("gbk") * 40)
