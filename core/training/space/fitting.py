"""Two stages over the shared loop: the network that listens, then the heads of all three modalities."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from core.architectures.clip import dual_encoder
from core.encoders.pictured import Describer
from core.training.loop import Plan, Report, fit
from core.training.space.corpus import Words
from core.training.space.listening import Listening, Spoken, Utterances, disturbed
from core.training.space.meeting import Meeting, Meetings, by_concept
from core.training.space.shown import Shown

if TYPE_CHECKING:
    from core.architectures.networks.clip import DualEncoder
    from core.encoders.spoken_network import Listener

WIDTH, HIDDEN, SOUNDS = 256, 512, 1_200
LISTEN = Plan(epochs=12, batch=512, rate=2e-3, decay=0.02, precision="bfloat16", warmup=0.08)
MEET = Plan(epochs=8, batch=512, rate=1e-3, decay=0.1, precision="bfloat16", warmup=0.08)


@dataclass(frozen=True)
class Fitted:
    """What is shipped of a fit."""

    listener: Listener
    heads: DualEncoder


def listen(
    spoken: Spoken,
    words: Words,
    sounds: NDArray[np.uint8],
    plan: Plan,
    checkpoints: Path | None,
    report: Report,
    start: Listening | None = None,
) -> Listening:
    """The network that listens, and the heads it learnt with.

    Args:
        spoken: Utterances.
        words: Written words.
        sounds: Which pairs of speech sounds each utterance has.
        plan: How.
        checkpoints: Folder to resume from and to save in.
        report: Progress.
        start: To go on from; changed in place.
    """
    learning = start or new_listening(plan.seed, sounds.shape[1])
    fit(learning, Utterances(spoken, words.vectors, words.names, sounds), plan, checkpoints=checkpoints, report=report)
    return learning


def new_listening(seed: int, sounds: int = SOUNDS) -> Listening:
    """Untrained."""
    import torch

    from core.encoders.spoken_network import Listener

    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(seed)
        listener = Listener()
        return Listening(listener, dual_encoder({"audio": listener.width, "text": 512}, WIDTH, HIDDEN, 0.1), sounds)


def meet(meetings: Meetings, learnt: Listening, plan: Plan, checkpoints: Path | None, report: Report) -> Fitted:
    """All three heads; those of words and sounds go on from where listening left them."""
    import torch

    widths = {"image": meetings.pictures.shape[1], "text": 512, "audio": learnt.listener.width}
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(plan.seed)
        space = dual_encoder(widths, WIDTH, HIDDEN, 0.3)
    for name in ("text", "audio"):
        space.heads[name].load_state_dict(learnt.space.heads[name].state_dict())
    space.log_scale.data.copy_(learnt.space.log_scale.data)
    fit(Meeting(space), meetings, plan, checkpoints=checkpoints, report=report)
    return Fitted(learnt.listener.eval(), space.eval())


def meetings(
    spoken: Spoken, words: Words, shown: Shown, describe: Describer, listener: Listener, seed: int
) -> Meetings:
    """Utterances as the network that listens hears them, once disturbed, with the described pictures."""
    random = np.random.default_rng(seed)
    pictures = disturbed(spoken.pictures.astype(np.float32) / 255.0, random)
    sounds = heard(listener, pictures, spoken.lengths)
    shows = by_concept(shown.concepts)
    about = (describe(shown.vectors), shows, words.vectors, words.names)
    return Meetings(sounds, spoken.texts, spoken.concepts, *about)


def heard(listener: Listener, pictures: NDArray[np.float32], lengths: NDArray[Any]) -> NDArray[np.float32]:
    """``(n, 384)``, in pieces; the network is put at rest."""
    import torch

    listener.eval()
    rows = []
    with torch.inference_mode(), torch.autocast("cpu", torch.bfloat16):
        for start in range(0, len(pictures), 1024):
            some = slice(start, start + 1024)
            rows.append(listener(torch.from_numpy(pictures[some]), torch.from_numpy(lengths[some])).numpy())
    return np.concatenate(rows)


def placed(heads: DualEncoder, name: str, vectors: NDArray[np.float32]) -> NDArray[np.float32]:
    """Unit vectors ``(n, width)`` of the shared space."""
    import torch

    with torch.inference_mode():
        found: NDArray[np.float32] = heads.embed(name, torch.from_numpy(vectors)).float().numpy()
    return found
