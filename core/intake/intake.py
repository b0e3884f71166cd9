"""The one door for bytes: a signal comes out, or one sentence why not."""

import contextlib
import hashlib
import threading
import weakref
from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Self, TypeVar

from core.case import Modality, Signal, Source
from core.intake import facts, note, sniff, taken
from core.intake.arena import Arena
from core.intake.keeper import Keeper
from core.intake.limits import MEBI, Limits
from core.intake.recording import Wanted, unpack
from core.intake.refusal import Code, Refused

NAME = 200
Taken = TypeVar("Taken")
Reader = Callable[[dict[str, Any], Arena, Limits], tuple[Taken, dict[str, Any]]]


class Intake:
    """Reads films, pictures, sounds, moving films and notes within limits; safe to share between threads, in turns.

    Pictures are decoded in one limited process that is kept between them, and replaced when it dies, hangs or has done
    enough; sounds and moving films in another, which starts with the first of them. Nothing but :class:`Refused` is
    raised for any bytes.

    Args:
        limits: What one signal may cost.
    """

    def __init__(self, limits: Limits | None = None) -> None:
        self.limits = limits or Limits()
        self._keeper = Keeper(self.limits)
        self._media = Keeper(self.limits.for_media(), "media")
        self._turn = threading.Lock()
        self._closed = False
        weakref.finalize(self, self._keeper.stop)
        weakref.finalize(self, self._media.stop)

    def warm(self) -> None:
        """Start the limited process now, without waiting for it; the first picture then need not wait so long.

        Where it cannot be started, the first picture says so.
        """
        with self._turn, contextlib.suppress(OSError):
            if not self._closed:
                self._keeper.warm()

    def image(self, data: bytes, name: str | None = None, traced: bool = True, side: int | None = None) -> Signal:
        """Read a DICOM, PNG or JPEG picture, told apart by content.

        Args:
            data: The whole file.
            name: What the sender calls it; kept for display only.
            traced: Whether the signal carries the digest of the bytes; a film of 7 MB takes 5 ms to digest, which
                whoever keeps nothing of the signal can do without.
            side: A film that is larger becomes a square of so many pixels, averaged over areas: for a reader that
                would do so first of all, and shows the film to nobody. Its facts stay those of the film.

        Returns:
            Float32 ``(rows, columns)`` in [0, 1], windowed, air dark, not resized unless that was asked for. Its facts
            carry ``notices``: sentences that whoever reads the picture must see.

        Raises:
            Refused: it cannot be read within the limits.
        """
        kind = self._picture_kind(data)
        with self._turn:
            if self._closed:
                raise Refused(Code.UNAVAILABLE, "The intake was closed; start the suite again.")
            content, said, digest = self._keeper.decode(kind, data, traced, side)
        return Signal(Modality.IMAGE, content, Source(digest, facts.words(name, NAME)), said)

    def picture(self, data: bytes, name: str | None = None) -> Signal:
        """Read a picture in colour: PNG, JPEG, WebP, BMP or the first picture of a GIF, told apart by content.

        Returns:
            Float32 ``(rows, columns, 3)`` in [0, 1], as the camera was held; what is transparent is white.

        Raises:
            Refused: it cannot be read within the limits.
        """
        self._refuse_size(data, self.limits.bytes, "picture")
        kind = sniff.colours(data)
        if kind is None:
            raise self._stranger(data, "picture", "PNG, JPEG, WebP, GIF or BMP")
        (content, said), digest = self._take(self._keeper, kind, data, taken.picture)
        return Signal(Modality.IMAGE, content, Source(digest, facts.words(name, NAME)), said)

    def sound(self, data: bytes, name: str | None = None) -> Signal:
        """Read a sound, or the sound track of a film: WAV, FLAC, MP3, AAC, Ogg, AMR, AIFF, MP4, WebM, told by content.

        Returns:
            Float32 ``(samples,)`` in [-1, 1]: the first track, mixed to one channel and resampled to 16,000 Hz.

        Raises:
            Refused: it cannot be read within the limits, or is silent throughout.
        """
        kind = self._media_kind(data, "sound", "WAV, FLAC, MP3, Ogg, MP4 or WebM")
        (content, said), digest = self._take(self._media, f"sound {kind}", data, taken.sound)
        return Signal(Modality.AUDIO, content, Source(digest, facts.words(name, NAME)), said)

    def video(self, data: bytes, name: str | None = None, frames: int = 16) -> Signal:
        """Read a moving film: MP4, MOV, WebM, Matroska or AVI, told by content.

        Args:
            data: The whole file.
            name: What the sender calls it; kept for display only.
            frames: How many frames are taken, spread over its time; at most those of the limits.

        Returns:
            A :class:`~core.case.Clip`: frames no longer than 512 pixels on a side, and the sound track.

        Raises:
            Refused: it cannot be read within the limits.
        """
        kind = self._media_kind(data, "film", "MP4, MOV, WebM or AVI")
        count = min(max(1, frames), self.limits.frames)
        (content, said), digest = self._take(self._media, f"video {kind} {count}", data, taken.film)
        return Signal(Modality.VIDEO, content, Source(digest, facts.words(name, NAME)), said)

    def recording(
        self,
        path: Path,
        to: Path,
        longest: float = 4 * 3600.0,
        frames: int = 24,
        tell: Callable[[float, str], None] = lambda _share, _what: None,
    ) -> dict[str, Any]:
        """Unpack a recording of any length from disk to disk, in a limited process of its own that reads it piecewise.

        In the folder are then ``sound.pcm`` (int16, little-endian, 16,000 Hz, one channel; sample ``n`` sounds at
        second ``n / 16,000`` of a player's clock), ``frames/NNNN.jpg`` with ``frames.json`` (``name``, ``second`` and
        ``change`` from 0 to 1) and, last of all, ``sound.json``: what this returns. What an earlier call left there is
        removed first; a call that fails or is killed leaves nothing that looks whole.

        Args:
            path: The file; it may have any size.
            to: The folder, made where it is not there.
            longest: Seconds that are read; what comes after is left out, and a notice says so.
            frames: Pictures that are kept at most: new scenes first, the rest spread over the time.
            tell: Told the share done, 0 to 1, and what is being done, about twice a second; what it raises
                ends the work.

        Returns:
            ``seconds`` (of the sound, or of the pictures where there is none), ``container``, ``codec``, ``has_video``,
            ``has_sound``, ``cut`` (whether the end is missing), ``notices`` (sentences for whoever uses it) and
            ``levels`` (dBFS of each second).

        Raises:
            Refused: nothing of it can be used.
        """
        if find_spec("av") is None:
            sentence = "Recordings need PyAV, which is missing: install chiron-suite[sound]."
            raise Refused(Code.UNAVAILABLE, sentence)
        return unpack(Wanted(path, to, longest, min(frames, self.limits.frames), tell, self.limits))

    def text(self, data: bytes, name: str | None = None) -> Signal:
        """Read a note in UTF-8; characters and line ends stay as they were sent, only a byte order mark goes.

        Raises:
            Refused: it is empty, too long, not text or not UTF-8.
        """
        characters = note.read(data, self.limits.note_bytes)
        source = Source(hashlib.sha256(data).hexdigest(), facts.words(name, NAME))
        return Signal(Modality.TEXT, characters, source, {"kind": "text", "characters": len(characters)})

    def letter(self, data: bytes, name: str | None = None) -> Signal:
        """Read the text of a FHIR DocumentReference, alone or in a Bundle, from what lies in the file itself.

        Returns:
            The characters; its facts are what the document says of itself: ``title``, ``author``, ``date``, ``id``,
            ``patient_reference``, ``patient_name`` and ``patient_ids``.

        Raises:
            Refused: it cannot be read within the limits, was withdrawn, or holds no text.
        """
        self._refuse_size(data, self.limits.letter_bytes, "document")
        (text, said), digest = self._take(self._keeper, "letter", data, taken.letter)
        note.read(text.encode(), self.limits.note_bytes)
        source = Source(digest, facts.words(name, NAME))
        return Signal(Modality.TEXT, text, source, {"kind": "fhir", "characters": len(text), **said})

    def close(self) -> None:
        """End the limited processes; harmless when repeated."""
        with self._turn:
            self._closed = True
            self._keeper.stop()
            self._media.stop()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _take(self, keeper: Keeper, kind: str, data: bytes, read: Reader[Taken]) -> tuple[tuple[Taken, Any], str]:
        with self._turn:
            if self._closed:
                raise Refused(Code.UNAVAILABLE, "The intake was closed; start the suite again.")
            return keeper.take(kind, data, lambda answer, arena: read(answer, arena, keeper.limits))

    def _media_kind(self, data: bytes, what: str, kinds: str) -> str:
        self._refuse_size(data, self.limits.media_bytes, what)
        kind = sniff.media(data)
        if kind is None:
            raise self._stranger(data, what, kinds)
        if find_spec("av") is None:
            sentence = "Sounds and moving films need PyAV, which is missing: install chiron-suite[sound]."
            raise Refused(Code.UNAVAILABLE, sentence)
        return kind

    def _refuse_size(self, data: bytes, most: int, what: str) -> None:
        if not data:
            raise Refused(Code.EMPTY, f"The file is empty; choose the {what} again.")
        if len(data) > most:
            sizes = f"{len(data) / MEBI:.1f} MiB and at most {most / MEBI:.1f} MiB are read"
            raise Refused(Code.BYTES, f"The file has {sizes}; send a shorter or compressed {what}.")

    def _stranger(self, data: bytes, what: str, kinds: str) -> Refused:
        picture = sniff.picture(data)
        found = f"a {picture.upper()} picture" if picture else sniff.other(data)
        said = f"is {found}" if found else f"is no {what} of a known kind"
        return Refused(Code.KIND, f"The file {said}; send the {what} as {kinds}.")

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
