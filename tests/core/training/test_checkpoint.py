"""What is saved comes back bit for bit after `kill -9`, and what is corrupt or foreign is refused in one sentence."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from core.training.checkpoint import Checkpoint, CheckpointError, Position, latest, save
from core.training.loop import fit
from core.weights import WeightsFolder
from tests.core.training import killed

torch = pytest.importorskip("torch", reason="torch is not installed (extra 'vision')")
ROOT = Path(__file__).parents[3]
RUN = {"rate": 0.1, "module": "abc"}


def checkpoint(step: int) -> Checkpoint:
    tensors = {"module": {"w": torch.arange(4.0) + step, "half": torch.ones(2, dtype=torch.bfloat16)}, "best": {}}
    return Checkpoint(Position(RUN, step, [0.1, 1 / 3], [0.7]), tensors)


def found(folder: Path) -> Checkpoint:
    read = latest(folder, RUN)
    assert read is not None
    return read


def test_an_empty_folder_holds_none(tmp_path: Path) -> None:
    assert latest(tmp_path, RUN) is None
    assert latest(tmp_path / "none", RUN) is None


def test_what_is_saved_comes_back(tmp_path: Path) -> None:
    save(tmp_path, checkpoint(3))
    read = found(tmp_path)
    assert read.position == checkpoint(3).position
    assert read.tensors.keys() == {"module", "best"}
    for key, value in checkpoint(3).tensors["module"].items():
        assert torch.equal(read.tensors["module"][key], value)
        assert read.tensors["module"][key].dtype == value.dtype


def test_tensors_in_another_memory_layout_and_tied_ones_can_be_saved(tmp_path: Path) -> None:
    tied = torch.rand(2, 3, 4, 4).contiguous(memory_format=torch.channels_last)
    save(tmp_path, Checkpoint(Position(RUN, 1), {"module": {"a": tied, "b": tied, "c": tied[0, 0].T}}))
    assert torch.equal(found(tmp_path).tensors["module"]["b"], tied)


def test_only_the_newest_stays_and_nothing_half_written(tmp_path: Path) -> None:
    (tmp_path / ".writing-step-000000002").mkdir(parents=True)
    for step in (1, 2, 10):
        save(tmp_path, checkpoint(step))
    assert [path.name for path in tmp_path.iterdir()] == ["step-000000010"]


def test_the_files_are_safetensors_and_json_behind_a_manifest(tmp_path: Path) -> None:
    place = save(tmp_path, checkpoint(1))
    assert sorted(path.name for path in place.iterdir()) == [
        "best.safetensors", "manifest.json", "module.safetensors", "state.json",
    ]  # fmt: skip
    WeightsFolder(place).tensors("best.safetensors")
    json.loads(WeightsFolder(place).read("state.json"))


@pytest.mark.parametrize("name", ["module.safetensors", "state.json"])
def test_a_flipped_bit_is_refused_with_the_file_and_what_to_do(tmp_path: Path, name: str) -> None:
    path = save(tmp_path, checkpoint(1)) / name
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    path.write_bytes(bytes(data))
    with pytest.raises(CheckpointError, match=r"step-000000001 is corrupt \(.*\): start afresh") as caught:
        latest(tmp_path, RUN)
    assert len(str(caught.value).splitlines()) == 1
    assert name in str(caught.value)


def test_a_file_that_was_cut_off_or_is_gone_is_refused(tmp_path: Path) -> None:
    place = save(tmp_path, checkpoint(1))
    (place / "module.safetensors").write_bytes((place / "module.safetensors").read_bytes()[:40])
    with pytest.raises(CheckpointError, match=r"module\.safetensors"):
        latest(tmp_path, RUN)
    (place / "module.safetensors").unlink()
    with pytest.raises(CheckpointError, match=r"module\.safetensors is missing"):
        latest(tmp_path, RUN)
    (place / "manifest.json").write_text("{")
    with pytest.raises(CheckpointError, match=r"manifest\.json is missing or unreadable"):
        latest(tmp_path, RUN)


def test_one_of_another_run_is_refused_with_what_differs(tmp_path: Path) -> None:
    save(tmp_path, checkpoint(1))
    with pytest.raises(CheckpointError, match=r"another run \('rate' was 0\.1 there and is 0\.2 here\)"):
        latest(tmp_path, {**RUN, "rate": 0.2})


def test_one_of_another_module_is_refused(tmp_path: Path) -> None:
    fit(killed.network(width=8), killed.Numbers(), killed.PLAN, checkpoints=tmp_path)
    with pytest.raises(CheckpointError, match="'module' was"):
        fit(killed.network(width=9), killed.Numbers(), killed.PLAN, checkpoints=tmp_path)
    with pytest.raises(CheckpointError, match="'epochs' was 6"):
        fit(killed.network(width=8), killed.Numbers(), replace(killed.PLAN, epochs=7), checkpoints=tmp_path)


def started(folder: Path) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "tests.core.training.killed", str(folder)]
    environment = {**os.environ, "OMP_NUM_THREADS": "1"}
    return subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True)  # noqa: S603


def test_a_killed_run_ends_on_the_curve_of_an_undisturbed_one_bit_for_bit(tmp_path: Path) -> None:
    torch.set_num_threads(1)
    undisturbed = killed.network()
    expected = fit(undisturbed, killed.Numbers(), killed.PLAN, validate=killed.figure(undisturbed))
    with started(tmp_path) as process:
        assert process.stdout is not None
        assert process.stdout.readline().strip() == killed.MIDWAY
        process.send_signal(signal.SIGKILL)
    assert process.returncode == -signal.SIGKILL
    assert 0 < step_of(tmp_path) < len(expected.losses)
    output, _ = started(tmp_path).communicate(timeout=60)
    ended = json.loads(output.strip().splitlines()[-1])
    assert ended["resumed"] > 0
    assert ended["losses"] == expected.losses
    assert ended["figures"] == expected.figures
    assert ended["weights"] == killed.digest_of(undisturbed)


def step_of(folder: Path) -> int:
    deadline = time.monotonic() + 5
    while time.monotonic() < deadline:
        numbers = [int(path.name.removeprefix("step-")) for path in folder.glob("step-*")]
        if numbers:
            return max(numbers)
    raise AssertionError(f"no checkpoint in {folder}")


def test_the_helper_takes_the_steps_that_it_says() -> None:
    calls: list[Any] = []
    fit(killed.network(), killed.Numbers(), killed.PLAN, report=lambda share, words: calls.append(share))
    assert len(calls) == killed.STEPS + 1
