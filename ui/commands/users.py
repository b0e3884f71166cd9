"""`chiron users`: who may sign in."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Annotated

import typer

from ui.commands.opening import suite
from ui.commands.table import show
from ui.failing import fail

if TYPE_CHECKING:
    from data.accounts import Role

app = typer.Typer(help="List and change accounts.", no_args_is_help=True, rich_markup_mode=None)
Name = Annotated[str, typer.Argument(help="The name with which the person signs in.")]
RoleName = Annotated[str, typer.Argument(help="clinician, learner or administrator.")]
FromInput = Annotated[bool, typer.Option("--password-stdin", help="Read the password from standard input.")]
Json = Annotated[bool, typer.Option("--json", help="Print JSON.")]


@app.command("list")
def list_people(as_json: Json = False) -> None:
    """List the accounts."""
    with suite() as opened:
        rows = [(p.name, str(p.role), "disabled" if p.disabled else "active") for p in opened.accounts.people()]
    show(("name", "role", "state"), rows, as_json, "There are no accounts yet; add one with `chiron users add`.")


@app.command()
def add(
    name: Name,
    role: Annotated[str, typer.Option(help="clinician, learner or administrator.")],
    password_stdin: FromInput = False,
) -> None:
    """Add an account; its password is asked for."""
    wanted = _role(role)
    with suite() as opened:
        opened.accounts.create(name, _password(password_stdin), wanted, opened.operator())
    typer.echo(f"{name} can sign in as {wanted}.")


@app.command("role")
def set_role(name: Name, role: RoleName) -> None:
    """Give an account another role."""
    wanted = _role(role)
    with suite() as opened:
        opened.accounts.set_role(opened.accounts.find(name).id, wanted, opened.operator())
    typer.echo(f"{name} is now {wanted}.")


@app.command("password")
def set_password(name: Name, password_stdin: FromInput = False) -> None:
    """Give an account another password."""
    with suite() as opened:
        person = opened.accounts.find(name)
        opened.accounts.set_password(person.id, _password(password_stdin), opened.operator())
    typer.echo(f"The password of {name} is changed.")


@app.command()
def enable(name: Name) -> None:
    """Let an account that was disabled sign in again."""
    with suite() as opened:
        opened.accounts.enable(opened.accounts.find(name).id, opened.operator())
    typer.echo(f"{name} can sign in again.")


@app.command()
def disable(name: Name) -> None:
    """Keep an account from signing in; what it did stays."""
    with suite() as opened:
        opened.accounts.disable(opened.accounts.find(name).id, opened.operator())
    typer.echo(f"{name} can no longer sign in.")


def _role(name: str) -> Role:
    from data.accounts import Role

    try:
        return Role(name.lower())
    except ValueError:
        fail(f"'{name}' is no role: choose {', '.join(Role)}.")


def _password(from_input: bool) -> str:
    if from_input:
        return sys.stdin.readline().rstrip("\r\n")
    if not sys.stdin.isatty():
        fail("There is no terminal to ask for a password: give it with --password-stdin.")
    return str(typer.prompt("Password", hide_input=True, confirmation_prompt=True))
