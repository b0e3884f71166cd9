"""What a note asserts and the film denies, or the reverse: a comparison for a human, and no part of the diagnosis."""

from core.finding import Reading
from domains.chest.cases import Contradiction


def find(note: str, reading: Reading) -> tuple[Contradiction, ...]:
    """The contradictions worth showing, the most likely first; spans index ``note`` as given.

    All sections are read, those that diagnosis refuses too.

    Args:
        note: The note as it arrived.
        reading: Of the same case, with its film; a reading without a film contradicts nothing.
    """
    raise NotImplementedError
