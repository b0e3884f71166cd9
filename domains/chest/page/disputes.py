"""What note and film disagree on, as the kit's review list takes it."""

from __future__ import annotations

import math

from domains.chest.cases import CaseView, Contradiction
from domains.chest.page.wording import moment, title
from ui.kit.review import Dispute
from ui.kit.widgets import percent

NONE = "Note and film contradict each other nowhere, as far as the machine can tell."


def disputes(view: CaseView) -> list[Dispute]:
    """Those that stand first, the gravest before the others."""
    return [_dispute(each) for each in view.contradictions]


def undisputed(view: CaseView) -> str:
    """What to say where there is none; empty where nothing was compared."""
    return NONE if view.reading and view.note and view.films else ""


def _dispute(each: Contradiction) -> Dispute:
    return Dispute(
        id=str(each.id),
        label=each.label,
        title=title(each.label),
        says=f"Note: {_note(each)} \N{MIDDLE DOT} film: {percent(each.image_probability)}",
        more=(_quoted(each), _score(each)),
        start=each.span_start,
        end=each.span_end,
        reading=each.note_status,
        reason=each.dismissed_reason,
        aside=f"by {each.dismissed_by}, {moment(each.dismissed_at)}" if each.dismissed_at else "",
    )


def _note(each: Contradiction) -> str:
    status = "says nothing" if each.note_status == "silent" else each.note_status
    return f"{status} ({each.side})" if each.side else status


def _quoted(each: Contradiction) -> str:
    said = f"The note says '{each.text}'." if each.text else "The note does not mention it."
    if each.side:
        return f"{said} The film shows it on the other side than the note's {each.side}."
    return f"{said} The film alone gives it {percent(each.image_probability)}."


def _score(each: Contradiction) -> str:
    """Log-odds as a probability, with what they take for granted."""
    wrong = 1 / (1 + math.exp(-max(-30.0, min(30.0, each.score))))
    return f"If every note held one error, this would be one with {percent(wrong)}; the film may be read wrongly, too."
