"""The objects that leave for an archive, made as an export makes them."""

from collections.abc import Callable, Sequence

from data.actor import Actor
from domains.chest.cases import NotNow
from domains.chest.network.outbox import Make
from domains.chest.outputs.made import Made

KINDS = {
    "sr": "Structured report",
    "sc": "Picture with overlay",
    "gsps": "Presentation state",
    "ko": "Key images",
    "film": "Films that came as pictures",
}


def maker(export: Callable[[Actor, str, str], Sequence[Made]]) -> Make:
    """What makes the objects of one kind, those first that it refers to.

    An archive that is asked for what an object refers to should have it already.
    """

    def make(actor: Actor, case_id: str, kind: str) -> Sequence[bytes]:
        if kind not in KINDS:
            raise NotNow(f"There is no object of the kind '{kind[:16]}'; choose one of {', '.join(KINDS)}.")
        return [made.data for made in reversed(export(actor, case_id, kind))]

    return make
