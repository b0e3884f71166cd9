"""`chiron vocabulary ...`: decks, logs and figures in the terminal."""

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

app = typer.Typer(help="Cards that teach a word by picture, sound and text.", no_args_is_help=True)


@app.callback()
def _root() -> None:
    """Cards that teach a word by picture, sound and text."""


class Model(StrEnum):
    """What can predict recall."""

    CHIRON = "chiron"
    FSRS6 = "fsrs6"
    SM2 = "sm2"
    HLR = "hlr"
    MOVING_AVERAGE = "moving-average"


LogArgument = Annotated[
    Path, typer.Argument(metavar="LOG.csv", help="Columns card_id,review_time,rating.", exists=True, dir_okay=False)
]
PredictionsOption = Annotated[Path, typer.Option("--out", metavar="P.csv", help="Where the predictions go.")]
ModelOption = Annotated[Model, typer.Option("--model", help="What predicts.")]


@app.command("predict-log")
def predict_log(log: LogArgument, out: PredictionsOption, model: ModelOption = Model.CHIRON) -> None:
    """Predict each review of a log from the earlier ones alone; writes the same rows with p_recall."""
    from domains.vocabulary.memory import logfile

    try:
        predicted = logfile.predict_log(log, out, model.value)
    except logfile.Unusable as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(1) from error
    typer.echo(f"{predicted} reviews predicted; the first of each card is left empty.", err=True)


UserOption = Annotated[str, typer.Option("--user", metavar="U", help="Whose: the name of a learner's account.")]
PackageArgument = Annotated[
    Path, typer.Argument(metavar="FILE.apkg", help="A package that Anki exported.", exists=True, dir_okay=False)
]
DeckArgument = Annotated[str, typer.Argument(metavar="DECK", help="Title or id of a deck.")]
GivenArgument = Annotated[Path, typer.Argument(metavar="FILE.apkg", help="Where the package goes.")]
BareOption = Annotated[bool, typer.Option("--without-history", help="Leave reviews and scheduling out.")]


@app.command("import")
def import_package(file: PackageArgument, user: UserOption) -> None:
    """Take in an Anki package: notes, cards, media, reviews and due dates; all of it or nothing."""
    from domains.vocabulary.packages import terminal

    typer.echo(terminal.take(file, user))


@app.command("export")
def export_package(
    deck: DeckArgument, file: GivenArgument, user: UserOption, without_history: BareOption = False
) -> None:
    """Give a deck, with those below it, as an Anki package."""
    from domains.vocabulary.packages import terminal

    typer.echo(terminal.give(deck, file, user, not without_history))


JsonOption = Annotated[bool, typer.Option("--json", help="Print one JSON object.")]


@app.command("stats")
def stats(user: UserOption, as_json: JsonOption = False) -> None:
    """Tell what a learner's log says: retention, forecast, streak, confusions."""
    import json

    from domains.vocabulary.figures import telling
    from domains.vocabulary.packages import terminal

    service, actor = terminal.opened(), terminal.learner(user)
    found, decks = service.statistics(actor), service.decks(actor)
    told = telling.as_json(actor, found, decks)
    typer.echo(json.dumps(told, ensure_ascii=False) if as_json else telling.lines(actor, found, decks))


LanguagesOption = Annotated[
    str, typer.Option("--languages", metavar="es,fr,de", help="What is learned, separated by commas; 'all' for all.")
]
KnownOption = Annotated[str, typer.Option("--known", metavar="en", help="The language that explains it.")]
FreshOption = Annotated[bool, typer.Option("--fresh", help="Draw and speak everything again.")]


@app.command("build-deck")
def build_deck(languages: LanguagesOption, known: KnownOption = "en", fresh: FreshOption = False) -> None:
    """Make starter decks of everyday words with pictures and speech, or bring them up to date; everyone sees them.

    Each language is kept when it is done: after an interruption, the same command goes on with the next.
    """
    from domains.vocabulary.content import terminal

    try:
        for line in terminal.build_decks(languages, known, fresh):
            typer.echo(line)
    except terminal.Unusable as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(1) from error
