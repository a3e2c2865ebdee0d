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
from extract.text import sound_text
from flows.cli import output

Files = Annotated[
    list[Path] | None, typer.Argument(metavar="FILE", help="JSON lines or plain text; standard input when none.")
]


def register(app: typer.Typer) -> None:
    """Add this module's commands."""
    app.command()(extract)
    app.command()(quantities)
    app.command()(article)


def _objects(name: str, text: str) -> Iterator[tuple[str, dict[str, Any]]]:
    """JSON lines as objects, each with its place; halves of characters in their strings are question marks."""
    for number, line in enumerate(text.split("\n"), 1):
        if not line.strip():
            continue
        where = f"{name}:{number}"
        try:
            row = json.loads(line)
        except RecursionError as error:
            raise ConfigurationError(f"{where}: JSON nested too deeply") from error
        except ValueError as error:
            raise ConfigurationError(f"{where}: not JSON: {error}") from error
        if not isinstance(row, dict):
            raise ConfigurationError(f"{where}: wants an object")
        yield where, {key: sound_text(value) if isinstance(value, str) else value for key, value in row.items()}


def _string(row: dict[str, Any], key: str, where: str) -> str:
    value = row.get(key)
    if value is not None and not isinstance(value, str):
        raise ConfigurationError(f"{where}: '{key}' is no string")
    return value or ""


def _id(row: dict[str, Any], default: str, where: str) -> str | int:
    value = row.get("id")
    if value is None:
        return default
    if isinstance(value, bool) or not isinstance(value, str | int):
        raise ConfigurationError(f"{where}: 'id' is neither a string nor a whole number")
    return value


def _texts(files: list[Path] | None) -> Iterable[tuple[str, str]]:
    if not files or files == [Path("-")]:
        yield "stdin", sys.stdin.buffer.read().decode("utf-8-sig", "replace")
        return
    for path in files:
        try:
            yield str(path), path.read_bytes().decode("utf-8-sig", "replace")
        except OSError as error:
            raise ConfigurationError(f"{path}: {error.strerror}") from error


def _passages(files: list[Path] | None) -> Iterator[tuple[str | int, Passage]]:
    """Passages under the ids they came with; input that is no JSON lines is one text."""
    for name, text in _texts(files):
        if not text.lstrip().startswith("{"):
            yield name, Passage(id=name, text=text)
            continue
        for where, row in _objects(name, text):
            if not isinstance(row.get("text"), str):
                raise ConfigurationError(f"{where}: wants an object with a string 'text'")
            key = _id(row, where, where)
            yield (
                key,
                Passage(
                    id=str(key),
                    text=row["text"],
                    language=_string(row, "lang", where),
                    title=_string(row, "title", where),
                    published=_day(row.get("published"), where),
                    url=_string(row, "url", where),
                ),
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
        bool,
        typer.Option("--explain", help="Also tell which quantities were not taken and why, in the field 'rejected'."),
    ] = False,
    text: Annotated[
        bool, typer.Option("--text", help="Lines for people, with what was not taken and why, not JSON.")
    ] = False,
) -> None:
    """Read metric observations from text: JSON lines in, JSON lines out."""
    from extract.observation import as_row, observe
    from extract.observation.explain import explain as explained

    for key, passage in _passages(files):
        reading = observe(passage, explain=explain or text)
        if text:
            output.result(explained(passage, reading))
            continue
        row: dict[str, Any] = {"id": key, "observations": [as_row(o) for o in reading.observations]}
        if explain:
            row["rejected"] = [asdict(rejection) for rejection in reading.rejections]
        output.json_line(row)


def quantities(files: Files = None) -> None:
    """Read every quantity from text: JSON lines in, JSON lines out."""
    from extract.quantity import read_quantities

    for key, passage in _passages(files):
        found = [asdict(quantity) for quantity in read_quantities(passage.text)]
        output.json_line({"id": key, "quantities": found})


def article(
    files: Annotated[list[Path] | None, typer.Argument(metavar="FILE", help="HTML, PDF or text files.")] = None,
    url: Annotated[str, typer.Option(metavar="URL", help="The address the file came from.")] = "",
    manifest: Annotated[
        Path | None, typer.Option(metavar="FILE", help="JSON lines of {id, path, url, headers?} in place of files.")
    ] = None,
) -> None:
    """Read title, text, date, authors and language from pages: JSON lines out."""
    from extract.article.command import read_pages

    pages: list[dict[str, Any]] = []
    if manifest is not None:
        for name, text in _texts([manifest]):
            pages += [_page(row, where, manifest.parent) for where, row in _objects(name, text)]
    pages += [{"id": str(path), "path": str(path), "url": url} for path in files or []]
    if not pages:
        raise ConfigurationError("name a FILE, or a --manifest")
    for row in read_pages(pages):
        output.json_line(row)


def _page(row: dict[str, Any], where: str, folder: Path) -> dict[str, Any]:
    path, headers = Path(_string(row, "path", where)), row.get("headers") or {}
    if not path.parts:
        raise ConfigurationError(f"{where}: wants {{id, path, url}}: no 'path'")
    if not isinstance(headers, dict) and not (isinstance(headers, list) and all(map(_is_pair, headers))):
        raise ConfigurationError(f"{where}: 'headers' is neither an object nor pairs")
    return {
        "id": _id(row, str(path), where),
        "path": str(path if path.is_absolute() or path.exists() else folder / path),
        "url": _string(row, "url", where),
        "headers": headers,
    }


def _is_pair(value: object) -> bool:
    return isinstance(value, list) and len(value) == 2
