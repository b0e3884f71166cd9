"""What the confusability graph rests on: `python -m benchmarks.vocabulary.confusability [--languages en,es] [--light]`.

Nobody's mix-ups are had: the review log that is at hand says whether a card was known, and not what was said instead.
So no claim is made about pairs that learners confuse. Printed is how far the channels agree with one another on the
starter deck, and one check of sense: English minimal pairs as textbooks of pronunciation drill them must stand above
other pairs of the same words. To phonetics they are near by definition; to spelling and to the ear of the shared space
they are not. ``--light`` leaves out pictures and sounds, which need the shared space.
"""

from __future__ import annotations

import argparse
import io
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from core.evaluation.bootstrap import interval
from core.evaluation.metrics import auroc
from domains.vocabulary.confusability.combining import score, tails
from domains.vocabulary.confusability.graph import edges
from domains.vocabulary.confusability.phonetics import Phonetics
from domains.vocabulary.confusability.spelling import Spelling
from domains.vocabulary.content.concepts import concepts, words
from domains.vocabulary.content.pictures import drawn
from domains.vocabulary.content.speech import Sound, Voices
from domains.vocabulary.views import NoteFacts

TOP, ROUNDS = 5, 300
LARGE = 5_000
MINIMAL = (
    "ship sheep, bit beat, chip cheap, pen pan, bed bad, men man, set sat, cat cut, cap cup, bag bug, fan fun, "
    "luck look, pull pool, full fool, cot caught, boat bought, low law, walk work, bird bored, pin bin, pear "
    "bear, pack back, cap cab, town down, tie die, write ride, coat goat, came game, back bag, fan van, fine "
    "vine, leaf leave, thin tin, three tree, thick sick, mouth mouse, think sink, then den, day they, sip zip, "
    "price prize, ice eyes, sea she, sell shell, mass mash, chip ship, watch wash, chair share, cheap jeep, rich "
    "ridge, light right, lock rock, fly fry, glass grass, very berry, vest best, wine vine, west vest, sun sung, "
    "thin thing, sum sun, map nap, yes chess, hill heel, coast cost, note not, wait wet, pain pen"
)

Matrix = NDArray[np.float64]
Vectors = NDArray[np.float32]


def deck(language: str) -> tuple[list[NoteFacts], list[Sound | None]]:
    """The starter deck in a language, with what it sounds like."""
    known = words(language)
    ids = sorted(set(concepts()) & set(known))
    said = list(Voices().speak_all([known[each].spoken for each in ids], language))
    notes = [
        NoteFacts(at, "deck", known[each].bare, each, language, "en", ipa=sound.ipa if sound else "", concept=each)
        for at, (each, sound) in enumerate(zip(ids, said, strict=True))
    ]
    return notes, said


def matrices(
    notes: Sequence[NoteFacts], said: Sequence[Sound | None], light: bool, pictures: bool = True
) -> dict[str, Matrix]:
    """Likeness of all pairs by channel, ``(notes, notes)``; NaN where a channel has no say and on the diagonal."""
    pairs = np.array(list(combinations(range(len(notes)), 2)), dtype=np.intp)
    spelling = Spelling([note.word for note in notes], notes[0].language)
    found = {"spelling": spelling.likeness(pairs), "phonetics": Phonetics([note.ipa for note in notes]).likeness(pairs)}
    if not light:
        placed = {"picture": _pictures(notes)} if pictures else {}
        for name, each in (placed | {"sound": _sounds(said)}).items():
            found[name] = np.clip(np.einsum("ij,ij->i", each[pairs[:, 0]], each[pairs[:, 1]]), 0.0, 1.0)
    return {name: _square(values, pairs, len(notes)) for name, values in found.items()}


def agreement(channels: Mapping[str, Matrix]) -> None:
    """Print, for each two channels, rank correlation over pairs and the overlap of each word's five nearest."""
    for one, two in combinations(channels, 2):
        first, second = channels[one], channels[two]
        known = np.flatnonzero(np.isfinite(first).sum(axis=1) > TOP)
        near, other = (_nearest(each) for each in (first, second))
        shared = np.array([len(set(near[at]) & set(other[at])) / TOP for at in known])
        ranks = np.array([_spearman(first[at], second[at]) for at in known])
        chance = TOP / (len(known) - 1)
        print(
            f"  {one:9} {two:9} Spearman {interval(_mean(ranks), known, ROUNDS)}   "
            f"top {TOP} shared {interval(_mean(shared), known, ROUNDS)} (chance {chance:.3f})"
        )


def sense(light: bool) -> None:
    """Print how well each channel and the score put minimal pairs of textbooks above pairs of the same words by lot."""
    pairs = [pair.split() for pair in MINIMAL.split(", ")]
    several = sorted({word for pair in pairs for word in pair})
    said = list(Voices().speak_all(several, "en"))
    notes = [
        NoteFacts(at, "deck", word, "", "en", "", ipa=sound.ipa if sound else "")
        for at, (word, sound) in enumerate(zip(several, said, strict=True))
    ]
    channels = matrices(notes, said, light, pictures=False)
    near = np.array([sorted((several.index(one), several.index(two))) for one, two in pairs], dtype=np.intp)
    random = np.array([pair for pair in combinations(range(len(several)), 2) if list(pair) not in near.tolist()])
    both = np.concatenate([near, random])
    truth = np.concatenate([np.ones(len(near)), np.zeros(len(random))])
    values = {name: each[both[:, 0], both[:, 1]] for name, each in channels.items()}
    values["all"] = score({name: _tails(channels[name], each) for name, each in values.items()})
    print(f"  {len(near)} minimal pairs against {len(random)} other pairs of their words, area under the curve")
    for name, each in values.items():
        known = np.isfinite(each)
        print(f"  {name:9} {interval(_area(truth[known], each[known]), np.arange(int(known.sum())), ROUNDS)}")


def speed(notes: Sequence[NoteFacts]) -> None:
    """Print how long the graph takes, without vectors."""
    lot = np.random.default_rng(1)
    letters = sorted({letter for note in notes for letter in note.word if letter.isalpha()})
    made = ["".join(lot.choice(letters, lot.integers(3, 10))) for _ in range(LARGE)]
    large = [NoteFacts(at, "deck", word, "", "en", "", ipa=word) for at, word in enumerate(made)]
    for several in (notes, large):
        began = time.process_time()
        found = edges(several)
        print(f"  {len(several)} notes: {len(found)} edges in {time.process_time() - began:.1f} s of one core")


def _pictures(notes: Sequence[NoteFacts]) -> Vectors:
    return np.stack([_placed()[note.concept] for note in notes])


@lru_cache(1)
def _placed() -> dict[str, Vectors]:
    """Every concept's picture in the shared space; languages share them."""
    from core.tasks.retrieval import open_space

    space, ids = open_space(), sorted(concepts())
    seen = [_seen(drawn(concepts()[each].emoji)) for each in ids]
    vectors = np.concatenate([space.pictures(seen[at : at + 16]) for at in range(0, len(seen), 16)])
    return dict(zip(ids, vectors, strict=True))


def _seen(content: bytes) -> Vectors:
    from PIL import Image

    with Image.open(io.BytesIO(content)) as picture:
        return np.asarray(picture.convert("RGB").resize((224, 224)), dtype=np.float32) / np.float32(255.0)


def _sounds(said: Sequence[Sound | None]) -> Vectors:
    from core.intake.intake import Intake
    from core.tasks.retrieval import open_space

    space, blank = open_space(), np.zeros(16_000, dtype=np.float32)
    with Intake() as intake:
        heard = [np.asarray(intake.sound(each.content).content, np.float32) if each else blank for each in said]
    vectors = np.concatenate([space.sounds(heard[at : at + 16]) for at in range(0, len(heard), 16)])
    vectors[[each is None for each in said]] = np.nan
    return vectors


def _square(values: Vectors, pairs: NDArray[np.intp], count: int) -> Matrix:
    square = np.full((count, count), np.nan)
    square[pairs[:, 0], pairs[:, 1]] = square[pairs[:, 1], pairs[:, 0]] = values
    return square


def _nearest(likeness: Matrix) -> NDArray[np.intp]:
    """Five nearest of each; equals by lot, or the order of the deck would agree with itself."""
    noise = np.random.default_rng(2).random(likeness.shape) * 1e-6
    return np.argsort(-np.nan_to_num(likeness + noise, nan=-1.0), axis=1)[:, :TOP]


def _spearman(one: Matrix, two: Matrix) -> float:
    from scipy.stats import rankdata

    known = np.isfinite(one) & np.isfinite(two)
    if known.sum() < TOP or np.ptp(one[known]) == 0 or np.ptp(two[known]) == 0:
        return float("nan")
    return float(np.corrcoef(rankdata(one[known]), rankdata(two[known]))[0, 1])


def _mean(values: Matrix) -> Callable[[NDArray[np.intp]], float]:
    return lambda rows: float(np.nanmean(values[rows]))


def _area(truth: Matrix, values: Matrix) -> Callable[[NDArray[np.intp]], float]:
    return lambda rows: auroc(truth[rows], values[rows])


def _tails(all_pairs: Matrix, values: Matrix) -> Matrix:
    return tails(values.astype(np.float32), all_pairs[np.isfinite(all_pairs)].astype(np.float32))


def main() -> int:
    """Print the tables."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.vocabulary.confusability", description=__doc__)
    parser.add_argument("--languages", default="en,es", help="decks to look at, by commas")
    parser.add_argument("--light", action="store_true", help="leave out pictures and sounds")
    arguments = parser.parse_args()
    print("Learners' mix-ups are not had: agreement between channels only.")
    for language in arguments.languages.split(","):
        notes, said = deck(language)
        print(f"{language}: {len(notes)} words", flush=True)
        channels = matrices(notes, said, arguments.light)
        agreement(channels)
        if language == "en":
            speed(notes)
    sense(arguments.light)
    return 0


if __name__ == "__main__":
    sys.exit(main())
