"""One film of 1955 x 1841 from DICOM bytes to fused findings with heat maps, beside the usual backbone.

The peer is MONAI's DenseNet121, run eagerly on one ready tensor of 224 x 224, plus the same decoding: it is charged
neither for resizing, nor for its own heat map, nor for fusion. Both run in turns in one process.
`python -m benchmarks.chest.latency [--rounds N]`
"""

from __future__ import annotations

import argparse
import statistics
from collections.abc import Callable
from pathlib import Path
from time import perf_counter

RECORD = {"age": 60.0, "sex": "F", "view": "PA"}
NOTE = "Cough and fever for three days, shortness of breath."
SIDE = 224


def main() -> None:
    """Print a table of medians and their ratio."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", help="not needed; taken so that all benchmarks may be called alike")
    parser.add_argument("--rounds", type=int, default=30)
    rounds = parser.parse_args().rounds
    ours, peer = measure(rounds)
    print("| one film of 1955 x 1841, DICOM bytes to | median ms | 10th to 90th percentile |")
    print("|---|---|---|")
    for name, times in (("fused findings with heat maps (Chiron)", ours), ("one DenseNet121 output (peer)", peer)):
        tenths = statistics.quantiles(times, n=10)
        print(f"| {name} | {statistics.median(times):.1f} | {tenths[0]:.1f} to {tenths[-1]:.1f} |")
    print(f"\nratio {statistics.median(ours) / statistics.median(peer):.2f} (must reach: at most 1)")


def film() -> bytes:
    """A real pathological PA film, MONOCHROME1 (pydicom-data, MIT)."""
    from pydicom.data import get_testdata_file

    path = get_testdata_file("RG1_UNCR.dcm", download=False)
    if not isinstance(path, str):
        raise SystemExit("pydicom-data is missing: install 'chiron-suite[demo]'.")
    return Path(path).read_bytes()


def measure(rounds: int) -> tuple[list[float], list[float]]:
    """Milliseconds of each round, ours and the peer's, taken in turns."""
    data = film()
    ours, peer = chiron(data), densenet(data)
    times: tuple[list[float], list[float]] = ([], [])
    for step in (ours, peer) * 3:
        step()
    for _ in range(rounds):
        times[0].append(_milliseconds(ours))
        times[1].append(_milliseconds(peer))
    return times


def _milliseconds(step: Callable[[], object]) -> float:
    start = perf_counter()
    step()
    return (perf_counter() - start) * 1000.0


def chiron(data: bytes) -> Callable[[], object]:
    """The domain's own task: intake, guard, experts, fusion, states, heat maps."""
    from domains.chest.tasks import read_case, warm

    warm()
    payload = {"image": data, "note": NOTE, "record": RECORD}

    def step() -> object:
        reading = read_case(payload, lambda _fraction, _message: None)
        assert not reading.refused and reading.heatmaps
        return reading

    return step


def densenet(data: bytes) -> Callable[[], object]:
    """The same decoding, then one forward pass."""
    import torch
    from monai.networks.nets.densenet import DenseNet121

    from core.intake.intake import Intake

    intake = Intake()
    network = DenseNet121(spatial_dims=2, in_channels=1, out_channels=14).eval()
    ready = torch.rand(1, 1, SIDE, SIDE)

    def step() -> object:
        intake.image(data)
        with torch.inference_mode():
            return network(ready)

    return step


if __name__ == "__main__":
    main()
