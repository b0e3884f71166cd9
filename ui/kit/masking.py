"""Draws a film with boxes that are to be blacked out, and hands over those that the reader settles on."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import Any

import streamlit as st

from ui.kit.component import Component
from ui.kit.media import address

PNG = "image/png"
Share = tuple[float, float, float, float]

_component = Component("masking")


def masking(
    png: bytes,
    digest: str,
    boxes: Sequence[Share],
    *,
    key: str,
    scope: str,
    proposed: bool,
    on_settle: Callable[[list[Share]], None],
) -> None:
    """Draw the film; `on_settle` is called before the page is drawn anew.

    Args:
        png: The whole film as a grey picture.
        digest: Names its content.
        boxes: What is drawn first: left, top, width, height as shares of the film, 0 to 1.
        key: Names this instance on the page.
        scope: Names the film; another one begins anew with its own boxes.
        proposed: Whether the boxes are a machine's proposal and not yet a human's word.
        on_settle: Takes the boxes that the reader leaves; none where the film is clean.
    """
    _component(
        key=key,
        data={
            "url": address(png, PNG, digest, f"{key} film"),
            "scope": scope,
            "boxes": [list(box) for box in boxes],
            "origin": "proposed" if proposed else "drawn",
        },
        on_settle_change=lambda: _receive(key, scope, on_settle),
    )


def _receive(key: str, scope: str, on_settle: Callable[[list[Share]], None]) -> None:
    message: Any = st.session_state[key].get("settle")
    if isinstance(message, dict) and message.get("scope") == scope:
        on_settle([box for each in message.get("boxes") or () if (box := _share(each)) is not None])


def _share(value: Any) -> Share | None:
    """What the browser sent as four shares of the film, cut to it; None where it is no box."""
    if not isinstance(value, list) or len(value) != 4 or not all(isinstance(each, int | float) for each in value):
        return None
    left, top, width, height = (float(each) for each in value)
    if not all(map(math.isfinite, (left, top, width, height))):
        return None
    left, top = min(max(left, 0.0), 1.0), min(max(top, 0.0), 1.0)
    width, height = min(width, 1.0 - left), min(height, 1.0 - top)
    return (left, top, width, height) if width > 0 and height > 0 else None
