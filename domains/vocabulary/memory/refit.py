"""FSRS-6 fitted on a learner's own log, and kept only where it tells later answers better.

The optimiser is that of `fsrs-rs` (BSD-3, Open Spaced Repetition), which Anki uses too; it belongs to the extra
`vocabulary`. Without it there is no fitting, and everything else goes on with the parameters in force.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib.util import find_spec
from typing import TYPE_CHECKING

from domains.vocabulary.memory.curve import AGAIN, DEFAULT, within
from domains.vocabulary.memory.scheduling import Memory, Scheduling

if TYPE_CHECKING:
    from domains.vocabulary.memory.log import Card, Review

EARLIER = 0.8
LEAST = 100
WORTH = 0.0005
LONGEST_HISTORY = 128


class NoOptimiser(RuntimeError):
    """The optimiser is not installed; the sentence says how to get it."""


@dataclass(frozen=True)
class Fitted:
    """Parameters of a learner.

    Attributes:
        values: The 21 weights of FSRS-6.
        reviews: How many answers they were fitted on.
        loss_before: Log loss on later answers with the parameters that were in force.
        loss_after: With these.
    """

    values: tuple[float, ...]
    reviews: int
    loss_before: float
    loss_after: float


def available() -> bool:
    """Whether the optimiser is installed."""
    return find_spec("fsrs_rs_python") is not None


def refit(reviews: Sequence[Review], before: Sequence[float] = DEFAULT) -> Fitted | None:
    """Fit on the earlier answers of a log; None unless that lowers the log loss on its later ones, and by something.

    Args:
        reviews: One learner's log, in its order.
        before: The parameters in force.

    Raises:
        NoOptimiser: the optimiser is not installed.
    """
    log = [review for review in reviews if review.rating]
    cut = int(EARLIER * len(log))
    values = fit(log[:cut])
    if values is None:
        return None
    old, new = loss(log, before, cut), loss(log, values, cut)
    if old is None or new is None or new > old - WORTH:
        return None
    return Fitted(values, cut, old, new)


def fit(reviews: Sequence[Review]) -> tuple[float, ...] | None:
    """The parameters that fit these answers best; None where they are too few to tell.

    Raises:
        NoOptimiser: the optimiser is not installed.
    """
    if not available():
        raise NoOptimiser("Fitting the scheduler needs fsrs-rs-python: install 'chiron-suite[vocabulary]'.")
    import fsrs_rs_python as fsrs_rs

    histories = [history[:LONGEST_HISTORY] for history in _histories(reviews).values()]
    items, owners = [], []
    for number, history in enumerate(histories):
        steps = [fsrs_rs.FSRSReview(rating, days) for rating, days in history]
        ends = [end for end, (_, days) in enumerate(history) if end and days > 0]
        items += [fsrs_rs.FSRSItem(steps[: end + 1]) for end in ends]
        owners += [number] * len(ends)
    if len(items) < LEAST:
        return None
    values = fsrs_rs.FSRS(list(fsrs_rs.DEFAULT_PARAMETERS)).compute_parameters(items, card_ids=owners)
    return within(values)


def loss(reviews: Sequence[Review], parameters: Sequence[float], start: int = 0) -> float | None:
    """Mean log loss of FSRS on the answers from ``start`` on that came a day or more after the last of their card.

    Returns:
        None where fewer than a hundred answers did.
    """
    scheduling, memories, total, count = Scheduling(parameters, fuzz=False), dict[object, Memory](), 0.0, 0
    for number, review in enumerate(reviews):
        memory = memories.get(review.card)
        if memory is not None and number >= start and (review.at - memory.last_review).days >= 1:
            total, count = total + _miss(scheduling.recall(memory, review.at), review.rating), count + 1
        memories[review.card] = scheduling.review(memory, review.rating, review.at, 0)
    return total / count if count >= LEAST else None


def _miss(chance: float, rating: int) -> float:
    return -math.log(max(1 - chance if rating == AGAIN else chance, 1e-4))


def _histories(reviews: Sequence[Review]) -> Mapping[Card, list[tuple[int, int]]]:
    histories: dict[Card, list[tuple[int, int]]] = {}
    last: dict[Card, Review] = {}
    for review in reviews:
        before = last.get(review.card)
        days = 0 if before is None else max(0, (review.at - before.at).days)
        histories.setdefault(review.card, []).append((review.rating, days))
        last[review.card] = review
    return histories
