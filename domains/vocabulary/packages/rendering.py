"""The two faces of an imported card: Anki's templates filled with a note's fields, then made harmless.

The language of the templates is told in Anki's manual ("Card Templates", docs.ankiweb.net): ``{{Field}}``,
``{{FrontSide}}``, ``{{#Field}}...{{/Field}}``, ``{{^Field}}...{{/Field}}`` and filters as in ``{{cloze:Field}}``.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from html import escape
from typing import Any

from domains.vocabulary.packages import clozes, markup

TAG = re.compile(r"\{\{([^{}]{1,500})\}\}")
RUBY = re.compile(r" ?([^ >\[\]]{1,100})\[(?!sound:)([^\[\]]{1,200})\]")
NOTHING = re.compile(r"(?:<br\s*/?>|</?div>|&nbsp;|\s)*", re.IGNORECASE)
FRONT = "FrontSide"
OCCLUSION = "image-occlusion:"
HIDDEN = "The picture's hidden parts are not shown here; the card asks for one of them."
LONGEST, DEEPEST = 2_000_000, 50


@dataclass(frozen=True)
class Faces:
    """Sanitised HTML of both sides, and the style sheet for both (for an element of the class ``card``)."""

    front: str
    back: str
    style: str


@dataclass(frozen=True)
class Card:
    """What a template is filled with; ``gap`` is the number of the cloze that is asked, None in an ordinary card."""

    fields: Mapping[str, str]
    gap: int | None
    back: bool
    front: str = ""


def faces(
    definition: Mapping[str, Any], fields: Mapping[str, str], ordinal: int, beside: Mapping[str, str] | None = None
) -> Faces:
    """Both sides of a card.

    Args:
        definition: The note type as Anki has it (schema 11).
        fields: HTML by the fields' names.
        ordinal: Which template, or which gap, from 0.
        beside: What a template may name beside fields: ``Tags``, ``Deck``, ``Subdeck``, ``Type``, ``Card``.
    """
    template, gap = _template(definition, ordinal)
    known = {"Type": str(definition.get("name", "")), "Card": str(template.get("name", ""))}
    values = known | {name: escape(value) for name, value in (beside or {}).items()} | dict(fields)
    front = _filled(str(template.get("qfmt", "")), Card(values, gap, back=False))
    back = _filled(str(template.get("afmt", "")), Card(values, gap, back=True, front=front))
    note = f'<p class="notice">{HIDDEN}</p>' if any(OCCLUSION in value for value in fields.values()) else ""
    return Faces(_shown(front) + note, _shown(back), markup.style(str(definition.get("css", ""))))


def _template(definition: Mapping[str, Any], ordinal: int) -> tuple[Mapping[str, Any], int | None]:
    templates = definition.get("tmpls") or [{}]
    if definition.get("type") == 1:
        return templates[0], ordinal + 1
    found = next((each for each in templates if each.get("ord") == ordinal), None)
    return found or templates[min(max(ordinal, 0), len(templates) - 1)], None


def _shown(html: str) -> str:
    return markup.clean(markup.sounds(html))


def _filled(template: str, card: Card) -> str:
    """Fill a template; sections may nest, and one that is never closed ends with the template."""
    open_sections: list[tuple[str, bool]] = []
    out, at, size = [], 0, 0
    source = _without_comments(template)
    for match in TAG.finditer(source):
        showing = all(shown for _, shown in open_sections)
        if showing:
            out.append(source[at : match.start()])
        at = match.end()
        piece = _step(match[1].strip(), card, open_sections)
        size += len(piece)
        if showing and size <= LONGEST:
            out.append(piece)
    if all(shown for _, shown in open_sections):
        out.append(source[at:])
    return "".join(out)


def _without_comments(template: str) -> str:
    """The template without its HTML comments; one that never ends stays."""
    kept, rest = [], template
    while True:
        before, opening, after = rest.partition("<!--")
        inside, closing, rest = after.partition("-->")
        kept.append(before)
        if not closing:
            return "".join((*kept, opening, inside))


def _step(words: str, card: Card, sections: list[tuple[str, bool]]) -> str:
    mark = words[:1] if words[:1] in ("#", "^", "/") else ""
    name = words.removeprefix(mark).strip()
    if mark in ("#", "^") and len(sections) < DEEPEST:
        sections.append((name, _given(name, card) == (mark == "#")))
    elif mark == "/":
        while sections and sections.pop()[0] != name:
            continue
    elif not mark:
        return _replacement(name, card)
    return ""


def _given(name: str, card: Card) -> bool:
    """Whether a field holds something; ``c1`` asks for the gap of that number."""
    if card.gap is not None and re.fullmatch(r"c\d{1,3}", name):
        return name == f"c{card.gap}"
    return not NOTHING.fullmatch(card.fields.get(name, ""))


def _replacement(name: str, card: Card) -> str:
    *filters, field = (part.strip() for part in name.split(":"))
    if field == FRONT:
        return card.front
    if field not in card.fields:
        return ""
    value = card.fields[field]
    for each in reversed(filters):
        value = FILTERS.get(each.split(" ")[0], _as_it_is)(value, card)
    return value


def _as_it_is(value: str, card: Card) -> str:
    return value


def _cloze(value: str, card: Card) -> str:
    return clozes.shown(value, card.gap or 1, card.back)


def _cloze_only(value: str, card: Card) -> str:
    return ", ".join(clozes.answers(value, card.gap or 1))


def _typed(value: str, card: Card) -> str:
    """Nobody types into a face; the other side tells the answer."""
    return value if card.back else '<span class="typed">____</span>'


def _hint(value: str, card: Card) -> str:
    return f"<details><summary>Hint</summary>{value}</details>" if not NOTHING.fullmatch(value) else ""


def _text(value: str, card: Card) -> str:
    return escape(markup.text(value))


def _furigana(value: str, card: Card) -> str:
    """``漢字[かんじ]`` as ruby."""
    return RUBY.sub(r"<ruby>\1<rt>\2</rt></ruby>", value)


def _kana(value: str, card: Card) -> str:
    return RUBY.sub(r"\2", value)


def _kanji(value: str, card: Card) -> str:
    return RUBY.sub(r"\1", value)


FILTERS: Mapping[str, Callable[[str, Card], str]] = {
    "cloze": _cloze,
    "cloze-only": _cloze_only,
    "type": _typed,
    "hint": _hint,
    "text": _text,
    "furigana": _furigana,
    "kana": _kana,
    "kanji": _kanji,
}
