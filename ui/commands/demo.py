"""`chiron demo`: demonstration data into CHIRON_HOME."""

from __future__ import annotations

import typer

from ui.commands.opening import suite

app = typer.Typer(rich_markup_mode=None)


@app.command()
def demo() -> None:
    """Fill CHIRON_HOME with made-up patients and three accounts to look around with; run again, it changes nothing."""
    from ui.demonstration import fill

    with suite() as opened:
        filled = fill(opened)
        home = opened.home
    typer.echo(f"Demonstration data is in {home} ({', '.join(filled) or 'no domain brings any'}).")
