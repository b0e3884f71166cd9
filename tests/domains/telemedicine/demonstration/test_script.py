"""The recording that is shipped is the script that is shipped."""

import json
from itertools import pairwise
from pathlib import Path

import pytest

from domains.telemedicine.demonstration.picture import HEIGHT, WIDTH, frame
from domains.telemedicine.demonstration.script import DOCTOR, PATIENT, SPOKEN, Line

FOLDER = Path(__file__).parents[4] / "domains" / "telemedicine" / "demonstration"
FILM = FOLDER / "consultation.webm"


def test_what_was_spoken_is_the_script() -> None:
    rows = json.loads((FOLDER / "consultation.json").read_text(encoding="utf-8"))
    assert [(row["speaker"], row["text"]) for row in rows] == [(line.speaker, line.plain) for line in SPOKEN]
    assert all(row["start"] < row["end"] for row in rows)
    assert all(one["end"] < other["start"] for one, other in pairwise(rows))


def test_the_film_is_small_and_has_pictures_and_sound() -> None:
    av = pytest.importorskip("av", reason="PyAV is not installed")
    end = json.loads((FOLDER / "consultation.json").read_text(encoding="utf-8"))[-1]["end"]
    assert FILM.stat().st_size < 1_500_000
    with av.open(str(FILM)) as film:
        assert [stream.codec_context.name for stream in film.streams] == ["vp8", "opus"]
        assert film.duration / av.time_base == pytest.approx(end, abs=1.5)


def test_the_one_who_speaks_is_lit() -> None:
    silent, doctor, patient = (frame(who, 1.0) for who in (None, DOCTOR, PATIENT))
    assert doctor.shape == (HEIGHT, WIDTH, 3)
    half = WIDTH // 2
    assert (doctor[:, half:] == silent[:, half:]).all() and doctor[:, :half].mean() > silent[:, :half].mean()
    assert (patient[:, :half] == silent[:, :half]).all() and patient[:, half:].mean() > silent[:, half:].mean()


def test_bars_mark_breaths_and_are_not_words() -> None:
    line = Line(PATIENT, "Yes, a cough, | mostly at night.")
    assert line.runs == ("Yes, a cough,", "mostly at night.") and line.plain == "Yes, a cough, mostly at night."
