"""What comes out of the intake instead of a signal: one error type, one sentence."""

from enum import StrEnum


class Code(StrEnum):
    """Why something was refused; stable slugs for programs, the sentence is for people.

    Attributes:
        EMPTY: No bytes, or a note of white space.
        BYTES: More bytes than the intake takes.
        KIND: Not of a kind that was asked for: no film, picture, sound.
        MALFORMED: The right kind, but its structure cannot be followed.
        TRUNCATED: The end is missing.
        NO_PIXELS: A DICOM object without a picture (a report, a plan, an index).
        SIZE: No rows or columns, or the compressed picture contradicts the declared ones.
        PIXELS: More pixels than the intake takes.
        RATIO: Expands far beyond what a film can: a decompression bomb.
        DEPTH: Sequences nested too deep, or too many elements.
        FRAMES: More than one picture.
        BITS: Bits per pixel that no film has, or that contradict each other.
        PHOTOMETRIC: Does not say, or contradicts itself, whether low values are dark or bright.
        COLOUR: A colour picture.
        BLANK: Every pixel has the same value, or a sound is silent throughout.
        CODEC: A compression that the intake does not decode.
        TIME: Took longer than allowed.
        MEMORY: Needed more memory than allowed.
        CRASH: The decoder died on it.
        ENCODING: A note that is not UTF-8.
        BINARY: A note that is not text.
        LENGTH: A note, sound or film longer than the intake takes.
        NO_SOUND: A film without a sound track.
        WITHDRAWN: A document that its author took back or replaced.
        UNAVAILABLE: The limited process cannot be started, or the intake was closed.
    """

    EMPTY = "empty"
    BYTES = "bytes"
    KIND = "kind"
    MALFORMED = "malformed"
    TRUNCATED = "truncated"
    NO_PIXELS = "no-pixels"
    SIZE = "size"
    PIXELS = "pixels"
    RATIO = "ratio"
    DEPTH = "depth"
    FRAMES = "frames"
    BITS = "bits"
    PHOTOMETRIC = "photometric"
    COLOUR = "colour"
    BLANK = "blank"
    CODEC = "codec"
    TIME = "time"
    MEMORY = "memory"
    CRASH = "crash"
    ENCODING = "encoding"
    BINARY = "binary"
    LENGTH = "length"
    NO_SOUND = "no-sound"
    WITHDRAWN = "withdrawn"
    UNAVAILABLE = "unavailable"


class Refused(ValueError):
    """A signal that is not taken; ``str`` of it is the sentence.

    Attributes:
        code: A short slug; those of the intake itself are in :class:`Code`.
        sentence: What is wrong and what to do next, for a person.
    """

    def __init__(self, code: str, sentence: str) -> None:
        super().__init__(sentence)
        self.code = str(code)
        self.sentence = sentence

    def __reduce__(self) -> tuple[type["Refused"], tuple[str, str]]:
        return type(self), (self.code, self.sentence)
