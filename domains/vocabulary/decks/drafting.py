"""A pasted list or a table to drafts, each of which tells its own problem."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from domains.vocabulary.decks import columns, decoding, fields
from domains.vocabulary.folding import folded
from domains.vocabulary.views import Draft, NotNow

SEVERAL = re.compile(r"\s*;\s*|\s+/\s+|(?<=\w\w)/(?=\w\w)|\s*\|\s*")
GUARDED = re.compile(r"'+[=+\-@]")
NAMES: Mapping[str, str] = {
    "word": "word", "front": "word", "term": "word", "meaning": "meaning", "back": "meaning", "translation": "meaning",
    "definition": "meaning", "accepted": "accepted", "example": "example", "tags": "tags", "level": "level",
    "ipa": "ipa", "pronunciation": "ipa",
}  # fmt: skip
ORDER = ("word", "meaning", "example", "tags")
KNOWN = "it is in the deck already."
TWICE = "it is in the list twice."


@dataclass(frozen=True)
class Line:
    """A draft with the number of its line."""

    number: int
    draft: Draft


def read(pasted: str | bytes) -> list[Line]:
    """All drafts of a list.

    Raises:
        Refused: it is no text that can be read.
    """
    text = decoding.decoded(pasted if isinstance(pasted, bytes) else pasted.encode("utf-8", "ignore"))
    rows = columns.rows(text)
    names = _header(rows[0][1]) if rows else None
    body = rows[1:] if names else rows
    return [Line(number, _draft(cells, names or ORDER, names is not None)) for number, cells in body]


def marked(lines: Iterable[Line], known: set[tuple[str, str]]) -> list[Line]:
    """The same lines, those marked that are in the deck or in the list already."""
    met: set[tuple[str, str]] = set()
    found = []
    for line in lines:
        name = key(line.draft.word, line.draft.meaning)
        problem = line.draft.problem or (KNOWN if name in known else TWICE if name in met else "")
        met.add(name)
        found.append(replace(line, draft=replace(line.draft, problem=problem)))
    return found


def key(word: str, meaning: str) -> tuple[str, str]:
    """By what two notes count as the same; accents tell words apart."""
    return " ".join(word.casefold().split()), folded(meaning)


def _header(cells: Sequence[str]) -> list[str] | None:
    names = [NAMES.get(cell.strip().casefold(), "") for cell in cells]
    return names if "word" in names and len(cells) > 1 and ("meaning" in names or "accepted" in names) else None


def _draft(cells: Sequence[str], names: Sequence[str], named: bool) -> Draft:
    values = {name: _unguarded(cell.strip()) for name, cell in zip(names, cells, strict=False) if name}
    word, accepted = values.get("word", ""), _several(values.get("accepted", ""))
    if "accepted" not in values:
        word, *accepted = _several(word) or [""]
    draft = Draft(
        word=word,
        meaning=values.get("meaning", ""),
        accepted=tuple(each for each in accepted if each != word),
        example=values.get("example", ""),
        tags=tuple(values.get("tags", "").split()),
        level=values.get("level", ""),
        ipa=values.get("ipa", ""),
    )
    return replace(draft, problem=_problem(draft, len(cells), named))


def _problem(draft: Draft, cells: int, named: bool) -> str:
    if not draft.word:
        return "the word is missing."
    if not named and cells > len(ORDER):
        return f"it has {cells} columns: keep {', '.join(ORDER)}, or name the columns in the first line."
    try:
        fields.taken(values(draft))
    except NotNow as error:
        return str(error)
    return ""


def values(draft: Draft) -> dict[str, object]:
    """What of a draft goes into a note."""
    names = ("word", "meaning", "accepted", "example", "tags", "level", "ipa")
    return {name: getattr(draft, name) for name in names}


def _several(cell: str) -> list[str]:
    return [part for part in (each.strip() for each in SEVERAL.split(cell)) if part]


def _unguarded(cell: str) -> str:
    """A spreadsheet takes a cell that begins with such a sign for a formula; an export puts a mark before it."""
    return cell[1:] if GUARDED.match(cell) else cell
