"""How much one signal may cost before it is refused."""

from dataclasses import dataclass, replace

from core.case import SOUND_RATE

MEBI = 2**20
LONGEST_LIFE = 7 * 86_400.0


@dataclass(frozen=True)
class Limits:
    """Bounds on one signal and on the process that decodes it.

    Attributes:
        bytes: Longest picture file, in bytes.
        pixels: Most pixels (rows times columns) of a picture.
        seconds: Wall-clock time and processor time for one picture.
        memory: Address space of the limited process, in bytes.
        depth: Deepest nesting of DICOM sequences.
        elements: Most elements in one DICOM data set, all levels together.
        ratio: Decoded to encoded bytes above which a large picture counts as a decompression bomb.
        note_bytes: Longest note, in bytes of UTF-8.
        letter_bytes: Longest FHIR document, in bytes; its text is bounded as any note's.
        start_seconds: Time for the limited process to start and load its decoders.
        media_bytes: Longest sound or film file, in bytes.
        media_seconds: Wall-clock time and processor time for one sound or film.
        media_length: Longest sound or film, in seconds.
        piece: Most samples of a recording that are decoded at a time.
        piece_seconds: Wall-clock time and processor time for one piece of a recording; the whole may take any time.
        frames: Most frames that are taken out of a film.
        frame_pixels: Most pixels (rows times columns) of a film's frames.
        frame_side: Longer side to which frames are shrunk, in pixels.
        lifetime_seconds: Processor time after which the limited process is killed whatever it does; it is
            replaced between two pictures well before.
    """

    bytes: int = 64 * MEBI
    pixels: int = 64_000_000
    seconds: float = 20.0
    memory: int = 1536 * MEBI
    depth: int = 32
    elements: int = 100_000
    ratio: float = 200.0
    note_bytes: int = 200_000
    letter_bytes: int = 4 * MEBI
    start_seconds: float = 60.0
    media_bytes: int = 256 * MEBI
    media_seconds: float = 180.0
    media_length: float = 7200.0
    piece: int = 30 * SOUND_RATE
    piece_seconds: float = 30.0
    frames: int = 64
    frame_pixels: int = 36_000_000
    frame_side: int = 512
    lifetime_seconds: float = 1200.0

    def __post_init__(self) -> None:
        for name in vars(self):
            if not getattr(self, name) > 0:
                raise ValueError(f"The intake limit '{name}' must be greater than zero.")

    def for_media(self) -> "Limits":
        """The same for the process that decodes sounds and films: room for the longest sound beside the most frames."""
        room = int(self.media_length * SOUND_RATE) * 2 + self.frames * self.frame_side**2 * 3
        return replace(self, bytes=self.media_bytes, pixels=room // 2 + 1, seconds=self.media_seconds)

    def for_recording(self) -> "Limits":
        """The same for the process that decodes one recording piece by piece: room for a piece or for a frame."""
        room = max(2 * self.piece, self.frame_side**2 * 3)
        return replace(self, bytes=1, pixels=room // 2 + 1, seconds=self.piece_seconds, lifetime_seconds=LONGEST_LIFE)
