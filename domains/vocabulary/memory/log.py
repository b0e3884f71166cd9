"""A learner's log: one line an answer, from which all memory follows."""

from dataclasses import dataclass
from datetime import datetime

from domains.vocabulary.memory.scheduling import Memory

Card = int | str


@dataclass(frozen=True, slots=True)
class Review:
    """One answer, in the order in which it was given.

    Attributes:
        card: Which card.
        modality: What the exercise asked for; empty where only the card as a whole is meant.
        rating: 1 (Again) to 4 (Easy); 0 is no answer and only brings ``placed``.
        at: When, in UTC.
        duration_ms: How long the answer took; None where it was not measured.
        seed: Decides the fuzz of the interval.
        parameters: Version of the parameters that scheduled it.
        placed: The memory that another program left after it; it takes the place of ours for the card as a whole.
    """

    card: Card
    modality: str
    rating: int
    at: datetime
    duration_ms: int | None = None
    seed: int = 0
    parameters: int = 0
    placed: Memory | None = None
