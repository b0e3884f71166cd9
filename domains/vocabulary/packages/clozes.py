"""Gaps in a text as Anki writes them: ``{{c1::word}}`` or ``{{c1::word::hint}}``, nested where their author likes."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

TOKEN = re.compile(r"\{\{c(\d{1,3}(?:,\d{1,3})*)::|\}\}")
DEEPEST = 8


@dataclass
class Gap:
    """A gap with what is in it: text and further gaps."""

    numbers: frozenset[int]
    parts: "list[str | Gap]" = field(default_factory=list)


Part = str | Gap


def parsed(text: str) -> list[Part]:
    """The text as plain parts and gaps; braces that close nothing stay text, a gap that never closes too."""
    stack: list[Gap] = [Gap(frozenset())]
    at = 0
    for match in TOKEN.finditer(text):
        stack[-1].parts.append(text[at : match.start()])
        at = match.end()
        if match[1] and len(stack) <= DEEPEST:
            stack.append(Gap(frozenset(int(number) for number in match[1].split(","))))
        elif match[1] is None and len(stack) > 1:
            done = stack.pop()
            stack[-1].parts.append(done)
        else:
            stack[-1].parts.append(match[0])
    stack[-1].parts.append(text[at:])
    while len(stack) > 1:
        lost = stack.pop()
        stack[-1].parts += ["{{c" + ",".join(map(str, sorted(lost.numbers))) + "::", *lost.parts]
    return stack[0].parts


def shown(text: str, number: int, back: bool) -> str:
    """The text with one gap asked for, or, on the back, answered; the other gaps are told."""
    return "".join(_shown(part, number, back) for part in parsed(text))


def _shown(part: Part, number: int, back: bool) -> str:
    if isinstance(part, str):
        return part
    parts, hint = _without_hint(part.parts)
    inside = "".join(_shown(each, number, back) for each in parts)
    if number not in part.numbers:
        return inside
    if not back:
        return f'<span class="cloze">[{hint or "..."}]</span>'
    return f'<span class="cloze">{inside}</span>'


def _without_hint(parts: Sequence[Part]) -> tuple[list[Part], str]:
    """A hint stands after ``::`` in the last plain part."""
    *before, last = parts or [""]
    if isinstance(last, str) and "::" in last:
        text, _, hint = last.partition("::")
        return [*before, text], hint
    return list(parts), ""


def answers(text: str, number: int) -> list[str]:
    """What stands in the gaps of a number, as HTML."""
    return [
        "".join(_shown(each, 0, True) for each in _without_hint(gap.parts)[0])
        for gap in gaps(parsed(text))
        if number in gap.numbers
    ]


def gaps(parts: Sequence[Part]) -> Iterator[Gap]:
    """All gaps, the outer ones first."""
    for part in parts:
        if isinstance(part, Gap):
            yield part
            yield from gaps(part.parts)
