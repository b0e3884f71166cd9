"""The calibration plot as a small drawing: what was said against what was so."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

SIDE, MARGIN = 240.0, 34.0
TICKS = (0.0, 0.25, 0.5, 0.75, 1.0)
INK, LINE = "#7a8794", "#2f7fc1"
"""Legible on light and on dark, since a picture does not know the page's colours."""


def reliability_svg(bins: Sequence[Mapping[str, Any]]) -> str:
    """Observed share against mean probability for each bin, with its interval; the diagonal is perfect.

    Args:
        bins: ``said``, ``seen``, ``low``, ``high`` (shares, 0 to 1) and ``count`` of each.
    """
    told = "; ".join(f"said {each['said']:.0%}, seen {each['seen']:.0%} of {each['count']}" for each in bins)
    marks = "".join(_mark(each) for each in bins)
    line = " ".join(f"{_x(each['said']):.1f},{_y(each['seen']):.1f}" for each in bins)
    whole = SIDE + 2 * MARGIN
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {whole:.0f} {whole:.0f}" width="{whole:.0f}" '
        f'role="img" font-family="sans-serif"><title>Calibration: {told}</title>'
        f"<g fill='none' stroke='{INK}' stroke-opacity='.5'>{_frame()}</g>"
        f"<polyline points='{line}' fill='none' stroke='{LINE}' stroke-width='1.5'/>{marks}{_words()}</svg>"
    )


def _x(share: float) -> float:
    return MARGIN + SIDE * share


def _y(share: float) -> float:
    return MARGIN + SIDE * (1.0 - share)


def _frame() -> str:
    lines = "".join(
        f"<path d='M{_x(t):.0f} {_y(0):.0f}V{_y(1):.0f}M{_x(0):.0f} {_y(t):.0f}H{_x(1):.0f}' stroke-opacity='.25'/>"
        for t in TICKS
    )
    return f"{lines}<path d='M{_x(0):.0f} {_y(0):.0f}L{_x(1):.0f} {_y(1):.0f}' stroke-dasharray='4 3'/>"


def _mark(each: Mapping[str, Any]) -> str:
    x = _x(each["said"])
    return (
        f"<path d='M{x:.1f} {_y(each['low']):.1f}V{_y(each['high']):.1f}' stroke='{LINE}' stroke-opacity='.55'/>"
        f"<circle cx='{x:.1f}' cy='{_y(each['seen']):.1f}' r='3.2' fill='{LINE}'/>"
    )


def _words() -> str:
    ticks = "".join(
        f"<text x='{_x(t):.0f}' y='{_y(0) + 13:.0f}' text-anchor='middle'>{t:g}</text>"
        f"<text x='{_x(0) - 5:.0f}' y='{_y(t) + 3:.0f}' text-anchor='end'>{t:g}</text>"
        for t in TICKS
    )
    low, left = _y(0) + 28, _x(0) - 26
    names = (
        f"<text x='{_x(0.5):.0f}' y='{low:.0f}' text-anchor='middle'>probability that was said</text>"
        f"<text x='{left:.0f}' y='{_y(0.5):.0f}' text-anchor='middle' "
        f"transform='rotate(-90 {left:.0f} {_y(0.5):.0f})'>share that had it</text>"
    )
    return f"<g fill='{INK}' font-size='10'>{ticks}{names}</g>"
