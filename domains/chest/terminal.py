"""What the terminal says of a reading and of the findings."""

import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from core.case import Signal
from core.finding import Reading
from core.intake.intake import Intake
from core.intake.limits import Limits
from core.intake.refusal import Refused
from core.recipe import load as load_recipe
from domains.chest import codec, inuse, letters
from domains.chest.batch import read, shortfall
from domains.chest.calibration import house
from domains.chest.films import Unreadable, load

FOLDER = Path(__file__).parent


def labels() -> tuple[str, ...]:
    """The findings in the recipe's order."""
    return load_recipe(inuse.folder(house.folder()) / "recipe.toml").labels


def read_one(
    image: Path, note: Path | None, record: Mapping[str, float | str], confirmed: bool = False
) -> dict[str, Any]:
    """One film with what goes with it, as the JSON object that `chiron chest read --json` prints.

    Args:
        image: The film.
        note: The note as text, or a FHIR DocumentReference.
        record: Columns that were given.
        confirmed: Whether the note is of this patient although it names another.
    """
    problems: list[str] = []
    notices: list[str] = []
    film = _film(image, problems)
    text = _note(note, film, confirmed, problems, notices) if note else None
    if film is None and text is None and not record:
        return {"findings": [], "refused": [], "notices": [], "weights": None, "error": " ".join(problems)}
    return _answer(read(film, text, record, completed=True), problems, notices)


def _answer(reading: Reading, problems: list[str], notices: list[str]) -> dict[str, Any]:
    return {
        "findings": codec.findings_to_json(reading.findings),
        "refused": codec.refusals_to_json(reading.refused),
        "notices": [*notices, *reading.notices],
        "weights": reading.weights_digest,
        "error": " ".join(problems + shortfall(reading)) or None,
    }


def _film(image: Path, problems: list[str]) -> bytes | None:
    try:
        return load(str(image), Path(), Limits().bytes)
    except Unreadable as error:
        problems.append(str(error))
        return None


def _note(note: Path, film: bytes | None, confirmed: bool, problems: list[str], notices: list[str]) -> str | None:
    try:
        with Intake() as intake:
            with note.open("rb") as file:
                taken = letters.take(intake, file.read(intake.limits.letter_bytes + 1), note.name)
            notices += letters.check_patient(taken, _patients(intake, film, taken), confirmed)
            return str(taken.content)
    except Refused as error:
        problems.append(error.sentence)
    except OSError as error:
        problems.append(f"The note {note} cannot be opened: {error.strerror}.")
    return None


def _patients(intake: Intake, film: bytes | None, note: Signal) -> list[str]:
    """The patient ids that the film gives; asked for only where the note names a patient."""
    if film is None or not note.facts.get("patient_ids"):
        return []
    try:
        return [str(intake.image(film).facts.get("patient_id") or "")]
    except Refused:
        return []


def reading_table(answer: Mapping[str, Any]) -> str:
    """A reading for people: one line a finding, with what each source added to its log-odds."""
    lines = [_finding_line(finding) for finding in answer["findings"]]
    notes = [*answer["notices"], *([answer["error"]] if answer["error"] else [])]
    return "\n".join([*lines, *dict.fromkeys(notes), "Decision support, not a cleared medical device."])


def _finding_line(finding: Mapping[str, Any]) -> str:
    parts = "  ".join(f"{item['role']} {item['log_odds']:+.2f}" for item in finding["evidence"])
    return f"{finding['label']:<20} {finding['probability']:>6.1%}  {finding['state']:<14} {parts}"


def findings_table(figures: Mapping[str, Any]) -> str:
    """The findings for people: AUROC with its 95 % interval, and how many positives stand behind it."""
    return "\n".join(_figure_line(item) for item in figures["findings"])


def _figure_line(item: Mapping[str, Any]) -> str:
    interval = f"{item['auroc']:.3f} [{item['low']:.3f}, {item['high']:.3f}]"
    positives = f"{item['positives_train']} + {item['positives_valid']} positives"
    return f"{item['label']:<20} AUROC {interval}  {positives}{'' if item['certified'] else '  not certified'}"


def ticker() -> Callable[[int], None]:
    """Counts rows on a terminal's error stream; silent where nobody watches."""
    if not sys.stderr.isatty():
        return lambda _done: None
    return lambda done: print(f"\r{done} rows", end="", file=sys.stderr, flush=True)
