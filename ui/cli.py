"""The terminal: `chiron`. It knows the commands' names and imports the one that was asked for."""

from __future__ import annotations

import sys
from importlib import import_module
from typing import Any

import typer
from typer.core import TyperCommand, TyperGroup
from typer.main import get_group

from ui.commands.catalogue import SUITE, Entry, domains
from ui.failing import one_sentence


class Catalogue(TyperGroup):
    """A group whose commands are names and sentences until one is invoked."""

    def list_commands(self, ctx: typer.Context) -> list[str]:  # type: ignore[override]
        """The suite's commands, then the domains."""
        return [*SUITE, *domains()]

    def get_command(self, ctx: typer.Context, cmd_name: str) -> Any:  # type: ignore[override]
        """A stand-in that has the command's name and help; nothing is imported for it."""
        entry = _entry(cmd_name)
        return None if entry is None else TyperCommand(name=cmd_name, callback=lambda: None, help=entry.summary)

    def resolve_command(self, ctx: typer.Context, args: list[str]) -> Any:  # type: ignore[override]
        """The command itself, imported now."""
        entry = _entry(args[0])
        if entry is None:
            ctx.fail(f"There is no command '{args[0]}'; `chiron --help` lists them.")
        return args[0], _load(args[0], entry), args[1:]


def _entry(name: str) -> Entry | None:
    return SUITE.get(name) or domains().get(name)


def _load(name: str, entry: Entry) -> Any:
    module, _, attribute = entry.target.partition(":")
    if not entry.own:
        from ui.commands.opening import open_when_asked

        open_when_asked()
    app: typer.Typer = getattr(import_module(module), attribute)
    command = typer.main.get_command(app) if entry.single else get_group(app)
    command.name = name
    return command


app = typer.Typer(
    cls=Catalogue,
    name="chiron",
    help="Chiron: healthcare and education on one multimodal fusion core.",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
)


@app.callback()
def _root() -> None:
    """Chiron: healthcare and education on one multimodal fusion core."""


def main() -> None:
    """The console command: errors that people can mend are one sentence and leave with status 2."""
    from ui.quiet import hush

    hush()
    with one_sentence():
        app()
    sys.exit(0)
