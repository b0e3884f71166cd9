"""Secondary captures (PS3.3, A.8.1) through highdicom: a film that did not come as DICOM, and the overlay."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from domains.chest.outputs.identity import capture_uid, dated, equipment, line, reference, study_of, uid
from domains.chest.outputs.overlay import drawn
from domains.chest.outputs.refusal import NotExportable
from domains.chest.outputs.signed import Film, SignedCase
from domains.chest.outputs.sources import Sources

if TYPE_CHECKING:
    from pydicom.dataset import Dataset

    from domains.chest.deidentify import Checked

Levels = NDArray[np.uint8] | NDArray[np.uint16]
OVERLAYS, FILMS = 9802, 9800
NO_FILM = "This case has no film, so there is no picture to show; export its report as sr, fhir or csv."
NO_CAPTURE = "Every film of this case came as DICOM and is in its archive already; there is nothing to capture."
NOT_FOR_DIAGNOSIS = "Not for diagnosis, decision support"


def overlay_uid(case: SignedCase) -> str:
    """The UID of the overlay; it follows from the reading, which an addendum leaves as it is."""
    return uid("sc", case.versions[0].sha256)


def overlay(case: SignedCase, sources: Sources, checked: Checked | None = None) -> Dataset:
    """The film that was read with the regions and heat maps burned in, and what they stand for below it.

    Args:
        case: With what its films say today.
        sources: Where the film lies.
        checked: What a human said of text burned into the film; what they boxed is blacked out first.

    Raises:
        NotExportable: the case has no film.
    """
    if not case.films:
        raise NotExportable(NO_FILM)
    film = case.films[case.read_film]
    made = _capture(
        case,
        drawn(case, sources, checked),
        photometric_interpretation="RGB",
        series_instance_uid=uid("sc-series", case.id),
        series_number=OVERLAYS,
        sop_instance_uid=overlay_uid(case),
        series_description=NOT_FOR_DIAGNOSIS,
    )
    made.DerivationDescription = f"{NOT_FOR_DIAGNOSIS}: regions and heat maps of a machine's reading burned in"
    made.SourceImageSequence = [_source(reference(case, film))]
    return made


def film_captures(case: SignedCase, sources: Sources, checked: Mapping[str, Checked] | None = None) -> list[Dataset]:
    """The films that did not come as DICOM, each as a capture to which other objects can refer."""
    words = checked or {}
    return [
        _film(case, sources, film, place, words.get(film.digest))
        for place, film in enumerate(case.films)
        if not film.instance
    ]


def demanded(captures: list[Dataset]) -> list[Dataset]:
    """The captures, where there are any.

    Raises:
        NotExportable: every film came as DICOM.
    """
    if not captures:
        raise NotExportable(NO_CAPTURE)
    return captures


def _film(case: SignedCase, sources: Sources, film: Film, place: int, checked: Checked | None) -> Dataset:
    pixels = sources.pixels(film)
    for rows, columns in checked.on(*pixels.shape) if checked else ():
        pixels[rows, columns] = 0
    made = _capture(
        case,
        _levels(pixels, int(film.facts.get("bits") or 8)),
        photometric_interpretation="MONOCHROME2",
        series_instance_uid=uid("films", case.id),
        series_number=FILMS,
        sop_instance_uid=capture_uid(case, film),
        series_description="Films that did not come as DICOM",
    )
    made.InstanceNumber = place + 1
    if film.facts.get("kind") == "jpeg":
        _say_lossy(made, sources.size(film))
    return made


def _levels(pixels: NDArray[np.floating[Any]], bits: int) -> Levels:
    most = 255 if bits <= 8 else 65535
    levels: Levels = (np.clip(pixels, 0, 1) * most + 0.5).astype(np.uint8 if bits <= 8 else np.uint16)
    return levels


def _capture(case: SignedCase, pixels: Levels, **differing: Any) -> Dataset:
    from highdicom.sc import SCImage

    made: Dataset = SCImage(
        pixel_array=pixels,
        bits_allocated=8 * pixels.dtype.itemsize,
        coordinate_system="PATIENT",
        patient_orientation=("L", "F"),
        instance_number=1,
        specific_character_set="ISO_IR 192",
        institution_name=line(case.institution) or None,
        **study_of(case).arguments(),
        **equipment(case),
        **differing,
    )
    made.PatientOrientation, made.BodyPartExamined = "", "CHEST"
    if issuer := study_of(case).issuer:
        made.IssuerOfPatientID = issuer
    at = case.versions[0].signed_at
    made.DateOfSecondaryCapture, made.TimeOfSecondaryCapture = f"{at:%Y%m%d}", f"{at:%H%M%S}"
    return dated(made, at)


def _source(film: Dataset) -> Dataset:
    from pydicom.dataset import Dataset

    item = Dataset()
    item.ReferencedSOPClassUID, item.ReferencedSOPInstanceUID = film.SOPClassUID, film.SOPInstanceUID
    return item


def _say_lossy(made: Dataset, size: int) -> None:
    made.LossyImageCompression, made.LossyImageCompressionMethod = "01", "ISO_10918_1"
    made.LossyImageCompressionRatio = f"{max(1.0, made.Rows * made.Columns / max(size, 1)):.3g}"
