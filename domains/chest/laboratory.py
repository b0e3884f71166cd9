"""Laboratory values that may go with a film: what they are called, in which units, and which numbers can be true."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from core.finding import Column, Reading
from core.intake.refusal import Refused

NUMBER = re.compile(r"\s*([<>]?)\s*([0-9]{1,6}(?:[.,][0-9]{1,4})?)\s*")


@dataclass(frozen=True)
class Analyte:
    """What is measured.

    Attributes:
        name: Name of the record's column.
        title: What people call it.
        unit: UCUM unit in which it is given.
        loinc: Its code.
        usual: Lower and upper end of what is usual in adults, None where there is no such end. Laboratories differ:
            it orients, and nothing is computed from it.
        possible: The widest numbers that a laboratory reports.
    """

    name: str
    title: str
    unit: str
    loinc: str
    usual: tuple[float | None, float | None]
    possible: tuple[float, float]


ANALYTES: Mapping[str, Analyte] = {
    one.name: one
    for one in (
        Analyte("crp", "CRP", "mg/L", "1988-5", (None, 5.0), (0.0, 1000.0)),
        Analyte("ldh", "LDH", "U/L", "2532-0", (None, 250.0), (10.0, 20_000.0)),
        Analyte("lymphocytes", "Lymphocytes", "10*9/L", "731-0", (1.0, 4.8), (0.0, 1000.0)),
        Analyte("po2", "pO2", "mm[Hg]", "2703-7", (75.0, 100.0), (10.0, 700.0)),
    )
}


def plain_unit(analyte: Analyte) -> str:
    """The unit as people write it."""
    return analyte.unit.replace("mm[Hg]", "mmHg").replace("10*9", "G")


@dataclass(frozen=True)
class Value:
    """One value; ``comparator`` is ``"<"`` or ``">"`` where it lies beyond what the laboratory can measure."""

    name: str
    number: float
    comparator: str = ""

    @property
    def analyte(self) -> Analyte:
        """What was measured."""
        return ANALYTES[self.name]

    def words(self) -> str:
        """The value as people write it, with an arrow where it is not what is usual."""
        return f"{self.analyte.title} {self.comparator}{self.number:g} {plain_unit(self.analyte)}{self._arrow()}"

    def _arrow(self) -> str:
        low, high = self.analyte.usual
        if high is not None and self.number > high:
            return " \N{UPWARDS ARROW}"
        return " \N{DOWNWARDS ARROW}" if low is not None and self.number < low else ""


def parse(name: str, text: str) -> Value:
    """A value as people type it: ``12.5``, ``12,5``, ``<0.6``.

    Raises:
        Refused: the name is not known, or the number cannot be true.
    """
    analyte = ANALYTES.get(name.strip().lower())
    if analyte is None:
        known = ", ".join(ANALYTES)
        raise Refused("laboratory", f"'{name[:40]}' is not a laboratory value that is known here; choose from {known}.")
    match = NUMBER.fullmatch(text)
    low, high = analyte.possible
    number = float(match[2].replace(",", ".")) if match else -1.0
    if match is None or not low <= number <= high:
        between = f"a number of {analyte.unit} from {low:g} to {high:g}, with < or > before it where it is a limit"
        raise Refused("laboratory", f"{analyte.title} must be {between}; correct it or leave it empty.")
    return Value(analyte.name, number, match[1])


def to_json(values: Iterable[Value]) -> dict[str, Any]:
    """As a case keeps them."""
    return {value.name: {"value": value.number, "comparator": value.comparator} for value in values}


def from_json(kept: Mapping[str, Any]) -> tuple[Value, ...]:
    """What :func:`to_json` wrote, in the order of :data:`ANALYTES`."""
    return tuple(
        Value(name, float(kept[name]["value"]), str(kept[name]["comparator"])) for name in ANALYTES if name in kept
    )


def columns(values: Iterable[Value]) -> dict[str, float | str]:
    """As columns of the record; a limit counts as its number."""
    return {value.name: value.number for value in values}


def unread(record: Mapping[str, Any], reading: Reading) -> tuple[str, ...]:
    """What to say of values that were given to a reading whose record expert was never fitted with them."""
    places = [place for finding in reading.findings for evidence in finding.evidence for place in evidence.where]
    read = {place.name for place in places if isinstance(place, Column)}
    left = [analyte.title for name, analyte in ANALYTES.items() if name in record and name not in read]
    if not left:
        return ()
    return (f"{', '.join(left)}: shown and kept, but no finding was fitted with laboratory values; none was read.",)
