"""Films are looked at before they leave, by a real text detector and by humans."""

import io
from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageDraw
from pydicom import dcmread

from data.actor import Actor, NotAllowed
from domains.chest.cases import CaseView, NoSuchCase, NotNow
from domains.chest.deidentify import Box, NotChecked, lettering, secret_of
from domains.chest.deidentify.looking import checked
from domains.chest.store import CaseRow
from tests.domains.chest.room import Room


@pytest.fixture
def case(room: Room, ada: Actor, chest_film: bytes) -> CaseView:
    return room.service.create_case(ada, film=chest_film, name="film.dcm")


def test_nothing_leaves_before_somebody_looked(room: Room, ada: Actor, case: CaseView) -> None:
    with pytest.raises(NotChecked, match="Nobody has looked"):
        room.service.pixels.film(ada, case.id, 0)
    room.service.pixels.settle(ada, case.id, 0, [])
    assert dcmread(io.BytesIO(room.service.pixels.film(ada, case.id, 0))).PatientIdentityRemoved == "YES"
    assert room.actions()[-3:] == ["pixels.check", "pixels.review", "film.export"]


def test_the_last_word_counts_and_none_is_erased(room: Room, ada: Actor, bob: Actor, case: CaseView) -> None:
    room.service.pixels.settle(ada, case.id, 0, [])
    (said,) = room.service.pixels.settle(bob, case.id, 0, [Box(10, 20, 100, 50)])
    assert (said.by, said.boxes) == ("Dr Bob", (Box(10, 20, 100, 50),))
    assert room.count("pixel_checks") == 2
    pixels = dcmread(io.BytesIO(room.service.pixels.film(ada, case.id, 0))).pixel_array
    assert (pixels[20:70, 10:110] == 2**15 - 1).all()
    with room.database.read() as session:
        row = session.get_one(CaseRow, case.id)
        assert checked(row)[case.films[0].digest].boxes == (Box(10, 20, 100, 50),)


@pytest.mark.parametrize("box", [Box(-1, 0, 5, 5), Box(0, 0, 0, 5), Box(1800, 0, 100, 5)])
def test_a_box_beside_the_film_is_refused(room: Room, ada: Actor, case: CaseView, box: Box) -> None:
    with pytest.raises(NotNow, match="outside of the film"):
        room.service.pixels.settle(ada, case.id, 0, [box])
    assert room.count("pixel_checks") == 0


def test_roles_and_strangers(room: Room, ada: Actor, learner: Actor, case: CaseView) -> None:
    with pytest.raises(NotAllowed):
        room.service.pixels.settle(learner, case.id, 0, [])
    with pytest.raises(NoSuchCase):
        room.service.pixels.checks(ada, "f" * 32)
    with pytest.raises(NotNow, match="no such film"):
        room.service.pixels.settle(ada, case.id, 4, [])


def test_the_detector_proposes_where_letters_stand() -> None:
    if not lettering.installed():
        pytest.skip("RapidOCR or ONNX Runtime is not installed")
    image = Image.fromarray(np.full((600, 500), 60, np.uint8))
    ImageDraw.Draw(image).text((300, 40), "DOE JANE", fill=255, font_size=30)
    out = io.BytesIO()
    image.save(out, "PNG")
    found = lettering.find({"png": out.getvalue()}, lambda _fraction, _message: None)
    assert found
    left, top, width, height = found[0]
    assert left <= 0.61
    assert left + width >= 0.85
    assert top <= 0.08
    assert top + height >= 0.11


def test_the_secret_is_made_once_and_for_its_owner_alone(tmp_path: Path) -> None:
    first = secret_of(tmp_path)
    assert secret_of(tmp_path) == first
    assert len(first) == 32
    file = tmp_path / "deidentify.secret"
    assert file.stat().st_mode & 0o777 == 0o600
    file.write_bytes(b"short")
    with pytest.raises(RuntimeError, match="damaged"):
        secret_of(tmp_path)
