"""Pictures and sounds of decks: shown to whoever sees the deck, and taken in only after they were made anew."""

import io
import mimetypes
import wave
from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from core.case import SOUND_RATE
from core.intake.intake import Intake
from core.intake.limits import Limits
from core.intake.refusal import Code, Refused
from data.actor import Actor
from data.blobs import BlobCorrupt, BlobMissing, BlobStore
from domains.vocabulary.decks import access
from domains.vocabulary.door import ALL, Door
from domains.vocabulary.store import DeckRow, MediaRow, NoteRow
from domains.vocabulary.views import NoSuchCard

PICTURE_BYTES, SIDE, PIXELS = 16 * 2**20, 640, 40_000_000
SOUND_BYTES = 32 * 2**20
NOTHING = "There is no such picture or sound for you."
MAGIC = (
    (b"\x89PNG", "image/png"), (b"\xff\xd8\xff", "image/jpeg"), (b"GIF8", "image/gif"), (b"OggS", "audio/ogg"),
    (b"ID3", "audio/mpeg"), (b"\xff\xfb", "audio/mpeg"), (b"\xff\xf3", "audio/mpeg"), (b"fLaC", "audio/flac"),
)  # fmt: skip


class Media:
    """Gives and takes media.

    Args:
        door: Lets actors in.
        blobs: The domain's own files.
        seconds: How long a recording may last, asked each time.
    """

    def __init__(self, door: Door, blobs: BlobStore, seconds: Callable[[], int]) -> None:
        self._door, self._blobs, self._seconds = door, blobs, seconds
        self._intake: Intake | None = None

    def get(self, actor: Actor, digest: str) -> tuple[bytes, str]:
        """What a deck of the actor's uses, with its MIME type."""
        with self._door.look(actor, *ALL) as session:
            kind = _kind(session, actor, str(digest))
        return self._content(str(digest), kind)

    def named(self, actor: Actor, deck_id: str, name: str) -> tuple[bytes, str]:
        """The same by its name in a deck."""
        with self._door.look(actor, *ALL) as session:
            deck = access.seen(session, actor, deck_id)
            row = session.scalar(select(MediaRow).where(MediaRow.deck_id == deck.id, MediaRow.name == str(name)))
            if row is None:
                raise NoSuchCard(NOTHING)
            digest, kind = row.digest, row.kind
        return self._content(digest, kind)

    def picture(self, content: bytes) -> str:
        """Keep a picture, drawn anew as PNG and at most 640 pixels wide or high; its digest.

        Raises:
            Refused: it is no picture that can be read.
        """
        if len(content) > PICTURE_BYTES:
            raise Refused(Code.BYTES, f"The picture has more than {PICTURE_BYTES // 2**20} MiB: send a smaller one.")
        pixels = self._opened().picture(content).content
        return self._blobs.put(_png(np.asarray(pixels)))

    def recording(self, content: bytes) -> str:
        """Keep a recording, written anew as WAV (16 kHz, one channel); its digest.

        Raises:
            Refused: it is no sound that can be read, or too long.
        """
        if len(content) > SOUND_BYTES:
            raise Refused(Code.BYTES, f"The recording has more than {SOUND_BYTES // 2**20} MiB: send a shorter one.")
        samples = np.asarray(self._opened().sound(content).content)
        most = self._seconds()
        if len(samples) > most * SOUND_RATE:
            length = f"{len(samples) / SOUND_RATE:.0f} seconds and at most {most} are kept"
            raise Refused(Code.LENGTH, f"The recording lasts {length}: cut it.")
        return self._blobs.put(_wave(samples))

    def close(self) -> None:
        """End the limited process."""
        if self._intake is not None:
            self._intake.close()

    def _opened(self) -> Intake:
        if self._intake is None:
            self._intake = Intake(Limits(pixels=PIXELS, media_length=600.0))
        return self._intake

    def _content(self, digest: str, kind: str) -> tuple[bytes, str]:
        try:
            content = self._blobs.get(digest)
        except (BlobMissing, BlobCorrupt) as error:
            raise NoSuchCard("This picture or sound is missing: restore it from a backup.") from error
        return content, kind or told(content)


def told(content: bytes) -> str:
    """The MIME type by the first bytes; only what the suite itself made can be SVG."""
    known = next((kind for magic, kind in MAGIC if content.startswith(magic)), None)
    if known is not None:
        return known
    if content[:4] == b"RIFF":
        return "image/webp" if content[8:12] == b"WEBP" else "audio/wav"
    return "image/svg+xml" if b"<svg" in content[:1024] else "application/octet-stream"


def of_name(name: str) -> str:
    """The MIME type that a name promises."""
    return mimetypes.guess_type(name)[0] or "application/octet-stream"


def _kind(session: Session, actor: Actor, digest: str) -> str:
    """The type of what the actor may see, empty where only its content tells.

    Raises:
        NoSuchCard: no deck that they see uses it.
    """
    decks = select(DeckRow.id).where(access.sees(actor))
    row = session.scalar(select(MediaRow).where(MediaRow.digest == digest, MediaRow.deck_id.in_(decks)).limit(1))
    if row is not None:
        return row.kind
    uses = or_(NoteRow.picture == digest, NoteRow.sound == digest, NoteRow.own_sound == digest)
    if session.scalar(select(NoteRow.id).where(NoteRow.deck_id.in_(decks), uses).limit(1)) is None:
        raise NoSuchCard(NOTHING)
    return ""


def _png(pixels: NDArray[Any]) -> bytes:
    from PIL import Image

    picture = Image.fromarray(np.rint(pixels * 255).clip(0, 255).astype(np.uint8))
    picture.thumbnail((SIDE, SIDE))
    out = io.BytesIO()
    picture.save(out, "PNG", optimize=True)
    return out.getvalue()


def _wave(samples: NDArray[Any]) -> bytes:
    out = io.BytesIO()
    with wave.open(out, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(SOUND_RATE)
        file.writeframes(np.rint(samples * 32767).clip(-32768, 32767).astype("<i2").tobytes())
    return out.getvalue()
