"""How often the right picture is suggested for a word: by its name, by the shared space, by meaning, and as is done.

python -m benchmarks.vocabulary.suggestions [--vectors FOLDER]

The words are those of the starter decks that were written here and are not CLDR's names; names known to the matcher
are CLDR's alone, so that no word finds its picture by the list that it was taken from. The picture looked for is the
concept's own, among all that can be suggested. Methods: ``name`` compares letters (the baseline), ``picture`` goes
from the word to the picture in the shared space, ``meaning`` compares the sentence encoder's vectors of the word and of
the picture's English CLDR name, ``both`` is name first and meaning within. Intervals (95 %) resample concepts.
"""

from __future__ import annotations

import argparse
import io
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from core.tasks.retrieval import Space, open_space
from domains.vocabulary.confusability.vectors import Kept
from domains.vocabulary.content.catalogue import Item, catalogue
from domains.vocabulary.content.concepts import LANGUAGES, concepts, words
from domains.vocabulary.content.likeness import Embed, encoder, likeness, vectors
from domains.vocabulary.content.naming import Names
from domains.vocabulary.content.pictures import drawn
from domains.vocabulary.content.suggesting import ENOUGH, fused

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


@dataclass(frozen=True)
class Ground:
    """What is asked of all languages: pictures, their vectors, and vectors of their names."""

    items: Sequence[Item]
    space: Space
    seen: Array
    embed: Embed
    named: Array


def measured(ground: Ground, language: str, meaning: bool) -> dict[str, Ranks]:
    """Places by method."""
    asked, items = queries(language, meaning), ground.items
    texts = [[text for text, _ in called] for _, called in asked]
    index = Names(items, own=False)
    names = np.array([_named(index, called, items) for _, called in asked], np.float32)
    alike = likeness(ground.embed, texts, ground.named, [1] * len(items))
    seen = np.stack([ground.space.texts(several).mean(axis=0) for several in texts]) @ ground.seen.T
    scores = {"name": names, "picture": seen, "meaning": alike, "both": np.vectorize(fused)(names, alike)}
    return {method: ranks(asked, each, items) for method, each in scores.items()}


def unnamed(ground: Ground, language: str) -> tuple[Array, Array]:
    """Of words for which no name speaks: likeness of the first picture, and whether it is the concept's own."""
    index, items = Names(ground.items, own=False), ground.items
    asked = [(concept, called) for concept, called in queries(language, False) if not index.find(called)]
    if not asked:
        return np.zeros(0, np.float32), np.zeros(0, np.float32)
    texts = [[text for text, _ in called] for _, called in asked]
    alike = likeness(ground.embed, texts, ground.named, [1] * len(items))
    right = [items[place].id == concept for place, (concept, _) in zip(alike.argmax(axis=1), asked, strict=True)]
    return alike.max(axis=1), np.array(right, np.float32)


def pictures_of(space: Space, folder: Path, codes: Sequence[str]) -> Array:
    """Vectors of all pictures in the shared space, kept in a folder since they take a minute or more."""
    kept = Kept(folder, "openmoji")
    known = kept.load()
    missing = [code for code in codes if code not in known]
    for start in range(0, len(missing), 64):
        part = missing[start : start + 64]
        kept.add(dict(zip(part, space.pictures([_pixels(code) for code in part]), strict=True)))
    known = kept.load()
    return np.stack([known[code] for code in codes])


def _pixels(code: str) -> Array:
    with Image.open(io.BytesIO(drawn(code))) as picture:
        return np.asarray(picture.convert("RGB").resize((224, 224)), np.float32) / 255.0


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


def _ground(folder: Path) -> Ground:
    items, space, embed = list(catalogue().values()), open_space(), encoder()
    named = vectors(embed, folder, [item.english(own=False)[:1] for item in items], lambda _done, _what: None)
    return Ground(items, space, pictures_of(space, folder, [item.code for item in items]), embed, named)


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--vectors", type=Path, help="where the pictures' vectors are kept; made in a minute or two")
    parser.add_argument("--data", help="not needed")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        ground = _ground(arguments.vectors or Path(folder))
    items = ground.items
    print(
        f"{len(items)} pictures; chance {1 / len(items):.4f} @1, {5 / len(items):.4f} @5; {len(concepts())} concepts.\n"
    )
    print("| words | asked by | words asked | method | recall@1 | recall@5 |\n|---|---|---|---|---|---|")
    for meaning in (False, True):
        languages = [each for each in LANGUAGES if not (meaning and each == "en")]
        found = {language: measured(ground, language, meaning) for language in languages}
        together = {method: np.concatenate([each[method] for each in found.values()]) for method in found["es"]}
        for language, several in {**found, "all": together}.items():
            _print(LANGUAGES.get(language, "all"), meaning, several)
    _print_unnamed(ground)


def _print_unnamed(ground: Ground) -> None:
    """How far the first suggestion is to be trusted where meaning alone speaks for it."""
    parts = [unnamed(ground, language) for language in LANGUAGES]
    alike, right = (np.concatenate(part) for part in zip(*parts, strict=True))
    shown = right[alike >= ENOUGH]
    share = recall(np.where(shown > 0, 0, 1).astype(np.intp), 1)
    print(
        f"\nNo name speaks for {len(right)} words (asked by the word alone); {len(shown)} of them are shown a picture, "
        f"since it is as near as {ENOUGH}, and the first is right for {share} of these."
    )


def _print(language: str, meaning: bool, several: Mapping[str, Ranks]) -> None:
    by = "word and English meaning" if meaning else "word"
    for method, found in several.items():
        row = f"{len(found)} | {method} | {recall(found, 1)} | {recall(found, 5)}"
        print(f"| {language} | {by} | {row} |", flush=True)


if __name__ == "__main__":
    main()
