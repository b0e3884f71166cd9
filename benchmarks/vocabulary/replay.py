"""How fast a log is replayed, and whether that gives the stored state to the last bit.

`python -m benchmarks.vocabulary.replay [--reviews N]`; one process, one core. Every review moves the memory of the
card, that of one modality, and the online correction. Beside the replay goes what the service does: load the memories
of one card, learn, store, with the correction through JSON now and then, and one answer in fifty undone and given
again. The peer is the package `fsrs` (MIT), which moves one memory a review and no more.
"""

from __future__ import annotations

import argparse
import json
import random
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from time import perf_counter, process_time

import fsrs

from domains.vocabulary.memory.correction import Correction
from domains.vocabulary.memory.log import Review
from domains.vocabulary.memory.mind import Mind
from domains.vocabulary.memory.scheduling import DEFAULT, Memory, Scheduling

MUST = 20_000
CHUNK = 20_000
CARDS = 20_000
PEER_SHARE = 5
MODALITIES = ("picture", "sound", "reading", "writing")
SCHEDULINGS = {0: Scheduling(), 1: Scheduling((*DEFAULT[:20], 0.2), 0.88, version=1)}
START = datetime(2025, 1, 1, 9, tzinfo=UTC)


def main() -> None:
    """Print speed and equality."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", help="not needed; taken so that all benchmarks may be called alike")
    parser.add_argument("--reviews", type=int, default=1_000_000)
    count = parser.parse_args().reviews
    mind, stored, peer = Mind(), Stored(), Peer()
    spent, theirs, asked = [0.0, 0.0], 0.0, 0
    rates: list[float] = []
    for number, chunk in enumerate(chunks(count)):
        core, wall = seconds(mind, chunk)
        spent, rates = [spent[0] + core, spent[1] + wall], [*rates, len(chunk) / core]
        for review in chunk:
            stored.answer(review)
        if number % PEER_SHARE == 0:
            theirs, asked = theirs + peer.seconds(chunk), asked + len(chunk)
            peer.check(chunk)
    report(count, spent, rates, asked / theirs)
    equal = (mind.whole, mind.parts, mind.correction) == (stored.whole, stored.parts, stored.correction)
    cards = f"{len(mind.whole):,} cards and {len(mind.parts):,} of their modalities"
    print(f"\nreplayed and stored state of {cards}, {stored.undone:,} answers undone: {'equal' if equal else 'DIFFER'}")
    print(f"memories that differ from the package's, of {peer.compared:,} compared: {peer.different}")
    if not equal or peer.different:
        raise SystemExit(1)


def report(count: int, spent: Sequence[float], rates: Sequence[float], peer: float) -> None:
    """The table of speeds."""
    low, middle, high = min(rates), sorted(rates)[len(rates) // 2], max(rates)
    print(f"| {count:,} reviews | reviews per second of one core |\n|---|---|")
    print(f"| replay, over all | {count / spent[0]:,.0f} (by the clock on the wall {count / spent[1]:,.0f}) |")
    print(f"| replay, chunks of {CHUNK:,}: slowest, median, fastest | {low:,.0f}, {middle:,.0f}, {high:,.0f} |")
    print(f"| package fsrs, one memory a review, no correction | {peer:,.0f} |")
    print(f"\nmust reach: {MUST:,} reviews/s; {'reached' if count / spent[0] >= MUST else 'MISSED'}")


def chunks(count: int) -> Iterator[list[Review]]:
    """A log of one learner, a little at a time; the last third is scheduled by another version of the parameters."""
    chance, at, made = random.Random(0), START, 0  # noqa: S311
    while made < count:
        chunk = []
        for number in range(made, min(made + CHUNK, count)):
            at += timedelta(milliseconds=chance.randrange(2_000, 40_000))
            rating = chance.choices((1, 2, 3, 4), (15, 8, 67, 10))[0]
            version = int(number > 2 * count / 3)
            modality = MODALITIES[chance.randrange(4)]
            card = chance.randrange(CARDS)
            chunk.append(Review(card, modality, rating, at, 5000, chance.getrandbits(62), version))
        made += len(chunk)
        yield chunk


def seconds(mind: Mind, chunk: Sequence[Review]) -> tuple[float, float]:
    """Seconds of one core, and on the wall, to replay a piece of the log."""
    core, wall = process_time(), perf_counter()
    for review in chunk:
        mind.learn(review, SCHEDULINGS)
    return process_time() - core, perf_counter() - wall


class Stored:
    """State as the service keeps it: one answer at a time, from what is stored of one card."""

    def __init__(self) -> None:
        self.whole: dict[int | str, Memory] = {}
        self.parts: dict[tuple[int | str, str], Memory] = {}
        self.correction = Correction()
        self.undone = self._answers = 0

    def answer(self, review: Review) -> None:
        """Load, learn, store; now and then undo it first."""
        key = (review.card, review.modality)
        whole = {review.card: self.whole[review.card]} if review.card in self.whole else {}
        parts = {key: self.parts[key]} if key in self.parts else {}
        mind = Mind.partial(whole, parts, self.correction)
        self._answers += 1
        if self._answers % 50 == 0:
            slip = Review(review.card, review.modality, 5 - review.rating, review.at)
            mind.take_back(slip, mind.learn(slip, SCHEDULINGS))
            self.undone += 1
        mind.learn(review, SCHEDULINGS)
        self.whole |= mind.whole
        self.parts |= mind.parts
        self.correction = mind.correction
        if self._answers % 20 == 0:
            self.correction = Correction.from_json(json.loads(json.dumps(mind.correction.to_json())))


class Peer:
    """The package, on its own, over some pieces of the log as if they were all of it."""

    def __init__(self) -> None:
        self._scheduler = fsrs.Scheduler(enable_fuzzing=False)
        self._ratings = {int(rating): rating for rating in fsrs.Rating}
        self._plain = Scheduling(fuzz=False)
        self._cards: dict[int | str, fsrs.Card] = {}
        self._ours: dict[int | str, Memory] = {}
        self.compared = self.different = 0

    def seconds(self, chunk: Sequence[Review]) -> float:
        """Seconds of one core for a piece."""
        for review in chunk:
            self._cards.setdefault(review.card, fsrs.Card(card_id=1))
        start = process_time()
        for review in chunk:
            card, _ = self._scheduler.review_card(self._cards[review.card], self._ratings[review.rating], review.at)
            self._cards[review.card] = card
        return process_time() - start

    def check(self, chunk: Sequence[Review]) -> None:
        """Compare its memories with ours."""
        for review in chunk:
            self._ours[review.card] = self._plain.review(self._ours.get(review.card), review.rating, review.at, 0)
        for name in {review.card for review in chunk}:
            card, memory = self._cards[name], self._ours[name]
            theirs = (card.state, card.step, card.stability, card.difficulty, card.due)
            self.different += theirs != (memory.state, memory.step, memory.stability, memory.difficulty, memory.due)
            self.compared += 1


if __name__ == "__main__":
    main()
