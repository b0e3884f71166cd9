"""Picture, word and sound in one space: `python -m benchmarks.fusion.space`.

OpenMoji's pictures (one a concept; skin tones, genders, flags and clock faces left out), their names in 12 languages,
and the names spoken by eSpeak NG in 6, in voices (f3, m4) that nothing was trained on. Recall of every direction beside
chance and beside a bridge of text alone, in which nothing is learnt: a sound becomes the training word that it sounds
most like (nearest log-mel picture in its language), a picture the mean of the likeliest names of ImageNet's
classifier, and the multilingual sentence encoder compares. Intervals resample concepts.

Three settings. *Unseen concepts*: heads trained here on OpenMoji's training concepts, asked about the others.
*Unseen concepts and style*: the shipped recipe on other emoji sets without those concepts, asked about the same.
*Unseen style*: the weights that are shipped; they know the concepts, but no picture of OpenMoji and neither voice.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from benchmarks.fusion.space_data import SPOKEN, Data, gather
from core.evaluation.bootstrap import ROUNDS, Interval
from core.evaluation.retrieval import recalls
from core.tasks.retrieval import Space
from core.training.space.concepts import LANGUAGES
from core.training.space.shown import together

if TYPE_CHECKING:
    from core.architectures.networks.clip import DualEncoder

Array = NDArray[np.float32]
NEAR = (1, 10)


@dataclass(frozen=True)
class Points:
    """One setting: unit vectors of everything that is asked or found.

    Attributes:
        image: ``(pictures, width)`` in the order of ``Data.shown``.
        text: ``(concepts, languages, width)``.
        audio: ``(utterances, width)`` in the order of ``Data.asked``.
    """

    image: Array
    text: Array
    audio: Array


def main(argv: Sequence[str] | None = None) -> None:
    """Print every table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", help="not needed; taken so that all benchmarks may be called alike")
    parser.add_argument("--epochs", type=int, default=12, help="of the heads that are trained here")
    arguments = parser.parse_args(argv)
    begun = time.perf_counter()
    data = gather()
    print(f"features ready after {time.perf_counter() - begun:.0f} s")
    print(f"{len(data.shown.concepts)} pictures, {len(data.asked)} utterances that are asked about")
    held, without = data.held_out, Space(name="held_out")
    bridge = bridged(data, without)
    trained = trained_here(data, without, arguments.epochs)
    print(f"heads trained after {time.perf_counter() - begun:.0f} s")
    table("Unseen concepts, OpenMoji's style known", points(data, without, trained), bridge, data, held)
    table("Unseen concepts and unseen style", points(data, without), bridge, data, held)
    table("Unseen style, known concepts: the shipped weights", points(data, Space()), bridge, data, held | True)
    print(f"\n{time.perf_counter() - begun:.0f} s in all")


def points(data: Data, space: Space, heads: DualEncoder | None = None) -> Points:
    """Where a space, or other heads on its encoders, places everything."""
    project = space.project if heads is None else _projection(heads)
    names = project("text", data.words.vectors[data.words.names.ravel()]).reshape(len(data.among), len(LANGUAGES), -1)
    heard = space.heard(data.asked.pictures.astype(np.float32) / 255.0, data.asked.lengths)
    return Points(project("image", space.describe(data.shown.vectors)), names, project("audio", heard))


def _projection(heads: DualEncoder) -> Callable[[str, Array], Array]:
    from core.training.space.fitting import placed

    return lambda name, vectors: placed(heads, name, vectors)


def trained_here(data: Data, space: Space, epochs: int) -> DualEncoder:
    """Heads for OpenMoji's training concepts; those of words and sounds start from the recipe's without the others."""
    import torch

    from core.architectures.clip import dual_encoder
    from core.training.loop import fit
    from core.training.space.fitting import HIDDEN, MEET, WIDTH, meetings
    from core.training.space.meeting import Meeting

    torch.set_num_threads(1)
    pictures = together([data.shown, data.staged])
    known = pictures.only(~data.held_out[pictures.concepts])
    found = meetings(data.learnt, data.words, known, space.describe, space.listener, 0)
    torch.manual_seed(0)
    heads = dual_encoder({"image": space.describe.width, "text": 512, "audio": 384}, WIDTH, HIDDEN, 0.3)
    for name in ("text", "audio"):
        heads.heads[name].load_state_dict(space.heads.heads[name].state_dict())
    fit(Meeting(heads), found, replace(MEET, epochs=epochs))
    return heads.eval()


def bridged(data: Data, space: Space) -> Points:
    """The bridge of text alone, as vectors of the sentence encoder."""
    names = data.words.vectors[data.words.names]
    return Points(_unit(space.describe.called(data.shown.vectors)), _unit(names), _unit(_recognised(data)))


def _recognised(data: Data) -> Array:
    """Vector of the training word that each utterance sounds most like: cosine of the log-mel pictures."""
    heard = _unit(data.asked.pictures.reshape(len(data.asked), -1).astype(np.float32))
    known = _unit(data.learnt.pictures.reshape(len(data.learnt), -1).astype(np.float32))
    spoken = np.array([LANGUAGES.index(language) for language in data.languages])
    words = data.words.names[data.learnt.concepts]
    found = np.zeros(len(heard), dtype=np.int64)
    for number in range(len(SPOKEN)):
        mine = spoken == LANGUAGES.index(SPOKEN[number])
        same = data.learnt.texts == words[:, LANGUAGES.index(SPOKEN[number])]
        found[mine] = data.learnt.texts[same][(heard[mine] @ known[same].T).argmax(axis=1)]
    return data.words.vectors[found]


def _unit(vectors: Array) -> Array:
    scaled: Array = vectors / (np.linalg.norm(vectors, axis=-1, keepdims=True) + 1e-9)
    return scaled


def table(title: str, found: Points, bridge: Points, data: Data, kept: NDArray[np.bool_]) -> None:
    """Every direction, with the pictures that there are of the concepts that are kept."""
    print(f"\n{title}: {int(kept[data.shown.concepts].sum())} concepts\n")
    print("| from | to | language | recall@1 | recall@10 | chance @1 / @10 | text bridge @1 | @10 |")
    print("|---|---|---|---|---|---|---|---|")
    for source, target, languages in _directions():
        mine, theirs = (_ranked(one, data, kept, source, target, languages) for one in (found, bridge))
        cells = [str(_over_concepts(rows, concepts)) for rows, concepts in (*mine.values(), *theirs.values())]
        size = int(kept[data.shown.concepts].sum())
        chance = " / ".join(f"{min(1.0, k / size):.3f}" for k in NEAR)
        name = languages[0] if len(languages) == 1 else f"{len(languages)} pooled"
        print(
            f"| {source} | {target} | {name} | {cells[0]} | {cells[1]} | {chance} | {cells[2]} | {cells[3]} |",
            flush=True,
        )


def _directions() -> list[tuple[str, str, Sequence[str]]]:
    pairs = [("image", "text", LANGUAGES), ("text", "image", LANGUAGES)]
    heard = [("audio", "text"), ("text", "audio"), ("audio", "image"), ("image", "audio")]
    pooled = [*pairs, *((source, target, SPOKEN) for source, target in heard)]
    alone = [(source, target, (language,)) for source, target, several in pooled for language in several]
    return [*pooled, *(row for row in alone if "text" in row[:2])]


Ranked = dict[int, tuple[NDArray[np.float64], NDArray[np.int64]]]


def _ranked(
    found: Points, data: Data, kept: NDArray[np.bool_], source: str, target: str, languages: Sequence[str]
) -> Ranked:
    """For each k the recall of every query and its concept; candidates are of the query's language."""
    rows: dict[int, list[NDArray[np.float64]]] = {k: [] for k in NEAR}
    asked = []
    for language in languages:
        queries, wanted = _side(found, data, kept, source, language)
        items, there = _side(found, data, kept, target, language)
        relevant = wanted[:, None] == there[None, :]
        for k in NEAR:
            rows[k].append(np.asarray(recalls(queries @ items.T, relevant, k), dtype=np.float64))
        asked.append(wanted)
    return {k: (np.concatenate(rows[k]), np.concatenate(asked)) for k in NEAR}


def _side(
    found: Points, data: Data, kept: NDArray[np.bool_], modality: str, language: str
) -> tuple[Array, NDArray[np.int64]]:
    """Vectors and concepts of one modality: those concepts alone that have a picture, one vector each."""
    pictured = np.flatnonzero(kept & np.isin(np.arange(len(kept)), data.shown.concepts))
    if modality == "text":
        return found.text[pictured, LANGUAGES.index(language)], pictured
    concepts, vectors = (
        (data.shown.concepts, found.image) if modality == "image" else (data.asked.concepts, found.audio)
    )
    rows = np.isin(concepts, pictured)
    if modality == "audio":
        rows &= data.languages == language
    return vectors[rows], concepts[rows]


def _over_concepts(rows: NDArray[np.float64], concepts: NDArray[np.int64]) -> Interval:
    """Mean, with an interval over concepts; what was asked about something that is not there does not count."""
    known = ~np.isnan(rows)
    _, inverse = np.unique(concepts[known], return_inverse=True)
    totals, counts = np.bincount(inverse, rows[known]), np.bincount(inverse)
    drawn = _draws(len(totals))
    low, high = np.percentile((drawn @ totals) / (drawn @ counts), [2.5, 97.5])
    return Interval(float(totals.sum() / counts.sum()), float(low), float(high))


@cache
def _draws(count: int) -> NDArray[np.int64]:
    """How often each of so many concepts is drawn, in each round of the bootstrap: ``(rounds, count)``."""
    return np.random.default_rng(0).multinomial(count, np.full(count, 1.0 / count), size=ROUNDS)


if __name__ == "__main__":
    main()
