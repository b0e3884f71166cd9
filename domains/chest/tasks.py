"""What a worker does for the reading room: one case in, one reading out, the models kept loaded between cases."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from core import recipe
from core.case import Case, Modality, Signal, Source
from core.finding import Reading, Refusal
from core.intake.intake import Intake
from core.intake.refusal import Refused
from core.weights import digest
from domains.chest import laboratory, looked
from domains.chest.laboratory import ANALYTES

if TYPE_CHECKING:
    from core.fusion.fuser import Fused
    from core.reading import Reader

FOLDER = Path(__file__).parent
COLUMNS = ("age", "sex", "view", *ANALYTES)
Report = Callable[[float, str], None]


def read_case(payload: Mapping[str, Any], report: Report) -> Reading:
    """Read one case.

    Args:
        payload: ``image`` (bytes of a DICOM, PNG or JPEG film, or None), ``note`` (text or None), ``record`` (any of
            ``age`` in years, ``sex`` F or M, ``view`` PA, AP or LL, laboratory values by name) and, if False,
            ``heatmaps`` (True where absent) and ``places`` (True where absent): without places no evidence says where
            it lies, and the film is not traced by its digest, for tables that show neither;
            ``completed`` (False where absent) lets the film complete the record by what it says of itself, unless the
            film is refused; ``error_rate`` chooses another operating point than the recipe's, and ``calibration`` holds
            the text of the house's own calibration, empty where there is none.
            ``folder`` holds recipe and weights where they are not the shipped ones.
        report: Told the fraction done and what comes next.

    Returns:
        The findings; what could not be read is in ``refused``, and the rest was read without it.

    Raises:
        WeightsError: the weights are missing, altered, or not those that the calibration was measured on.
    """
    report(0.0, "loading the experts")
    folder = Path(payload.get("folder") or FOLDER)
    reader = _reader(payload.get("error_rate"), payload.get("calibration") or "", folder)
    report(0.3, "opening the film and the note")
    places = bool(payload.get("places", True))
    signals, refused = _signals(payload, places, None if places else reader.side("image"))
    report(0.6, "reading")
    reading = reader.read(Case(signals | _record(_said(payload, signals))), places)
    if any(refusal.role == "image" for refusal in reading.refused):
        reading = reader.read(Case(signals | _record(_said(payload, {}))), places)
    report(1.0, "done")
    heatmaps = reading.heatmaps if payload.get("heatmaps", True) else {}
    notices = (*reading.notices, *laboratory.unread(payload.get("record") or {}, reading))
    whole = replace(reading, refused=(*refused, *reading.refused), heatmaps=heatmaps, notices=notices)
    return looked.without_places(whole, looked.unshown(folder))


def hear_case(payload: Mapping[str, Any]) -> "dict[str, dict[str, Fused]]":
    """What is said of a case before any threshold, for every set of roles that could be heard; for calibration.

    Args:
        payload: As :func:`read_case` takes it, without what concerns the operating point.

    Raises:
        WeightsError: as there.
    """
    reader = _reader(None, "", Path(payload.get("folder") or FOLDER))
    signals, _ = _signals(payload, False, reader.side("image"))
    said, refused = reader.patterns(Case(signals | _record(_said(payload, signals))))
    if any(refusal.role == "image" for refusal in refused):
        said, _ = reader.patterns(Case(signals | _record(_said(payload, {}))))
    return said


def warm() -> None:
    """Load what the first case would otherwise wait for."""
    _reader(None, "", FOLDER)
    _intake().warm()


@lru_cache(maxsize=2)
def _reader(error_rate: float | None, calibration: str, folder: Path = FOLDER) -> "Reader":
    from core.certainty.local import LocalCalibration
    from core.reading import Reader

    local = LocalCalibration.parse(calibration) if calibration else None
    return Reader.load(recipe.load(folder / "recipe.toml"), folder / "weights", error_rate, local)


@lru_cache(maxsize=1)
def _intake() -> Intake:
    return Intake()


def _signals(payload: Mapping[str, Any], traced: bool, side: int | None) -> tuple[dict[str, Signal], list[Refusal]]:
    """What the intake takes of a payload, and what it refuses."""
    signals: dict[str, Signal] = {}
    refused: list[Refusal] = []
    image, note = payload.get("image"), payload.get("note")
    steps: dict[str, Callable[[], Signal]] = {}
    if image is not None:
        steps["image"] = lambda: _intake().image(image, traced=traced, side=side)
    if note is not None and note.strip():
        steps["note"] = lambda: _intake().text(note.encode())
    for role, step in steps.items():
        try:
            signals[role] = step()
        except Refused as error:
            refused.append(Refusal(role, error.code, error.sentence))
    return signals, refused


def _said(payload: Mapping[str, Any], signals: Mapping[str, Signal]) -> Mapping[str, Any]:
    """What was given of the record, completed by the film where that was asked for."""
    film = signals["image"].facts if payload.get("completed") and "image" in signals else {}
    return {**film, **(payload.get("record") or {})}


def _record(given: Mapping[str, Any]) -> dict[str, Signal]:
    """The record's known columns; absent where none is given."""
    known = {name: given[name] for name in COLUMNS if given.get(name) is not None}
    if not known:
        return {}
    return {"record": Signal(Modality.TABLE, known, Source(digest(repr(known).encode())))}
