"""What is known to identify: everything in a source by which its patient, its people or its place could be told."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from domains.chest.deidentify.codes import canonical

if TYPE_CHECKING:
    from pydicom.dataelem import DataElement
    from pydicom.dataset import Dataset

TEXT_VRS = frozenset({"AE", "CS", "LO", "LT", "PN", "SH", "ST", "UC", "UR", "UT"})
LONGEST = 64
TITLES = frozenset("dr prof mr mrs ms miss sir md phd frau herr von van der de la".split())
PARTS = re.compile(r"[\^=\s,;/\\.]+")
DAY = re.compile(r"(?<!\d)(1[89]\d\d|2[01]\d\d)-?(0[1-9]|1[0-2])-?(0[1-9]|[12]\d|3[01])(?!\d{1,3}(?:\D|$))")
PLACE = re.compile(r"Institution|Address|Station|Department|Location|Ward|Organization")
# Elements of free words whose whole value may be no more than a word of the field ("CHEST").
ROUTINE = re.compile(r"Description|Comments|Protocol|Reason|BodyPart|ImageType|Label|Meaning|Orientation|Name$")


@dataclass(frozen=True)
class Known:
    """One identifier.

    Attributes:
        kind: ``name``, ``number``, ``date``, ``uid``, ``place`` or ``text``; what the check tells instead of it.
        text: The identifier as the source writes it; dates as ISO.
    """

    kind: str
    text: str


def of_dataset(dataset: Dataset) -> frozenset[Known]:
    """Everything in a data set that identifies, its nested and private elements and file meta information included."""
    found: set[Known] = set()
    for element in _elements(dataset):
        found.update(_known(element))
    return frozenset(found)


def _elements(dataset: Dataset) -> Iterator[DataElement]:
    levels = [dataset, *([dataset.file_meta] if hasattr(dataset, "file_meta") else [])]
    while levels:
        level = levels.pop()
        for tag in level.keys():
            try:
                element = level[tag]
            except Exception:  # noqa: BLE001, S112 - the parser raises many types; what is no value is not kept either
                continue
            if element.VR == "SQ":
                levels.extend(element.value or ())
            elif not _says_code(level, element):
                yield element


def _says_code(level: Dataset, element: DataElement) -> bool:
    """Whether an element is part of a code that may leave, in the words of its vocabulary."""
    if (
        element.keyword not in ("CodeValue", "CodingSchemeDesignator", "CodeMeaning")
        or (code := canonical(level)) is None
    ):
        return False
    return element.keyword != "CodeMeaning" or str(element.value).casefold() == str(code.CodeMeaning).casefold()


def _known(element: DataElement) -> Iterable[Known]:
    values = [str(value).strip("\0 ") for value in _values(element)]
    if element.VR == "PN":
        return names(values)
    if element.VR in ("DA", "DT"):
        return days(values)
    if element.VR == "UI":
        return (Known("uid", value) for value in values if value and not standard(value))
    if element.VR in ("UN", "OB") and isinstance(element.value, bytes) and len(element.value) <= LONGEST:
        return _texts("text", [element.value.decode("utf-8", "replace").strip("\0 ")])
    return _texts(_kind(element), values) if element.VR in TEXT_VRS else ()


def _values(element: DataElement) -> list[Any]:
    from pydicom.multival import MultiValue

    value = element.value
    if element.VR not in TEXT_VRS | {"DA", "DT", "UI"}:
        return []
    return list(value) if isinstance(value, MultiValue | list | tuple) else [] if value is None else [value]


def _kind(element: DataElement) -> str:
    keyword = element.keyword
    if element.VR == "CS" and not element.tag.is_private:
        return ""
    if PLACE.search(keyword):
        return "place"
    return "text" if not keyword or ROUTINE.search(keyword) else "number"


def standard(uid: str) -> bool:
    """Whether a UID is of the standard's own registry, or of a toolkit: it names no patient."""
    from pydicom._uid_dict import UID_dictionary

    return uid in UID_dictionary or uid.startswith("1.2.840.10008.")


def names(values: Iterable[str]) -> Iterator[Known]:
    """Every part of names."""
    for value in values:
        parts = (part for part in PARTS.split(value) if len(part) > 1 and part.casefold() not in TITLES)
        yield from (Known("name", part) for part in parts)


def days(values: Iterable[str]) -> Iterator[Known]:
    """Days, whatever else stands around them, as ISO."""
    for value in values:
        yield from (Known("date", "-".join(found.groups())) for found in DAY.finditer(value.replace(".", "")))


def _texts(kind: str, values: Iterable[str]) -> Iterator[Known]:
    for value in values:
        if kind and 1 < len(value) <= LONGEST:
            yield Known(kind, value)
        yield from days([value]) if len(value) >= 8 else ()


def of_document(document: Mapping[str, Any]) -> frozenset[Known]:
    """Everything in a signed document that identifies."""
    patient, study = document.get("patient") or {}, document.get("study") or {}
    facts = [film.get("facts") or {} for film in document.get("films") or ()]
    people = [*_people(document), str(patient.get("label", "")), *(str(each.get("patient_name", "")) for each in facts)]
    keys = ("patient_id", "patient_issuer", "accession")
    numbers = [str(patient.get("reference", "")), *(str(each.get(key, "")) for each in facts for key in keys)]
    numbers += [str(value) for key, value in patient.items() if key not in ("label", "reference") and value]
    uids = [study.get("uid"), *(each.get(key) for each in facts for key in ("study_uid", "series_uid", "sop_uid"))]
    files = [str(film.get("name", "")) for film in document.get("films") or ()]
    return frozenset(
        [
            *names(people),
            *_texts("number", numbers),
            *(Known("uid", str(uid)) for uid in uids if uid),
            *days([str(study.get("date") or ""), *(str(each.get("study_date", "")) for each in facts)]),
            *_texts("text", files),
        ]
    )


def _people(document: Mapping[str, Any]) -> Iterator[str]:
    signed_by = document.get("signed_by") or {}
    yield str(signed_by.get("name", ""))
    for key in ("decisions", "impressions"):
        yield from (str(each.get("by", "")) for each in document.get(key) or ())


def as_day(text: str) -> date | None:
    """The first day that a text names, None where it names none."""
    found = DAY.search(text.replace(".", ""))
    try:
        return date(*(int(part) for part in found.groups())) if found else None
    except ValueError:
        return None


def as_moment(text: str) -> datetime | None:
    """An ISO time, None where it is none."""
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        return None
