"""The regions as a Grayscale Softcopy Presentation State (PS3.3, A.33.1) through highdicom: the viewer draws them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from domains.chest.outputs import codes
from domains.chest.outputs.captures import NO_FILM, NOT_FOR_DIAGNOSIS
from domains.chest.outputs.identity import dated, equipment, line, person, reference, uid
from domains.chest.outputs.refusal import NotExportable
from domains.chest.outputs.reportgroups import corners
from domains.chest.outputs.signed import Film, SignedCase, Statement

if TYPE_CHECKING:
    from highdicom import pr
    from pydicom.dataset import Dataset

SERIES = 9803
TABLE = (
    "This film is shown through a look-up table of its own, which a presentation state would take away; "
    "export the regions as sr or sc instead."
)


def presentation_uid(case: SignedCase) -> str:
    """The UID of the presentation state; it follows from the reading, which an addendum leaves as it is."""
    return uid("gsps", case.versions[0].sha256)


def presentation_state(case: SignedCase) -> Dataset:
    """The window of the film that was read, and its regions as graphics, a layer a finding.

    Raises:
        NotExportable: there is no film, or it is not shown through a window.
    """
    from highdicom.pr import GrayscaleSoftcopyPresentationState

    if not case.films:
        raise NotExportable(NO_FILM)
    film = case.films[case.read_film]
    if film.facts.get("look_up"):
        raise NotExportable(TABLE)
    image = _image(reference(case, film))
    layers = [_layer(said, place) for place, said in enumerate(case.shown)]
    made = GrayscaleSoftcopyPresentationState(
        referenced_images=[image],
        series_instance_uid=uid("gsps-series", case.id),
        series_number=SERIES,
        sop_instance_uid=presentation_uid(case),
        instance_number=1,
        content_label="CHEST READING",
        content_description=NOT_FOR_DIAGNOSIS,
        graphic_layers=layers or None,
        graphic_annotations=_annotations(case, image, layers) or None,
        content_creator_name=person(case.versions[0].signed_by),
        institution_name=line(case.institution) or None,
        series_description=NOT_FOR_DIAGNOSIS,
        **_shown_as(film),
        **equipment(case),
    )
    made.BodyPartExamined = "CHEST"
    return dated(made, case.versions[0].signed_at)


def _image(film: Dataset) -> Dataset:
    """The film for highdicom, which asks for functional groups wherever a class allows many frames; ours have one."""
    from pydicom.dataset import Dataset

    film.SharedFunctionalGroupsSequence, film.PerFrameFunctionalGroupsSequence = [Dataset()], [Dataset()]
    return film


def _shown_as(film: Film) -> dict[str, Any]:
    """Rescaling, window and polarity as the film asks for them itself (PS3.4, section N.2)."""
    from highdicom import ModalityLUTTransformation, PresentationLUTTransformation, pr

    rescale, window = film.facts.get("rescale"), film.facts.get("window")
    shape = "INVERSE" if film.facts.get("photometric") == "MONOCHROME1" else "IDENTITY"
    found: dict[str, Any] = {"presentation_lut_transformation": PresentationLUTTransformation(shape)}
    if rescale:
        found["modality_lut_transformation"] = ModalityLUTTransformation(rescale[1], rescale[0], "US")
    if window:
        function = film.facts.get("window_function") or "LINEAR"
        found["voi_lut_transformations"] = [
            pr.SoftcopyVOILUTTransformation(window[0], window[1], voi_lut_function=function)
        ]
    return found


def _layer(said: Statement, place: int) -> pr.GraphicLayer:
    from highdicom import pr

    name = re.sub(r"[^A-Z0-9 _]", "_", said.label.upper())[:16]
    told = f"{codes.name_of(said.label)}, stated {said.stated}, machine {said.probability:.1%}, {said.state}"
    return pr.GraphicLayer(name, place + 1, told[:64])


def _annotations(case: SignedCase, image: Dataset, layers: list[pr.GraphicLayer]) -> list[pr.GraphicAnnotation]:
    from highdicom import pr

    return [
        pr.GraphicAnnotation([image], layer, graphic_objects=_outlines(said), text_objects=_words(said))
        for said, layer in zip(case.shown, layers, strict=True)
        if said.regions
    ]


def _outlines(said: Statement) -> list[pr.GraphicObject]:
    from highdicom import pr

    return [pr.GraphicObject("POLYLINE", corners(region), "PIXEL") for region in said.regions]


def _words(said: Statement) -> list[pr.TextObject]:
    from highdicom import pr

    words = f"{codes.name_of(said.label)} {said.probability:.0%}"
    return [
        pr.TextObject(words, "PIXEL", anchor_point=(float(region.x), float(region.y)), anchor_point_visible=False)
        for region in said.regions
    ]
