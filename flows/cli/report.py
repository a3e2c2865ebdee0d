"""`newsgauge report`: the published figures as one HTML page."""

from __future__ import annotations

import webbrowser
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from flows.cli import output


class Language(StrEnum):
    """The interface languages of the page."""

    AUTO = "auto"
    EN = "en"
    ZH = "zh"


def register(app: typer.Typer) -> None:
    """Add this module's command."""
    app.command()(report)


def report(
    out: Annotated[
        Path | None, typer.Option("--out", "-o", metavar="FILE", help="Write this file. [default: HOME/report.html]")
    ] = None,
    language: Annotated[
        Language, typer.Option(help="Language the page opens in; auto takes the browser's.")
    ] = Language.AUTO,
    open_page: Annotated[bool, typer.Option("--open", help="Show it in the web browser.")] = False,
) -> None:
    """Write the published figures as one HTML page that needs no network."""
    from flows.settings import load_settings
    from warehouse.report import write_report

    path = write_report(load_settings().places.root, out, language=language.value).resolve()
    output.result(f"Report: {path}")
    if open_page and not webbrowser.open(path.as_uri()):
        output.say("no web browser could be started here; open the file by hand")
