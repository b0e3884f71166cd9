"""Heart and lung sounds: `python -m benchmarks.chest.auscultation --data DIR`.

The set `auscultation` (a teaching manikin, 15 s at 4 kHz): is the lung sound, is the heart sound, anything but normal,
and which of its types is it? Each figure is cross-validated over groups of recordings that share a waveform, beside
what loudness and the place of the stethoscope give. It shows the way that a hospital would train a third modality on
its own recordings (an encoder of the suite, an expert, the late fuser); no weights are shipped, since the licence of
this set is not confirmed, and a manikin is no patient. No film belongs to these sounds: what they add to one is not
measured.
"""

from __future__ import annotations

import argparse
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from benchmarks.chest.small import Cohort, crossfit, expert
from core.case import SOUND_RATE
from core.evaluation.bootstrap import interval
from core.evaluation.metrics import auroc
from core.training import folds

Array = NDArray[Any]
KINDS = {"lung": ("lung", "mix"), "heart": ("heart", "mix")}
SETS: Mapping[str, tuple[str, ...]] = {
    "loudness and place (shortcut)": ("loudness", "place"),
    "log-mel statistics": ("bands",),
    "Whisper's encoder": ("whisper",),
    "both, fused": ("bands", "whisper"),
}
QUIET = 1e-8


def main() -> None:
    """Print a table for each of the two organs."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    folder = parser.parse_args().data / "auscultation"
    for organ, kinds in KINDS.items():
        table = rows(folder, organ, kinds)
        cohort = read(folder, table, organ)
        print(f"\n## {organ}: {len(cohort)} recordings in {len(np.unique(cohort.groups))} groups, ", end="")
        print(
            f"{int(cohort.truth.sum())} not normal\n\n| read from | AUROC, not normal | accuracy, type |\n|---|---|---|"
        )
        types = table[f"{organ}_type"].to_numpy()
        tell(cohort, types)
        _, counts = np.unique(types, return_counts=True)
        print(f"| the most frequent type | .500 | {counts.max() / counts.sum():.3f} |")


def tell(cohort: Cohort, types: Array) -> None:
    """A line for each set of roles."""
    said = crossfit(cohort, tuple(SETS.values()))
    for name, parts in SETS.items():
        found = interval(lambda rows, one=said[parts]: auroc(cohort.truth[rows], one[rows]), cohort.groups)  # type: ignore[misc]
        right = _types(cohort, types, parts)
        accuracy = interval(lambda rows, one=right: float(np.mean(one[rows])), cohort.groups)  # type: ignore[misc]
        print(f"| {name} | {found} | {accuracy} |", flush=True)


def rows(folder: Path, organ: str, kinds: tuple[str, ...]) -> Any:
    """Recordings in which that organ is heard and its type is known."""
    import pandas as pd

    table = pd.read_csv(folder / "labels.csv", keep_default_na=False)
    return table[table.kind.isin(kinds) & (table[f"{organ}_type"] != "")].reset_index(drop=True)


def read(folder: Path, table: Any, organ: str) -> Cohort:
    """Sounds as roles; each is brought to one loudness before it is looked at."""
    sounds = [_sound(folder / name) for name in table.file]
    levels = np.array([[np.log10(np.mean(sound**2) + QUIET)] for sound in sounds])
    even = [sound / (np.sqrt(np.mean(sound**2)) + QUIET) * 0.05 for sound in sounds]
    places = np.unique(table.location)
    roles = {
        "loudness": levels,
        "place": (table.location.to_numpy()[:, None] == places[None]).astype(float),
        "bands": np.array([_bands(sound) for sound in even]),
        "whisper": _whisper(even),
    }
    truth = (table[f"{organ}_type"] != "Normal").astype(int).to_numpy()
    return Cohort(truth, table.group.to_numpy(), roles)


def _sound(path: Path) -> Array:
    from core.intake.intake import Intake

    with Intake() as intake:
        sound: Array = np.asarray(intake.sound(path.read_bytes(), path.name).content, np.float32)
    return sound


def _bands(sound: Array) -> Array:
    """Mean and spread of each mel band over time: ``(160,)``."""
    import torch

    from core.encoders.logmel import log_mel

    spectrogram = log_mel(torch.from_numpy(sound)).numpy()
    return np.concatenate([spectrogram.mean(axis=1), spectrogram.std(axis=1)])


def _whisper(sounds: list[Array]) -> Array:
    """Pooled states of Whisper tiny's encoder, never fitted on bodies: ``(n, 384)``."""
    import torch

    from core.encoders.catalogue import ENCODERS
    from core.encoders.places import Places

    open_encoder: Any = ENCODERS.open("whisper")
    encoder = open_encoder(Places(), {})
    found = []
    with torch.inference_mode():
        for sound in sounds:
            batch = encoder.collate([encoder.prepare(sound[: 15 * SOUND_RATE])])
            found.append(encoder.encode(batch).vector[0].numpy())
    return np.array(found)


def _types(cohort: Cohort, types: Array, roles: tuple[str, ...]) -> NDArray[np.bool_]:
    """Whether the type that scores highest, of experts for one type against the rest, is the right one."""
    names = np.unique(types)
    scores = np.zeros((len(types), len(names)))
    for fit, asked in folds.grouped(cohort.groups, types, 5, 0):
        for column, name in enumerate(names):
            one = Cohort((types == name).astype(int), cohort.groups, cohort.roles)
            scores[asked, column] = np.mean([expert(one, role, fit, asked) for role in roles], axis=0)
    right: NDArray[np.bool_] = names[scores.argmax(axis=1)] == types
    return right


if __name__ == "__main__":
    main()
