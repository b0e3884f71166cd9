"""Several processes of this machine under torch's DDP, spawned and joined by gloo, which needs no accelerator."""

from __future__ import annotations

import os
import socket
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from core.training.backends.job import RUN, Job, leave
from core.training.checkpoint import latest
from core.training.loop import History, Report, TrainingError

if TYPE_CHECKING:
    from torch import Tensor

LOOPBACK = "127.0.0.1"
QUIET = ("TORCH_CPP_LOG_LEVEL", "ERROR")
"""Else every process tells that all parameters were reached, which is not amiss; read when torch is first imported."""


def train(job: Job, processes: int = 2, report: Report | None = None) -> tuple[History, dict[str, Tensor]]:
    """Train in ``processes`` new processes; the history and the module's state.

    Args:
        job: Sent to each of them, so its ``make`` must be a function of a module.
        processes: How many.
        report: Not called before the end: progress stays with the processes that make it.

    Raises:
        TrainingError: one of them failed; the sentence is its own.
    """
    from torch.multiprocessing.spawn import ProcessException, spawn

    with TemporaryDirectory(prefix="chiron-ddp-") as folder:
        try:
            os.environ.setdefault(*QUIET)
            spawn(_work, (job, processes, _free_port(), Path(folder)), nprocs=processes)  # type: ignore[no-untyped-call]
        except ProcessException as error:
            raise TrainingError(f"A training process failed: {str(error).strip().splitlines()[-1]}") from error
        found = latest(Path(folder), RUN)
    if found is None:
        raise TrainingError("The training processes ended without a result: run it with one process to see why.")
    if report:
        report(1.0, "trained")
    return History(found.position.losses, found.position.figures, _best(found.position.figures, job)), dict(
        found.tensors["module"]
    )


def _work(rank: int, job: Job, processes: int, port: int, folder: Path) -> None:
    import torch
    from torch import distributed

    from core.training.backends.together import Together

    torch.set_num_threads(max(1, torch.get_num_threads() // processes))
    address = f"tcp://{LOOPBACK}:{port}"
    distributed.init_process_group("gloo", init_method=address, rank=rank, world_size=processes)
    try:
        history, state = job.run(team=Together())
        if rank == 0:
            leave(folder, history, state)
    finally:
        distributed.destroy_process_group()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind((LOOPBACK, 0))
        return int(probe.getsockname()[1])


def _best(figures: list[float], job: Job) -> int:
    from core.training.best import best_of

    return best_of(figures) if figures else job.plan.epochs - 1
