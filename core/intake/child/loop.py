"""The limited process: one picture after the other, until the intake hangs up."""

import gc
import socket
from collections.abc import Callable
from typing import Any

from core.intake import wire
from core.intake.arena import Arena
from core.intake.child import cage
from core.intake.limits import Limits
from core.intake.refusal import Code, Refused

Decode = Callable[[str, memoryview, Arena, Limits], dict[str, Any]]
DAMAGED = "The file is damaged and cannot be decoded; export the film again."
MEMORY = "The film needs more memory to decode than is allowed; export it smaller or uncompressed."
REASON = 300
NESTED = "The file is nested too deep; export the film again."


def main(channel: int, memory: int, limits: dict[str, Any], decoders: str = "films", file: int | None = None) -> None:
    """Limit itself, load the decoders, close itself off, and answer.

    Args:
        channel: Descriptor of the socket to the intake.
        memory: Descriptor of the shared region.
        limits: The fields of :class:`~core.intake.limits.Limits`.
        decoders: What to load: ``films``, ``media`` or ``recording``.
        file: Descriptor of the recording, open for reading.
    """
    bounds = Limits(**limits)
    cage.limit(bounds)
    arena, line = Arena(memory, bounds), socket.socket(fileno=channel)
    try:
        decode = _load(arena) if decoders == "films" else _load_media(arena, bounds, file)
    except Exception as error:  # noqa: BLE001 - whatever is missing, the administrator must hear of it
        return wire.send(line, {"ready": False, "why": f"{type(error).__name__}: {error}"[:REASON]})
    gauge = cage.Gauge()
    cage.seal()
    wire.send(line, {"ready": True})
    while _serve(line, arena, bounds, decode, gauge):
        gc.collect()


def _load(arena: Arena) -> Decode:
    cage.preload()
    from core.intake.child.decode import decode
    from core.intake.child.rehearsal import rehearse

    rehearse(arena)
    gc.collect()
    gc.freeze()
    return decode


def _load_media(arena: Arena, limits: Limits, file: int | None) -> Decode:
    from core.intake.child import media
    from core.intake.child.recording import Recording

    media.rehearse(arena)
    gc.collect()
    gc.freeze()
    return media.decode if file is None else Recording(file, limits).decode


def _serve(line: socket.socket, arena: Arena, limits: Limits, decode: Decode, gauge: cage.Gauge) -> bool:
    try:
        message = wire.receive(line)
        cage.allow(limits.seconds)
        wire.send(line, _answer(message, arena, limits, decode) | {"retire": gauge.spent(limits)})
    except wire.Broken:
        return False
    return True


def _answer(message: dict[str, Any], arena: Arena, limits: Limits, decode: Decode) -> dict[str, Any]:
    try:
        return decode(message["kind"], arena.encoded(message["size"]), arena, limits)
    except Refused as refused:
        return {"refused": refused.code, "sentence": refused.sentence}
    except MemoryError:
        return {"refused": Code.MEMORY, "sentence": MEMORY}
    except RecursionError:
        return {"refused": Code.DEPTH, "sentence": NESTED}
    except Exception:  # noqa: BLE001 - decoders raise whatever they like; the sentence is the same
        return {"refused": Code.MALFORMED, "sentence": DAMAGED}
