import gc
import hashlib
import time

import numpy as np
import psutil
import pytest
from numpy.testing import assert_allclose

from core.case import Modality, Signal
from core.intake.intake import Intake
from core.intake.limits import Limits
from core.intake.refusal import Code, Refused
from tests.core.intake.films import film, library, ramp, raster


def refusal(intake: Intake, data: bytes) -> Refused:
    with pytest.raises(Refused) as caught:
        intake.image(data)
    return caught.value


def test_a_chest_film(intake: Intake) -> None:
    data = library("RG1_UNCR.dcm")
    signal = intake.image(data, "film.dcm")
    assert signal.modality == Modality.IMAGE
    assert isinstance(signal.content, np.ndarray)
    assert signal.content.dtype == np.float32
    assert signal.content.shape == (1955, 1841)
    assert signal.content.flags.writeable
    assert (signal.content.min() >= 0, signal.content.max() <= 1) == (True, True)
    assert signal.source.digest == hashlib.sha256(data).hexdigest()
    assert signal.source.name == "film.dcm"


def test_the_facts_of_a_chest_film(intake: Intake) -> None:
    facts = dict(intake.image(library("RG1_UNCR.dcm")).facts)
    uids = {key: facts.pop(key) for key in ("study_uid", "series_uid", "sop_uid")}
    assert all(uid.startswith("1.3.6.1.4.1.5962.") for uid in uids.values())
    assert facts == {
        **{"kind": "dicom", "age": 64.476, "sex": "F", "view": "PA", "body_part": "CHEST", "modality": "CR"},
        **{"patient_id": "9RG1", "patient_name": "CompressedSamples, RG1", "accession": "exam Number"},
        **{"study_date": "2004-08-26", "rows": 1955, "columns": 1841, "photometric": "MONOCHROME1", "bits": 15},
        **{"person_name": "CompressedSamples^RG1", "birth_date": "1940-03-05", "study_time": "185059"},
        **{"sop_class": "1.2.840.10008.5.1.4.1.1.1", "referring": "ward", "study_id": "9RG1"},
        "window": (15000.0, 30000.0),
        "notices": (),
    }


def test_air_is_dark_in_a_monochrome1_film(intake: Intake) -> None:
    film = intake.image(library("RG1_UNCR.dcm")).content
    assert isinstance(film, np.ndarray)
    assert film[100:300, 100:300].mean() < film[900:1100, 870:970].mean()


def test_the_lossless_copy_of_a_film_is_the_same(intake: Intake) -> None:
    native, packed = (intake.image(library(f"RG1_{name}.dcm")).content for name in ("UNCR", "J2KR"))
    assert isinstance(native, np.ndarray)
    assert isinstance(packed, np.ndarray)
    assert np.array_equal(native, packed)


@pytest.mark.parametrize("kind", ["PNG", "JPEG"])
def test_a_raster_is_told_by_content_and_not_by_name(intake: Intake, kind: str) -> None:
    signal = intake.image(raster(ramp(kind=np.uint8, top=255), kind, quality=100), "film.dcm")
    assert isinstance(signal.content, np.ndarray)
    assert_allclose(signal.content, ramp(kind=np.uint8, top=255) / 255, atol=0.01)
    assert signal.facts == {"kind": kind.lower(), "rows": 64, "columns": 64, "bits": 8, "notices": ()}


def test_an_inverted_film_is_noticed(intake: Intake) -> None:
    data = library("RG1_UNCR.dcm").replace(b"MONOCHROME1 ", b"MONOCHROME2 ")
    (notice,) = intake.image(data).facts["notices"]
    assert "dark and bright were swapped, although it says MONOCHROME2" in notice
    assert intake.image(library("RG1_UNCR.dcm")).facts["notices"] == ()


def test_content_is_the_callers_own(intake: Intake) -> None:
    first = intake.image(film(ramp())).content
    assert isinstance(first, np.ndarray)
    before = first.copy()
    intake.image(film(ramp()[::-1]))
    assert np.array_equal(first, before)


@pytest.mark.parametrize(
    ("data", "code", "words"),
    [
        (b"", Code.EMPTY, "empty"),
        (b"just some words", Code.KIND, "neither DICOM, PNG nor JPEG"),
        (b"%PDF-1.7 film", Code.KIND, "is a PDF document"),
        (b"PK\x03\x04 films", Code.KIND, "ZIP"),
    ],
)
def test_what_is_no_picture(intake: Intake, data: bytes, code: Code, words: str) -> None:
    caught = refusal(intake, data)
    assert caught.code == code
    assert words in caught.sentence


def test_too_many_bytes(intake: Intake) -> None:
    caught = refusal(intake, bytes(intake.limits.bytes + 1))
    assert caught.code == Code.BYTES
    assert "64.0 MiB" in caught.sentence


@pytest.mark.parametrize("name", [None, "", "a/b\x00c\n" + "d" * 500])
def test_a_name_is_only_shown(intake: Intake, name: str | None) -> None:
    source = intake.image(film(), name).source
    assert source.name is None or (len(source.name) <= 200 and source.name.isprintable())


def test_a_note(intake: Intake) -> None:
    data = b"\xef\xbb\xbfCough.\r\nNo fever.\n"
    signal = intake.text(data, "note.txt")
    assert signal == Signal(Modality.TEXT, "Cough.\r\nNo fever.\n", signal.source, {"kind": "text", "characters": 18})
    assert signal.source.digest == hashlib.sha256(data).hexdigest()


def test_a_note_that_is_refused(intake: Intake) -> None:
    with pytest.raises(Refused) as caught:
        intake.text("très fatiguée".encode("latin-1"))
    assert caught.value.code == Code.ENCODING


def test_limits_are_the_callers() -> None:
    with Intake(Limits(bytes=10_000, pixels=1000, note_bytes=5)) as small:
        assert refusal(small, film(ramp(100, 100))).code == Code.BYTES
        assert refusal(small, film(ramp(40, 40))).code == Code.PIXELS
        assert small.image(film(ramp(20, 20))).facts["rows"] == 20
        with pytest.raises(Refused) as caught:
            small.text(b"a longer note")
    assert caught.value.code == Code.LENGTH


def test_warming_never_fails_but_the_first_picture_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.executable", "/nowhere/python")
    with Intake() as made:
        made.warm()
        assert refusal(made, film()).code == Code.UNAVAILABLE


def test_a_closed_intake_refuses() -> None:
    made = Intake()
    made.close()
    made.close()
    made.warm()
    assert refusal(made, film()).code == Code.UNAVAILABLE


def test_no_process_is_left_behind() -> None:
    made = Intake()
    made.warm()
    assert made._keeper.process is not None
    number = made._keeper.process.id
    del made
    gc.collect()
    deadline = time.monotonic() + 10
    while psutil.pid_exists(number) and time.monotonic() < deadline:
        time.sleep(0.01)
    assert not psutil.pid_exists(number)


def test_a_film_as_the_square_that_a_reader_asks_for(intake: Intake) -> None:
    data = library("RG1_UNCR.dcm")
    whole, small = intake.image(data), intake.image(data, side=112, traced=False)
    assert isinstance(whole.content, np.ndarray) and isinstance(small.content, np.ndarray)
    assert small.content.shape == (112, 112) and small.content.flags.writeable
    assert small.content[0, 0] == pytest.approx(float(whole.content[:18, :17].mean()), abs=1e-6)
    assert small.facts == whole.facts and small.source.digest == ""
