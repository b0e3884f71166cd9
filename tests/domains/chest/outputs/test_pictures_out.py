"""Secondary captures, presentation states and key objects."""

import io

import numpy as np
import pytest
from PIL import Image
from pydicom import dcmread

from domains.chest.deidentify import NotChecked
from domains.chest.outputs import Anonymity, NotExportable, SignedCase, objects
from domains.chest.outputs.overlay import WARNING
from tests.domains.chest.outputs.conftest import Workshop
from tests.domains.chest.outputs.made_up import Shelf, document, signed


def test_the_overlay_shows_the_film_its_heat_and_its_regions(workshop: Workshop) -> None:
    made = workshop.dataset("png", "sc")
    picture = made.pixel_array.astype(int)
    assert picture.shape[1:] == (260, 3)
    assert picture.shape[0] > 300, "the warning above and the legend below"
    colour = np.abs(picture[..., 0] - picture[..., 2])
    assert (colour[:, :160] > 100).any(), "the outline of a region"
    assert colour[240, 240] > 20, "the corner in which the heat map glows"
    assert made.SeriesDescription == "Not for diagnosis, decision support"
    source = made.SourceImageSequence[0].ReferencedSOPInstanceUID
    assert source == workshop.made("png", "sc")[1].sop_instance_uid


def test_the_warning_is_burned_in(workshop: Workshop) -> None:
    picture = workshop.dataset("png", "sc").pixel_array.astype(int)
    red = (picture[..., 0] > 150) & (picture[..., 1] < 120) & (picture[..., 2] < 120)
    assert red[:30].sum() > 50, WARNING


def test_the_capture_of_a_film_is_its_pixels(workshop: Workshop, png_film: bytes) -> None:
    made = workshop.dataset("png", "film")
    with Image.open(io.BytesIO(png_film)) as image:
        levels = np.asarray(image)
    assert np.array_equal(made.pixel_array, levels)
    assert made.PhotometricInterpretation == "MONOCHROME2"
    assert "LossyImageCompression" not in made
    assert workshop.dataset("jpeg", "film").LossyImageCompression == "01"


def test_what_a_human_boxed_is_black_in_what_leaves(workshop: Workshop) -> None:
    named, nameless = workshop.dataset("png", "film"), workshop.dataset("png", "film", nameless=True)
    corner = (slice(0, 30), slice(0, 26))
    assert named.pixel_array[corner].any()
    assert not nameless.pixel_array[corner].any()
    assert np.array_equal(named.pixel_array[30:], nameless.pixel_array[30:])
    overlay = workshop.dataset("png", "sc", nameless=True)
    assert nameless.BurnedInAnnotation == overlay.BurnedInAnnotation == "NO"


def test_no_picture_leaves_without_names_before_a_human_looked_at_it(workshop: Workshop) -> None:
    with pytest.raises(NotChecked, match="Nobody has looked"):
        objects(workshop.cases["png"], "sc", workshop.sources, Anonymity(b"s" * 32, {}))


def test_the_presentation_state_draws_regions_over_the_film(workshop: Workshop, chest_film: bytes) -> None:
    film, state = dcmread(io.BytesIO(chest_film)), workshop.dataset("dicom", "gsps")
    image = state.ReferencedSeriesSequence[0].ReferencedImageSequence[0]
    assert image.ReferencedSOPInstanceUID == film.SOPInstanceUID
    mass, thickening = state.GraphicAnnotationSequence
    assert [len(each.GraphicObjectSequence) for each in (mass, thickening)] == [2, 1]
    assert list(mass.GraphicObjectSequence[0].GraphicData)[:4] == [30, 40, 90, 40]
    assert mass.TextObjectSequence[0].UnformattedTextValue == "mass 71%"
    window = state.SoftcopyVOILUTSequence[0]
    assert (float(window.WindowCenter), float(window.WindowWidth)) == (15000, 30000)
    assert state.PresentationLUTShape == "INVERSE", "the film is MONOCHROME1"
    assert workshop.dataset("png", "gsps").PresentationLUTShape == "IDENTITY"


def test_a_film_with_a_table_of_its_own_has_no_presentation_state(workshop: Workshop, shelf: Shelf) -> None:
    told = dict(workshop.cases["dicom"].document)
    (film,) = told["films"]
    case = signed({**told, "films": [{**film, "facts": {**film["facts"], "look_up": True}}]})
    with pytest.raises(NotExportable, match="look-up table"):
        objects(case, "gsps", shelf.sources)


def test_the_key_object_marks_the_film_with_what_is_stated(workshop: Workshop, chest_film: bytes) -> None:
    film, key = dcmread(io.BytesIO(chest_film)), workshop.dataset("dicom", "ko")
    items = {item.ValueType: item for item in key.ContentSequence}
    assert items["IMAGE"].ReferencedSOPSequence[0].ReferencedSOPInstanceUID == film.SOPInstanceUID
    assert items["TEXT"].TextValue == "present: mass; uncertain: pleural thickening"


@pytest.mark.parametrize("kind", ["sc", "gsps", "ko"])
def test_there_is_no_picture_of_a_case_without_a_film(workshop: Workshop, kind: str) -> None:
    with pytest.raises(NotExportable, match="no film"):
        workshop.made("words", kind)


def test_a_film_that_was_dicom_is_not_captured(workshop: Workshop) -> None:
    with pytest.raises(NotExportable, match="came as DICOM"):
        workshop.made("dicom", "film")
    assert [made.kind for made in workshop.made("dicom", "sc")] == ["sc"]


def test_a_film_that_is_gone_is_told_of(shelf: Shelf) -> None:
    film = {"name": "film.png", "sha256": "0" * 64, "rows": 10, "columns": 10, "facts": {"kind": "png"}}
    with pytest.raises(NotExportable, match="restore it from a backup"):
        objects(signed(document(film, {})), "sc", shelf.sources)


def test_nothing_in_the_overlay_depends_on_when_it_is_made(workshop: Workshop) -> None:
    assert workshop._made("png", "sc")[0].data == workshop.made("png", "sc")[0].data
    assert workshop._made("dicom", "gsps")[0].data == workshop.made("dicom", "gsps")[0].data
    assert workshop._made("dicom", "ko")[0].data == workshop.made("dicom", "ko")[0].data


@pytest.mark.parametrize("number", ["1.1", "1.1.1.1", "1.7", "1.7.2", "1.12.1", "1.2"])
def test_films_of_every_class_can_be_referred_to(shelf: Shelf, workshop: Workshop, number: str) -> None:
    case = of_class(workshop, f"1.2.840.10008.5.1.4.1.{number}")
    for kind in ("sr", "gsps", "ko"):
        assert case.films[0].facts["sop_class"].encode() in objects(case, kind, shelf.sources)[0].data


def test_a_film_of_a_private_class_is_told_of(shelf: Shelf, workshop: Workshop) -> None:
    with pytest.raises(NotExportable, match="private DICOM class"):
        objects(of_class(workshop, "1.2.3.4.5"), "sr", shelf.sources)


def of_class(workshop: Workshop, sop_class: str) -> SignedCase:
    told = dict(workshop.cases["dicom"].document)
    (film,) = told["films"]
    return signed({**told, "films": [{**film, "facts": {**film["facts"], "sop_class": sop_class}}]})
