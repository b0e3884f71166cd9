"""Draws lists of what was found in a consultation; each line leads to the second at which it was said or seen."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from ui.kit.component import Component


@dataclass(frozen=True)
class Lead:
    """A line, or a picture.

    Attributes:
        text: What it is.
        second: Where in the recording it leads; None where there is none.
        utterance: Number of the utterance that is marked; None for none.
        detail: More words.
        badge: A word in a colour: ``red``, ``orange``, ``green`` or ``blue``.
        quiet: Whether it is struck, since it was told not to be so.
        picture: Address of a picture; a group in which one has a picture is drawn as pictures.
    """

    text: str
    second: float | None = None
    utterance: int | None = None
    detail: str = ""
    badge: str = ""
    tone: str = ""
    quiet: bool = False
    picture: str = ""


@dataclass(frozen=True)
class Group:
    """Lines under one heading; ``more`` is a sentence below it."""

    title: str
    items: Sequence[Lead]
    more: str = ""


_component = Component("leads")


def leads(groups: Sequence[Group], *, key: str, scope: str, title: str, fills: bool = False) -> None:
    """Draw them.

    Args:
        groups: In their order.
        key: Names this list on the page.
        scope: Names the consultation, as the player's does.
        title: What it is to a screen reader.
        fills: Whether it takes the height that is left of the window and scrolls in itself.
    """
    told = [vars(group) | {"items": [vars(item) for item in group.items]} for group in groups]
    _component(key=key, data={"scope": scope, "title": title, "fills": fills, "groups": told})
