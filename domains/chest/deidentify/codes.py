"""Codes that may leave: those of the standard's vocabularies, written with the vocabulary's own words."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from types import MappingProxyType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pydicom.dataset import Dataset

ALSO = {"R-10214": "272479007"}
LEGACY = ("SRT", "SNM3", "99SDM")
Key = tuple[str, str]


def canonical(item: Dataset, own: Mapping[Key, str] = MappingProxyType({})) -> Dataset | None:
    """The code with the meaning that its vocabulary gives it; None where it is of none that is known.

    Args:
        item: A code as DICOM writes it.
        own: Scheme and value to meaning, of codes beyond the standard's that may leave.
    """
    value, scheme = str(item.get("CodeValue", "")).strip(), str(item.get("CodingSchemeDesignator", "")).strip()
    scheme, value = _modern(scheme, value)
    meaning = own.get((scheme, value)) or _meanings().get((scheme, value))
    return _code(value, scheme, meaning) if meaning else None


def _modern(scheme: str, value: str) -> Key:
    """Codes of the old SNOMED designators under their present ones (PS3.16, table D-1)."""
    from pydicom.sr._snomed_dict import mapping

    found = (mapping["SRT"] | ALSO).get(value) if scheme in LEGACY else None
    return ("SCT", found) if found else (scheme, value)


@cache
def _meanings() -> dict[Key, str]:
    from pydicom.sr.codedict import codes

    return {
        (scheme, code.value): code.meaning
        for scheme in codes.schemes()
        for code in getattr(codes, scheme).concepts.values()
    }


def _code(value: str, scheme: str, meaning: str) -> Dataset:
    from pydicom.dataset import Dataset

    code = Dataset()
    code.CodeValue, code.CodingSchemeDesignator, code.CodeMeaning = value, scheme, meaning[:64]
    return code
