"""Fusers as training leaves them: they answer about many cases at once, and save what a reader loads."""

from __future__ import annotations

import json
from abc import ABC, abstractmethod
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from core import weights
from core.fusion.early import EarlyFuser
from core.fusion.fuser import Fuser, pattern_of
from core.fusion.hybrid import hybrid
from core.fusion.joint import JOINT, JointExpert
from core.fusion.late import late_from
from core.fusion.pool import Usual, weigh
from core.fusion.stage import stage_from
from core.training import joint, late
from core.training.voices import VoiceTable

if TYPE_CHECKING:
    from core.fusion.joint_network import JointNetwork, Shape

Array = NDArray[np.floating[Any]]
Parameters = Mapping[tuple[str, ...], Mapping[str, Any]]
"""Roles present to what the late stage knows of them."""
NOTHING: Usual = {}


class Fitted(ABC):
    """A trained fuser.

    Args:
        labels: Its columns.
        priors: Label to log-odds of a case of which nothing is present.
        patterns: Sorted roles to the late stage's parameters.
        exclusive: Whether exactly one label holds.
        usual: What the late stage of exclusive labels compares vectors with.
    """

    def __init__(
        self,
        labels: Sequence[str],
        priors: Mapping[str, float],
        patterns: Parameters,
        exclusive: bool = False,
        usual: Usual = NOTHING,
    ) -> None:
        self.labels = tuple(labels)
        self._priors = priors
        self._patterns = {pattern_of(roles): about for roles, about in patterns.items()}
        self._exclusive = exclusive
        self._usual = usual

    def logits(self, table: VoiceTable, pattern: Iterable[str] | None = None) -> Array:
        """Calibrated log-odds ``(n, labels)``.

        Args:
            table: Cases in the labels of training.
            pattern: Roles to hear, of those that each case has; all where it is not given.
        """
        logits = np.tile(np.array([self._priors[label] for label in self.labels]), (len(table), 1))
        known = self._roles()
        for present, rows in table.by_pattern(known if pattern is None else known & set(pattern)):
            if present:
                logits[rows] = self._weighed(present, table.rows(rows))
        return logits

    def _roles(self) -> frozenset[str]:
        return frozenset(role for pattern in self._patterns for role in pattern.split("+"))

    def _weighed(self, pattern: str, table: VoiceTable) -> Array:
        """The late stage on rows of one pattern."""
        fitted, said = self._patterns[pattern], self._statements(table, pattern.split("+"))
        if self._exclusive:
            return weigh(fitted, self.labels, said, table.vectors, self._usual)
        columns = [
            late.apply(fitted[label], self._priors[label], {r: v[:, n] for r, v in said.items()})
            for n, label in enumerate(self.labels)
        ]
        return np.column_stack(columns)

    @abstractmethod
    def _statements(self, table: VoiceTable, roles: Sequence[str]) -> Mapping[str, Array]:
        """What the late stage hears of cases that all have exactly these roles."""

    @abstractmethod
    def fuser(self) -> Fuser:
        """The fuser that a reader would load."""

    def content(self) -> dict[str, Any]:
        """What its JSON file holds, but for what it is bound to."""
        about: dict[str, Any] = {"exclusive": True, "usual": self._usual} if self._exclusive else {}
        return {"priors": dict(self._priors), "patterns": self._patterns, **about}

    def save(self, folder: Path, name: str, bound_to: Mapping[str, str]) -> tuple[str, ...]:
        """Write ``name.json`` and what belongs to it; :func:`core.weights.seal` the folder afterwards.

        Args:
            folder: The weights folder.
            name: Without a suffix.
            bound_to: File to SHA-256 of the experts whose statements it was fitted on; at least one.

        Returns:
            The names of the files.
        """
        content = self.content() | {"bound_to": dict(bound_to)}
        (folder / f"{name}.json").write_text(json.dumps(content, indent=1) + "\n", encoding="utf-8")
        return (f"{name}.json",)


class FittedLate(Fitted):
    """Late fusion."""

    def _statements(self, table: VoiceTable, roles: Sequence[str]) -> Mapping[str, Array]:
        return {role: table.statements[role] for role in roles}

    def fuser(self) -> Fuser:
        """A late fuser."""
        return late_from(self.content())

    def content(self) -> dict[str, Any]:
        """With no addends: roles that come on top are a domain's to name."""
        return super().content() | {"addends": {}}


class FittedJoint(Fitted):
    """Early fusion, or hybrid fusion where unimodal experts stand beside the joint one.

    Args:
        labels: As above.
        priors: As above.
        patterns: As above.
        exclusive: As above.
        usual: As above.
        network: The joint expert's.
        shape: Of the network.
        beside: Roles whose experts are weighed with it.
    """

    def __init__(
        self,
        labels: Sequence[str],
        priors: Mapping[str, float],
        patterns: Parameters,
        exclusive: bool,
        usual: Usual,
        network: JointNetwork,
        shape: Shape,
        beside: Sequence[str],
    ) -> None:
        super().__init__(labels, priors, patterns, exclusive, usual)
        self.network = network
        self._shape = shape
        self._beside = tuple(beside)

    def _statements(self, table: VoiceTable, roles: Sequence[str]) -> Mapping[str, Array]:
        beside = {role: table.statements[role] for role in roles if role in self._beside}
        if not set(roles) & set(self.network.roles):
            return beside
        return beside | {JOINT: joint.statements(self.network, table, roles)}

    def fuser(self) -> Fuser:
        """An early or a hybrid fuser."""
        expert, stage = JointExpert(self.network, self.labels, self._exclusive), stage_from(self.content())
        return hybrid(expert, stage) if self._beside else EarlyFuser(expert, stage)

    def content(self) -> dict[str, Any]:
        """With the network's inputs and shape."""
        inputs = [{"role": one.role, "kind": one.kind, "width": one.width} for one in self.network.inputs]
        return super().content() | {"labels": list(self.labels), "inputs": inputs, "shape": self._shape.to_json()}

    def save(self, folder: Path, name: str, bound_to: Mapping[str, str]) -> tuple[str, ...]:
        """Write ``name.json`` and ``name.safetensors``, which the former is bound to as well."""
        file = f"{name}.safetensors"
        weights.save({key: value.detach().numpy() for key, value in self.network.state_dict().items()}, folder / file)
        bound = {**bound_to, file: weights.digest((folder / file).read_bytes())}
        content = self.content() | {"network": file, "bound_to": bound}
        (folder / f"{name}.json").write_text(json.dumps(content, indent=1) + "\n", encoding="utf-8")
        return f"{name}.json", file
