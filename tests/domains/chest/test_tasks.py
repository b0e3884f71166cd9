"""The shipped weights on a real film, through the door that the engine uses."""

import io
import math
import pickle
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from core.finding import Reading, Region, Span, State
from core.recipe import load
from domains.chest import tasks
from domains.chest.looked import unshown

pytest.importorskip("torch", reason="torch is not installed (extra 'vision')")
LABELS = load(Path(tasks.FOLDER) / "recipe.toml").labels
RECORD = {"age": 60.0, "sex": "F", "view": "PA"}
Picture = np.ndarray[Any, Any]


def read(
    image: bytes | None = None, note: str | None = None, record: dict[str, Any] | None = None, **more: Any
) -> Reading:
    payload = {"image": image, "note": note, "record": record or {}, **more}
    return tasks.read_case(payload, lambda _fraction, _message: None)


@pytest.fixture(scope="module")
def film() -> bytes:
    from pydicom.data import get_testdata_file

    path = get_testdata_file("RG1_UNCR.dcm", download=False)
    if not isinstance(path, str):
        pytest.skip("pydicom-data's RG1_UNCR.dcm is missing (extra 'demo')")
    return Path(path).read_bytes()


@pytest.fixture(scope="module")
def gray(film: bytes) -> Picture:
    from core.intake.intake import Intake

    with Intake() as intake:
        return np.asarray(intake.image(film).content)


def png(picture: Picture) -> bytes:
    from PIL import Image

    into = io.BytesIO()
    Image.fromarray((np.clip(picture, 0, 1) * 255).astype("u1")).save(into, "PNG")
    return into.getvalue()


@pytest.fixture(scope="module")
def reading(film: bytes) -> Reading:
    return read(film, None, RECORD)


def test_a_real_film_is_read(reading: Reading) -> None:
    assert not reading.refused
    assert [finding.label for finding in reading.findings] == list(LABELS)
    assert all(0.0 < finding.probability < 1.0 for finding in reading.findings)


def test_every_logit_is_its_prior_and_its_evidence(reading: Reading) -> None:
    for finding in reading.findings:
        assert {e.role for e in finding.evidence} == {"image", "record"}
        assert math.isclose(finding.logit, finding.prior + math.fsum(e.log_odds for e in finding.evidence))


def test_heat_maps_and_regions_span_the_film(reading: Reading) -> None:
    assert set(reading.heatmaps) == set(LABELS) - unshown()
    for finding in reading.findings:
        for where in (w for e in finding.evidence for w in e.where if isinstance(w, Region)):
            assert 0 <= where.x and where.x + where.width <= 1841
            assert 0 <= where.y and where.y + where.height <= 1955


def test_a_finding_that_was_not_shown_to_come_from_the_film_points_nowhere_in_it(reading: Reading) -> None:
    hidden = [finding for finding in reading.findings if finding.label in unshown()]
    assert all(not isinstance(w, Region) for finding in hidden for e in finding.evidence for w in e.where)


def test_a_reading_travels_between_processes(reading: Reading) -> None:
    again = pickle.loads(pickle.dumps(reading))  # noqa: S301
    assert again.findings == reading.findings


def test_the_same_film_as_png_says_the_same(gray: Picture, reading: Reading) -> None:
    for one, other in zip(read(png(gray), None, RECORD).findings, reading.findings, strict=True):
        assert one.probability == pytest.approx(other.probability, abs=0.02)


@pytest.mark.parametrize(
    ("image", "record", "roles"),
    [
        (True, None, {"image"}),
        (False, RECORD, {"record"}),
        (False, {"age": 60.0}, {"record"}),
        (True, RECORD, {"image", "record"}),
    ],
)
def test_any_source_may_be_missing(film: bytes, image: bool, record: dict[str, Any] | None, roles: set[str]) -> None:
    found = read(film if image else None, None, record)
    assert {e.role for finding in found.findings for e in finding.evidence} == roles


def test_a_corrupt_film_is_refused_and_the_record_is_read() -> None:
    found = read(b"not a film", None, RECORD)
    assert [refusal.role for refusal in found.refused] == ["image"]
    assert len(found.findings) == len(LABELS)


def test_nothing_readable_leaves_no_findings() -> None:
    found = read(b"not a film")
    assert found.findings == () and found.notices


def test_heat_maps_may_be_left_out(film: bytes) -> None:
    assert read(film, heatmaps=False).heatmaps == {}


def test_some_states_are_certified(reading: Reading) -> None:
    assert any(finding.state is not State.NOT_CERTIFIED for finding in reading.findings)


def test_a_child_gets_a_warning(film: bytes) -> None:
    assert any("trained on adults" in notice for notice in read(film, None, {"age": 4.0}).notices)


def test_a_lateral_film_is_refused(film: bytes) -> None:
    found = read(film, None, {"view": "LL", "age": 50.0})
    assert ("image", "view") in [(refusal.role, refusal.code) for refusal in found.refused]


def noise(gray: Picture) -> Picture:
    return np.asarray(np.random.default_rng(0).uniform(size=gray.shape))


def page(_gray: Picture) -> Picture:
    from PIL import Image, ImageDraw

    sheet = Image.new("L", (1240, 1754), 255)
    for line in range(40):
        ImageDraw.Draw(sheet).text(
            (100, 100 + 36 * line), "Discharge letter. The patient was seen today in clinic. " * 2, 0
        )
    return np.asarray(np.asarray(sheet) / 255.0)


def blocks(_gray: Picture) -> Picture:
    return np.asarray(np.kron(np.random.default_rng(0).uniform(size=(8, 8)), np.ones((64, 64))))


NO_CHEST: list[Callable[[Picture], Picture]] = [
    noise,
    page,
    blocks,
    lambda gray: 1.0 - gray,
    lambda gray: np.rot90(gray),
    lambda gray: np.rot90(gray, 2),
    lambda gray: np.tile(np.linspace(0, 1, 800), (800, 1)),
]


@pytest.mark.parametrize(
    "change", NO_CHEST, ids=["noise", "page", "blocks", "inverted", "on its side", "upside down", "ramp"]
)
def test_what_is_no_upright_chest_film_is_refused(gray: Picture, change: Callable[[Picture], Picture]) -> None:
    found = read(png(change(gray)))
    assert [refusal.role for refusal in found.refused] == ["image"], "was read"


@pytest.mark.parametrize("side", [64, 256, 1024])
def test_a_smaller_copy_of_the_film_is_taken(gray: Picture, side: int) -> None:
    from PIL import Image

    small = Image.fromarray((gray * 255).astype("u1")).resize((side, side), Image.Resampling.BOX)
    assert not read(png(np.asarray(small) / 255.0)).refused


def test_a_note_comes_on_top_with_its_spans(film: bytes, reading: Reading) -> None:
    note = "Fever and productive cough for three days, suspected pneumonia."
    found = read(film, note, RECORD)
    with_note = next(finding for finding in found.findings if finding.label == "Pneumonia")
    without = next(finding for finding in reading.findings if finding.label == "Pneumonia")
    evidence = next(e for e in with_note.evidence if e.role == "note")
    assert with_note.logit == pytest.approx(without.logit + evidence.log_odds)
    assert evidence.log_odds > 0
    assert all(note[span.start : span.end] == span.text for span in evidence.where if isinstance(span, Span))
    assert any("certified without a note" in notice for notice in found.notices)


def test_a_note_alone_is_never_certified() -> None:
    found = read(note="Shortness of breath and orthopnea, known heart failure.")
    assert {finding.state for finding in found.findings} == {State.NOT_CERTIFIED}
    assert {e.role for finding in found.findings for e in finding.evidence} == {"note"}


def test_a_note_in_another_language_is_refused_and_the_film_is_read(film: bytes) -> None:
    found = read(film, "Patient mit Husten und Fieber seit drei Tagen, Verdacht auf eine Lungenentzündung rechts.")
    assert [(refusal.role, refusal.code) for refusal in found.refused] == [("note", "language")]
    assert {e.role for finding in found.findings for e in finding.evidence} == {"image"}
