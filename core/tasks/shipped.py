"""The suite's model of films and words: where it lies, and the picture that it is asked about."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from core.intake.intake import Intake
from core.intake.refusal import Refused

if TYPE_CHECKING:
    from core.architectures.asking import Asker, Seen
    from core.case import Signal

BRIDGE = Path(__file__).parents[1] / "models" / "bridge"
WEAK = (
    "A weak model: it was fitted on few questions, and mostly answers by the words of the question. "
    "Decision support, not a cleared medical device."
)
NOT_A_FILM = frozenset({"not-a-chest-film", "blank"})


@cache
def asker(folder: Path) -> Asker:
    """The model that answers, opened once.

    Raises:
        WeightsError: a file is absent or altered.
    """
    from core.architectures.asking import Asker

    return Asker.load(folder)


def opened(path: Path) -> Signal:
    """The picture in a file, through the intake.

    Raises:
        Refused: it cannot be read; one sentence.
    """
    try:
        data = path.read_bytes()
    except OSError as error:
        raise Refused("unreadable", f"The picture {path} cannot be opened: {error.strerror}.") from error
    with Intake() as intake:
        return intake.image(data, path.name)


def look(model: Asker, picture: NDArray[Any]) -> tuple[Seen, Refused | None]:
    """What the network sees in a picture, and why it is not the kind of picture that it knows, if it is not.

    Raises:
        Refused: the picture is too small to be looked at.
    """
    if min(picture.shape[:2]) < 32:
        raise Refused("too-small", "The picture is smaller than 32 pixels on a side: send the film itself.")
    seen = model.look(np.asarray(picture, np.float32))
    try:
        model.guard.check(seen.film, seen.map.mean(axis=(1, 2)))
    except Refused as error:
        return seen, error
    return seen, None


def said(signal: Signal, *more: str) -> list[str]:
    """Everything that whoever reads the answer must see."""
    return [*map(str, signal.facts.get("notices", ())), *more, WEAK]
