"""What a foreign note says in our own words: which is the word, which its meaning, its picture and its sound."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from html import unescape
from typing import Any
from urllib.parse import unquote

from domains.vocabulary.packages import markup, own

SOURCE = re.compile(r"""\bsrc\s{0,9}=\s{0,9}(?:"([^"]{0,300})"|'([^']{0,300})'|([^\s>"']{1,300}))""", re.IGNORECASE)
ADDRESS = re.compile(r"""url\(\s{0,9}(?:"([^"]{1,300})"|'([^']{1,300})'|([^()\s"']{1,300}))\s{0,9}\)""", re.IGNORECASE)
WORD = 200
GAP = re.compile(r"\{\{c\d")


@dataclass(frozen=True)
class Meant:
    """A note in our words; ``picture`` and ``sound`` are names of media."""

    word: str = ""
    meaning: str = ""
    picture: str = ""
    sound: str = ""
    ipa: str = ""
    example: str = ""
    level: str = ""
    accepted: Sequence[str] = field(default_factory=tuple)


def meant(model: Mapping[str, Any], fields: Mapping[str, str]) -> Meant:
    """What a note means: all of it where its type is our own, word and meaning where it is a plain pair of them.

    A pair has text, and nothing but text, picture and sound, in its first two fields, and no gaps.
    """
    if own.is_own(model, fields):
        return _ours(fields)
    values = list(fields.values())
    names = [name for value in values for name in named(value)]
    sounds = [name for value in values for name in heard(value)]
    media = {"picture": next((n for n in names if n not in sounds), ""), "sound": next(iter(sounds), "")}
    if model.get("type") == 1 or len(values) < 2 or any(GAP.search(value) for value in values[:2]):
        return Meant(**media)
    word, meaning = (markup.text(value) for value in values[:2])
    whole = bool(word and meaning) and max(len(word), len(meaning)) <= WORD
    return Meant(word, meaning, **media) if whole else Meant(**media)


def _ours(fields: Mapping[str, str]) -> Meant:
    texts = {name: markup.text(value) for name, value in fields.items()}
    pictures, sounds = named(fields[own.PICTURE]), heard(fields[own.SOUND])
    return Meant(
        word=texts[own.WORD],
        meaning=texts[own.MEANING],
        picture=next(iter(pictures), ""),
        sound=next(iter(sounds), ""),
        ipa=texts[own.IPA].strip("/"),
        example=own.example_in(fields[own.EXAMPLE]),
        level=texts[own.LEVEL] if texts[own.LEVEL] in own.LEVELS else "",
        accepted=tuple(filter(None, (part.strip() for part in texts[own.ACCEPTED].split(";")))),
    )


def named(html: str) -> list[str]:
    """Names of the pictures that a field or a template shows."""
    return [_name(next(filter(None, found), "")) for found in SOURCE.findall(html)]


def heard(html: str) -> list[str]:
    """Names of the sounds that it plays."""
    return [unescape(name) for name in markup.SOUND.findall(html)]


def used(html: str) -> set[str]:
    """Names of all files that a field, a template or a style sheet names, as written and decoded."""
    found = {*named(html), *heard(html), *(_name(next(filter(None, each), "")) for each in ADDRESS.findall(html))}
    return found - {""}


def _name(written: str) -> str:
    return unquote(unescape(written)).strip()
