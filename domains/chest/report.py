"""The report in the reader's own words: what stands, what became of its draft since, how they are brought together."""

from collections.abc import Mapping, Sequence
from difflib import SequenceMatcher

from domains.chest.agreement import warnings
from domains.chest.cases import Change, Decision, ReportView
from domains.chest.store import CaseRow, DecisionRow, ReportRow


def standing(case: CaseRow, reading_id: int | None) -> ReportRow | None:
    """The last edit of this reading's report that was not taken back."""
    rows = [row for row in case.reports if row.reading_id == reading_id and row.undone_at is None]
    return rows[-1] if rows else None


def came_last(row: ReportRow | None, step: Sequence[DecisionRow]) -> bool:
    """Whether this edit was made after that step of decisions."""
    return row is not None and (not step or row.after_decision >= step[-1].id)


def text_of(row: ReportRow | None, draft: str) -> str:
    """The report's words: the reader's own where there are some, else the draft."""
    return draft if row is None or row.text is None else row.text


def report_view(row: ReportRow | None, draft: str, decisions: Mapping[str, Decision]) -> ReportView:
    """The report as it would be signed now."""
    if row is None or row.text is None or row.text == draft:
        return ReportView(draft, draft, warnings=warnings(draft, decisions, edited=False))
    told = warnings(row.text, decisions, edited=True)
    return ReportView(row.text, draft, True, changes(row.draft, draft), told, row.by_name, row.at)


def changes(before: str, after: str) -> tuple[Change, ...]:
    """The lines that a draft lost and gained, in their order."""
    old, new = before.split("\n"), after.split("\n")
    found: list[Change] = []
    for kind, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if kind != "equal":
            found += [("-", line) for line in old[a:b]]
            found += [("+", line) for line in new[c:d]]
    return tuple(found)


def merged(text: str, before: str, after: str) -> str:
    """The reader's words with what the draft gained and lost since: a three-way merge by lines.

    A line of the old draft that still stands word for word gives way to what became of it; what is new and has no such
    place is added at the end, so that nothing the reader wrote is touched.
    """
    lines, old, new = text.split("\n"), before.split("\n"), after.split("\n")
    for kind, a, b, c, d in reversed(SequenceMatcher(None, old, new, autojunk=False).get_opcodes()):
        if kind != "equal":
            _apply(lines, old[a:b], new[c:d], old[a - 1] if a else "")
    return "\n".join(lines)


def _apply(lines: list[str], gone: list[str], come: list[str], behind: str) -> None:
    """Put one change into the lines: in place of what went, else behind the line that it followed, else at the end."""
    kept = [line for line in gone if line in lines]
    if kept:
        at = lines.index(kept[0])
    else:
        at = lines.index(behind) + 1 if behind in lines else len(lines)
    for line in kept:
        lines.remove(line)
    lines[at:at] = [line for line in come if line not in lines]
