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

from benchmarks.vocabulary.deck import DECK, LEARNER, fill, opened
from benchmarks.vocabulary.timing import HEAD, timed, told
from data.types import utcnow
from domains.vocabulary.store import StateRow
from domains.vocabulary.views import Rest, Turn
from ui.kit.context import DomainContext

MOST = 50.0
SHARES = (1.0, 0.01, 0.0)


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


def measure(cards: int, share: float, times: int, url: str | None) -> list[str]:
    """Rows of the table for one deck."""
    with tempfile.TemporaryDirectory() as home, opened(Path(home), url) as (context, service):
        fill(context, cards, seen=0.9, due=share)

        def ask(_: Turn | Rest | None) -> Turn | Rest | None:
            return service.next(LEARNER, DECK)

        def sort(_: Turn | Rest | None) -> Turn | Rest | None:
            return trivial(context)

        taken, found = timed(ask, None, times)
        slow, _ = timed(sort, None, 3)
    counts = found.counts if found is not None else None
    due = counts.due + counts.later if counts else 0
    name = f"{cards:,} cards, {due:,}{'+' if due > 10_000 else ''} due"
    return [told(name, taken, MOST), told("  read all and sort", slow, MOST)]


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cards", type=int, default=100_000)
    parser.add_argument("--times", type=int, default=30)
    parser.add_argument("--database", default=None, help="address of a new, empty PostgreSQL database")
    asked = parser.parse_args()
    print(HEAD)
    shares = SHARES if asked.database is None else SHARES[:1]
    for share in shares:
        print("\n".join(measure(asked.cards, share, asked.times, asked.database)), flush=True)


if __name__ == "__main__":
    main()
