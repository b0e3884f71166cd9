"""The processes of Ray Train, on this machine or on a cluster; needs the extra ``ray``."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

from core.training.backends.ddp import QUIET
from core.training.backends.job import RUN, Job, leave
from core.training.checkpoint import latest
from core.training.loop import History, Report, TrainingError

if TYPE_CHECKING:
    from torch import Tensor

ABSENT = "Ray is not installed: install it with `pip install 'chiron-suite[ray]'`, or train with the backend 'ddp'."


def train(job: Job, processes: int = 2, report: Report | None = None) -> tuple[History, dict[str, Tensor]]:
    """Train in ``processes`` workers of Ray Train, which share a folder; the history and the module's state.

    Raises:
        TrainingError: Ray is not installed, or a worker failed.
    """
    try:
        import ray
        from ray.train import RunConfig, ScalingConfig
        from ray.train.torch import TorchConfig, TorchTrainer
    except ImportError as error:
        raise TrainingError(ABSENT) from error
    with TemporaryDirectory(prefix="chiron-ray-") as folder, _opened(ray):
        told = {"job": job, "folder": folder}
        trainer = TorchTrainer(
            _work,
            train_loop_config=told,
            torch_config=TorchConfig(backend="gloo"),
            scaling_config=ScalingConfig(num_workers=processes),
            run_config=RunConfig(storage_path=folder),
        )
        trainer.fit()
        found = latest(Path(folder) / "result", RUN)
    if found is None:
        raise TrainingError("The workers of Ray ended without a result: run it with one process to see why.")
    if report:
        report(1.0, "trained")
    history = History(found.position.losses, found.position.figures)
    return history, dict(found.tensors["module"])


@contextmanager
def _opened(ray: Any) -> Iterator[None]:
    """A cluster that is there already is used as it is; one of our own is quiet and ends with the training."""
    own = not ray.is_initialized()
    if own:
        quiet = {"env_vars": dict([QUIET])}
        ray.init(include_dashboard=False, log_to_driver=False, logging_level="error", runtime_env=quiet)
    try:
        yield
    finally:
        if own:
            ray.shutdown()


def _work(told: dict[str, Any]) -> None:
    """One worker; Ray has opened the process group."""
    from core.training.backends.together import Together

    team = Together()
    history, state = told["job"].run(team=team)
    if team.rank == 0:
        leave(Path(told["folder"]) / "result", history, state)
