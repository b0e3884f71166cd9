"""Cases as the joint expert's training takes them: tensors by input, with roles dropped at random."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from core.fusion.fuser import Input
from core.training.voices import VoiceTable

Array = NDArray[np.floating[Any]]
KEPT = 0.4


class VoiceSamples:
    """Cases with roles dropped at random, as the loop takes them.

    Args:
        table: The cases.
        inputs: What the network takes.
        kept: Share of the cases in which nothing is dropped; in the others any non-empty part of the roles is left.
    """

    def __init__(self, table: VoiceTable, inputs: tuple[Input, ...], kept: float = KEPT) -> None:
        self._tensors = tensors_of(table, inputs)
        self._present = table.columns(dict.fromkeys(one.role for one in inputs))
        self._kept = kept
        self._length = len(table)

    def __len__(self) -> int:
        return self._length

    def batch(self, rows: NDArray[np.intp], random: np.random.Generator) -> dict[str, Any]:
        """Contents, masks, presence after dropping, and truth."""
        import torch

        at = torch.from_numpy(rows)
        chosen = {k: [v[at] for v in self._tensors[k]] for k in ("contents", "masks")}
        dropped = drop(self._present[rows], self._kept, random)
        return {**chosen, "present": torch.from_numpy(dropped), "truth": self._tensors["truth"][at]}


def drop(present: NDArray[np.bool_], kept: float, random: np.random.Generator) -> NDArray[np.bool_]:
    """Modality drop-out: ``(n, roles)`` with roles left out, never all that a case has.

    After ModDrop (Neverova et al., IEEE TPAMI 38 (2016) 1692-1706), but over all patterns.
    """
    stays = present & ((random.random(present.shape) < 0.5) | (random.random((len(present), 1)) < kept))
    emptied = ~stays.any(axis=1)
    if emptied.any():
        draws = np.where(present[emptied], random.random((int(emptied.sum()), present.shape[1])), -1.0)
        stays[np.flatnonzero(emptied), draws.argmax(axis=1)] = True
    return stays & present


def tensors_of(table: VoiceTable, inputs: Iterable[Input]) -> dict[str, Any]:
    """Everything of a table as tensors: ``contents`` and ``masks`` by input, and ``truth``."""
    import torch

    contents, masks = [], []
    for one in inputs:
        values, mask = content_of(table, one)
        contents.append(torch.from_numpy(np.ascontiguousarray(values, np.float32)))
        masks.append(torch.from_numpy(np.ascontiguousarray(mask)))
    return {"contents": contents, "masks": masks, "truth": torch.from_numpy(np.asarray(table.truth, np.float32))}


def content_of(table: VoiceTable, one: Input) -> tuple[Array, NDArray[np.bool_]]:
    """What an input takes of a table ``(n, count, width)``, and which tokens stand ``(n, count)``.

    Raises:
        ValueError: it is of another width than the input.
    """
    source = {"vector": table.vectors, "tokens": table.tokens, "statements": table.statements}[one.kind]
    if one.role not in source:
        return np.zeros((len(table), 1, one.width)), np.zeros((len(table), 1), bool)
    values = source[one.role] if one.kind == "tokens" else source[one.role][:, None]
    if values.shape[-1] != one.width:
        raise ValueError(
            f"The {one.kind} of '{one.role}' are {values.shape[-1]} wide, and the fuser was trained on {one.width}."
        )
    everything = np.ones(values.shape[:2], bool)
    return values, table.token_masks.get(one.role, everything) if one.kind == "tokens" else everything
