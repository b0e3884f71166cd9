"""Where an answer differs from what was meant: the pieces that a page draws."""

import unicodedata
from collections.abc import Sequence

from domains.vocabulary.exercises.forms import folded, graphemes
from domains.vocabulary.views import Piece

SAME, MISSING, EXTRA, ACCENT = "same", "missing", "extra", "accent"
FURTHEST = 0.67

Table = list[list[int]]


def slips(first: Sequence[str], second: Sequence[str]) -> int:
    """Letters left out, added, changed, or swapped with their neighbour (optimal string alignment).

    Damerau, A technique for computer detection and correction of spelling errors, Communications of the ACM, 1964.
    """
    return _table(first, second)[-1][-1]


def pieces(meant: str, given: str, language: str = "") -> tuple[Piece, ...]:
    """The difference, read along what was meant; an answer too different stands whole before it."""
    wanted, typed = graphemes(meant.strip()), graphemes(given.strip())
    if not typed:
        return (Piece(MISSING, meant.strip()),)
    keys = [folded(each, language) or each for each in wanted], [folded(each, language) or each for each in typed]
    table = _table(*keys)
    if table[-1][-1] > FURTHEST * max(len(wanted), len(typed)):
        return Piece(EXTRA, given.strip()), Piece(MISSING, meant.strip())
    return _joined(_walk(table, wanted, typed, *keys))


def _table(first: Sequence[str], second: Sequence[str]) -> Table:
    table = [[*range(len(second) + 1)]] + [[row + 1] + [0] * len(second) for row in range(len(first))]
    for row in range(1, len(first) + 1):
        for column in range(1, len(second) + 1):
            table[row][column] = min(cost for cost, _ in _steps(table, row, column, first, second))
    return table


def _steps(
    table: Table, row: int, column: int, first: Sequence[str], second: Sequence[str]
) -> list[tuple[int, tuple[int, int]]]:
    """What each last step costs in all, with how many letters it takes of either side."""
    kept = first[row - 1] == second[column - 1]
    steps = [
        (table[row - 1][column - 1] + (not kept), (1, 1)),
        (table[row - 1][column] + 1, (1, 0)),
        (table[row][column - 1] + 1, (0, 1)),
    ]
    pair = row > 1 and column > 1 and first[row - 2 : row] == second[column - 2 : column][::-1]
    return [*steps, (table[row - 2][column - 2] + 1, (2, 2))] if pair and not kept else steps


def _walk(
    table: Table, wanted: list[str], typed: list[str], first: Sequence[str], second: Sequence[str]
) -> list[Piece]:
    """Back through the table, from its end to its start."""
    row, column, found = len(wanted), len(typed), list[Piece]()
    while row or column:
        down, across = _back(table, row, column, first, second)
        kept = (down, across) == (1, 1) and first[row - 1] == second[column - 1]
        parts = "".join(wanted[row - down : row]), "".join(typed[column - across : column])
        found += _kept(*parts) if kept else _changed(*parts)
        row, column = row - down, column - across
    return found[::-1]


def _back(table: Table, row: int, column: int, first: Sequence[str], second: Sequence[str]) -> tuple[int, int]:
    if not row or not column:
        return (1, 0) if row else (0, 1)
    return min(_steps(table, row, column, first, second))[1]


def _kept(wanted: str, typed: str) -> list[Piece]:
    exact = unicodedata.normalize("NFKC", wanted).casefold() == unicodedata.normalize("NFKC", typed).casefold()
    return [Piece(SAME if exact else ACCENT, wanted)]


def _changed(wanted: str, typed: str) -> list[Piece]:
    """What should not be there, then what should; in the order of a walk from the end."""
    return [piece for piece in (Piece(MISSING, wanted), Piece(EXTRA, typed)) if piece.text]


def _joined(found: Sequence[Piece]) -> tuple[Piece, ...]:
    joined: list[Piece] = []
    for piece in found:
        if joined and joined[-1].kind == piece.kind:
            joined[-1] = Piece(piece.kind, joined[-1].text + piece.text)
        else:
            joined.append(piece)
    return tuple(joined)
