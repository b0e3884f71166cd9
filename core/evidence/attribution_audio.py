"""When in a sound: integrated gradients over its frames, and silencing stretches for encoders without gradients."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from core.case import SOUND_RATE
from core.evidence.attribution import (
    AT_ONCE,
    Attribution,
    Question,
    batch_of,
    integrate,
    require_captum,
    shares,
    sole_floating,
)
from core.finding import Moment

if TYPE_CHECKING:
    from torch import Tensor

Array = NDArray[np.floating[Any]]
STEPS = 32
WINDOW_S = 0.1
LEAST_SHARE = 0.05


def integrated_gradients(question: Question, sound: Array, steps: int = STEPS, frames: int = -1) -> Attribution:
    """Addends of ``log-odds(sound) - log-odds(silence)``, one for each frame that the encoder prepares.

    Args:
        question: Which encoder, and which label.
        sound: ``(samples,)`` at 16,000 Hz.
        steps: Of the integral.
        frames: Axis of time in what the encoder prepares.

    Returns:
        Values ``(frames,)``, the pieces of a long sound one after the other.
    """
    batch = batch_of(question.encoder, sound)
    key = sole_floating(batch)
    silence = batch_of(question.encoder, np.zeros_like(sound))[key]
    values, log_odds, compared = integrate(question.of(key, batch), batch[key], silence, steps)
    in_time = np.moveaxis(values, frames, 1)
    return Attribution(in_time.reshape(*in_time.shape[:2], -1).sum(axis=2).ravel(), log_odds, compared)


def ablation(question: Question, sound: Array, window: float = WINDOW_S) -> Attribution:
    """What the log-odds loses when a stretch is silenced, for each stretch; asks no gradient of anyone.

    Args:
        question: Which encoder, and which label.
        sound: ``(samples,)`` at 16,000 Hz.
        window: Length of a stretch, seconds.

    Returns:
        Values ``(stretches,)``; the last one may be shorter.
    """
    require_captum()
    import torch
    from captum.attr import FeatureAblation

    stretch = np.arange(len(sound)) // max(1, round(window * SOUND_RATE))

    def forward(present: Tensor) -> Tensor:
        return question.ask([sound * row.numpy()[stretch] for row in present])

    everything = torch.ones(1, int(stretch[-1]) + 1)
    with torch.no_grad():
        found = FeatureAblation(forward).attribute(everything, 0.0, perturbations_per_eval=AT_ONCE)
        ends = forward(torch.cat([everything, torch.zeros_like(everything)]))
    return Attribution(found[0].numpy().astype(np.float64), float(ends[0]), float(ends[1]))


def where(values: Array, step: float, duration: float) -> tuple[Moment, ...]:
    """Stretches of time that stand out, the strongest first.

    A frame stands out from halfway between the usual level of this sound (the median) and its maximum, as cells of a
    picture do.

    Args:
        values: ``(n,)``, of any method.
        step: Seconds from one value to the next.
        duration: Of the sound, seconds; frames after its end (encoders pad) tell of no moment.
    """
    held = shares(values[: max(1, int(np.ceil(duration / step - 1e-9)))])
    if not held.any():
        return ()
    loud = held >= (float(np.median(held)) + float(held.max())) / 2.0
    edges = np.flatnonzero(np.diff(np.concatenate([[0], loud.astype(int), [0]])))
    moments = [
        Moment(start * step, min(end * step, duration), float(held[start:end].sum()))
        for start, end in zip(edges[::2].tolist(), edges[1::2].tolist(), strict=True)
    ]
    return tuple(sorted((m for m in moments if m.share >= LEAST_SHARE), key=lambda moment: -moment.share))
