"""What the vocabulary does: every call takes an actor, checks the role, and leaves its audit row."""

from typing import cast

from domains.vocabulary.config import Config
from ui.kit.context import DomainContext


class VocabularyService:
    """The vocabulary of one installation."""

    def __init__(self, context: DomainContext) -> None:
        self._context = context

    def settings(self) -> Config:
        """The configuration as it stands now."""
        return cast(Config, self._context.config())

    def health(self) -> tuple[str, ...]:
        """Why this domain is degraded, one sentence a reason."""
        return ()


def open_service(context: DomainContext) -> VocabularyService:
    """What the manifest names; called once, when the domain is first needed."""
    return VocabularyService(context)
