"""A learner's recording of the word of a turn: judged, told, and not kept."""

from collections.abc import Callable

from sqlalchemy.orm import Session

from data.actor import Actor
from domains.vocabulary.config import Config
from domains.vocabulary.door import Door
from domains.vocabulary.pronunciation.scoring import score
from domains.vocabulary.study.asking import Card
from domains.vocabulary.views import Pronunciation, Question
from ui.kit.context import Engine

Opened = Callable[[Session, Actor, str], tuple[Card, Question]]


class Listening:
    """Where a learner is heard.

    Args:
        door: Lets learners in.
        opened: Reads what a turn was about; raises where it was answered already.
        engine: Where the work runs.
        settings: They say how long a recording may be.
    """

    def __init__(self, door: Door, opened: Opened, engine: Engine, settings: Callable[[], Config]) -> None:
        self._door, self._opened, self._engine, self._settings = door, opened, engine, settings

    def pronounce(self, actor: Actor, token: str, recording: bytes) -> Pronunciation:
        """How near a recording comes to the word of a turn; what cannot be scored says why."""
        with self._door.look(actor) as session:
            card, _ = self._opened(session, actor, token)
            word, ipa, language = card.note.word, card.note.ipa, card.deck.language
        return score(word, ipa, language, recording, self._engine, self._settings().max_recording_seconds)
