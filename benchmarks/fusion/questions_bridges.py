"""The trained bridges of :mod:`benchmarks.fusion.questions`: CLIP, BLIP-2 and Flamingo on the same films."""

from __future__ import annotations

import copy
from collections import Counter
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from core.architectures.bridge import Bridge
from core.architectures.bridge_network import Kind
from core.encoders.ngrams import WIDTH, Ngrams
from core.evaluation.bootstrap import difference, interval
from core.training.asking import captions as sentences
from core.training.asking import experts, speaking
from core.training.asking.rows import Rows
from core.training.asking.templates import templates
from core.training.bridge import Material, together
from core.training.loop import Objective, Plan, fit

if TYPE_CHECKING:
    from torch import Tensor

NAMES: dict[Kind, str] = {"blip2": "BLIP-2", "flamingo": "Flamingo"}
SHORT = Plan(epochs=4, batch=64, rate=3e-3, decay=0.05)
MORE = Plan(epochs=3, batch=64, rate=1e-3, decay=0.05)
PAIRED = Plan(epochs=4, batch=64, rate=1e-3, decay=0.05)


class Started:
    """Each architecture after the films with labels; every fold goes on from there with its own questions."""

    def __init__(self, found: Material) -> None:
        import torch

        torch.set_num_threads(1)
        scale = speaking.Scale.of(found.told.tokens(list(found.table["file"])))
        self.tokens, self.places = together(found, scale)
        self.told = sentences.told(found.table, templates(), np.random.default_rng(0))
        self.bridges = {kind: self._bridge(found, kind) for kind in NAMES}
        self.pairs = Pairs(experts.spellings(found.learnt), self)
        self.pairs.learn(self.told, PAIRED)

    def _bridge(self, found: Material, kind: Kind) -> Bridge:
        """Trained on labels alone; the words of all training questions are in its vocabulary."""
        bridge = speaking.untrained(kind, self.told + sentences.answered(found.learnt), 0)
        fit(speaking.Speaking(bridge), speaking.Dialogues(self.told, self.tokens, self.places), SHORT)
        return bridge

    def judged(self, known: Rows, asked: Rows) -> dict[str, tuple[NDArray[Any], NDArray[Any]]]:
        """Log-odds of yes with the film, and without it."""
        tokens = self.tokens[[self.places[str(name)] for name in asked.files]]
        found = {}
        for kind, name in NAMES.items():
            bridge = _copied(self.bridges[kind])
            learnt = speaking.Dialogues(sentences.answered(known), self.tokens, self.places)
            fit(speaking.Speaking(bridge), learnt, MORE)
            questions = [str(question) for question in asked.questions]
            found[name] = (
                speaking.yes_or_no(bridge, tokens, questions),
                speaking.yes_or_no(bridge, None, questions),
            )
        pairs = copy.deepcopy(self.pairs)
        pairs.learn(sentences.answered(known), MORE)
        found["CLIP"] = (pairs.judge(tokens, list(asked.questions)), np.zeros(len(asked)))
        return found


def _copied(bridge: Bridge) -> Bridge:
    return Bridge(bridge.shape, bridge.tokenizer, copy.deepcopy(bridge.module))


class Pairs(Objective):
    """A shared space of films and of questions with their answers; the nearer answer is taken."""

    def __init__(self, ngrams: Ngrams, films: Started) -> None:
        import torch

        from core.architectures.clip import dual_encoder

        torch.manual_seed(0)
        self.ngrams, self.tokens, self.places = ngrams, films.tokens, films.places
        self.space = self.module = dual_encoder({"image": films.tokens.shape[2], "text": WIDTH}, 64, dropout=0.2)

    def __deepcopy__(self, memo: Any) -> Pairs:
        other = copy.copy(self)
        other.space = other.module = copy.deepcopy(self.space)
        return other

    def learn(self, dialogues: Sequence[sentences.Dialogue], plan: Plan) -> None:
        """From films with what is said of them."""
        fit(self, _Pairing(self, list(dialogues)), plan)

    def loss(self, batch: tuple[Tensor, Tensor, Tensor]) -> Tensor:
        """Symmetric InfoNCE in which equal words are no negatives."""
        images, texts, same = batch
        found: Tensor = self.space.loss({"image": images, "text": texts}, concepts=same)
        return found

    def judge(self, tokens: NDArray[Any], questions: Sequence[str]) -> NDArray[Any]:
        """How much nearer yes lies than no."""
        import torch

        with torch.inference_mode():
            image = self.space.embed("image", torch.from_numpy(tokens.mean(axis=1)))
            yes, no = (self.space.embed("text", self.texts(questions, answer)) for answer in ("yes", "no"))
            near: NDArray[Any] = (image * (yes - no)).sum(dim=1).numpy()
        return near * float(self.space.log_scale.detach().exp())

    def texts(self, questions: Sequence[str], answer: str) -> Tensor:
        """Questions that end with the answer, as n-grams."""
        import torch

        return torch.from_numpy(self.ngrams([f"{question} {answer}" for question in questions]).astype(np.float32))


class _Pairing:
    def __init__(self, pairs: Pairs, dialogues: list[sentences.Dialogue]) -> None:
        self._pairs, self._dialogues = pairs, dialogues

    def __len__(self) -> int:
        return len(self._dialogues)

    def batch(self, rows: NDArray[np.intp], random: np.random.Generator) -> tuple[Tensor, Tensor, Tensor]:
        import torch

        some = [self._dialogues[row] for row in rows]
        said = [f"{prompt} {answer}".strip() for _, prompt, answer in some]
        numbers = {text: number for number, text in enumerate(dict.fromkeys(said))}
        films = self._pairs.tokens[[self._pairs.places[file] for file, _, _ in some]].mean(axis=1)
        texts = torch.from_numpy(self._pairs.ngrams(said).astype(np.float32))
        return torch.from_numpy(films), texts, torch.tensor([numbers[text] for text in said])


def captions(found: Material, started: Started) -> None:
    """Captions of the validation films by both bridges, beside the most frequent caption."""
    table = found.whole[found.whole.split != "train"].reset_index(drop=True)
    truth = sentences.captions(table, templates())
    common = Counter(sentences.captions(found.table, templates())).most_common(1)[0][0]
    tokens = started.tokens[[started.places[str(name)] for name in table["file"]]]
    patients = np.asarray(table["patient"])
    baseline = _right(table, [common] * len(table))
    print(f"\nCaptions of {len(table)} validation films of nih_cxr; the most frequent one: '{common}'\n")
    print(
        "| system | mean token log-likelihood of the true caption | findings F1 | minus most frequent |\n"
        "|---|---|---|---|"
    )
    print(f"| most frequent caption | | {interval(_mean(baseline), patients)} | |")
    for kind, name in NAMES.items():
        seen, blind = (_likelihood(started.bridges[kind], some, truth) for some in (tokens, None))
        right = _right(table, _spoken(started.bridges[kind], tokens))
        gain = difference(_mean(right), _mean(baseline), patients)
        print(f"| {name} | {interval(_mean(seen), patients)} | {interval(_mean(right), patients)} | {gain} |")
        print(f"| {name}, film withheld | {interval(_mean(blind), patients)} | | |")


def _mean(values: NDArray[Any]) -> Any:
    return lambda rows: float(values[rows].mean())


def _spoken(bridge: Bridge, tokens: NDArray[Any]) -> list[str]:
    import torch

    image, mask = torch.from_numpy(tokens), torch.ones(tokens.shape[:2], dtype=torch.bool)
    with torch.inference_mode():
        return [reply.text for reply in bridge.generate(image, mask, [""] * len(tokens), longest=40)]


def _likelihood(bridge: Bridge, tokens: NDArray[Any] | None, truth: Sequence[str]) -> NDArray[Any]:
    import torch

    image = None if tokens is None else torch.from_numpy(tokens)
    mask = None if image is None else torch.ones(image.shape[:2], dtype=torch.bool)
    with torch.inference_mode():
        scores = bridge.score(image, mask, [""] * len(truth), [[text] for text in truth])
    return np.array([score[0] for score in scores])


def _right(table: Any, given: Sequence[str]) -> NDArray[np.float64]:
    """F1 of the findings that each caption names; 1 where there are none and none are named."""
    named = [c for c in templates().concepts if c.name not in sentences.UNSAID]
    holds = np.column_stack([concept.holds(table) for concept in named])
    said = np.array([[concept.sentence in text for concept in named] for text in given])
    hits, total = (holds & said).sum(axis=1), holds.sum(axis=1) + said.sum(axis=1)
    return np.where(total == 0, 1.0, 2.0 * hits / np.maximum(total, 1))
