"""Which deck needs which picture and sound: those that its notes and note types name, under the names they use."""

from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy import select

from domains.vocabulary.packages import anki, fields
from domains.vocabulary.packages.anki import Note
from domains.vocabulary.packages.importing.arrival import Arrival
from domains.vocabulary.packages.importing.decks import Decks
from domains.vocabulary.store import DeckRow, MediaRow, NoteRow

STAYS = "“{name}” is another file than the one that the deck has under this name; the deck's stays."
LEFT = "Files of the package that are no pictures or sounds that can be read were left out ({count}): {names}."
DEAF = "Sounds were left out, since none can be checked here: install chiron-suite[sound] and import again."
SHOWN = 3


def take(arrival: Arrival, decks: Decks) -> None:
    """Give each deck its media; what no card names goes to the first deck, so that an export gives it back."""
    wanted = _wanted(arrival)
    named = set().union(*wanted.values()) if wanted else set()
    rest = set(arrival.package.media) - named
    if rest and arrival.arrived.decks:
        wanted.setdefault(arrival.arrived.decks[0], set()).update(rest)
    for deck, names in wanted.items():
        _give(arrival, deck, sorted(names))
    _say(arrival)


def _wanted(arrival: Arrival) -> dict[str, set[str]]:
    """Names by deck: of the deck of each note, and of the decks that its cards lie in."""
    there, wanted = arrival.package.media.keys(), dict[str, set[str]]()
    of_type = {number: _named(_texts(model)) & there for number, model in arrival.package.models.items()}
    homes: dict[int, set[str]] = {}
    for card in arrival.cards.values():
        homes.setdefault(card.note_id, set()).add(card.deck_id)
    for note in arrival.package.notes:
        row = arrival.notes.get(note.id)
        if row is None or not _is_mine(arrival, row):
            continue
        names = _of_note(note) & there | of_type.get(note.type, set())
        for deck in {row.deck_id} | homes.get(row.id, set()):
            wanted.setdefault(deck, set()).update(names)
    return wanted


def _is_mine(arrival: Arrival, row: NoteRow) -> bool:
    return arrival.session.get_one(DeckRow, row.deck_id).owner_id == arrival.actor.id


def _of_note(note: Note) -> set[str]:
    return fields.used(note.fields) if "<" in note.fields or "[" in note.fields else set()


def _texts(model: Mapping[str, Any]) -> Iterable[str]:
    yield str(model.get("css", ""))
    for template in model["tmpls"]:
        yield from (str(template.get(name, "")) for name in ("qfmt", "afmt", "bqfmt", "bafmt"))


def _named(texts: Iterable[str]) -> set[str]:
    return set[str]().union(*(fields.used(text) for text in texts))


def _give(arrival: Arrival, deck: str, names: list[str]) -> None:
    there = {row.name: row for row in arrival.session.scalars(select(MediaRow).where(MediaRow.deck_id == deck))}
    for name in names:
        digest, kind, size = arrival.package.media[name]
        row = there.get(name)
        if row is None:
            arrival.session.add(MediaRow(deck_id=deck, name=name, digest=digest, kind=kind, bytes=size, credit=""))
            arrival.used.add(digest)
            arrival.arrived.media += 1
        elif row.digest != digest:
            arrival.arrived.notice(STAYS.format(name=name))
    arrival.session.flush()


def _say(arrival: Arrival) -> None:
    left = arrival.package.left_out
    if left:
        names = ", ".join(anki.words(name) for name in left[:SHOWN]) + (" …" if len(left) > SHOWN else "")
        arrival.arrived.notice(LEFT.format(count=len(left), names=names))
    if left and not arrival.package.sounds:
        arrival.arrived.notice(DEAF)
