"""Help texts as people read them: sentences whole, arguments by their names, without Python's types."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import typer
from typer.core import TyperCommand, TyperGroup
from typer.models import CommandFunctionType

HEADINGS = {"argument": "Arguments", "option": "Options"}


class Command(TyperCommand):
    """A command whose arguments are told by name only: Typer adds their annotation, such as `<list[Path]>`."""

    def format_options(self, ctx: Any, formatter: Any) -> None:
        """Write the arguments, then the options."""
        rows: dict[str, list[tuple[str, str]]] = {kind: [] for kind in HEADINGS}
        for parameter in self.get_params(ctx):
            record = parameter.get_help_record(ctx)
            if record is not None:
                name, words = record
                is_argument = parameter.param_type_name == "argument"
                rows[parameter.param_type_name].append((name.partition(" <")[0] if is_argument else name, words))
        for kind, heading in HEADINGS.items():
            if rows[kind]:
                with formatter.section(heading):
                    formatter.write_dl(rows[kind])


class Commands(TyperGroup):
    """A list of commands with the whole first sentence of each: Typer cuts them at the end of the line."""

    def format_commands(self, ctx: Any, formatter: Any) -> None:
        """Write each command and what it does."""
        found = [(name, self.get_command(ctx, name)) for name in self.list_commands(ctx)]
        with formatter.section("Commands"):
            formatter.write_dl([(name, command.help or "") for name, command in found if command is not None])


class App(typer.Typer):
    """The program, made of such commands."""

    def command(self, *arguments: Any, **named: Any) -> Callable[[CommandFunctionType], CommandFunctionType]:
        """Register a command."""
        return super().command(*arguments, **{"cls": Command, **named})
