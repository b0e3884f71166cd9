"""`chiron chest ...`: films read in the terminal, without an account and without a database."""

import json
import math
from enum import StrEnum
from functools import partial
from pathlib import Path
from typing import Annotated, NoReturn

import typer

FOLDER = Path(__file__).parent
app = typer.Typer(help="Chest films, notes and records, read in the terminal.", no_args_is_help=True)


class Sex(StrEnum):
    """Sex as DICOM codes it."""

    F = "F"
    M = "M"


class View(StrEnum):
    """Projection of a film; LL is lateral."""

    PA = "PA"
    AP = "AP"
    LL = "LL"


class Kind(StrEnum):
    """What a signed case can be exported as."""

    SR = "sr"
    FHIR = "fhir"
    SC = "sc"
    CSV = "csv"
    GSPS = "gsps"
    KO = "ko"
    FILM = "film"


def _age(value: float | None) -> float | None:
    if value is not None and not (math.isfinite(value) and 0 <= value <= 120):
        raise typer.BadParameter("give years from 0 to 120.")
    return value


FilmArgument = Annotated[
    Path, typer.Argument(metavar="IMAGE", help="A film: DICOM, PNG or JPEG.", exists=True, dir_okay=False)
]
NoteOption = Annotated[
    Path | None,
    typer.Option(
        "--note",
        metavar="FILE",
        help="The clinical note: UTF-8 text, or a FHIR DocumentReference (JSON).",
        exists=True,
        dir_okay=False,
    ),
]
AgeOption = Annotated[float | None, typer.Option("--age", metavar="N", help="Years, 0 to 120.", callback=_age)]
SexOption = Annotated[Sex | None, typer.Option("--sex", help="Patient's sex.", case_sensitive=False)]
ViewOption = Annotated[View | None, typer.Option("--view", help="Projection of the film.", case_sensitive=False)]
LabOption = Annotated[
    list[str] | None,
    typer.Option("--lab", metavar="NAME=VALUE", help="A laboratory value: crp, ldh, lymphocytes, po2. Repeatable."),
]
ConfirmedOption = Annotated[
    bool, typer.Option("--note-confirmed", help="The note is of this patient although it names another.")
]
JsonOption = Annotated[bool, typer.Option("--json", help="Print one JSON object.")]
CasesArgument = Annotated[
    Path,
    typer.Argument(metavar="CASES.csv", help="Columns id,image,note,age,sex,view.", exists=True, dir_okay=False),
]
OutOption = Annotated[Path, typer.Option("--out", metavar="SCORES.csv", help="Where the probabilities go.")]
NotesArgument = Annotated[
    Path, typer.Argument(metavar="NOTES.csv", help="Columns id,note.", exists=True, dir_okay=False)
]
FlagsOption = Annotated[Path, typer.Option("--out", metavar="FLAGS.csv", help="Where the contradictions go.")]
EveryOption = Annotated[bool, typer.Option("--all", help="Write all that can be compared, whatever its score.")]
AssertionsOption = Annotated[Path, typer.Option("--out", metavar="A.csv", help="Where the assertions go.")]
LabelledArgument = Annotated[
    Path | None,
    typer.Argument(metavar="CASES.csv", help="Labelled cases, see above.", exists=True, dir_okay=False),
]
DryOption = Annotated[bool, typer.Option("--dry-run", help="Show what it would change, and write nothing.")]
ResetOption = Annotated[bool, typer.Option("--reset", help="Go back to the thresholds that came with the weights.")]
FetchedArgument = Annotated[
    Path | None,
    typer.Argument(metavar="WEIGHTS", help="A safetensors file, or a folder with a vision model.", exists=True),
]
AdoptedOption = Annotated[
    Path | None, typer.Option("--out", metavar="FOLDER", help="A new folder for the weights.", file_okay=False)
]
ActivateOption = Annotated[
    bool, typer.Option("--activate", help="Read with FOLDER from now on, here and in the suite.")
]
BackOption = Annotated[bool, typer.Option("--reset", help="Read with the shipped weights again.")]
ModalitiesOption = Annotated[str, typer.Option("--modalities", help="What may be read, separated by commas.")]


def _laboratory(given: list[str]) -> "list[tuple[str, float | str]]":
    from core.intake.refusal import Refused
    from domains.chest import laboratory

    try:
        values = [laboratory.parse(*text.partition("=")[::2]) for text in given]
    except Refused as error:
        raise typer.BadParameter(error.sentence, param_hint="--lab") from error
    return list(laboratory.columns(values).items())


@app.command("read")
def read(
    image: FilmArgument,
    note: NoteOption = None,
    age: AgeOption = None,
    sex: SexOption = None,
    view: ViewOption = None,
    lab: LabOption = None,
    note_confirmed: ConfirmedOption = False,
    as_json: JsonOption = False,
) -> None:
    """Read one film, with a note and a record where there are some."""
    from core.weights import WeightsError
    from domains.chest import terminal

    _demand_weights()
    given = (("age", age), ("sex", sex and sex.value), ("view", view and view.value), *_laboratory(lab or []))
    try:
        answer = terminal.read_one(
            image, note, {key: value for key, value in given if value is not None}, note_confirmed
        )
    except WeightsError as error:
        _stop(str(error), 1)
    typer.echo(json.dumps(answer, ensure_ascii=False) if as_json else terminal.reading_table(answer))


@app.command("score")
def score(cases: CasesArgument, out: OutOption, modalities: ModalitiesOption = "image,note,record") -> None:
    """Score a table of cases: one probability a finding, and what could not be read."""
    from core.weights import WeightsError
    from domains.chest import scores, table, terminal

    try:
        with table.opened(cases, table.chosen(modalities)) as rows:
            _demand_weights()
            summary = scores.score(rows, cases, out, terminal.labels(), terminal.ticker())
    except table.Unusable as error:
        _stop(str(error), 2)
    except WeightsError as error:
        _stop(str(error), 1)
    typer.echo(f"{summary.rows} rows, {summary.errors} with an error, written to {out}.", err=True)


@app.command("assert")
def assert_(notes: NotesArgument, out: AssertionsOption) -> None:
    """Tell which findings each note of a table names, and what it says of them."""
    from domains.chest import asserting, terminal
    from domains.chest.sheet import Unusable

    try:
        summary = asserting.write(notes, out, terminal.ticker(), partial(typer.echo, err=True))
    except Unusable as error:
        _stop(str(error), 2)
    typer.echo(f"{summary.rows} notes, {summary.errors} with an error, written to {out}.", err=True)


@app.command("calibrate")
def calibrate(cases: LabelledArgument = None, dry_run: DryOption = False, reset: ResetOption = False) -> None:
    """Calibrate on a hospital's own labelled cases; readings then use it, here and in the suite.

    CASES.csv has the columns id,image,note,age,sex,view (cells may be empty) and one column for each finding that is
    known, named as 'chiron chest findings' names it; case, spaces, underscores and dashes do not matter (Pleural
    Thickening, pleural_thickening). In it 1 is present, 0 is absent, and an empty cell is unknown. A column 'patient'
    groups the cases of one patient; without it each case counts as a patient. At least 20 cases of 20 patients, and 5
    with and 5 without a finding, are needed; a finding is certified from 30 cases with it on. What is measured is kept
    in CHIRON_HOME and holds for these weights alone; no film, note or name is kept.
    """
    from core.weights import WeightsError
    from domains.chest import sheet, terminal
    from domains.chest.calibration import house, run

    if reset:
        return run.reset(house.folder(), typer.echo)
    if cases is None:
        _stop("Name the table of cases, or give --reset to go back to the shipped thresholds.", 2)
    _demand_weights()
    try:
        run.calibrate(cases, house.folder(), dry_run, terminal.ticker(), typer.echo)
    except sheet.Unusable as error:
        _stop(str(error), 2)
    except (WeightsError, OSError) as error:
        _stop(str(error), 1)


@app.command("adopt")
def adopt(
    weights: FetchedArgument = None,
    cases: LabelledArgument = None,
    out: AdoptedOption = None,
    activate: ActivateOption = False,
    back: BackOption = False,
) -> None:
    """Fit weights that were fetched to a hospital's own labelled cases, and measure them beside the shipped ones.

    WEIGHTS is a DenseNet-121 as safetensors, or a folder with a vision model of the hub; docs/weights.md tells where
    they come from. CASES.csv is that of 'calibrate'. At least 40 cases of 20 patients with film, age, sex and view are
    needed, and 5 patients with and 5 without a finding. The folder holds all that reading takes, sealed. Nothing reads
    with it before --activate, which may also be given later, with --out alone; --reset goes back.
    """
    from core.parts import PartError
    from core.recipe import RecipeError
    from core.weights import WeightsError
    from domains.chest import sheet, terminal
    from domains.chest.adoption import run, switch
    from domains.chest.calibration import house

    if back:
        return switch.reset(house.folder(), typer.echo)
    if out is None or (cases is None and not (activate and weights is None)):
        _stop("Name the weights, the table of cases, and a folder with --out; or --activate and a folder.", 2)
    try:
        if weights is not None and cases is not None:
            run.adopt(weights, cases, out, terminal.ticker(), typer.echo)
        if activate:
            switch.activate(house.folder(), out, typer.echo)
    except sheet.Unusable as error:
        _stop(str(error), 2)
    except (WeightsError, RecipeError, PartError, OSError) as error:
        _stop(str(error), 1)


@app.command("contradictions")
def contradictions(cases: CasesArgument, out: FlagsOption, every: EveryOption = False) -> None:
    """Tell where the notes of a table and their films contradict each other."""
    from core.weights import WeightsError
    from domains.chest import comparing, table, terminal

    try:
        with table.opened(cases, frozenset(("image", "note"))) as rows:
            _demand_weights()
            complain = partial(typer.echo, err=True)
            summary = comparing.compare(rows, cases, out, every, terminal.ticker(), complain)
    except table.Unusable as error:
        _stop(str(error), 2)
    except WeightsError as error:
        _stop(str(error), 1)
    typer.echo(f"{summary.rows} cases, {summary.errors} with an error, written to {out}.", err=True)


@app.command("findings")
def findings(as_json: JsonOption = False) -> None:
    """List the findings with their measured AUROC."""
    from core.weights import WeightsError
    from domains.chest import inuse, terminal
    from domains.chest.calibration import house
    from domains.chest.measured import measured

    try:
        figures = measured(inuse.folder(house.folder(), FOLDER))
    except WeightsError as error:
        _stop(str(error), 1)
    typer.echo(json.dumps(figures, ensure_ascii=False) if as_json else terminal.findings_table(figures))


@app.command("listen")
def listen(
    port: Annotated[int, typer.Option("--port", min=0, max=65535, help="TCP port; 0 takes a free one.")],
    aet: Annotated[str, typer.Option("--aet", metavar="NAME", help="Our own AE title, which senders must call.")],
    host: Annotated[
        str, typer.Option("--host", help="Interface; the default reaches this machine only.")
    ] = "127.0.0.1",
    allow: Annotated[
        list[str] | None,
        typer.Option("--allow", metavar="AET", help="An AE title that may send; repeat it. A title proves nothing."),
    ] = None,
    megabytes: Annotated[
        int | None, typer.Option("--max-megabytes", min=1, max=64, help="Largest object; the settings' by default.")
    ] = None,
    seconds: Annotated[
        int | None,
        typer.Option("--timeout", min=1, max=600, help="Seconds of silence after which a sender is cut off."),
    ] = None,
) -> None:
    """Take films by C-STORE into the worklist until interrupted."""
    from domains.chest import terminal_network as terminal

    terminal.listen(terminal.Asked(host, port, aet, tuple(allow or ()), megabytes, seconds), typer.echo)


@app.command("watch")
def watch(
    folder: Annotated[Path, typer.Argument(metavar="FOLDER", help="Where films are put.", file_okay=False)],
) -> None:
    """Take films that are put into a folder into the worklist until interrupted."""
    from domains.chest import terminal_network as terminal

    terminal.watch(folder, typer.echo)


@app.command("send")
def send(
    case: Annotated[str, typer.Argument(metavar="CASE", help="Id of a signed case.")],
    to: Annotated[str, typer.Option("--to", metavar="NAME", help="An archive of the settings.")],
    kind: Annotated[str, typer.Option("--as", metavar="KIND", help="What is sent: sr, sc or ko.")] = "sr",
) -> None:
    """Send a signed case's report to an archive."""
    from domains.chest import terminal_network as terminal

    sent = terminal.send(case, kind, to)
    typer.echo("\n".join(terminal.sentences(sent)))
    if any(each.state != "sent" for each in sent):
        raise typer.Exit(1)


@app.command("export")
def export(
    case: Annotated[str, typer.Argument(metavar="CASE", help="Id of a signed case, or the beginning of it.")],
    to: Annotated[Kind, typer.Option("--to", help="What is made of it.", case_sensitive=False)],
    out: Annotated[str, typer.Option("--out", metavar="PATH", help="A file, or a folder for every object.")],
    deidentify: Annotated[bool, typer.Option("--deidentify", help="Leave out everything that identifies.")] = False,
    force: Annotated[bool, typer.Option("--force", help="Write over what is there.")] = False,
    release: Annotated[int, typer.Option("--fhir-version", min=4, max=5, help="FHIR R4 or R5.")] = 4,
) -> None:
    """Export a signed case as DICOM report, capture or presentation state, as FHIR bundle or as table."""
    from domains.chest import terminal_export as terminal

    try:
        sentence = terminal.export(case, to.value, out, deidentify, force, release)
    except (ValueError, LookupError) as error:
        _stop(str(error), 2)
    except OSError as error:
        _stop(f"{out} cannot be written: {error.strerror or error}.", 2)
    typer.echo(sentence)


def _demand_weights() -> None:
    from core.weights import WeightsError
    from domains.chest import inuse
    from domains.chest.calibration import house
    from domains.chest.health import reasons

    try:
        missing = reasons(inuse.folder(house.folder(), FOLDER))
    except WeightsError as error:
        _stop(str(error), 1)
    if missing:
        _stop(" ".join(missing), 1)


def _stop(sentence: str, code: int) -> NoReturn:
    typer.echo(sentence, err=True)
    raise typer.Exit(code)
