"""Packages in and out, as the service offers them."""

from collections.abc import Callable
from pathlib import Path

from data.actor import Actor
from domains.vocabulary.config import Config
from domains.vocabulary.confusability.keeping import refresh
from domains.vocabulary.door import Door
from domains.vocabulary.packages.exporting.giving import Giving
from domains.vocabulary.packages.importing.arrival import Arrived
from domains.vocabulary.packages.importing.taking import Taking
from domains.vocabulary.views import DeckView, Imported
from ui.kit.context import DomainContext

LARGE = 3000
LATER = "Words that look alike are compared when a word of the deck is next changed in the suite."
Show = Callable[[Actor, str], DeckView]


class Exchange:
    """Takes packages in and gives decks as packages.

    Args:
        context: The domain's corner of the house.
        door: Lets actors in.
        settings: The configuration as it stands.
        show: A deck as an actor sees it.
    """

    def __init__(self, context: DomainContext, door: Door, settings: Callable[[], Config], show: Show) -> None:
        self._context, self._show = context, show
        self._taking, self._giving = Taking(context, door, settings), Giving(context, door)

    def take(self, actor: Actor, content: bytes | Path, name: str) -> Imported:
        """Take in an .apkg: all of it or nothing.

        Under a server, words and pictures that look alike are found afterwards; in the terminal, where somebody waits,
        only words are compared, and those of a large deck not at all.
        """
        came = self._taking.take(actor, content, name)
        if came.notes or came.changed:
            self._compare(came)
        views = tuple(self._show(actor, deck) for deck in came.decks)
        return Imported(views, came.notes, came.cards, came.media, came.reviews, tuple(came.notices))

    def _compare(self, came: Arrived) -> None:
        if not self._context.serving and came.notes > LARGE:
            came.notice(LATER)
            return
        for deck in came.decks:
            refresh(self._context, deck, pictures=self._context.serving)

    def give(self, actor: Actor, deck_id: str, history: bool) -> bytes:
        """A deck as .apkg."""
        return self._giving.give(actor, deck_id, history)
