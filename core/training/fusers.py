"""Training any fuser on a table of cases, and asking it about many cases at once.

What a benchmark or a domain's training does::

    table = VoiceTable(
        labels=("0", "1", …),                # columns
        truth=truth,                         # (n, labels) of 0 and 1, NaN where unknown
        groups=speakers,                     # (n,): never on both sides of a fold
        statements={"image": …, "sound": …}, # (n, labels) log-odds, OUT OF FOLD: experts that never saw the row
        vectors={"image": …, "sound": …},    # (n, width), for "early" and "hybrid"; or tokens (n, count, width)
        exclusive=True,                      # exactly one label holds (classes); False for independent findings
    )
    fitted = train_fuser("hybrid", table, Plan(epochs=20, batch=64, rate=1e-3))
    log_odds = fitted.logits(test)           # (n, labels), by the roles present in each row
    log_odds = fitted.logits(test, ("sound",))   # as if nothing else were there
    chances = probabilities(log_odds)        # they sum to 1 over exclusive labels
    fitted.save(folder, "fusion", bound_to)  # fusion.json (+ fusion.safetensors): what a recipe's reader loads

Log-odds of exclusive labels are each label's against the rest, so ``argmax`` is the class. Rows may be noisy copies of
other rows (same group!): give the training table the noise that is to be met, in vectors and in out-of-fold statements
alike. Then the gates of the exclusive late stage learn by which signs an expert is not to be trusted (its doubt, the
spread of what it states, how strange its vector is), and the joint expert sees the noise itself. Test tables need the
statements of experts fitted on all training rows.

A late fuser is fitted in closed form; ``plan`` moves only the joint expert of the other two. ``method="patterns"`` fits
each pattern alone, ``"stacked"`` one model with presence flags for all; exclusive labels have one method.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

import numpy as np
from numpy.typing import NDArray

from core.fusion.fuser import pattern_of
from core.fusion.joint import JOINT
from core.fusion.pool import Usual
from core.training import joint, late, pool, stacked
from core.training.fitted import Fitted, FittedJoint, FittedLate
from core.training.logistic import logistic
from core.training.loop import Plan
from core.training.record import prior_log_odds
from core.training.voices import VoiceTable, inputs_of, subsets

if TYPE_CHECKING:
    from core.fusion.joint_network import Shape

Array = NDArray[np.floating[Any]]
Kind = Literal["late", "early", "hybrid"]
Method = Literal["stacked", "patterns"]
FOLDS = 4


@dataclass(frozen=True)
class Options:
    """What beside the plan may be chosen.

    Attributes:
        method: How the late stage of independent findings is fitted.
        watch: Whether the late stage of exclusive labels looks at the experts' vectors for how usual they are.
        kinds: What the joint expert takes of each role that has it.
        shape: Of the joint expert; None for a small one.
        folds: Cross-fitting of the joint expert, for what is fitted on its statements.
    """

    method: Method = "stacked"
    watch: bool = True
    kinds: tuple[Literal["vector", "tokens", "statements"], ...] = ("vector", "tokens")
    shape: Shape | None = None
    folds: int = FOLDS


PLAN = Plan()
OPTIONS = Options()


def train_fuser(kind: Kind, table: VoiceTable, plan: Plan = PLAN, options: Options = OPTIONS) -> Fitted:
    """Fit a fuser of the suite.

    Args:
        kind: Which.
        table: Cases that the experts were not fitted on.
        plan: Of the joint expert's training.
        options: What else may be chosen.

    Raises:
        ValueError: a label is never positive or never negative, or the table lacks what this kind of fuser hears.
    """
    table.require_both()
    if kind == "late":
        return train_late(table, options)
    if kind not in ("early", "hybrid"):
        raise ValueError(f"There is no fuser '{kind}' that can be trained; there are early, hybrid, late.")
    return train_joint(table, plan, options, beside=table.speakers if kind == "hybrid" else ())


def train_late(table: VoiceTable, options: Options = OPTIONS) -> FittedLate:
    """The late stage alone.

    Raises:
        ValueError: no role has statements.
    """
    if not table.speakers:
        raise ValueError("Late fusion needs the statements of experts, and the table holds none.")
    every = subsets(table.speakers)
    if options.method == "stacked" and not table.exclusive:
        fitted = stacked.fit(table)["patterns"]
        return FittedLate(table.labels, priors_of(table), {s: fitted[pattern_of(s)] for s in every})
    usual = usual_of(table, table.speakers, options)
    patterns = {s: _stage(table, s, table.speakers, None, usual) for s in every}
    return FittedLate(table.labels, priors_of(table), patterns, table.exclusive, usual)


def train_joint(table: VoiceTable, plan: Plan, options: Options, beside: Iterable[str]) -> FittedJoint:
    """The joint expert, and behind it the late stage with the unimodal experts ``beside`` it; none for early fusion.

    Raises:
        ValueError: no role has what the joint expert hears, or a role bears its name.
    """
    from core.fusion.joint_network import Shape

    inputs = inputs_of(table, options.kinds)
    if not inputs:
        raise ValueError(f"The joint expert needs {' or '.join(options.kinds)}, and no role of the table has any.")
    if JOINT in table.roles:
        raise ValueError(f"No role may be called '{JOINT}': it is the name of the expert that hears all of them.")
    shape, heard = options.shape or Shape(), {one.role for one in inputs}
    said = joint.unseen(table, inputs, shape, plan, options.folds)
    beside = tuple(beside)
    usual = usual_of(table, beside, options)
    every = subsets({*heard, *beside})
    patterns = {s: _stage(table, s, beside, said.get(part_of(s, heard)), usual) for s in every}
    network = joint.train_network(table, inputs, shape, plan)
    return FittedJoint(table.labels, priors_of(table), patterns, table.exclusive, usual, network, shape, beside)


def usual_of(table: VoiceTable, roles: Iterable[str], options: Options) -> Usual:
    """What the late stage of exclusive labels compares vectors with; nothing for others."""
    return pool.usual_of(table, roles) if table.exclusive and options.watch else {}


def part_of(pattern: tuple[str, ...], roles: Iterable[str]) -> tuple[str, ...]:
    """The roles of a pattern that are among these."""
    return tuple(role for role in pattern if role in set(roles))


def _stage(
    table: VoiceTable, roles: tuple[str, ...], beside: tuple[str, ...], said: Array | None, usual: Usual
) -> Mapping[str, Any]:
    """The late stage of one pattern; ``said`` is what the joint expert states in it, None where it hears no role."""
    rows = table.having(roles)
    if not len(rows):
        raise ValueError(f"No case has {' and '.join(roles)} together: the fuser cannot learn that pattern.")
    statements = {role: table.statements[role][rows] for role in roles if role in beside}
    if said is not None:
        statements[JOINT] = said[rows]
    truth = table.truth[rows]
    if table.exclusive:
        vectors = {role: table.vectors[role][rows] for role in roles if role in usual}
        return pool.fit(statements, truth, table.labels, vectors, usual)
    by_label = {role: dict(zip(table.labels, values.T, strict=True)) for role, values in statements.items()}
    return late.fit_pattern(sorted(by_label), by_label, dict(zip(table.labels, truth.T, strict=True)))


def priors_of(table: VoiceTable) -> dict[str, float]:
    """Label to log-odds of its share among the cases in which it is known."""
    columns = zip(table.labels, table.truth.T, strict=True)
    return {label: prior_log_odds(column[~np.isnan(column)]) for label, column in columns}


def probabilities(log_odds: Array) -> Array:
    """Chances of log-odds."""
    return logistic(log_odds)


def within(
    fit: Callable[[VoiceTable], Fitted], table: VoiceTable, count: int, seed: int
) -> dict[tuple[str, ...], Array]:
    """Cross-fitted log-odds ``(n, labels)`` of a fuser for every pattern: for thresholds and for honest figures.

    Args:
        fit: Trains a fuser on some rows.
        table: The cases.
        count: Folds, grouped.
        seed: Of the folds.
    """
    said: dict[tuple[str, ...], Array] = {pattern: np.zeros(table.truth.shape) for pattern in subsets(table.roles)}
    for rows, test in joint.folds_of(table, count, seed):
        fitted = fit(table.rows(rows))
        for pattern, values in said.items():
            values[test] = fitted.logits(table.rows(test), pattern)
    return said
