"""The process that speaks: orders come in as lines of JSON, samples and letters of the IPA go out.

eSpeak NG is under the GPL: it is loaded here, in a process of its own, and nothing else of the suite runs here. What it
says depends on what it said before (its noise goes on where it stopped), so each order is spoken by a fork that has
said nothing yet: the same words give the same samples, in whatever order they come.
"""

from __future__ import annotations

import ctypes
import ctypes.util
import json
import os
import resource
import struct
import sys
from importlib import import_module
from typing import Any, BinaryIO

HEADER = struct.Struct("<III")
SYNCHRONOUS, UTF8, IPA, RATE = 2, 1, 2, 1
CHARACTERS = 1
MOST_SAMPLES = 22_050 * 60
MEMORY = 2 * 2**30
HEARD = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.POINTER(ctypes.c_short), ctypes.c_int, ctypes.c_void_p)


class Speaker:
    """eSpeak NG's library, as the package espeakng-loader or the system has it."""

    def __init__(self) -> None:
        path, data = _library()
        self._library: Any = ctypes.CDLL(path)
        self.rate = int(self._library.espeak_Initialize(SYNCHRONOUS, 0, data, 0))
        if self.rate <= 0:
            raise OSError("eSpeak NG does not start.")
        self._heard: list[bytes] = []
        self._voice = ""
        self._callback = HEARD(self._hear)
        self._library.espeak_SetSynthCallback(self._callback)
        self._library.espeak_TextToPhonemes.restype = ctypes.c_char_p

    def choose(self, voice: str) -> None:
        """Take a voice, by eSpeak's name of its language."""
        if voice == self._voice:
            return
        if self._library.espeak_SetVoiceByName(voice.encode()) != 0:
            raise OSError(f"eSpeak NG does not know the voice '{voice}'.")
        self._voice = voice

    def say(self, text: str, speed: int) -> bytes:
        """16-bit little-endian samples at :attr:`rate`."""
        self._library.espeak_SetParameter(RATE, speed, 0)
        self._heard.clear()
        data = text.encode() + b"\0"
        self._library.espeak_Synth(data, len(data), 0, CHARACTERS, 0, UTF8, None, None)
        return b"".join(self._heard)

    def phonemes(self, text: str) -> bytes:
        """How the text is pronounced, in the letters of the IPA, as UTF-8."""
        left = ctypes.c_char_p(text.encode())
        said: list[bytes] = []
        while left.value:
            said.append(self._library.espeak_TextToPhonemes(ctypes.byref(left), UTF8, IPA) or b"")
        return b" ".join(said)

    def _hear(self, samples: Any, count: int, _: object) -> int:
        """Keep what was spoken; more than a minute of it is cut off (a return of 1 stops eSpeak NG)."""
        if samples and count > 0:
            self._heard.append(ctypes.string_at(samples, count * 2))
        return int(sum(map(len, self._heard)) > 2 * MOST_SAMPLES)


def _library() -> tuple[str, bytes | None]:
    """Path of the library, and of its data where they do not lie at the usual place."""
    try:
        loader = import_module("espeakng_loader")
    except ImportError:
        found = ctypes.util.find_library("espeak-ng")
        if found is None:
            raise OSError("eSpeak NG is not installed.") from None
        return found, None
    return str(loader.get_library_path()), str(loader.get_data_path()).encode()


def answer(speaker: Speaker, line: bytes, out: BinaryIO) -> None:
    """Say one order ``[text, voice, speed]``; where that fails, a rate of 0 and the sentence."""
    try:
        text, voice, speed = json.loads(line)
        speaker.choose(voice)
        _forked(speaker, text, speed, out)
    except OSError as error:
        refuse(str(error), out)


def _forked(speaker: Speaker, text: str, speed: int, out: BinaryIO) -> None:
    """Let a fork speak, and wait for it."""
    fork = os.fork()
    if fork:
        _, status = os.waitpid(fork, 0)
        if status:
            raise OSError("eSpeak NG broke off.")
        return
    code = 1
    try:
        samples, letters = speaker.say(text, speed), speaker.phonemes(text)
        out.write(HEADER.pack(speaker.rate, len(samples), len(letters)) + samples + letters)
        out.flush()
        code = 0
    finally:
        os._exit(code)


def refuse(sentence: str, out: BinaryIO) -> None:
    """Say why nothing is said."""
    letters = sentence.encode()
    out.write(HEADER.pack(0, 0, len(letters)) + letters)
    out.flush()


def main() -> None:
    """Answer orders until there are no more."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    try:
        speaker = Speaker()
    except OSError as error:
        refuse(str(error), sys.stdout.buffer)
        return
    for line in sys.stdin.buffer:
        answer(speaker, line, sys.stdout.buffer)


if __name__ == "__main__":
    main()
