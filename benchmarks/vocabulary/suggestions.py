"""How often the right picture is suggested for a word: by name, by the shared space, and by both.

python -m benchmarks.vocabulary.suggestions [--vectors FOLDER]

The words are those of the starter decks that were written here and are not CLDR's names; names known to the matcher are
CLDR's alone, so that no word finds its picture by the list that it was taken from. The picture looked for is the
concept's own, among all that can be suggested. Intervals (95 %) resample concepts.
"""

from __future__ import annotations

import argparse
import tempfile
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from core.tasks.retrieval import Space, open_space
from domains.vocabulary.content.catalogue import Item, catalogue
from domains.vocabulary.content.concepts import LANGUAGES, concepts, words
from domains.vocabulary.content.likeness import likeness, vectors
from domains.vocabulary.content.naming import Names
from domains.vocabulary.content.suggesting import fused

DRAWS, SEED = 1000, 0
Query = tuple[str, tuple[tuple[str, str], ...]]
Ranks = NDArray[np.intp]
Array = NDArray[np.float32]


def queries(language: str, meaning: bool) -> list[Query]:
    """Concept and what it is asked by: the word, and its English meaning where that is wanted."""
    english = words("en")
    return [
        (concept, ((word.bare, language), *([(english[concept].bare, "en")] if meaning else [])))
        for concept, word in words(language).items()
        if word.edited
    ]


def ranks(asked: Sequence[Query], scores: Array, items: Sequence[Item]) -> Ranks:
    """The place of each concept's own picture, 0 for the first; of equals, half stand before it."""
    places = {item.id: place for place, item in enumerate(items)}
    own = np.array([scores[row, places[concept]] for row, (concept, _) in enumerate(asked)])
    better = (scores > own[:, None]).sum(axis=1)
    return np.asarray(better + ((scores == own[:, None]).sum(axis=1) - 1) // 2, np.intp)


def measured(space: Space, pictures: Array, items: Sequence[Item], language: str, meaning: bool) -> dict[str, Ranks]:
    """Places by method."""
    asked = queries(language, meaning)
    index = Names(items, own=False)
    odds = likeness(space, [[text for text, _ in called] for _, called in asked], pictures)
    named = np.array([_named(index, called, items) for _, called in asked], np.float32)
    both = np.vectorize(fused)(named, odds)
    return {"name": ranks(asked, named, items), "space": ranks(asked, odds, items), "both": ranks(asked, both, items)}


def _named(index: Names, called: Sequence[tuple[str, str]], items: Sequence[Item]) -> list[float]:
    found = index.find(called)
    return [found.get(item.id, 0.0) for item in items]


def recall(found: Ranks, at: int) -> str:
    """Share within the first ``at``, with its interval."""
    hits = (found < at).astype(float)
    lot = np.random.default_rng(SEED)
    means = hits[lot.integers(0, len(hits), (DRAWS, len(hits)))].mean(axis=1)
    low, high = np.quantile(means, (0.025, 0.975))
    return f"{hits.mean():.3f} [{low:.3f}, {high:.3f}]"


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--vectors", type=Path, help="where the pictures' vectors are kept; made in a minute or two")
    parser.add_argument("--data", help="not needed")
    arguments = parser.parse_args()
    items = list(catalogue().values())
    with tempfile.TemporaryDirectory() as folder:
        space = open_space()
        seen = vectors(
            space, arguments.vectors or Path(folder), [item.code for item in items], lambda _done, _what: None
        )
    print(
        f"{len(items)} pictures; chance {1 / len(items):.4f} @1, {5 / len(items):.4f} @5; {len(concepts())} concepts.\n"
    )
    print("| words | asked by | words asked | method | recall@1 | recall@5 |\n|---|---|---|---|---|---|")
    for language in LANGUAGES:
        for meaning in (False, True) if language != "en" else (False,):
            by = "word and English meaning" if meaning else "word"
            for method, found in measured(space, seen, items, language, meaning).items():
                row = f"{len(found)} | {method} | {recall(found, 1)} | {recall(found, 5)}"
                print(f"| {LANGUAGES[language]} | {by} | {row} |", flush=True)


if __name__ == "__main__":
    main()
