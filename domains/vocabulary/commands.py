"""`chiron vocabulary ...`: decks, logs and figures in the terminal."""

import typer

app = typer.Typer(help="Cards that teach a word by picture, sound and text.", no_args_is_help=True)


@app.callback()
def _root() -> None:
    """Cards that teach a word by picture, sound and text."""
