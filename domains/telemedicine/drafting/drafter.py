"""The drafter: a transcript and its roles become a note in sections, each sentence with its sources."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from core.weights import WeightsFolder
from domains.telemedicine.drafting.candidates import Candidate, candidates
from domains.telemedicine.drafting.choosing import choose
from domains.telemedicine.drafting.expectation import Habits, expected
from domains.telemedicine.drafting.holding import Needed, bare, forced, needed
from domains.telemedicine.drafting.sections import SOAP, TITLES, sections, worth
from domains.telemedicine.drafting.support import Sourced, is_supported, sourced
from domains.telemedicine.drafting.weighty import weighty
from domains.telemedicine.wordstems import tokens, words

FOLDER = Path(__file__).parents[1] / "weights" / "drafting"


@dataclass(frozen=True)
class Section:
    """A heading and the sentences under it."""

    title: str
    sentences: tuple[Sourced, ...]


@dataclass(frozen=True)
class Model:
    """What was learned from the training notes.

    Attributes:
        habits: What notes do with the words that are said.
        words: ``(features,)``; weights of the word expectation.
        length: ``(2,)``; logarithm of a note's words as a line over that of the dialogue's.
        section: ``(sections, width)``.
        bias: ``(sections,)``.
        worth: ``(width + 1,)``; what a candidate is worth, the last is the bias.
    """

    habits: Habits
    words: NDArray[np.float64]
    length: NDArray[np.float64]
    section: NDArray[np.float32]
    bias: NDArray[np.float32]
    worth: NDArray[np.float32]

    def expected_length(self, texts: Sequence[str]) -> float:
        """Words that a note on this dialogue is expected to have."""
        said = sum(len(tokens(text)) for text in texts)
        return float(np.exp(self.length[0] + self.length[1] * np.log(max(said, 20))))


@cache
def shipped(folder: Path = FOLDER) -> Model:
    """The model in a weights folder; its digests are compared first.

    Raises:
        WeightsError: a file is absent or altered.
    """
    weights = WeightsFolder(folder)
    held = weights.tensors("drafting.safetensors")
    habits = json.loads(weights.read("habits.json"))
    counts = [dict(zip(habits["words"], habits[name], strict=True)) for name in ("visits", "noted", "often")]
    return Model(
        Habits(*counts),
        np.asarray(held["words"], np.float64),
        np.asarray(held["length"], np.float64),
        np.asarray(held["section"], np.float32),
        np.asarray(held["bias"], np.float32),
        np.asarray(held["worth"], np.float32),
    )


def draft(
    texts: Sequence[str],
    roles: Sequence[str],
    model: Model | None = None,
    soap: bool = False,
    facts: Sequence[Mapping[str, Any]] = (),
) -> list[Section]:
    """A note in sections.

    Args:
        texts: The utterances.
        roles: "doctor", "patient" or "other" for each.
        model: The shipped one where absent.
        soap: Head the sections subjective, objective, assessment and plan.
        facts: Of the consultation; its drugs, allergies and vital signs stand in the draft where a sentence says them.

    Returns:
        Sections that have a sentence; none where nobody says anything that belongs in a note.
    """
    learned = model or shipped()
    wanted = needed(facts)
    said = candidates(texts, roles)
    found = [one for one in [*said, *bare(said, wanted, roles)] if is_supported(one.text, one.sources, texts)]
    chosen = pick(found, learned, learned.expected_length(texts), wanted)
    titles = [(SOAP if soap else TITLES)[number] for number in sections(found, learned.section, learned.bias)]
    by_title: dict[str, list[Sourced]] = {title: [] for title in (SOAP if soap else TITLES)}
    for number in chosen:
        under = by_title[titles[number]]
        text = found[number].text if under else _opened(found[number], texts)
        under.append(sourced(text, found[number].sources, texts))
    return [Section(title, tuple(sentences)) for title, sentences in by_title.items() if sentences]


def _opened(first: Candidate, texts: Sequence[str]) -> str:
    """The first sentence under a heading calls the patient so, unless its sources speak of another "he" or "she"."""
    pronoun = first.text.split(" ", 1)[0]
    said = {word for number in first.sources for word in words(texts[number])}
    if pronoun in ("He", "She") and pronoun.lower() not in said:
        return f"The patient{first.text[len(pronoun) :]}"
    return first.text


def pick(found: Sequence[Candidate], model: Model, length: float, wanted: Sequence[Needed] = ()) -> list[int]:
    """Numbers of the candidates that the draft has: those that pay, and those without which a fact would be cut."""
    worths = worth(found, model.worth[:-1], float(model.worth[-1]))
    always = weighty(found)
    hoped = expected(model.words, found, model.habits, length)
    chosen = choose(found, hoped, length, list(worths), always=always)
    return sorted([*chosen, *forced(found, chosen, wanted)], key=lambda number: (found[number].sources, number))


def text_of(sections: Sequence[Section], titles: bool = True) -> str:
    """The draft as text."""
    blocks = ["\n".join(([one.title] if titles else []) + [said.text for said in one.sentences]) for one in sections]
    return "\n\n".join(blocks)
