"""The command line: `newsgauge`. Commands import what they need when they run, so that small ones start fast."""

from __future__ import annotations

import os
import signal
import sys
from importlib.metadata import version
from typing import Annotated

import typer

from extract.errors import ConfigurationError, NewsgaugeError
from flows.cli import ask, history, output, read, repair, report, run, sources, status, trend
from flows.cli.help import App, Commands

EPILOG = (
    "Common options (--home, --config, --sources, --allow-host, --quiet, --verbose) may stand before or after the "
    "command. Exit codes: 0 done, 1 failed, 2 wrong usage or configuration, 3 done but some sources or documents "
    "failed, 130 interrupted."
)
INTERRUPTED = 130
WITH_VALUE = ("--home", "--config", "--sources", "--allow-host")
SWITCHES = ("--quiet", "-q", "--verbose", "-v")

app = App(
    name="newsgauge",
    help="Reads the figures out of the news on WeChat and Tencent and keeps them, with their exact words, in DuckDB.",
    epilog=EPILOG,
    cls=Commands,
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)
for group in (run, history, read, ask, trend, report, sources, status, repair):
    group.register(app)


def _show_version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"newsgauge {version('newsgauge')}")
        raise typer.Exit


@app.callback()
def common(
    home: Annotated[
        str, typer.Option(metavar="FOLDER", help="Folder for everything newsgauge writes. [default: ~/.newsgauge]")
    ] = "",
    config: Annotated[
        str, typer.Option(metavar="FILE", help="Configuration file. [default: HOME/newsgauge.toml, if there]")
    ] = "",
    sources_file: Annotated[
        str, typer.Option("--sources", metavar="FILE", help="A sources file in place of the built-in one.")
    ] = "",
    allow_host: Annotated[
        list[str] | None,
        typer.Option(metavar="HOST:PORT", help="Let exactly this address through the guard; may be repeated."),
    ] = None,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="Errors and results only.")] = False,
    verbose: Annotated[bool, typer.Option("--verbose", "-v", help="Tell what is being done.")] = False,
    show_version: Annotated[
        bool, typer.Option("--version", callback=_show_version, is_eager=True, help="Print the version and leave.")
    ] = False,
) -> None:
    """Hand the common options to every process of this run, through its environment."""
    del show_version
    chosen = {
        "NEWSGAUGE_HOME": home,
        "NEWSGAUGE_CONFIG": config,
        "NEWSGAUGE_SOURCES": sources_file,
        "NEWSGAUGE_ALLOW_HOSTS": ",".join(allow_host or ()),
    }
    os.environ.update({name: value for name, value in chosen.items() if value})
    output.set_level(quiet=quiet, verbose=verbose)


def hoist(arguments: list[str]) -> list[str]:
    """Move common options that stand behind the command in front of it; what follows "--" stays."""
    front: list[str] = []
    rest: list[str] = []
    words = iter(arguments)
    for word in words:
        if word == "--":
            rest += [word, *words]
        elif word in SWITCHES:
            front.append(word)
        elif word in WITH_VALUE:
            front += [word, *(value for value in (next(words, None),) if value is not None)]
        elif word.startswith(tuple(f"{name}=" for name in WITH_VALUE)):
            front.append(word)
        else:
            rest.append(word)
    return front + rest


def main() -> None:
    """Run the command line; every deliberate error is one line and an exit code."""
    # A shell without job control starts what it puts in the background deaf to SIGINT, by which every stop reaches us.
    if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
        signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        app(args=hoist(sys.argv[1:]), prog_name="newsgauge")
    except NewsgaugeError as error:
        output.error(str(error))
        sys.exit(2 if isinstance(error, ConfigurationError) else 1)
    except BrokenPipeError:
        # The reader of our output has gone; Python's own flush at exit must not complain of it again.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(1)
    except SystemExit as end:
        if end.code == INTERRUPTED:  # Typer makes this of Ctrl-C, without a word
            output.error("interrupted; run the same command again to go on")
        raise
