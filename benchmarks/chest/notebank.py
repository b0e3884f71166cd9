"""Notes that state the labels of a film, from a bank of sentences written for this, and errors put into them."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

import numpy as np

BANK: Mapping[str, list[str]] = tomllib.loads(Path(__file__).with_name("notebank.toml").read_text(encoding="utf-8"))
KINDS = ("negate", "add", "remove", "swap side")
OTHER = {"left": "right", "right": "left"}


@dataclass(frozen=True)
class Statement:
    """One sentence about one finding.

    Attributes:
        label: As the data set names the finding.
        status: ``"present"`` or ``"absent"``.
        text: The sentence.
        side: The patient's side that it names; empty for none.
    """

    label: str
    status: str
    text: str
    side: str = ""


@dataclass(frozen=True)
class Note:
    """A composed note.

    Attributes:
        statements: What it says.
        frame: A sentence before them.
        error: Kind and label of the error that was put in; empty where there is none.
    """

    statements: tuple[Statement, ...]
    frame: str
    error: tuple[str, str] = ("", "")
    order: tuple[int, ...] = field(default=())

    @property
    def text(self) -> str:
        """The words."""
        return " ".join([self.frame, *(self.statements[n].text for n in self.order)]).strip()


def statement(label: str, status: str, random: np.random.Generator, side: str = "") -> Statement:
    """A sentence from the bank; one with a side where a side is named."""
    kind = f"{status} with side" if side else status
    name = str(random.choice(BANK["name " + label]))
    text = str(random.choice(BANK[kind])).format(finding=name, side=side)
    return Statement(label, status, text[0].upper() + text[1:], side)


def compose(
    truth: Mapping[str, bool], sides: Mapping[str, str], share: float, random: np.random.Generator
) -> tuple[Statement, ...]:
    """A true note: every finding that is there, and a share of those that are not.

    Args:
        truth: Label to whether the film has it.
        sides: Label to the patient's side of its box, where one is known.
        share: How many of the absent findings are denied.
        random: Where the wording comes from.
    """
    said = [statement(label, "present", random, sides.get(label, "")) for label, there in truth.items() if there]
    denied = [label for label, there in truth.items() if not there and random.random() < share]
    return (*said, *(statement(label, "absent", random) for label in denied))


def finished(statements: Sequence[Statement], error: tuple[str, str], random: np.random.Generator) -> Note:
    """The note as it is handed over: a frame, and the sentences in some order."""
    order = tuple(int(n) for n in random.permutation(len(statements)))
    return Note(tuple(statements), str(random.choice(BANK["frame"])), error, order)


def possible(statements: Sequence[Statement], labels: Sequence[str], kind: str) -> list[str]:
    """The findings among ``labels`` with which an error of a kind can be made."""
    present = [s.label for s in statements if s.status == "present" and s.label in labels]
    match kind:
        case "add":
            there = {s.label for s in statements if s.status == "present"}
            return [label for label in labels if label not in there]
        case "swap side":
            return [s.label for s in statements if s.side and s.label in labels]
    return present


def with_error(
    statements: Sequence[Statement], kind: str, label: str, random: np.random.Generator
) -> tuple[Statement, ...]:
    """The statements with one error: a finding denied, asserted, left out, or on the other side."""
    others = tuple(s for s in statements if s.label != label)
    match kind:
        case "negate":
            return (*others, statement(label, "absent", random))
        case "add":
            return (*others, statement(label, "present", random))
        case "remove":
            return others
    return tuple(_swapped(s) if s.label == label else s for s in statements)


def _swapped(said: Statement) -> Statement:
    return replace(said, text=said.text.replace(said.side, OTHER[said.side]), side=OTHER[said.side])
