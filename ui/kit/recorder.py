"""Records microphone, or camera and microphone, in the browser; the pieces are kept by the server as they come."""

from __future__ import annotations

from ui.kit.arriving import Arrival, Taker
from ui.kit.component import Component

_component = Component("recorder")


def recorder(*, key: str, scope: str, taker: Taker, longest: float = 0.0) -> None:
    """Draw it.

    Args:
        key: Names this recorder on the page.
        scope: Names what is recorded.
        taker: Keeps the pieces, some seconds each; what it kept stays when the page is lost.
        longest: Seconds after which it stops by itself; 0 for never.
    """
    arrival = Arrival(key, scope, taker)
    _component(key=key, data={**arrival.told(), "longest": longest}, on_act_change=arrival.receive)
