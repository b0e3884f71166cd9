"""What every domain's page shows the same way. Each widget has a twin that only makes the HTML, all text escaped."""

from __future__ import annotations

import math
from collections.abc import Sequence
from html import escape

import streamlit as st

from core.finding import Finding
from ui.kit.theme import TONES

NOT_CLEARED = "Decision support, not a cleared medical device. A clinician must review and sign."


def banner(sentence: str = NOT_CLEARED) -> None:
    """Say what this is not, on every page that shows what a model found."""
    st.html(banner_html(sentence))


def banner_html(sentence: str = NOT_CLEARED) -> str:
    """The banner."""
    return f'<div class="chiron-banner" role="note">{escape(sentence)}</div>'


def badge_html(word: str, title: str = "") -> str:
    """A word in its colour: a state, a priority, or whether data are real or synthetic."""
    tone = TONES.get(word.lower(), "gray")
    hint = f' title="{escape(title)}"' if title else ""
    return f'<span class="chiron-badge" data-tone="{tone}"{hint}>{escape(word[:1].upper() + word[1:])}</span>'


def heading(name: str, facts: Sequence[str], badges: Sequence[str] = ()) -> None:
    """One line that says whom or what this is about."""
    st.html(heading_html(name, facts, badges))


def heading_html(name: str, facts: Sequence[str], badges: Sequence[str] = ()) -> str:
    """The heading; what is not known is not mentioned."""
    parts = [f"<b>{escape(name)}</b>", *(f"<span>{escape(fact)}</span>" for fact in facts if fact)]
    return f'<div class="chiron-facts">{"".join(parts)}{" ".join(badge_html(word) for word in badges)}</div>'


def empty(title: str, what_to_do: str) -> None:
    """Nothing is here yet: say so, and what to do about it."""
    st.html(empty_html(title, what_to_do))


def empty_html(title: str, what_to_do: str) -> str:
    """The empty state."""
    return f'<div class="chiron-empty"><b>{escape(title)}</b>{escape(what_to_do)}</div>'


def refusal(signal: str, sentence: str) -> None:
    """A signal was not read: say which and why."""
    st.html(note_html(f"{signal[:1].upper() + signal[1:]} was not read. {sentence}", "orange"))


def notice(sentence: str) -> None:
    """Something that whoever reads the findings must see."""
    st.html(note_html(sentence, "gray"))


def failure(sentence: str) -> None:
    """Something could not be done; the sentence says what to do next."""
    st.html(note_html(sentence, "red"))


def note_html(sentence: str, tone: str) -> str:
    """A sentence with a coloured edge; red ones are read out at once."""
    role = "alert" if tone == "red" else "note"
    return f'<div class="chiron-note" data-tone="{escape(tone)}" role="{role}">{escape(sentence)}</div>'


def interval_html(value: float, low: float, high: float) -> str:
    """A figure that always comes with its interval, as the field writes them: .78 [.74, .82]."""
    figures = [_short(each) for each in (value, low, high)]
    return f'<span class="chiron-interval">{figures[0]} <small>[{figures[1]}, {figures[2]}]</small></span>'


def interval_text(value: float, low: float, high: float) -> str:
    """The same without markup."""
    return f"{_short(value)} [{_short(low)}, {_short(high)}]"


def _short(value: float) -> str:
    if not math.isfinite(value):
        return "\N{EN DASH}"
    text = f"{value:.2f}"
    return text.replace("0.", ".", 1) if text.startswith(("0.", "-0.")) else text


def percent(share: float) -> str:
    """A probability in words; what is not certain is never shown as 0 % or 100 %."""
    if 0 < share < 0.01:
        return "< 1 %"
    if 0.99 < share < 1:
        return "> 99 %"
    return f"{share:.0%}".replace("%", " %")


def evidence(finding: Finding) -> None:
    """What each source added to a finding."""
    st.html(evidence_html(finding))


def evidence_html(finding: Finding) -> str:
    """The addends of the log-odds as bars to either side of nought, on one scale, with their sum."""
    addends = [("before this case", finding.prior), *((each.role, each.log_odds) for each in finding.evidence)]
    lines = [*addends, ("sum", finding.logit)]
    widest = max(1.0, *(abs(value) for _, value in lines))
    rows = "".join(_bar(name, value, widest) for name, value in lines)
    return f'<table class="chiron-evidence" aria-label="Log-odds of {escape(finding.label)}">{rows}</table>'


def _bar(name: str, value: float, widest: float) -> str:
    width = abs(value) / widest * 50
    left = 50 - width if value < 0 else 50
    sign = "against" if value < 0 else "for"
    bar = f'<div><i style="left:{left:.2f}%;width:{width:.2f}%"></i></div>'
    figure = f"{value:+.2f}".replace("-", "\N{MINUS SIGN}")
    return (
        f'<tr data-sign="{sign}"><th scope="row">{escape(name.capitalize())}</th><td>{bar}</td><td>{figure}</td></tr>'
    )
