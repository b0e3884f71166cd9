"""A DICOM object that leaves de-identified: the profile, what may stay, the pixels, and then the check."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from io import BytesIO
from typing import TYPE_CHECKING

from domains.chest.deidentify import check, known, pixels
from domains.chest.deidentify.codes import Key
from domains.chest.deidentify.known import Known
from domains.chest.deidentify.parsing import parsed, quiet
from domains.chest.deidentify.pixels import Checked
from domains.chest.deidentify.pseudonyms import Pseudonyms, patient_key
from domains.chest.deidentify.refusal import NotChecked
from domains.chest.deidentify.vetting import Vetting, banded

if TYPE_CHECKING:
    from pydicom.dataset import Dataset

METHOD = "PS3.15 basic profile, closed list, last check"
PROFILE = "113100", "Basic Application Confidentiality Profile"
PIXELS = "113101", "Clean Pixel Data Option"
GRAPHICS = "113103", "Clean Graphics Option"
CONTENT = "113104", "Clean Structured Content Option"
DAYS = "113107", "Retain Longitudinal Temporal Information Modified Dates Option"
PATIENT = "113108", "Retain Patient Characteristics Option"
NO_CLASS = "This file does not say what kind of object it is, so it cannot be de-identified."


def dataset(
    source: Dataset,
    secret: bytes,
    checked: Checked | None = None,
    more: Iterable[Known] = (),
    instead: Iterable[Known] | None = None,
    own: Mapping[Key, str] | None = None,
) -> Dataset:
    """A new data set without anything that identifies, ready to be written; the source stays as it is.

    Args:
        source: A film, secondary capture, structured report, key object or presentation state, with its pixels where it
            has any.
        secret: Of the installation.
        checked: A human's word on text burned into the pixels.
        more: Identifiers known from elsewhere (the case) that the result is searched for too.
        instead: What identifies in an object that the room made itself, most of whose words are the room's own; by
            default every short text of the source counts.
        own: Scheme and value to meaning, of codes beyond the standard's that may leave.

    Raises:
        NotChecked: no human has looked at its pixels, or something of the source was still found; nothing may leave.
    """
    with quiet():
        found = known.of_dataset(source) if instead is None else frozenset(instead)
        names, wanted = Pseudonyms(secret), found | frozenset(more)
        vetting = Vetting(names, key_of(source), _age(source), own)
        return _made(source, vetting.level(source), names, checked, wanted)


def _made(
    source: Dataset, target: Dataset, names: Pseudonyms, checked: Checked | None, wanted: frozenset[Known]
) -> Dataset:
    """The vetted data set with its pixels and what it says of itself, after the last check."""
    if not target.get("SOPClassUID"):
        raise NotChecked(NO_CLASS)
    if "PixelData" in source:
        pixels.clean(source, target, checked)
        _say_lossy(source, target)
    _complete(target, names.patient(key_of(source)), _age(source))
    check.demand(written(target), wanted)
    return target


def film(data: bytes, secret: bytes, checked: Checked | None, more: Iterable[Known] = ()) -> bytes:
    """A DICOM file without anything that identifies: fresh preamble and file meta information, nothing behind the end.

    Raises:
        NotChecked: as :func:`dataset`.
    """
    try:
        with quiet():
            source = parsed(data)
    except ValueError as error:
        raise NotChecked("This film is no DICOM file, so it does not leave as de-identified DICOM.") from error
    return written(dataset(source, secret, checked, more))


def written(target: Dataset) -> bytes:
    """The bytes of the file (PS3.10)."""
    from pydicom import dcmwrite

    file = BytesIO()
    with quiet():
        dcmwrite(file, target, enforce_file_format=True)
    return file.getvalue()


def key_of(source: Dataset) -> str:
    """What tells this patient from others."""
    return patient_key(*(_text(source, keyword) for keyword in ("PatientID", "PatientName", "StudyInstanceUID")))


def _text(source: Dataset, keyword: str) -> str:
    try:
        return str(source.get(keyword) or "")
    except Exception:  # noqa: BLE001 - the parser raises many types for a value that is none
        return ""


def _age(source: Dataset) -> float | None:
    born, seen = (known.as_day(_text(source, keyword)) for keyword in ("PatientBirthDate", "StudyDate"))
    return (seen - born).days / 365.25 if born and seen and seen >= born else None


def _say_lossy(source: Dataset, target: Dataset) -> None:
    from pydicom.uid import JPEG2000, JPEGBaseline8Bit, JPEGExtended12Bit, JPEGLSNearLossless

    if source.file_meta.TransferSyntaxUID in (JPEGBaseline8Bit, JPEGExtended12Bit, JPEGLSNearLossless, JPEG2000):
        target.LossyImageCompression = "01"


def _complete(target: Dataset, patient: str, age: float | None) -> None:
    """What every de-identified object says of itself (PS3.15, E.1.1; PS3.3, C.12.1.1.1)."""
    from pydicom.dataset import FileMetaDataset
    from pydicom.uid import ExplicitVRLittleEndian

    target.PatientName, target.PatientID, target.PatientBirthDate = f"Anonymous^{patient}", patient, ""
    if "PatientAge" not in target and age is not None:
        target.PatientAge = banded(age)
    target.PatientSex = target.get("PatientSex", "")
    target.PatientIdentityRemoved = "YES"
    target.LongitudinalTemporalInformationModified = "MODIFIED"
    target.DeidentificationMethod = METHOD
    target.DeidentificationMethodCodeSequence = [_option(*option) for option in _options(target)]
    target.file_meta = FileMetaDataset()
    target.file_meta.TransferSyntaxUID = ExplicitVRLittleEndian
    target.preamble = b"\0" * 128


def _options(target: Dataset) -> list[tuple[str, str]]:
    options = [PROFILE, DAYS, PATIENT]
    options += [PIXELS] if "PixelData" in target else []
    options += [GRAPHICS] if "GraphicAnnotationSequence" in target else []
    return options + ([CONTENT] if "ContentSequence" in target else [])


def _option(value: str, meaning: str) -> Dataset:
    from pydicom.dataset import Dataset

    code = Dataset()
    code.CodeValue, code.CodingSchemeDesignator, code.CodeMeaning = value, "DCM", meaning
    return code
