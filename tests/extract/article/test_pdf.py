"""PDFs: text, scans, rubbish."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from extract.article.parse import parse_article
from extract.errors import ParseError
from extract.records import Capture


def pdf(lines: list[str], title: str = "Results") -> bytes:
    """A one-page PDF with lines of Latin text."""
    shown = "".join(f"({line}) Tj 0 -16 Td " for line in lines)
    stream = f"BT /F1 12 Tf 50 750 Td {shown}ET".encode("latin-1")
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources 7 0 R >>",
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(stream), stream),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
        b"<< /Title (%s) >>" % title.encode("latin-1"),
        b"<< /Font << /F1 5 0 R >> >>",
    ]
    out, places = bytearray(b"%PDF-1.4\n"), []
    for number, body in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    table = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    out += b"".join(b"%010d 00000 n \n" % place for place in places)
    out += b"trailer << /Size %d /Root 1 0 R /Info 6 0 R >>\nstartxref\n%d\n%%%%EOF" % (len(objects) + 1, table)
    return bytes(out)


def test_lines_and_title_are_read(capture: Callable[..., Capture]) -> None:
    lines = ["Weixin and WeChat had 1.371 billion users.", "Revenue rose by eight percent."]
    article = parse_article(capture(pdf(lines), "https://t.example/results.pdf", "application/pdf"))
    assert article.title == "Results"
    assert article.text.split("\n") == lines
    assert article.site == "t.example"


@pytest.mark.parametrize(
    ("body", "reason"),
    [(pdf([]), "PDF without text"), (b"%PDF-1.7 nothing", "PDF cannot be read"), (pdf(["x"])[:200], "PDF")],
    ids=["a scan", "rubbish", "cut short"],
)
def test_what_cannot_be_read_has_a_reason(body: bytes, reason: str, capture: Callable[..., Capture]) -> None:
    with pytest.raises(ParseError, match=reason):
        parse_article(capture(body, content_type="application/pdf"))
