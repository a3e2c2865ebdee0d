"""The text of a PDF, such as a results announcement."""

from __future__ import annotations

import io

from extract.errors import ParseError

MOST_PAGES = 60


def pdf_text(body: bytes, source_id: str, url: str) -> tuple[str, str]:
    """(title, text) of a PDF's first 60 pages.

    Raises:
        ParseError: Damaged, encrypted, or without text (a scan).
    """
    import pdfplumber  # few documents are PDFs
    from pdfminer.pdfexceptions import PDFException
    from pdfplumber.utils.exceptions import PdfminerException

    try:
        with pdfplumber.open(io.BytesIO(body)) as document:
            title = str((document.metadata or {}).get("Title") or "")
            pages = [page.extract_text() or "" for page in document.pages[:MOST_PAGES]]
    except (PDFException, PdfminerException, ValueError, KeyError, TypeError) as error:
        raise ParseError(f"PDF cannot be read: {type(error).__name__}", source_id=source_id, url=url) from error
    text = "\n".join(pages).strip()
    if not text:
        raise ParseError("PDF without text", source_id=source_id, url=url)
    return title, text
