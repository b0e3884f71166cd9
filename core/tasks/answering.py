"""Questions about a picture: an answer with its probability, what the words alone say, and what the picture added."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from core.intake.refusal import Refused
from core.tasks import shipped
from core.weights import WeightsFolder

if TYPE_CHECKING:
    from core.architectures.asking import Answer
    from core.case import Signal

LONGEST = 400
MOVED = 0.1
HIGH = 0.6
MOST = 3
UNANSWERED = "No answer is given: the model knows chest films only."


class QuestionError(ValueError):
    """A question that cannot be asked; one sentence."""


def ask(path: Path, question: str, folder: Path = shipped.BRIDGE) -> dict[str, Any]:
    """A question about a picture file, as ``chiron fusion ask --json`` prints its answer.

    Raises:
        QuestionError: the question is empty or too long.
        Refused: the picture cannot be read.
        WeightsError: the weights are absent or altered.
    """
    wanted = checked(question)
    return {"image": str(path), **answer(shipped.opened(path), wanted, folder)}


def checked(question: str) -> str:
    """The question with its spaces tidied.

    Raises:
        QuestionError: it is empty, has no word, or is too long.
    """
    tidy = " ".join(question.split())
    if not any(character.isalnum() for character in tidy):
        raise QuestionError('The question is empty: ask something, such as "Is the heart enlarged?".')
    if len(tidy) > LONGEST:
        raise QuestionError(f"The question has {len(tidy)} characters and at most {LONGEST} are read; ask one thing.")
    return tidy


def answer(signal: Signal, question: str, folder: Path = shipped.BRIDGE) -> dict[str, Any]:
    """A question about a picture that came through the intake; a picture that is no chest film gets no answer.

    Raises:
        Refused: the picture is too small.
        WeightsError: the weights are absent or altered.
    """
    model = shipped.asker(folder)
    seen, refused = shipped.look(model, np.asarray(signal.content))
    notices = shipped.said(signal, *((refused.sentence,) if refused else ()))
    found = model.ask(None if _is_foreign(refused) else seen, question)
    told = {"question": question, "kind": found.kind, **_told(found)}
    if _is_foreign(refused):
        told |= {"answer": None, "probability": None, "candidates": [], "contributions": {}}
        notices.insert(0, UNANSWERED)
    return {**told, "notices": notices, "weights_digest": WeightsFolder(folder).digest}


def _is_foreign(refused: Refused | None) -> bool:
    return refused is not None and refused.code in shipped.NOT_A_FILM


def _told(found: Answer) -> dict[str, Any]:
    alone, probability = found.words_alone
    return {
        "answer": found.answer,
        "probability": round(found.probability, 6),
        "candidates": [{"answer": text, "probability": round(p, 6)} for text, p in found.candidates],
        "question_only": {"answer": alone, "probability": round(probability, 6)},
        "contributions": dict(found.contributions),
        "concepts": {name: round(share, 4) for name, share in found.concepts.items()},
        "regions": _regions(found.where, found.contributions),
    }


def _regions(where: NDArray[Any], contributions: Mapping[str, float]) -> list[dict[str, float]]:
    """Boxes of the parts of the film that spoke for the answer's direction, as shares of its width and height."""
    if abs(contributions["image"]) < MOVED or not np.any(where):
        return []
    strong = _towards(where)
    parts = _parts({(int(row), int(column)) for row, column in np.argwhere(strong > HIGH)})
    parts.sort(key=lambda part: -max(float(strong[cell]) for cell in part))
    return [_box(part, strong.shape) for part in parts[:MOST]]


def _parts(cells: set[tuple[int, int]]) -> list[set[tuple[int, int]]]:
    """Cells that touch by a side, together."""
    left, parts = set(cells), []
    while left:
        part, edge = set[tuple[int, int]](), {min(left)}
        while edge:
            part |= edge
            around = {(r + a, c + b) for r, c in edge for a, b in ((0, 1), (1, 0), (0, -1), (-1, 0))}
            edge = (around & left) - part
        left -= part
        parts.append(part)
    return parts


def _towards(where: NDArray[Any]) -> NDArray[Any]:
    """From 0 at the median to 1 at the strongest cell, in the direction in which the film as a whole spoke."""
    centred = where - np.median(where)
    centred = centred if abs(centred.max()) >= abs(centred.min()) else -centred
    scaled: NDArray[Any] = np.clip(centred / max(float(centred.max()), 1e-9), 0.0, 1.0)
    return scaled


def _box(cells: set[tuple[int, int]], shape: tuple[int, ...]) -> dict[str, float]:
    high, wide = shape
    rows, columns = [row for row, _ in cells], [column for _, column in cells]
    return {
        "x": round(min(columns) / wide, 4),
        "y": round(min(rows) / high, 4),
        "width": round((max(columns) + 1 - min(columns)) / wide, 4),
        "height": round((max(rows) + 1 - min(rows)) / high, 4),
    }
