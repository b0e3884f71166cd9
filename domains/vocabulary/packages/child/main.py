"""The limited process: it limits itself, reads one package from its input, and tells on its output what is in it."""

import codecs
import os
import sys
from typing import IO, Any

from core.intake.child import cage
from core.intake.limits import Limits as Bounds
from core.intake.refusal import Code, Refused
from domains.vocabulary.packages import wire
from domains.vocabulary.packages.child import container, database, media
from domains.vocabulary.packages.limits import Limits

MEMORY = "The package needs more memory to read than is allowed; export its decks one by one."


def main(limits: dict[str, Any], package: int, out: int) -> None:
    """Read the package behind one descriptor and write frames to the other.

    Args:
        limits: The fields of :class:`~domains.vocabulary.packages.limits.Limits`.
        package: Descriptor of the package, open for reading.
        out: Descriptor of the pipe to the parent.
    """
    bounds = Limits(**limits)
    cage.limit(Bounds(memory=bounds.memory, lifetime_seconds=bounds.seconds))
    with os.fdopen(package, "rb") as file, os.fdopen(out, "wb") as stream:
        hears = media.preload()
        codecs.lookup("cp437")
        sys.setrecursionlimit(500)
        cage.seal()
        cage.allow(bounds.seconds)
        wire.send(stream, {"kind": "ready", "sounds": hears})
        _answer(file, stream, bounds)


def _answer(file: IO[bytes], stream: IO[bytes], limits: Limits) -> None:
    try:
        _tell(file, stream, limits)
        wire.send(stream, {"kind": "end"})
    except Refused as refused:
        wire.send(stream, {"kind": "refused", "code": refused.code, "sentence": refused.sentence})
    except MemoryError:
        wire.send(stream, {"kind": "refused", "code": Code.MEMORY, "sentence": MEMORY})
    except (BrokenPipeError, KeyboardInterrupt):
        pass
    except Exception:  # noqa: BLE001 - whatever a damaged file provokes, the sentence is the same
        wire.send(stream, {"kind": "refused", "code": Code.MALFORMED, "sentence": container.BROKEN})


def _tell(file: IO[bytes], stream: IO[bytes], limits: Limits) -> None:
    package = container.Container(file, limits)
    entries = list(package.media())
    db = database.opened(package.database())
    for piece in database.rows(db, limits):
        wire.send(stream, piece)
    db.close()
    left = limits.unpacked
    for entry in entries:
        left -= _tell_media(package, entry, stream, limits)
        if left < 0:
            raise Refused(Code.RATIO, container.BOMB)


def _tell_media(package: container.Container, entry: container.Entry, stream: IO[bytes], limits: Limits) -> int:
    try:
        content = package.content(entry)
    except Refused as refused:
        if refused.code != Code.BYTES:
            raise
        wire.send(stream, {"kind": "left out", "name": entry.name})
        return 0
    mime = media.kind(content, limits)
    if mime is None:
        wire.send(stream, {"kind": "left out", "name": entry.name})
    else:
        wire.send(stream, {"kind": "media", "name": entry.name, "type": mime}, content)
    return len(content)
