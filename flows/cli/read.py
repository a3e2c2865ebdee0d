"""Commands that read text and write JSON lines: extract, quantities, article. No Prefect, DuckDB or network."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Iterator
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import Annotated, Any

import typer

from extract.errors import ConfigurationError
from extract.records import Passage
from flows.cli import output

Files = Annotated[list[Path] | None, typer.Argument(help="JSON lines or plain text; standard input when none.")]


def register(app: typer.Typer) -> None:
    """Add this module's commands."""
    app.command()(extract)
    app.command()(quantities)
    app.command()(article)


def _rows(name: str, text: str) -> Iterator[dict[str, Any]]:
    """JSON lines as objects; anything else is one plain text."""
    if not text.lstrip().startswith("{"):
        yield {"id": name, "text": text}
        return
    for number, line in enumerate(text.split("\n"), 1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
        except ValueError as error:
            raise ConfigurationError(f"{name}:{number}: not JSON: {error}") from error
        if not isinstance(row, dict) or not isinstance(row.get("text"), str):
            raise ConfigurationError(f"{name}:{number}: wants an object with a string 'text'")
        yield {"id": f"{name}:{number}", **row}


def _texts(files: list[Path] | None) -> Iterable[tuple[str, str]]:
    if not files or files == [Path("-")]:
        yield "stdin", sys.stdin.buffer.read().decode("utf-8", "replace")
        return
    for path in files:
        try:
            yield str(path), path.read_bytes().decode("utf-8", "replace")
        except OSError as error:
            raise ConfigurationError(f"{path}: {error.strerror}") from error


def _passages(files: list[Path] | None) -> Iterator[Passage]:
    for name, text in _texts(files):
        for row in _rows(name, text):
            yield Passage(
                id=str(row["id"]),
                text=row["text"],
                language=row.get("lang") or "",
                title=row.get("title") or "",
                published=_day(row.get("published"), str(row["id"])),
                url=row.get("url") or "",
            )


def _day(value: object, where: str) -> date | None:
    if value is None or value == "":
        return None
    try:
        return date.fromisoformat(str(value)[:10])
    except ValueError as error:
        raise ConfigurationError(f"{where}: 'published' is not YYYY-MM-DD: {str(value)[:40]}") from error


def extract(
    files: Files = None,
    explain: Annotated[
        bool, typer.Option(help="Also tell which quantities were not taken and why, in the field 'rejected'.")
    ] = False,
    text: Annotated[bool, typer.Option(help="Lines for people, with what was not taken and why, not JSON.")] = False,
) -> None:
    """Read metric observations from text: JSON lines in, JSON lines out."""
    from extract.observation import as_row, observe
    from extract.observation.explain import explain as explained

    for passage in _passages(files):
        reading = observe(passage, explain=explain or text)
        if text:
            output.result(explained(passage, reading))
            continue
        row: dict[str, Any] = {"id": passage.id, "observations": [as_row(o) for o in reading.observations]}
        if explain:
            row["rejected"] = [asdict(rejection) for rejection in reading.rejections]
        output.json_line(row)


def quantities(files: Files = None) -> None:
    """Read every quantity from text: JSON lines in, JSON lines out."""
    from extract.quantity import read_quantities

    for passage in _passages(files):
        found = [asdict(quantity) for quantity in read_quantities(passage.text, passage.language)]
        output.json_line({"id": passage.id, "quantities": found})


def article(
    files: Annotated[list[Path] | None, typer.Argument(help="HTML, PDF or text files.")] = None,
    url: Annotated[str, typer.Option(help="The address the file came from.")] = "",
    manifest: Annotated[
        Path | None, typer.Option(help="JSON lines of {id, path, url, headers?} in place of files.")
    ] = None,
) -> None:
    """Read title, text, date, authors and language from pages: JSON lines out."""
    from extract.article.command import read_pages

    pages: list[dict[str, Any]] = []
    if manifest is not None:
        for name, text in _texts([manifest]):
            for number, line in enumerate(text.splitlines(), 1):
                if line.strip():
                    pages.append(_page(line, f"{name}:{number}", manifest.parent))
    pages += [{"id": str(path), "path": str(path), "url": url} for path in files or []]
    if not pages:
        raise ConfigurationError("name a FILE, or a --manifest")
    for row in read_pages(pages):
        output.json_line(row)


def _page(line: str, where: str, folder: Path) -> dict[str, Any]:
    try:
        row = json.loads(line)
        path = Path(row["path"])
    except (ValueError, KeyError, TypeError) as error:
        raise ConfigurationError(f"{where}: wants {{id, path, url}}: {error}") from error
    return {
        "id": str(row.get("id", path)),
        "path": str(path if path.is_absolute() or path.exists() else folder / path),
        "url": row.get("url") or "",
        "headers": row.get("headers") or {},
    }
