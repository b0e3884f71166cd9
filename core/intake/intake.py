"""The one door for bytes: a signal comes out, or one sentence why not."""

import contextlib
import hashlib
import threading
import weakref
from typing import Self

from core.case import Modality, Signal, Source
from core.intake import facts, note, sniff
from core.intake.keeper import Keeper
from core.intake.limits import MEBI, Limits
from core.intake.refusal import Code, Refused

NAME = 200


class Intake:
    """Reads pictures and notes within limits; safe to share between threads, which then take turns.

    Pictures are decoded in one limited process that is kept between them, and replaced when it dies, hangs or has done
    enough. Nothing but :class:`Refused` is raised for any bytes.

    Args:
        limits: What one signal may cost.
    """

    def __init__(self, limits: Limits | None = None) -> None:
        self.limits = limits or Limits()
        self._keeper = Keeper(self.limits)
        self._turn = threading.Lock()
        self._closed = False
        weakref.finalize(self, self._keeper.stop)

    def warm(self) -> None:
        """Start the limited process now, without waiting for it; the first picture then need not wait so long.

        Where it cannot be started, the first picture says so.
        """
        with self._turn, contextlib.suppress(OSError):
            if not self._closed:
                self._keeper.warm()

    def image(self, data: bytes, name: str | None = None) -> Signal:
        """Read a DICOM, PNG or JPEG picture, told apart by content.

        Args:
            data: The whole file.
            name: What the sender calls it; kept for display only.

        Returns:
            Float32 ``(rows, columns)`` in [0, 1], windowed, air dark, not resized. Its facts carry ``notices``:
            sentences that whoever reads the picture must see.

        Raises:
            Refused: it cannot be read within the limits.
        """
        kind = self._picture_kind(data)
        with self._turn:
            if self._closed:
                raise Refused(Code.UNAVAILABLE, "The intake was closed; start the suite again.")
            content, said, digest = self._keeper.decode(kind, data)
        return Signal(Modality.IMAGE, content, Source(digest, facts.words(name, NAME)), said)

    def text(self, data: bytes, name: str | None = None) -> Signal:
        """Read a note in UTF-8; characters and line ends stay as they were sent, only a byte order mark goes.

        Raises:
            Refused: it is empty, too long, not text or not UTF-8.
        """
        characters = note.read(data, self.limits.note_bytes)
        source = Source(hashlib.sha256(data).hexdigest(), facts.words(name, NAME))
        return Signal(Modality.TEXT, characters, source, {"kind": "text", "characters": len(characters)})

    def close(self) -> None:
        """End the limited process; harmless when repeated."""
        with self._turn:
            self._closed = True
            self._keeper.stop()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _picture_kind(self, data: bytes) -> sniff.Kind:
        if not data:
            raise Refused(Code.EMPTY, "The file is empty; choose the film again.")
        if len(data) > self.limits.bytes:
            sentence = (
                f"The file has {len(data) / MEBI:.1f} MiB and at most {self.limits.bytes / MEBI:.1f} MiB are read"
            )
            raise Refused(Code.BYTES, f"{sentence}; export the film alone, or compressed.")
        if kind := sniff.picture(data):
            return kind
        found = sniff.other(data)
        what = f"is {found}" if found else "is neither DICOM, PNG nor JPEG"
        raise Refused(Code.KIND, f"The file {what}; send the film as DICOM, PNG or JPEG.")
