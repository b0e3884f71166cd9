"""Pictures by their names: the same word first, then names that hold it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping

from domains.vocabulary.content.catalogue import Item
from domains.vocabulary.exercises.forms import folded, parted

SAME, WITHIN = 1.0, 0.5
TOKENS = 3


class Names:
    """An index of what pictures are called.

    Args:
        items: The pictures.
        own: Whether the starter decks' words count, or CLDR's names alone.
    """

    def __init__(self, items: Iterable[Item], own: bool = True) -> None:
        self._same: dict[tuple[str, str], set[str]] = defaultdict(set)
        self._within: dict[tuple[str, str], set[str]] = defaultdict(set)
        for item in items:
            self._add(item, own)

    def find(self, asked: Iterable[tuple[str, str]]) -> dict[str, float]:
        """How well names fit any of the words ``(word, language)``, by picture: 1 the same, 0.5 one of a name's words.

        Words are compared without article, accents and case; of English, a plural finds its singular too.
        """
        found: dict[str, float] = {}
        for word, language in asked:
            for form in forms(word, language):
                found |= {each: SAME for each in self._same.get((language, form), ())}
                found = {each: WITHIN for each in self._within.get((language, form), ())} | found
        return found

    def _add(self, item: Item, own: bool) -> None:
        for language, called in _called(item, own):
            form = forms(called, language)[0]
            self._same[language, form].add(item.id)
            tokens = form.split()
            if 1 < len(tokens) <= TOKENS:
                for token in tokens:
                    self._within[language, token].add(item.id)


def forms(word: str, language: str) -> tuple[str, ...]:
    """A word as names are compared, and of English its singulars."""
    form = folded(parted(word, language)[1], language)
    if language != "en":
        return (form,)
    endings: Mapping[str, str] = {"ies": "y", "es": "", "s": "", "ves": "f"}
    found = (form.removesuffix(end) + new for end, new in endings.items() if form.endswith(end) and len(form) > 3)
    return tuple(dict.fromkeys((form, *found)))


def _called(item: Item, own: bool) -> Iterator[tuple[str, str]]:
    yield from item.cldr.items()
    if own:
        yield from ((language, each) for language, several in item.own.items() for each in several)
