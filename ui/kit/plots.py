"""Small plots of plain HTML: sharp at any width, in the page's own colours, each with its figures as a table."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from html import escape
from math import ceil, floor
from pathlib import Path

import streamlit as st

WEEKDAYS = ("Mon", "", "Wed", "", "Fri", "", "")
SHADES = 4


@dataclass(frozen=True)
class Share:
    """A share with its interval, all from 0 to 1; None where nothing was counted. ``of`` says out of how many."""

    name: str
    rate: float | None
    low: float | None
    high: float | None
    of: int


def plot_style() -> None:
    """Put the rules on the page; call it once in a run that draws plots."""
    st.html(_style())


@cache
def _style() -> str:
    return f"<style>{Path(__file__).with_suffix('.css').read_text(encoding='utf-8')}</style>"


def bars_html(title: str, bars: Sequence[tuple[str, float]], said: str, unit: str, every: int = 1) -> str:
    """Counts as bars over their labels.

    Args:
        title: The caption.
        bars: Label and count.
        said: The plot in one sentence, for whoever does not see it.
        unit: What is counted.
        every: A label is written under each so many bars.
    """
    most = max((count for _, count in bars), default=0) or 1
    drawn = "".join(_bar(label, count, count / most, unit, at % every == 0) for at, (label, count) in enumerate(bars))
    top = f'<span class="most">{most:g}</span>'
    picture = f'<div class="bars">{top}{drawn}</div>'
    return _figure(title, picture, said, (unit.capitalize(),), [(label, f"{count:g}") for label, count in bars])


def _bar(label: str, count: float, share: float, unit: str, named: bool) -> str:
    words = escape(label) if named else ""
    hint = escape(f"{label}: {count:g} {unit}")
    return f'<div title="{hint}"><i style="height:{share * 100:.1f}%"></i><span>{words}</span></div>'


def shares_html(title: str, shares: Sequence[Share], said: str, target: float | None = None) -> str:
    """Shares with their intervals on one scale, and the line at which they should be."""
    known = [each for each in shares if each.rate is not None]
    lowest = min([each.low for each in known if each.low is not None] + ([target] if target is not None else [1.0]))
    start = min(0.7, floor(lowest * 10) / 10)
    lines = "".join(_share(each, start, target) for each in shares)
    scale = f'<div class="scale"><span>{start:.0%}</span><span>100%</span></div>'
    rows = [(each.name, _figures(each)) for each in shares]
    return _figure(title, f'<div class="shares">{lines}{scale}</div>', said, ("Share",), rows)


def _share(each: Share, start: float, target: float | None) -> str:
    marks = _mark("target", target, target, start) if target is not None else ""
    if each.rate is not None and each.low is not None and each.high is not None:
        marks += _mark("range", each.low, each.high, start) + _mark("dot", each.rate, each.rate, start)
    name, figures = escape(each.name), escape(_figures(each))
    return f"<div><b>{name}</b><div class='track' title='{figures}'>{marks}</div><span>{_short(each)}</span></div>"


def _mark(kind: str, low: float, high: float, start: float) -> str:
    left, width = (100 * (low - start) / (1 - start), 100 * (high - low) / (1 - start))
    return f'<i class="{kind}" style="left:{max(left, 0):.2f}%;width:{width:.2f}%"></i>'


def _figures(each: Share) -> str:
    if each.rate is None or each.low is None or each.high is None:
        return "no reviews yet"
    return f"{each.rate:.1%} [{each.low:.1%}, {each.high:.1%}] of {each.of}"


def _short(each: Share) -> str:
    return "\N{EN DASH}" if each.rate is None else f"{each.rate:.0%}"


def calendar_html(title: str, days: Mapping[date, int], until: date, said: str, weeks: int = 53) -> str:
    """A year as weeks of days, darker where more was done."""
    first = until - timedelta(days=until.weekday() + 7 * (weeks - 1))
    most = max(days.values(), default=0) or 1
    shown = [first + timedelta(days=at) for at in range((until - first).days + 1)]
    cells = "".join(_day(day, days.get(day, 0), most) for day in shown)
    names = "".join(f"<span>{name}</span>" for name in WEEKDAYS)
    months = "".join(_month(at, first) for at in range(weeks))
    picture = (
        f'<div class="calendar" tabindex="0" role="group" aria-label="{escape(title)}">'
        f'<div class="months">{months}</div><div class="days"><div class="names">{names}</div>{cells}</div></div>'
    )
    rows = [(f"{day:%d %b %Y}", str(days[day])) for day in sorted(days, reverse=True) if days[day]]
    return _figure(title, picture, said, ("Reviews",), rows[:60])


def _month(week: int, first: date) -> str:
    """The name of a month over the week in which it begins."""
    days = [first + timedelta(days=7 * week + at) for at in range(7)]
    begins = next((day for day in days if day.day == 1), None)
    return f"<span>{begins:%b}</span>" if begins else "<span></span>"


def _day(day: date, count: int, most: int) -> str:
    shade = ceil(SHADES * count / most) if count else 0
    return f'<i data-shade="{shade}" title="{day:%a %d %b %Y}: {count}"></i>'


def tiles_html(tiles: Sequence[tuple[str, str, str]]) -> str:
    """Single figures in a row: value, what it is, and a line of more."""
    cells = "".join(
        f"<div><dt>{escape(name)}</dt><dd>{escape(value)}</dd><dd class='more'>{escape(more)}</dd></div>"
        for value, name, more in tiles
    )
    return f'<dl class="chiron-tiles">{cells}</dl>'


def _figure(title: str, picture: str, said: str, heads: Sequence[str], rows: Sequence[tuple[str, str]]) -> str:
    """A plot with its caption, its sentence and its table."""
    head = "".join(f'<th scope="col">{escape(each)}</th>' for each in ("", *heads))
    body = "".join(f'<tr><th scope="row">{escape(name)}</th><td>{escape(value)}</td></tr>' for name, value in rows)
    table = f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"
    return (
        f'<figure class="chiron-plot"><figcaption><b>{escape(title)}</b> <span>{escape(said)}</span></figcaption>'
        f"{picture}<details><summary>As a table</summary>{table}</details></figure>"
    )
