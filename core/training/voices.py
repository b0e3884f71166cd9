"""Many cases at once as a fuser sees them: what each role brought, who was there, and what was true."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from itertools import combinations
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from core.fusion.fuser import Input, Voice, pattern_of

Array = NDArray[np.floating[Any]]
Rows = NDArray[np.intp]


@dataclass(frozen=True)
class VoiceTable:
    """What all roles said of ``n`` cases; arrays of a role that is absent in a row may hold anything there.

    Attributes:
        labels: The findings or classes, in the order of the columns.
        truth: ``(n, labels)`` of 0 and 1; NaN where it is not known. For classes: one 1 in each row.
        groups: ``(n,)``: rows of one group (patient, speaker) are never on both sides of a fold.
        statements: Role to ``(n, labels)`` log-odds of its expert about cases that the expert was not fitted on.
        vectors: Role to ``(n, width)``.
        tokens: Role to ``(n, count, width)``.
        token_masks: Role to ``(n, count)``, true where a token stands; without it all stand.
        there: Role to ``(n,)``, whether it is present; a role that is not named is always present.
        exclusive: Whether exactly one label holds for each case.

    Raises:
        ValueError: lengths or widths do not agree, or a label is never or always true; the sentence names it.
    """

    labels: tuple[str, ...]
    truth: Array
    groups: NDArray[Any]
    statements: Mapping[str, Array] = field(default_factory=dict)
    vectors: Mapping[str, Array] = field(default_factory=dict)
    tokens: Mapping[str, Array] = field(default_factory=dict)
    token_masks: Mapping[str, NDArray[np.bool_]] = field(default_factory=dict)
    there: Mapping[str, NDArray[np.bool_]] = field(default_factory=dict)
    exclusive: bool = False

    def __post_init__(self) -> None:
        if self.truth.shape != (len(self.groups), len(self.labels)):
            raise ValueError(
                f"The truth is {self.truth.shape}, not {len(self.groups)} groups by {len(self.labels)} labels."
            )
        named = (("statements", self.statements), ("vectors", self.vectors), ("tokens", self.tokens))
        for kind, arrays in (*named, ("token_masks", self.token_masks), ("there", self.there)):
            for role, values in arrays.items():
                if len(values) != len(self):
                    raise ValueError(f"The {kind} of '{role}' have {len(values)} rows, the truth has {len(self)}.")
        for role, values in self.statements.items():
            if values.shape[1] != len(self.labels):
                raise ValueError(f"'{role}' states {values.shape[1]} labels, the truth has {len(self.labels)}.")

    def __len__(self) -> int:
        return len(self.truth)

    @property
    def roles(self) -> tuple[str, ...]:
        """Every role, sorted."""
        return tuple(sorted({*self.statements, *self.vectors, *self.tokens}))

    @property
    def speakers(self) -> tuple[str, ...]:
        """The roles that have an expert."""
        return tuple(sorted(self.statements))

    def present(self, only: Iterable[str] | None = None) -> NDArray[np.bool_]:
        """``(n, roles)``: who is there, of the roles in ``only`` if it is given."""
        allowed = set(self.roles if only is None else only)
        everyone = np.ones(len(self), bool)
        return np.column_stack([self.there.get(role, everyone) & (role in allowed) for role in self.roles])

    def columns(self, roles: Iterable[str], only: Iterable[str] | None = None) -> NDArray[np.bool_]:
        """Who is there of some roles, in their order; a role that the table does not know is absent."""
        there = dict(zip(self.roles, self.present(only).T, strict=True))
        return np.column_stack([there.get(role, np.zeros(len(self), bool)) for role in roles])

    def by_pattern(self, only: Iterable[str] | None = None) -> Iterator[tuple[str, Rows]]:
        """Each pattern that occurs, with its rows; the empty one too."""
        codes, where = np.unique(self.present(only), axis=0, return_inverse=True)
        for number, code in enumerate(codes):
            roles = [role for role, there in zip(self.roles, code, strict=True) if there]
            yield pattern_of(roles), np.flatnonzero(where.ravel() == number)

    def having(self, roles: Iterable[str]) -> Rows:
        """The rows in which all of these roles are present."""
        present, at = self.present(), [self.roles.index(role) for role in roles]
        return np.flatnonzero(present[:, at].all(axis=1))

    def rows(self, rows: Rows | slice) -> VoiceTable:
        """Some of the cases."""
        kinds = ("statements", "vectors", "tokens", "token_masks", "there")
        parts: dict[str, Any] = {kind: {r: v[rows] for r, v in getattr(self, kind).items()} for kind in kinds}
        return replace(self, truth=self.truth[rows], groups=self.groups[rows], **parts)

    def voices(self, row: int, only: Iterable[str] | None = None) -> dict[str, Voice]:
        """One case as a fuser hears it."""
        present = self.present(only)[row]
        return {role: self._voice(role, row) for role, there in zip(self.roles, present, strict=True) if there}

    def _voice(self, role: str, row: int) -> Voice:
        said = self.statements.get(role)
        log_odds = {} if said is None else dict(zip(self.labels, said[row].tolist(), strict=True))
        tokens = self.tokens[role][row] if role in self.tokens else None
        if tokens is not None and role in self.token_masks:
            tokens = tokens[self.token_masks[role][row]]
        return Voice(log_odds, self.vectors[role][row] if role in self.vectors else None, tokens)

    def require_both(self) -> None:
        """Raise unless every label is true in some row and false in another.

        Raises:
            ValueError: one is not; the sentence names it.
        """
        for number, label in enumerate(self.labels):
            for value, word in ((1.0, "positive"), (0.0, "negative")):
                if not np.any(self.truth[:, number] == value):
                    raise ValueError(f"The label '{label}' is never {word} in these cases: leave it out, or give more.")


def subsets(roles: Iterable[str]) -> list[tuple[str, ...]]:
    """Every non-empty set of roles, smaller ones first."""
    names = sorted(roles)
    return [subset for size in range(1, len(names) + 1) for subset in combinations(names, size)]


def inputs_of(table: VoiceTable, kinds: Iterable[Literal["vector", "tokens", "statements"]]) -> tuple[Input, ...]:
    """What a joint network takes of the roles of a table: of each the kinds that are asked for and that it has."""
    found = []
    for kind in kinds:
        arrays = {"vector": table.vectors, "tokens": table.tokens, "statements": table.statements}[kind]
        found += [Input(role, kind, int(values.shape[-1])) for role, values in arrays.items()]
    return tuple(sorted(found, key=lambda one: (one.role, one.kind)))
