"""What `chiron vocabulary import` and `chiron vocabulary export` do."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from data.actor import Actor, Role
from data.files import write_whole
from data.person import key_of
from domains.vocabulary.views import DeckView, NoSuchDeck


def take(file: Path, user: str) -> str:
    """Import a package for a learner.

    Returns:
        Sentences on what came in.

    Raises:
        ValueError: nothing did; the sentence says why.
    """
    service, actor = opened(), learner(user)
    came = service.import_package(actor, file, file.name)
    counts = (("note", came.notes), ("card", came.cards), ("media file", came.media), ("review", came.reviews))
    said = ", ".join(f"{count} {name}{'' if count == 1 else 's'}" for name, count in counts)
    decks = ", ".join(f"“{deck.title}” ({deck.id})" for deck in came.decks)
    return "\n".join((f"Imported for {actor.name}: {said}.", f"Decks: {decks}.", *came.notices))


def give(deck: str, file: Path, user: str, history: bool) -> str:
    """Export a deck, named by title or id, as its learner has it.

    Raises:
        ValueError: it could not be; the sentence says why.
        LookupError: there is no such deck, or no such account.
    """
    service, actor = opened(), learner(user)
    if not file.absolute().parent.is_dir():
        raise ValueError(f"There is no folder {file.absolute().parent}: make it, or name another.")
    if file.is_dir():
        raise ValueError(f"{file} is a folder: name a file that ends in .apkg.")
    chosen = named(service.decks(actor), deck)
    content = service.export_package(actor, chosen.id, history)
    write_whole(file.absolute(), content)
    return f"Written: {file} (“{chosen.title}”, {len(content) / 2**20:.1f} MiB)."


def named(decks: tuple[DeckView, ...], name: str) -> DeckView:
    """The deck of that id or title.

    Raises:
        NoSuchDeck: none is, or several are.
    """
    found = [deck for deck in decks if deck.id == name] or [deck for deck in decks if deck.title == name]
    found = found or [deck for deck in decks if key_of(deck.title) == key_of(name)]
    if len(found) == 1:
        return found[0]
    if found:
        ids = ", ".join(deck.id for deck in found)
        raise NoSuchDeck(f"{len(found)} decks are called '{name}': name one by its id ({ids}).")
    titles = ", ".join(f"'{deck.title}'" for deck in decks[:20])
    raise NoSuchDeck(f"There is no deck '{name}'; there are: {titles or 'none yet'}.")


def learner(name: str) -> Actor:
    """The learner whose account has that name, upper or lower case.

    Raises:
        LookupError: there is none.
    """
    from ui.kit.host import host

    people = host().context("vocabulary").people(Role.LEARNER)
    found = next((person for person in people if key_of(person.name) == key_of(name)), None)
    if found is None:
        names = ", ".join(person.name for person in people)
        raise LookupError(
            f"There is no learner '{name}'; there are: {names}." if names else
            f"There is no learner '{name}' yet; add one with `chiron users add`."
        )  # fmt: skip
    return found


def opened() -> Any:
    """The vocabulary's service.

    Raises:
        LookupError: it is not up.
    """
    from ui.kit.host import host

    return host().service("vocabulary")
