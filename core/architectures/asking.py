"""Questions about a film, answered by late fusion: what the words alone suggest, and what the picture adds.

Two experts speak in log-odds. The first reads the question only, which answers most questions about teaching films
(Goyal et al., "Making the V in VQA matter", CVPR 2017). The second finds out which of the concepts that it can see the
question asks for, and states how far the picture moves the odds of them. The sum decomposes exactly.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from core.architectures.wording import choices, is_closed
from core.encoders.film_map import FilmMap
from core.encoders.image_guard import Guard
from core.encoders.ngrams import Ngrams, words
from core.weights import Tensors, WeightsError, WeightsFolder

Array = NDArray[np.floating[Any]]
FILM, GUARD, WEIGHTS, ABOUT = "film.safetensors", "guard.safetensors", "asking.safetensors", "asking.json"
NEGLIGIBLE = 0.1
FAINT = 0.02
GRAY = np.array([0.299, 0.587, 0.114], np.float32)


@dataclass(frozen=True)
class Seen:
    """One film after the network looked at it.

    Attributes:
        film: ``(h, w)``, gray, in [0, 1].
        map: ``(112, 14, 14)``, spanning the film.
        evidence: ``(concepts,)``: how far the film moves the log-odds of each concept from those of the training films.
    """

    film: Array
    map: Array
    evidence: Array


@dataclass(frozen=True)
class Answer:
    """An answer with what it rests on.

    Attributes:
        kind: ``"closed"`` where the question names its possible answers (yes or no, or a choice), else ``"open"``.
        answer: The likeliest.
        probability: Its probability; calibrated for yes and no.
        candidates: Answers with their probabilities, likeliest first.
        words_alone: What the question alone suggests, and how probable it is.
        contributions: ``prior``, ``question`` and ``image``: log-odds of the answer that was given against all others,
            adding up to the logit of its probability.
        concepts: Concept to its share in the question: positive where yes means that it holds.
        where: ``(14, 14)``: how much each part of the film spoke for yes; zeros where it was not asked.
    """

    kind: str
    answer: str
    probability: float
    candidates: tuple[tuple[str, float], ...]
    words_alone: tuple[str, float]
    contributions: Mapping[str, float]
    concepts: Mapping[str, float]
    where: Array


class Asker:
    """Answers questions about films.

    Args:
        film: Network tensors of :class:`FilmMap`.
        weights: ``rarity`` (n-grams), ``closed`` (n-grams), ``concepts`` (classes, n-grams), ``concept_bias``,
            ``open`` (answers, n-grams), ``open_bias``, ``open_prior``, ``heads`` (concepts, 112), ``head_bias``
            (already less the training films' log-odds).
        about: ``concepts``, ``answers``, ``pairs`` (answer to concept, sign and kind), ``closed`` (numbers).
        guard: Who knows chest films.

    Raises:
        WeightsError: something is missing.
    """

    def __init__(self, film: Tensors, weights: Tensors, about: Mapping[str, Any], guard: Guard) -> None:
        try:
            self._w = {name: np.asarray(value, np.float64) for name, value in weights.items()}
            self.concepts, self.answers = tuple(about["concepts"]), tuple(about["answers"])
            self._closed = {name: float(value) for name, value in about["closed"].items()}
            self._pairs = self._evidence_of_answers(about["pairs"])
            self._kinds = tuple(str(about["pairs"].get(answer, ("", 0.0, ""))[2]) for answer in self.answers)
            self.ngrams = Ngrams(self._w["rarity"])
        except (KeyError, TypeError, ValueError) as error:
            raise WeightsError(f"The weights that answer questions lack {error}.") from error
        self.guard, self._film = guard, film

    @classmethod
    def load(cls, folder: Path) -> Asker:
        """From a sealed folder.

        Raises:
            WeightsError: a file is absent, altered, or does not fit the others.
        """
        return cls.read(WeightsFolder(folder))

    @classmethod
    def read(cls, sealed: WeightsFolder) -> Asker:
        """From a sealed folder that is open; see :meth:`load`."""
        try:
            about = json.loads(sealed.read(ABOUT))
        except ValueError as error:
            raise WeightsError(f"{ABOUT} does not describe a model that answers questions.") from error
        return cls(sealed.tensors(FILM), sealed.tensors(WEIGHTS), about, Guard(sealed.tensors(GUARD)))

    @cached_property
    def _network(self) -> FilmMap:
        return FilmMap(self._film)

    def look(self, picture: Array) -> Seen:
        """Look at a picture ``(h, w)`` or ``(h, w, 3)`` in [0, 1]; whether it is a film is for :attr:`guard` to say."""
        film = picture @ GRAY if picture.ndim == 3 else picture
        found = self._network([film])[0]
        return Seen(film, found, self.evidence(found.mean(axis=(1, 2))[None])[0])

    def tokens(self, seen: Seen) -> Array:
        """``(49, 112)``: what the bridge to the language model reads."""
        cells = seen.map.reshape(-1, 7, 2, 7, 2).mean(axis=(2, 4)).reshape(-1, 49).T
        scaled: Array = ((cells - self._w["token_mean"]) / self._w["token_spread"]).astype(np.float32)
        return scaled

    def evidence(self, pooled: Array) -> Array:
        """``(n, 112)`` to ``(n, concepts)``."""
        moved: Array = pooled @ self._w["heads"].T + self._w["head_bias"]
        return moved

    def ask(self, seen: Seen | None, question: str) -> Answer:
        """Answer; without a film, from the words alone."""
        return self.ask_of(np.zeros(len(self.concepts)) if seen is None else seen.evidence, question, seen)

    def ask_of(self, evidence: Array, question: str, seen: Seen | None = None) -> Answer:
        """Answer by what is known of a film: ``evidence (concepts,)``."""
        grams = self.ngrams([question])[0]
        shares = self.shares(grams[None])[0]
        if is_closed(question):
            return self._yes_or_no(grams, shares, evidence, seen)
        return self._words(question, grams, shares, evidence)

    @property
    def slope(self) -> float:
        """How much of what the film states is believed, fitted on films that nothing else was fitted on."""
        return self._closed["image"]

    def shares(self, grams: Array) -> Array:
        """Which concept is asked for: ``(n, n-grams)`` to ``(n, concepts)``, in -1 to 1."""
        return concept_shares(grams @ self._w["concepts"].T + self._w["concept_bias"])

    def closed(self, grams: Array) -> Array:
        """What the words alone suggest, log-odds of yes: ``(n, n-grams)`` to ``(n,)``."""
        logits: Array = self._closed["slope"] * (grams @ self._w["closed"]) + self._closed["bias"]
        return logits

    def _yes_or_no(self, grams: Array, shares: Array, evidence: Array, seen: Seen | None) -> Answer:
        alone, prior = float(self.closed(grams[None])[0]), self._closed["prior"]
        moved = self._closed["image"] * float(shares @ evidence)
        logit = alone + moved
        yes, sign = 1.0 / (1.0 + np.exp(-logit)), 1.0 if logit > 0 else -1.0
        ranked = sorted((("yes", float(yes)), ("no", float(1.0 - yes))), key=lambda one: -one[1])
        parts = {"prior": sign * prior, "question": sign * (alone - prior), "image": sign * moved}
        return Answer(
            kind="closed",
            answer=ranked[0][0],
            probability=ranked[0][1],
            candidates=tuple(ranked),
            words_alone=("yes" if alone > 0 else "no", float(1.0 / (1.0 + np.exp(-abs(alone))))),
            contributions=parts,
            concepts=self._named(shares),
            where=self._where(shares, seen),
        )

    def _words(self, question: str, grams: Array, shares: Array, evidence: Array) -> Answer:
        offered = choices(question)
        names = list(offered or self.answers)
        alone = self._open(grams)
        moved = alone + self._closed["open_image"] * (self._pairs @ evidence)
        prior = self._w["open_prior"]
        shown = self._within_kinds(_softmax(moved), _softmax(alone))
        p, words_p, prior_p = (_chosen(x, self.answers, offered) for x in (shown, _softmax(alone), _softmax(prior)))
        best, guess = int(np.argmax(p)), int(np.argmax(words_p))
        steps = [_logit(x[best]) for x in (prior_p, words_p, p)]
        ranked = sorted(zip(names, p.tolist(), strict=True), key=lambda one: -one[1])
        return Answer(
            kind="closed" if offered else "open",
            answer=names[best],
            probability=float(p[best]),
            candidates=tuple(ranked[:5]),
            words_alone=(names[guess], float(words_p[guess])),
            contributions={"prior": steps[0], "question": steps[1] - steps[0], "image": steps[2] - steps[1]},
            concepts=self._named(shares),
            where=np.zeros((14, 14)),
        )

    def _open(self, grams: Array) -> Array:
        logits: Array = grams @ self._w["open"].T + self._w["open_bias"]
        return logits

    def _named(self, shares: Array) -> dict[str, float]:
        return {name: float(x) for name, x in zip(self.concepts, shares, strict=True) if abs(x) > NEGLIGIBLE}

    def _where(self, shares: Array, seen: Seen | None) -> Array:
        if seen is None:
            return np.zeros((14, 14))
        spoken: Array = np.einsum("k,kc,chw->hw", shares, self._w["heads"], seen.map)
        return spoken

    def _evidence_of_answers(self, pairs: Mapping[str, Sequence[Any]]) -> Array:
        """``(answers, concepts)``: 1 or -1 where an answer is a concept, or its opposite."""
        found = np.zeros((len(self.answers), len(self.concepts)))
        for answer, (concept, sign, _) in pairs.items():
            if answer in self.answers:
                found[self.answers.index(answer), self.concepts.index(concept)] = sign
        return found

    def _within_kinds(self, shown: Array, alone: Array) -> Array:
        """The film moves probability between answers of one kind; how likely the kind is, the question says."""
        found = alone.copy()
        for kind in set(self._kinds) - {""}:
            rows = np.array([one == kind for one in self._kinds])
            found[rows] = alone[rows].sum() * shown[rows] / shown[rows].sum()
        return found


def concept_shares(logits: Array) -> Array:
    """Logits of the classes, in pairs and the last for none, as ``(n, concepts)`` from -1 to 1."""
    p = _softmax(logits)
    shares: Array = p[:, 0:-1:2] - p[:, 1::2]
    return shares


def _chosen(p: Array, answers: Sequence[str], offered: Sequence[str] | None) -> Array:
    """Probabilities of the choices that were offered: of all answers in which their word stands."""
    if offered is None:
        return p
    held = np.array([sum(x for x, a in zip(p, answers, strict=True) if o in words(a)) + FAINT for o in offered])
    shares: Array = held / held.sum()
    return shares


def _softmax(logits: Array) -> Array:
    lifted = np.exp(logits - logits.max(axis=-1, keepdims=True))
    shares: Array = lifted / lifted.sum(axis=-1, keepdims=True)
    return shares


def _logit(p: float) -> float:
    kept = min(max(float(p), 1e-9), 1.0 - 1e-9)
    return float(np.log(kept / (1.0 - kept)))
