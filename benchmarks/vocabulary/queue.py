"""How long a learner with 100,000 cards waits for the first card of a deck, by how many of them are due.

    python -m benchmarks.vocabulary.queue [--cards 100000] [--times 30] [--database postgresql://...]

It asks the service as the page does: who may see the deck, what the day holds, the riskiest card, its look-alikes and
its question with wrong answers. Beside it stands the trivial way, which reads every due memory and sorts.
"""

from __future__ import annotations

import argparse
import tempfile
from pathlib import Path

from sqlalchemy import select

from benchmarks.vocabulary.deck import DECK, LEARNER, fill, opened, put_off
from benchmarks.vocabulary.timing import HEAD, timed, told
from data.types import utcnow
from domains.vocabulary.service import VocabularyService
from domains.vocabulary.store import StateRow
from domains.vocabulary.study.day import COUNTED
from domains.vocabulary.views import Rest, Turn
from ui.kit.context import DomainContext

MOST, SEEN = 50.0, 0.9


def trivial(context: DomainContext) -> None:
    """Read all that is due, and take the one most at risk."""
    at = utcnow()
    with context.database.read() as session:
        rows = session.scalars(
            select(StateRow).where(
                StateRow.learner_id == LEARNER.id, StateRow.deck_id == DECK, StateRow.modality == "", StateRow.due <= at
            )
        ).all()
        max(rows, key=lambda row: (at - row.last_review).total_seconds() / (row.stability or 1.0), default=None)


def measure(context: DomainContext, service: VocabularyService, cards: int, times: int) -> list[str]:
    """Rows of the table for a deck as it is."""

    def ask(_: Turn | Rest | None) -> Turn | Rest | None:
        return service.next(LEARNER, DECK)

    def sort(found: Turn | Rest | None) -> Turn | Rest | None:
        trivial(context)
        return found

    taken, found = timed(ask, None, times)
    slow, _ = timed(sort, None, 3)
    due = found.counts.due + found.counts.later if found is not None else 0
    name = f"{cards:,} cards, {due:,} due" if due < COUNTED else f"{cards:,} cards, {round(cards * SEEN):,} due"
    return [told(name, taken, MOST), told("  read all that is due and sort", slow, MOST)]


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cards", type=int, default=100_000)
    parser.add_argument("--times", type=int, default=30)
    parser.add_argument("--database", default=None, help="address of a new, empty PostgreSQL database")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as home, opened(Path(home), asked.database) as (context, service):
        fill(context, asked.cards, seen=SEEN)
        print(HEAD)
        for every in (1, 100, 0):
            put_off(context, every)
            print("\n".join(measure(context, service, asked.cards, asked.times)), flush=True)


if __name__ == "__main__":
    main()
