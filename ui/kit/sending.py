"""Takes a file of any size from the browser, piece by piece: it is whole nowhere in memory."""

from __future__ import annotations

from ui.kit.arriving import Arrival, Taker
from ui.kit.component import Component

_component = Component("sending")


def sending(*, key: str, scope: str, taker: Taker, title: str, hint: str, accept: str, largest: int) -> None:
    """Draw the field into which a file is dropped, and how far it is.

    Args:
        key: Names this field on the page.
        scope: Names what the file is for.
        taker: Keeps the pieces.
        title: What to do, in words; the field's name, too.
        hint: A sentence below.
        accept: Kinds of files that the browser offers first, as in HTML's `accept`.
        largest: Bytes that are taken.
    """
    arrival = Arrival(key, scope, taker)
    data = {**arrival.told(), "title": title, "hint": hint, "accept": accept, "largest": largest}
    _component(key=key, data=data, on_act_change=arrival.receive)
