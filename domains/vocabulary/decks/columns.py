"""Pasted lines to columns: tab, semicolon, comma, a dash between spaces, or two spaces."""

import csv
import re
from collections.abc import Callable, Sequence

from core.intake.refusal import Code, Refused

Row = Sequence[str]
DASH = re.compile("\\s+[-\u2013\u2014=\u2192:]+\\s+|\\s*[\u2013\u2014\u2192]\\s*")
GAP = re.compile(r"\s{2,}")
ENOUGH = 0.6
LONG = 10_000


def rows(text: str) -> list[tuple[int, Row]]:
    """Non-empty lines as columns, each with the number of its line.

    A list is read with the first divider that most of its lines have, so that a comma inside a meaning does not cut it
    where words and meanings stand apart by a dash.

    Raises:
        Refused: a quotation mark is left open over thousands of characters.
    """
    lines = [line for line in text.splitlines() if line.strip()]
    return _divider(lines)(text)


def _divider(lines: Sequence[str]) -> Callable[[str], list[tuple[int, Row]]]:
    tests: Sequence[tuple[Callable[[str], object], Callable[[str], list[tuple[int, Row]]]]] = (
        (lambda line: "\t" in line, lambda text: _quoted(text, "\t")),
        (DASH.search, lambda text: _divided(text, DASH)),
        (lambda line: ";" in line, lambda text: _quoted(text, ";")),
        (lambda line: "," in line, lambda text: _quoted(text, ",")),
        (lambda line: GAP.search(line.strip()), lambda text: _divided(text, GAP)),
    )
    if lines and _is_header(lines[0]):
        tests = [test for test in tests if test[0](lines[0])][:1] or tests
        return tests[0][1]
    shares = (sum(bool(has(line)) for line in lines) / max(len(lines), 1) for has, _ in tests)
    return next((read for share, (_, read) in zip(shares, tests, strict=True) if share >= ENOUGH), _plain)


def _is_header(line: str) -> bool:
    first = re.split(r"[\t;,]", line.strip().casefold().strip('"'), maxsplit=1)[0].strip('" ')
    return first in ("word", "guid", "front", "term")


def _quoted(text: str, divider: str) -> list[tuple[int, Row]]:
    """As a spreadsheet writes it, quotation marks doubled within quotation marks."""
    reader = csv.reader(text.splitlines(keepends=True), delimiter=divider, skipinitialspace=divider != "\t")
    found: list[tuple[int, Row]] = []
    try:
        for row in reader:
            if any(cell.strip() for cell in row):
                found.append((reader.line_num, row))
            if any(len(cell) > LONG for cell in row):
                raise csv.Error
    except csv.Error as error:
        sentence = f"Line {reader.line_num} has a quotation mark that is never closed: close it or take it away."
        raise Refused(Code.MALFORMED, sentence) from error
    return found


def _divided(text: str, divider: re.Pattern[str]) -> list[tuple[int, Row]]:
    numbered = ((number, line.rstrip()) for number, line in enumerate(text.splitlines(), 1))
    return [(number, _cut(line, divider)) for number, line in numbered if line]


def _cut(line: str, divider: re.Pattern[str]) -> list[str]:
    """At the first divider; spaces before a line are none."""
    return divider.split(line.lstrip() if divider is GAP else line, maxsplit=1)


def _plain(text: str) -> list[tuple[int, Row]]:
    return [(number, [line.strip()]) for number, line in enumerate(text.splitlines(), 1) if line.strip()]
