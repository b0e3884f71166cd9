"""Builds what leaves out of what the profile let through: an element at a time, by the list of what may stay."""

from __future__ import annotations

import copy
import math
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from domains.chest.deidentify import known, profile
from domains.chest.deidentify.allowance import allowance
from domains.chest.deidentify.codes import Key, canonical
from domains.chest.deidentify.pseudonyms import Pseudonyms, band

if TYPE_CHECKING:
    from pydicom.dataelem import DataElement
    from pydicom.dataset import Dataset

REMOVED = "removed"
FALLBACK: Mapping[str, str] = {"Modality": "OT"}
FIXED: Mapping[str, str] = {"VerificationFlag": "UNVERIFIED"}
DIGITS = 8


class Vetting:
    """Vets the elements of one source.

    Args:
        pseudonyms: Of the installation.
        key: What tells the patient from others.
        own: Codes beyond the standard's that may leave; see :func:`~domains.chest.deidentify.codes.canonical`.
        age: Years at the time of the study, where the source tells; used where it gives no age itself.
    """

    def __init__(
        self, pseudonyms: Pseudonyms, key: str, age: float | None = None, own: Mapping[Key, str] | None = None
    ) -> None:
        own = own or {}
        self._names = pseudonyms
        self._key = key
        self._age = age
        self._allowed = allowance()
        self._handlers: Mapping[str, Callable[[DataElement], Any]] = {
            "uids": lambda element: [self._names.uid(str(uid)) for uid in _all(element.value)],
            "classes": lambda element: next(
                (str(uid) for uid in _all(element.value) if known.standard(str(uid))), None
            ),
            "dates": self._date,
            "emptied": lambda _element: "",
            "midnight": lambda _element: "000000",
            "sequences": self._sequence,
            "codes": lambda element: [
                code for item in element.value or () if (code := canonical(item, own)) is not None
            ],
            "sentences": self._sentence,
            "patient": self._patient,
            "people": lambda element: f"Anonymous^{self._names.person(str(element.value))}",
            "tables": _rising,
            "maker": lambda element: self._allowed.maker(str(element.value)),
            "fixed": lambda element: FIXED[element.keyword],
        }

    def level(self, source: Dataset) -> Dataset:
        """What may leave of one level and those below it; the source stays as it is."""
        from pydicom.dataset import Dataset

        left = Dataset()
        passed = self._readable(source)
        profile.apply(passed, self._allowed.handled)
        for element in passed:
            value = self._vetted(element)
            if value is not None and (vr := _vr(element)):
                left.add_new(element.tag, vr, value)
        return left

    def _readable(self, source: Dataset) -> Dataset:
        """The elements that are looked at and can be parsed."""
        from pydicom.datadict import keyword_for_tag
        from pydicom.dataset import Dataset

        found = Dataset()
        for tag in list(source.keys()):
            keyword = keyword_for_tag(tag)
            if keyword not in self._allowed.keywords:
                continue
            try:
                element = source[tag]
                is_nested = self._allowed.handling(keyword) in ("sequences", "codes")
                if is_nested == (element.VR == "SQ") or self._allowed.handling(keyword) == "emptied":
                    found.add(copy.copy(element) if is_nested else copy.deepcopy(element))
            except Exception:  # noqa: BLE001, S112 - the parser raises many types; what cannot be read does not leave
                continue
        return found

    def _vetted(self, element: DataElement) -> Any:
        keyword = element.keyword
        try:
            if keyword in self._allowed.words:
                return self._words(element)
            if keyword in self._allowed.numbers:
                return self._numbers(element)
            return self._handlers[self._allowed.handling(keyword)](element)
        except (ValueError, TypeError, AttributeError, OverflowError):
            return None

    def _words(self, element: DataElement) -> list[str] | None:
        allowed = self._allowed.words[element.keyword]
        words = [str(word).strip("\0 ").upper() for word in _all(element.value)]
        if element.keyword == "ImageType":
            return [word if word in allowed else "OTHER" for word in words][:4]
        if words and all(word in allowed for word in words) and len(words) <= 2:
            return words
        return [FALLBACK[element.keyword]] if element.keyword in FALLBACK else None

    def _numbers(self, element: DataElement) -> list[Any] | None:
        low, high, most = self._allowed.numbers[element.keyword]
        values = [float(value) for value in _all(element.value)]
        if not 0 < len(values) <= most or not all(math.isfinite(each) and low <= each <= high for each in values):
            return None
        return [_written(each, _vr(element)) for each in values]

    def _date(self, element: DataElement) -> str | None:
        day = known.as_day(str(element.value))
        moved = self._names.day(self._key, day) if day else None
        if moved is None:
            return "" if element.VR == "DA" and element.keyword in ("StudyDate", "ContentDate") else None
        return f"{moved:%Y%m%d}" + ("000000" if element.VR == "DT" else "")

    def _sequence(self, element: DataElement) -> Any:
        items = [self._item(item) for item in element.value or ()]
        return [item for item in items if item is not None]

    def _item(self, source: Dataset) -> Dataset | None:
        """An item, None where a code by which it means something did not pass."""
        item = self.level(source)
        for keyword in ("ConceptNameCodeSequence", "ConceptCodeSequence", "MeasurementUnitsCodeSequence"):
            if source.get(keyword) and not item.get(keyword):
                return None
        return item if len(item) or not len(source) else None

    def _sentence(self, element: DataElement) -> str:
        text = str(element.value or "")
        if self._allowed.sayable(text):
            return text
        return REMOVED.upper() if element.VR == "CS" else REMOVED

    def _patient(self, element: DataElement) -> str | None:
        if element.keyword == "PatientAge":
            return aged(str(element.value), self._age)
        patient = self._names.patient(self._key)
        return f"Anonymous^{patient}" if element.VR == "PN" else patient


def aged(stated: str, years: float | None) -> str | None:
    """An age as five-year band, from what is stated or else known."""
    stated = stated.strip()
    if len(stated) == 4 and stated[:3].isdigit() and stated[3] in "DWMY":
        years = int(stated[:3]) / {"D": 365.25, "W": 52.18, "M": 12.0, "Y": 1.0}[stated[3]]
    return banded(years) if years is not None else None


def banded(years: float) -> str | None:
    """An age as the standard writes it, in its five-year band; None where it is no age."""
    return f"{band(years):03d}Y" if 0 <= years <= 130 else None


def _all(value: Any) -> list[Any]:
    if value is None or isinstance(value, str | bytes):
        return [value] if value else []
    try:
        return list(value)
    except TypeError:
        return [value]


def _vr(element: DataElement) -> str:
    """The VR that the dictionary gives, of two that of the source; "" where that is none of them."""
    from pydicom.datadict import dictionary_VR

    choices = dictionary_VR(element.tag).split(" or ")
    return choices[0] if len(choices) == 1 else element.VR if element.VR in choices else ""


def _written(value: float, vr: str) -> Any:
    if vr in ("FL", "FD"):
        return round(value, 4)
    if vr == "DS":
        return f"{value:.{DIGITS}g}"[:16]
    if value != int(value):
        raise ValueError(value)
    return int(value)


def _rising(element: DataElement) -> Any:
    """A table of grey values, if it only rises or only falls: so no words can be in it."""
    import numpy as np

    raw = element.value
    words = np.frombuffer(raw, "<u2") if isinstance(raw, bytes) else np.asarray(_all(raw), np.int64)
    steps = np.diff(words.astype(np.int64))
    return raw if words.size > 1 and (np.all(steps >= 0) or np.all(steps <= 0)) else None
