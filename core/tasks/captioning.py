"""A sentence about a picture, how likely the model finds it, and what else it might have said."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from core.tasks import shipped
from core.weights import WeightsFolder

if TYPE_CHECKING:
    from core.architectures.asking import Seen
    from core.architectures.bridge import Bridge
    from core.case import Signal

UNCAPTIONED = "No caption is given: the model knows chest films only."
BEAMS = 3
OTHERS = 4


def caption(path: Path, folder: Path = shipped.BRIDGE) -> dict[str, Any]:
    """A caption of a picture file, as ``chiron fusion caption --json`` prints it.

    Raises:
        Refused: the picture cannot be read.
        WeightsError: the weights are absent or altered.
    """
    return {"image": str(path), **describe(shipped.opened(path), folder)}


def describe(signal: Signal, folder: Path = shipped.BRIDGE) -> dict[str, Any]:
    """A caption of a picture that came through the intake; a picture that is no chest film gets none.

    Raises:
        Refused: the picture is too small.
        WeightsError: the weights are absent or altered.
    """
    model, sealed = shipped.asker(folder), WeightsFolder(folder)
    seen, refused = shipped.look(model, np.asarray(signal.content))
    notices = shipped.said(signal, *((refused.sentence,) if refused else ()))
    end = {"notices": notices, "weights_digest": sealed.digest}
    if refused is not None and refused.code in shipped.NOT_A_FILM:
        notices.insert(0, UNCAPTIONED)
        return {"caption": None, "log_likelihood": None, "alternatives": [], "findings": [], **end}
    spoken = _spoken(_speaker(folder), model.tokens(seen))
    return {**spoken, "findings": findings(model.concepts, seen), **end}


def _spoken(bridge: Bridge, tokens: NDArray[Any]) -> dict[str, Any]:
    """The likeliest sentence, and how likely the ones are that name a single finding."""
    import torch

    from core.training.asking.captions import alternatives, printed

    image, mask = torch.from_numpy(tokens[None]), torch.ones(1, len(tokens), dtype=torch.bool)
    with torch.inference_mode():
        best = bridge.generate(image, mask, [""], longest=40, beams=BEAMS)[0]
        others = [text for text in alternatives() if text != best.text]
        scores = bridge.score(image, mask, [""], [others])[0]
    ranked = sorted(zip(others, scores, strict=True), key=lambda one: -one[1])[:OTHERS]
    return {
        "caption": printed(best.text),
        "log_likelihood": best.log_likelihood,
        "alternatives": [{"caption": printed(text), "log_likelihood": score} for text, score in ranked],
    }


def findings(concepts: tuple[str, ...], seen: Seen) -> list[dict[str, Any]]:
    """What the linear read-outs see, as shifts of log-odds from those of the training films, the strongest first."""
    ranked = sorted(zip(concepts, seen.evidence.tolist(), strict=True), key=lambda one: -one[1])
    return [{"concept": name, "log_odds_shift": round(value, 4)} for name, value in ranked if value > 0]


@cache
def _speaker(folder: Path) -> Bridge:
    from core.architectures.bridge import Bridge

    return Bridge.load(folder)
