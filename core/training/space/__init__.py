"""What the shared space of picture, word and sound learns from, and how."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from core.training.run import TrainingRun


def train(run: TrainingRun) -> None:
    """`chiron train space`; see :func:`core.training.space.recipe.train`."""
    from core.training.space.recipe import train as made

    made(run)
