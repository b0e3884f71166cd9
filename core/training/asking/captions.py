"""Sentences about films, and questions with answers, made from a table of labels."""

from __future__ import annotations

from typing import Any

import numpy as np

from core.training.asking.rows import Rows
from core.training.asking.templates import Templates, templates

FOLDER, TABLE = "nih_cxr", "labels.csv"
UNSAID = frozenset({"clear", "anteroposterior", "female", "older"})
MOST = 40
Dialogue = tuple[str, str, str]
"""File, prompt (empty for a caption), answer."""


def captions(table: Any, found: Templates) -> list[str]:
    """What each film shows, by its labels: the view, then the findings; or that the report named none."""
    views = np.where(np.asarray(table["view"]) == "AP", "ap", "pa")
    named = [(concept.sentence, concept.holds(table)) for concept in found.concepts if concept.name not in UNSAID]
    return [sentence(str(views[row]), [words for words, holds in named if holds[row]]) for row in range(len(table))]


def sentence(view: str, findings: list[str]) -> str:
    """``frontal chest film , ap view . pleural effusion and mass .``, in the words of the tokenizer."""
    said = " and ".join(findings) or "no abnormality named in the report"
    return f"frontal chest film , {view} view . {said} ."


def alternatives() -> list[str]:
    """The sentences that name one finding or none, in either view."""
    named = [concept.sentence for concept in templates().concepts if concept.name not in UNSAID]
    return [sentence(view, some) for view in ("pa", "ap") for some in ([], *([words] for words in named))]


def printed(caption: str) -> str:
    """The same as people write it."""
    text = caption.replace(" ,", ",").replace(" .", ".").replace(" ap ", " AP ").replace(" pa ", " PA ")
    return ". ".join(part[:1].upper() + part[1:] for part in text.split(". "))


def told(table: Any, found: Templates, random: np.random.Generator) -> list[Dialogue]:
    """Each film with its caption, and questions about its concepts with as many yes as there can be.

    Args:
        table: Rows that may be learnt from.
        found: The templates.
        random: Which negatives and which wording.
    """
    files = np.asarray(table["file"])
    dialogues = [(str(f), "", c) for f, c in zip(files, captions(table, found), strict=True)]
    for concept in found.concepts:
        holds = concept.holds(table)
        yes, no = (random.permutation(np.flatnonzero(rows)) for rows in (holds, ~holds))
        chosen = [*yes[:MOST], *no[: int(1.5 * min(MOST, len(yes)))]]
        dialogues += [_asked(concept.yes, concept.no, str(files[row]), bool(holds[row]), random) for row in chosen]
    for one in found.always:
        for question in one.questions:
            dialogues.append((str(random.choice(files)), question, "yes" if random.random() < one.share else "no"))
    return dialogues


def _asked(yes: tuple[str, ...], no: tuple[str, ...], file: str, holds: bool, random: np.random.Generator) -> Dialogue:
    number = int(random.integers(len(yes) + len(no)))
    straight = number < len(yes)
    return file, (yes + no)[number], "yes" if holds == straight else "no"


def answered(rows: Rows) -> list[Dialogue]:
    """What doctors asked of the films, and were told."""
    return [(str(f), str(q), str(a)) for f, q, a in zip(rows.files, rows.questions, rows.answers, strict=True)]
