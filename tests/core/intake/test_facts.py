import math
from typing import Any

import pytest

from core.intake.facts import CHECKS, checked, words


def kept(**said: Any) -> dict[str, Any]:
    facts = checked(said)
    facts.pop("notices")
    return facts


def test_what_holds_is_kept() -> None:
    said = {
        **{"kind": "dicom", "age": 45, "sex": "F", "view": "PA", "body_part": "CHEST", "modality": "DX", "bits": 12},
        **{"patient_id": "7", "patient_name": "Doe, Jane", "study_uid": "1.2.3", "series_uid": "1.2.4", "rows": 10},
        **{
            "issuer": "Hospital",
            "spacing_at": "detector",
            "magnification": 1.1,
            "windows": [[0.2, 0.7, "HARDER"]],
            "sop_class": "1.2.6",
            "study_id": "S1",
        },
        **{"person_name": "Doe^Jane", "birth_date": "1960-02-29", "study_time": "235959.5", "referring": "Roe^Ann"},
        **{"burned_in": "NO", "window_function": "LINEAR", "look_up": True, "window": [40.0, 400.0], "rescale": [1, 0]},
        **{"sop_uid": "1.2.5", "accession": "A1", "study_date": "2024-02-29", "spacing": [0.1, 0.2], "columns": 20},
        **{
            "photometric": "MONOCHROME2",
            "seconds": 1.5,
            "container": "mov",
            "codec": "h264",
            "rate": 8000,
            "channels": 2,
        },
    }
    assert set(said) == set(CHECKS)
    pairs = {"spacing": (0.1, 0.2), "window": (40.0, 400.0), "rescale": (1.0, 0.0)}
    assert kept(**said) == {**said, **pairs, "age": 45.0, "windows": ((0.2, 0.7, "HARDER"),)}


@pytest.mark.parametrize(
    ("key", "value"),
    [
        *(("age", value) for value in (-1, 121, math.nan, math.inf, "45", True, None)),
        *(("sex", value) for value in ("O", "f", "", None, 1)),
        *(("view", value) for value in ("LATERAL", "", 3)),
        *(("kind", value) for value in ("tiff", None)),
        *(("study_uid", value) for value in ("1..2", "a.b", "1." * 40, "", 5, "1.2\n")),
        *(("study_date", value) for value in ("20240229", "2023-02-29", "", 5)),
        *(("spacing", value) for value in ([0.1], [0, 0.1], [-1, 1], ["a", "b"], [math.nan, 1], "12", [1, 1, 1])),
        *(("birth_date", value) for value in ("19600229", "1960-02-30", 7)),
        *(("study_time", value) for value in ("24", "1060", "12:30", 7)),
        *(("window", value) for value in ([1], [1, math.inf], "40", [1, "2"], {"a": 1})),
        *(("look_up", value) for value in (False, 1, "yes")),
        *(("burned_in", value) for value in ("no", "MAYBE", True)),
        *(
            ("windows", [value])
            for value in ([0.7, 0.2, "A"], [0, 99, "A"], [0, 1, ""], [0, 1], "x", [math.nan, 1, "A"])
        ),
        *(("spacing_at", value) for value in ("patient", "", 3)),
        *(("magnification", value) for value in (0.5, 6, math.nan, "1.1", True)),
        *(("seconds", value) for value in (-1, math.inf, "2", 1e9)),
        *(("rows", value) for value in (0, -1, 1.5, True, "10", 2**40)),
        *(("patient_name", value) for value in ("", "  \t", "\x00\x1b", 7, ["a"])),
    ],
)
def test_what_cannot_be_true_is_left_out(key: str, value: object) -> None:
    assert kept(**{key: value}) == {}


def test_unknown_keys_are_left_out() -> None:
    assert kept(script="<script>", bits=8) == {"bits": 8}


@pytest.mark.parametrize("said", [None, 3, "x", [], {}])
def test_anything_can_arrive(said: object) -> None:
    assert checked(said) == {"notices": ()}


def test_notices_are_bounded() -> None:
    notices = checked({"notices": ["One.", "", 7, "x" * 1000, *["More."] * 50]})["notices"]
    assert isinstance(notices, tuple)
    assert notices[0] == "One."
    assert len(notices) <= 8
    assert max(len(notice) for notice in notices) == 300


def test_words_have_no_control_characters_and_an_end() -> None:
    assert words("a\x00b\x1b[31m\u202ec\n d") == "a b [31m c d"
    assert words("x" * 100) == "x" * 64
    assert words("山田, 太郎") == "山田, 太郎"
    assert words(None) is None
