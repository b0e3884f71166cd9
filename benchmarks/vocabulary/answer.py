"""How long a learner with 100,000 due cards waits from an answer to the next card, and to one taken back.

    python -m benchmarks.vocabulary.answer [--cards 100000] [--times 40] [--database postgresql://...]

An answer is checked, and kept with the memory it leaves, the correction and its audit row, durably, before the next
card is chosen.
"""

from __future__ import annotations

import argparse
import tempfile
from pathlib import Path

from benchmarks.vocabulary.deck import DECK, LEARNER, fill, opened
from benchmarks.vocabulary.timing import HEAD, timed, told
from domains.vocabulary.service import VocabularyService
from domains.vocabulary.views import Answer, Rest, Turn

MOST = 50.0
BACK = 8


def measure(service: VocabularyService, times: int) -> list[str]:
    """Rows of the table."""

    def answer(found: Turn | Rest) -> Turn | Rest:
        assert isinstance(found, Turn), "the deck ran out of cards"
        return service.answer(LEARNER, found.token, Answer(3, chosen=found.note.id, duration_ms=4000))

    def undo(_: Turn | Rest) -> Turn | Rest:
        return service.undo(LEARNER, DECK)

    taken, found = timed(answer, service.next(LEARNER, DECK), times)
    back, _ = timed(undo, found, BACK - 3)
    return [told("answer to next card", taken, MOST), told("undo to its card", back, MOST)]


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cards", type=int, default=100_000)
    parser.add_argument("--times", type=int, default=40)
    parser.add_argument("--database", default=None, help="address of a new, empty PostgreSQL database")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as home, opened(Path(home), asked.database) as (context, service):
        fill(context, asked.cards)
        print(HEAD)
        print("\n".join(measure(service, asked.times)))


if __name__ == "__main__":
    main()
