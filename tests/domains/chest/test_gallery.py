import io

import numpy as np
import pytest
from PIL import Image

from data.actor import Actor
from domains.chest.cases import NotNow, Record
from tests.domains.chest.room import Room


def test_a_film_is_shown_whole_in_eight_or_sixteen_bits(room: Room, ada: Actor, chest_film: bytes) -> None:
    case = room.service.create_case(ada, film=chest_film)
    deep = room.service.film(ada, case.id, bits=16)
    flat = room.service.film(ada, case.id)
    assert (deep.width, deep.height) == (flat.width, flat.height) == (1841, 1955)
    with Image.open(io.BytesIO(deep.png)) as a, Image.open(io.BytesIO(flat.png)) as b:
        assert (a.mode, b.mode) == ("I;16", "L")
        assert np.abs(np.asarray(a) / 257.0 - np.asarray(b)).max() <= 0.51


def test_air_is_dark(room: Room, ada: Actor, chest_film: bytes) -> None:
    case = room.service.create_case(ada, film=chest_film)
    with Image.open(io.BytesIO(room.service.film(ada, case.id).png)) as image:
        levels = np.asarray(image)
    beside_the_patient, spine = levels[60:160, 5:40], levels[900:1100, 860:980]
    assert beside_the_patient.mean() + 40 < spine.mean()


def test_large_films_are_shown_smaller(room: Room, ada: Actor, chest_film: bytes) -> None:
    room.configure(viewer_longest_side=512)
    case = room.service.create_case(ada, film=chest_film)
    assert (case.films[0].rows, case.films[0].columns) == (1955, 1841)
    assert room.service.film(ada, case.id).height == 512


@pytest.mark.parametrize("index", [-1, 1])
def test_a_film_that_is_not_there(room: Room, ada: Actor, png_film: bytes, index: int) -> None:
    case = room.service.create_case(ada, film=png_film)
    with pytest.raises(NotNow, match="no such film"):
        room.service.film(ada, case.id, index)


def test_heat_maps_span_the_film_and_are_hidden_where_findings_are(room: Room, ada: Actor, chest_film: bytes) -> None:
    case = room.read(ada, room.service.create_case(ada, film=chest_film).id)
    assert case.reading is not None
    pictures = room.service.heatmaps(ada, case.id)
    assert tuple(pictures) == case.reading.heatmaps
    found = [(f.label, e.where) for f in case.reading.findings for e in f.evidence if e.role == "image"]
    regions = dict(found)
    warm = []
    for label, picture in pictures.items():
        with Image.open(io.BytesIO(picture.png)) as image:
            assert image.mode == "L"
            warm.append(np.asarray(image).max() > 0)
            assert warm[-1] == bool(regions[label]), "a film of which nothing speaks for a finding is cold all over"
    assert any(warm)
    room.configure(blind_first=True)
    assert room.service.heatmaps(ada, case.id) == {}


def test_there_are_no_heat_maps_without_a_reading(room: Room, ada: Actor) -> None:
    case = room.service.create_case(ada, record=Record(age=3))
    assert room.service.heatmaps(ada, case.id) == {}
