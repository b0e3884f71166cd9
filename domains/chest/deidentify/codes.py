"""Codes that may leave: those of the standard's vocabularies, written with the vocabulary's own words."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

from domains.chest.deidentify.allowance import allowance

if TYPE_CHECKING:
    from pydicom.dataset import Dataset

OWN = re.compile(r"99[A-Z]{2,14}")
LEGACY = ("SRT", "SNM3", "99SDM")
Key = tuple[str, str]


def canonical(item: Dataset) -> Dataset | None:
    """The code with the meaning that its vocabulary gives it; None where it is of none that is known.

    The codes of a private scheme pass where value and meaning are made of words that may leave anyway.
    """
    value, scheme = str(item.get("CodeValue", "")).strip(), str(item.get("CodingSchemeDesignator", "")).strip()
    scheme, value = _modern(scheme, value)
    meaning = _meanings().get((scheme, value))
    if meaning is None and OWN.fullmatch(scheme):
        meaning = _own(value, str(item.get("CodeMeaning", "")).strip())
    return _code(value, scheme, meaning) if meaning else None


def _modern(scheme: str, value: str) -> Key:
    """Codes of the old SNOMED designators under their present ones (PS3.16, table D-1)."""
    from pydicom.sr._snomed_dict import mapping

    found = mapping["SRT"].get(value) if scheme in LEGACY else None
    return ("SCT", found) if found else (scheme, value)


@cache
def _meanings() -> dict[Key, str]:
    from pydicom.sr.codedict import codes

    return {
        (scheme, code.value): code.meaning
        for scheme in codes.schemes()
        for code in getattr(codes, scheme).concepts.values()
    }


def _own(value: str, meaning: str) -> str | None:
    allowed = allowance()
    short = sum(sign.isdigit() for sign in value) < 4
    return meaning if short and allowed.sayable(re.sub(r"[_.-]", " ", value)) and allowed.sayable(meaning) else None


def _code(value: str, scheme: str, meaning: str) -> Dataset:
    from pydicom.dataset import Dataset

    code = Dataset()
    code.CodeValue, code.CodingSchemeDesignator, code.CodeMeaning = value, scheme, meaning[:64]
    return code
