"""The process that speaks: orders as lines of JSON come in, 16-bit samples (or letters of the IPA) go out.

Nothing of the suite runs here but this file, and nothing of eSpeak NG runs anywhere else.
"""

from __future__ import annotations

import ctypes
import json
import struct
import sys
from importlib import import_module
from typing import Any, BinaryIO

HEADER = struct.Struct("<II")
RETRIEVE, UTF8 = 1, 1
IPA, WRITTEN = 2, 2
RATE, PITCH, SPREAD = 1, 3, 4
HEARD = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.POINTER(ctypes.c_short), ctypes.c_int, ctypes.c_void_p)


class Speaker:
    """eSpeak NG's library, as the package espeakng-loader ships it."""

    def __init__(self) -> None:
        loader = import_module("espeakng_loader")
        self._library: Any = ctypes.CDLL(loader.get_library_path())
        self.rate = int(self._library.espeak_Initialize(RETRIEVE, 0, loader.get_data_path().encode(), 0))
        if self.rate <= 0:
            raise OSError("eSpeak NG does not start.")
        self._heard: list[bytes] = []
        self._callback = HEARD(self._hear)
        self._library.espeak_SetSynthCallback(self._callback)
        self._library.espeak_TextToPhonemes.restype = ctypes.c_char_p

    def say(self, text: str, voice: str, rate: int, pitch: int, spread: int) -> bytes:
        """16-bit little-endian samples at :attr:`rate`."""
        if self._library.espeak_SetVoiceByName(voice.encode()) != 0:
            raise OSError(f"eSpeak NG does not know the voice '{voice}'.")
        for parameter, value in ((RATE, rate), (PITCH, pitch), (SPREAD, spread)):
            self._library.espeak_SetParameter(parameter, value, 0)
        self._heard.clear()
        data = text.encode() + b"\0"
        self._library.espeak_Synth(data, len(data), 0, 1, 0, UTF8, None, None)
        self._library.espeak_Synchronize()
        return b"".join(self._heard)

    def phonemes(self, text: str, voice: str) -> bytes:
        """How the text is pronounced, in the letters of the IPA, as UTF-8."""
        if self._library.espeak_SetVoiceByName(voice.encode()) != 0:
            raise OSError(f"eSpeak NG does not know the voice '{voice}'.")
        left = ctypes.c_char_p(text.encode())
        said: list[bytes] = []
        while left.value:
            said.append(self._library.espeak_TextToPhonemes(ctypes.byref(left), UTF8, IPA) or b"")
        return b" ".join(said)

    def _hear(self, samples: Any, count: int, _: object) -> int:
        if samples and count > 0:
            self._heard.append(ctypes.string_at(samples, count * 2))
        return 0


def answer(speaker: Speaker | None, line: bytes, out: BinaryIO) -> None:
    """Say one order; where that fails, a rate of 0 and the sentence."""
    try:
        if speaker is None:
            raise OSError("Speech needs the package espeakng-loader; install it.")
        order = json.loads(line)
        if len(order) == WRITTEN:
            letters = speaker.phonemes(*order)
            out.write(HEADER.pack(speaker.rate, len(letters)) + letters)
        else:
            samples = speaker.say(*order)
            out.write(HEADER.pack(speaker.rate, len(samples) // 2) + samples)
    except OSError as error:
        sentence = str(error).encode()
        out.write(HEADER.pack(0, len(sentence)) + sentence)
    out.flush()


def main() -> None:
    """Answer orders until there are no more."""
    try:
        speaker: Speaker | None = Speaker()
    except (ImportError, OSError):
        speaker = None
    for line in sys.stdin.buffer:
        answer(speaker, line, sys.stdout.buffer)


if __name__ == "__main__":
    main()
