"""Build the report from the published file, and put it in its place. Knows neither Prefect nor HTTP."""

from __future__ import annotations

import base64
import hashlib
import os
import tomllib
from dataclasses import asdict
from functools import cache
from importlib.metadata import version
from importlib.resources import files
from pathlib import Path
from typing import Any, Literal

from jinja2 import Environment, PackageLoader, StrictUndefined

from extract.errors import WarehouseError
from warehouse.ask import published
from warehouse.report.datasets import read_datasets
from warehouse.report.plain import script_json

Language = Literal["auto", "en", "zh"]
LANGUAGES = ("en", "zh")
LARGEST_PAGE = 3_000_000
"""Bytes."""
SCRIPTS = (
    "dom",
    "words",
    "format",
    "store",
    "filter",
    "readout",
    "plot",
    "chart",
    "series",
    "headlines",
    "figures",
    "page",
)
"""The page's own scripts under assets/, in the order in which they are joined to one."""


STYLES = ("base", "headlines", "charts", "lists", "media")
"""Its style sheets, in the order in which later ones win."""


def report_path(home: Path) -> Path:
    """Where the report of this NEWSGAUGE_HOME lies."""
    return home / "report.html"


def _asset(*parts: str) -> str:
    return files("warehouse.report").joinpath(*parts).read_text(encoding="utf-8")


@cache
def words(language: str) -> dict[str, Any]:
    """The interface's words in one language."""
    return tomllib.loads(_asset("words", f"{language}.toml"))


@cache
def vendored() -> list[dict[str, Any]]:
    """The third-party scripts of the page: the entries of vendor.toml with `text` and `licence_text`."""
    return [
        {**entry, "text": _asset("vendor", entry["file"]), "licence_text": _asset("vendor", entry["licence_file"])}
        for entry in tomllib.loads(_asset("vendor", "vendor.toml"))["script"]
    ]


def source_hash(text: str) -> str:
    """An inline script or style as a content security policy names it."""
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"


def security_policy(scripts: list[str], styles: list[str]) -> str:
    """A policy that runs exactly these scripts and styles, loads nothing and sends nothing."""
    return "; ".join(
        [
            "default-src 'none'",
            f"script-src {' '.join(source_hash(text) for text in scripts)}",
            f"style-src {' '.join(source_hash(text) for text in styles)}",
            "img-src data:",
            "base-uri 'none'",
            "form-action 'none'",
            "require-trusted-types-for 'script'",
            "trusted-types 'none'",
        ]
    )


def build_report(home: Path, *, language: Language = "auto") -> str:
    """The report as one HTML page that needs no network.

    Args:
        home: NEWSGAUGE_HOME.
        language: The interface language it opens in; "auto" takes the browser's.

    Raises:
        WarehouseError: Nothing is published yet, or the file was published by an older version.
    """
    with published(home) as connection:
        datasets, texts = read_datasets(connection)
    payload = {
        "language": language,
        "words": {one: words(one) for one in LANGUAGES},
        "data": {name: asdict(dataset) for name, dataset in datasets.items()},
        "texts": texts.table,
    }
    libraries = vendored()
    style = "".join(_asset("assets", f"{name}.css") for name in STYLES)
    script = "\n".join(_asset("assets", f"{name}.js") for name in SCRIPTS)
    policy = security_policy(
        [*(library["text"] for library in libraries), script],
        [style, *(text for library in libraries for text in library.get("styles", ()))],
    )
    environment = Environment(
        loader=PackageLoader("warehouse.report", "."), autoescape=True, undefined=StrictUndefined, trim_blocks=True
    )
    shown = language if language in LANGUAGES else LANGUAGES[0]
    page = environment.get_template("page.html.jinja").render(
        policy=policy,
        style=style,
        script=script,
        libraries=libraries,
        payload=script_json(payload),
        language=shown,
        word=words(shown),
        version=version("newsgauge"),
    )
    if len(page.encode()) > LARGEST_PAGE:
        raise WarehouseError(f"the report came to {len(page.encode()):,} bytes; {LARGEST_PAGE:,} are the most")
    return page


def write_report(home: Path, out: Path | None = None, *, language: Language = "auto") -> Path:
    """Build the report and put it in place whole: a reader sees the old file or the new one.

    Args:
        home: NEWSGAUGE_HOME.
        out: The file to write; `report_path(home)` when None.
        language: As in `build_report`.

    Returns:
        The file written.

    Raises:
        WarehouseError: As in `build_report`, or the file cannot be written.
    """
    target = out or report_path(home)
    page = build_report(home, language=language)
    fresh = target.with_name(f"{target.name}.{os.getpid()}.writing")
    try:
        with fresh.open("w", encoding="utf-8", newline="\n") as sink:
            sink.write(page)
            sink.flush()
            os.fsync(sink.fileno())
        fresh.replace(target)
    except OSError as error:
        fresh.unlink(missing_ok=True)
        raise WarehouseError(f"{target}: cannot be written: {error.strerror}") from error
    return target
