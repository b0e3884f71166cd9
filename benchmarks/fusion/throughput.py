"""What each fuser costs: `python -m benchmarks.fusion.throughput [--cases N]`.

Training time, peak memory beyond the loaded libraries, and time to answer by batch size, each fuser in a process of its
own on the same made-up cases in the shape of chest: an image of 49 tokens, a note of one vector, a record that only
speaks, 13 findings. The peers fuse the same features in scikit-learn: stacking of the statements, and a perceptron on
everything joined, the recipe of late-fusion AutoML. Figures of quality are elsewhere; these cases are noise with a cue.
"""

from __future__ import annotations

import argparse
import json
import resource
import subprocess
import sys
from collections.abc import Callable, Sequence
from time import perf_counter
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from core.training.voices import VoiceTable

LABELS = tuple(f"finding {number}" for number in range(13))
WIDTHS = {"image": 1280, "note": 384}
TOKENS = 49
EPOCHS = 4
BATCHES = (1, 8, 64, 512)
OURS = ("late", "early", "hybrid")
PEERS = ("scikit-learn stacking", "scikit-learn perceptron")
PEER = PEERS[0]
ROUNDS = 7
Array = NDArray[np.floating[Any]]
Answer = Callable[[int], object]


def main(argv: Sequence[str] | None = None) -> None:
    """Print the table of all fusers and peers."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", help="not needed; taken so that all benchmarks may be called alike")
    parser.add_argument("--cases", type=int, default=1000)
    parser.add_argument("--one", choices=OURS + PEERS, help="measure this one in this process, and print JSON")
    arguments = parser.parse_args(argv)
    if arguments.one:
        print(json.dumps(measured(arguments.one, arguments.cases)))
        return
    found = {name: _apart(name, arguments.cases) for name in OURS + PEERS}
    print(f"{arguments.cases} cases, {len(LABELS)} findings, one thread; {EPOCHS} epochs for what has epochs.\n")
    columns = " | ".join(f"ms a case, batch {size}" for size in BATCHES)
    print(f"| fuser | training s | cases/s in training | ratio to {PEER} | peak MiB | {columns} |")
    print("|---|---|---|---|---|" + "---|" * len(BATCHES))
    for name, about in found.items():
        print(_line(name, about, found[PEER]["seconds"], arguments.cases))


def _line(name: str, about: dict[str, Any], peer: float, cases: int) -> str:
    latency = " | ".join(f"{about['latency'][str(size)]:.3f}" for size in BATCHES)
    speed = f"{about['seconds']:.2f} | {cases / about['seconds']:.0f} | {about['seconds'] / peer:.1f}"
    return f"| {name} | {speed} | {about['mebibytes']:.0f} | {latency} |"


def _apart(name: str, cases: int) -> dict[str, Any]:
    """One fuser in a fresh process, so that its peak is its own."""
    command = [sys.executable, "-m", "benchmarks.fusion.throughput", "--cases", str(cases), "--one", name]
    answer = subprocess.run(command, check=True, capture_output=True, text=True)  # noqa: S603
    found: dict[str, Any] = json.loads(answer.stdout)
    return found


def measured(name: str, cases: int) -> dict[str, Any]:
    """Seconds of training, mebibytes at the peak beyond what stood before, milliseconds a case by batch size."""
    import torch

    torch.set_num_threads(1)
    train, asked = table(cases, 0), table(max(BATCHES), 1)
    _load(name)
    before, begun = _peak(), perf_counter()
    answer = (our if name in OURS else peer)(name, train, asked)
    seconds, peak = perf_counter() - begun, _peak()
    return {
        "seconds": seconds,
        "mebibytes": peak - before,
        "latency": {size: _latency(answer, size) for size in BATCHES},
    }


def _load(name: str) -> None:
    """Import what is used, and let the allocator have its first blocks, before memory is read."""
    small = table(60, 2)
    (our if name in OURS else peer)(name, small, small)


def _peak() -> float:
    """Largest resident memory of this process so far, MiB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024.0


def _latency(answer: Answer, size: int) -> float:
    answer(size)
    times = []
    for _ in range(ROUNDS):
        begun = perf_counter()
        answer(size)
        times.append(perf_counter() - begun)
    return float(np.median(times)) * 1000.0 / size


def table(cases: int, seed: int) -> VoiceTable:
    """Made-up cases: standard normal features in which each finding moves one direction."""
    from core.training.voices import VoiceTable

    random = np.random.default_rng(seed)
    truth = (random.uniform(size=(cases, len(LABELS))) < 0.3).astype(np.float64)
    cue = np.random.default_rng(99)
    moved = {role: truth @ cue.normal(size=(len(LABELS), width)) * 0.2 for role, width in WIDTHS.items()}
    image = random.normal(size=(cases, TOKENS, WIDTHS["image"])).astype(np.float32) + moved["image"][:, None]
    note = random.normal(size=(cases, WIDTHS["note"])) + moved["note"]
    said = {role: random.normal(size=truth.shape) + truth for role in (*WIDTHS, "record")}
    return VoiceTable(
        labels=LABELS,
        truth=truth,
        groups=np.arange(cases),
        statements=said,
        vectors={"note": note.astype(np.float32)},
        tokens={"image": image.astype(np.float32)},
    )


def our(name: str, train: VoiceTable, asked: VoiceTable) -> Answer:
    """Train a fuser of the suite; what it answers about the first cases of ``asked``."""
    from core.training.fusers import train_fuser
    from core.training.loop import Plan

    fitted = train_fuser(name, train, Plan(epochs=EPOCHS, batch=64))  # type: ignore[arg-type]
    return lambda size: fitted.logits(asked.rows(slice(0, size)))


def peer(name: str, train: VoiceTable, asked: VoiceTable) -> Answer:
    """Fit a peer on the same features."""
    from sklearn.linear_model import LogisticRegression
    from sklearn.multioutput import MultiOutputClassifier
    from sklearn.neural_network import MLPClassifier

    if name == PEER:
        stacking = MultiOutputClassifier(LogisticRegression(max_iter=500)).fit(_statements(train), train.truth)
        said = _statements(asked)
        return lambda size: stacking.predict_proba(said[:size])
    perceptron = MLPClassifier(
        (128,), batch_size=min(64, len(train)), max_iter=EPOCHS, tol=0.0, n_iter_no_change=EPOCHS
    )
    joined = _joined(asked)
    _quietly(lambda: perceptron.fit(_joined(train), train.truth))
    return lambda size: perceptron.predict_proba(joined[:size])


def _quietly(fit: Callable[[], object]) -> None:
    """A perceptron that is stopped after its epochs warns that it did not converge: that is what was asked."""
    import warnings

    from sklearn.exceptions import ConvergenceWarning

    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ConvergenceWarning)
        fit()


def _statements(cases: VoiceTable) -> Array:
    return np.column_stack([cases.statements[role] for role in cases.speakers])


def _joined(cases: VoiceTable) -> Array:
    """Pooled image, note and statements side by side."""
    return np.column_stack([cases.tokens["image"].mean(axis=1), cases.vectors["note"], _statements(cases)])


if __name__ == "__main__":
    main()
