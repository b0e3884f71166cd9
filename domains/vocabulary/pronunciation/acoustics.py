"""The acoustic model of English that comes with pocketsphinx: how well each instant of speech fits each speech sound.

pocketsphinx makes features and scores every tied state of its hidden Markov models (Huggins-Daines et al., ICASSP
2006); it writes those scores to a file on request, and everything that follows is computed from them: its own search
prunes, and gives no answer where a word was said badly, which is exactly when an answer is wanted.
"""

from __future__ import annotations

import struct
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path
from threading import Lock
from typing import Any

import numpy as np
from numpy.typing import NDArray

RATE, FRAME = 16_000, 0.01
SHIFT, BASE = 1024, 1.0001
TOP = 4
SILENCE = "SIL"
INTERNAL, BEGIN, END, SINGLE = range(4)

_lock = Lock()
_ENTRY = np.dtype([("sequence", "<i4"), ("matrix", "<i4"), ("context", "u1", 4)])
Scores = NDArray[np.float32]
Samples = NDArray[np.int16]


def installed() -> bool:
    """Whether the acoustic model is there."""
    return find_spec("pocketsphinx") is not None


@dataclass(frozen=True)
class Model:
    """Which tied states make up a phone in its context.

    Attributes:
        phones: Names of the phones, by number; silence and noise among them.
        sequences: ``(sequences, 3)`` tied states.
        contexts: Sequence by place in the word, phone, left and right neighbour; -1 where the model has none.
        alone: Sequence of each phone out of context.
        stay: Log probability of staying in each state, ``(phones, 3)``.
        leave: Of going on to the next.
    """

    phones: tuple[str, ...]
    sequences: NDArray[np.intp]
    contexts: NDArray[np.int32]
    alone: NDArray[np.int32]
    stay: Scores
    leave: Scores

    @property
    def spoken(self) -> tuple[int, ...]:
        """Numbers of the phones that are speech."""
        return tuple(at for at, name in enumerate(self.phones) if name != SILENCE and not name.startswith("+"))

    def states(self, phones: Sequence[int]) -> NDArray[np.intp]:
        """Tied states ``(phones, 3)`` of a word, each phone in the context of its neighbours, silence around it."""
        silence, last = self.phones.index(SILENCE), len(phones) - 1
        around = (silence, *phones, silence)
        rows = [self._sequence(_place(at, last), *around[at : at + 3]) for at in range(len(phones))]
        return self.sequences[rows]

    def _sequence(self, place: int, left: int, phone: int, right: int) -> int:
        known = int(self.contexts[place, phone, left, right])
        return known if known >= 0 else int(self.alone[phone])


@lru_cache(maxsize=1)
def model() -> Model:
    """The model's structure, read from its definition (format 1 of sphinxbase's binary model definitions).

    Raises:
        ValueError: the file has another format.
    """
    content = (_folder() / "mdef").read_bytes()
    if content[:4] != b"BMDF":
        raise ValueError("The acoustic model has a format that is not known: install pocketsphinx 5.1.")
    start = 12 + struct.unpack_from("<i", content, 8)[0]
    phones, every, states, _, _, _, sequences, _, nodes, _ = struct.unpack_from("<10i", content, start)
    names, at = _names(content, start + 40, phones)
    entries = np.frombuffer(content, _ENTRY, every, at + nodes * 8)
    at += nodes * 8 + every * _ENTRY.itemsize + 4
    table = np.frombuffer(content, "<u2", sequences * states, at).reshape(sequences, states).astype(np.intp)
    stay, leave = _transitions()
    return Model(names, table, _contexts(entries[phones:], phones), entries["sequence"][:phones], stay, leave)


def scores(samples: Samples) -> Scores:
    """``(frames, tied states)`` log likelihood of each frame, up to a constant of the frame.

    Args:
        samples: ``(n,)`` at 16,000 Hz.

    Raises:
        RuntimeError: the decoder made nothing of it.
    """
    with _lock:
        decoder, folder = _decoder()
        decoder.reinit_feat()  # or it would go on with the noise and the mean of the recording before
        decoder.start_utt()
        decoder.process_raw(samples.tobytes(), full_utt=True)
        decoder.end_utt()
        decoder.start_utt()
        decoder.end_utt()
        return _taken(Path(folder.name))


@lru_cache(maxsize=1)
def _decoder() -> tuple[Any, tempfile.TemporaryDirectory[str]]:
    """A decoder that scores every state of every frame; it takes a quarter of a second to load."""
    import pocketsphinx

    folder = tempfile.TemporaryDirectory(prefix="chiron-speech-")
    decoder = pocketsphinx.Decoder(lm=None, compallsen=True, ds=1, topn=TOP, senlogdir=folder.name, loglevel="FATAL")
    decoder.set_align_text("a")
    return decoder, folder


def _taken(folder: Path) -> Scores:
    """What was written for the last utterance; the empty one after it made sure that its file is whole."""
    files = sorted(folder.glob("*.sen"), key=lambda file: file.stat().st_size)
    if not files:
        raise RuntimeError("The decoder made nothing of the recording.")
    content = files[-1].read_bytes()
    for file in files:
        file.unlink()
    return _logged(content)


def _logged(content: bytes) -> Scores:
    """The scores in the file that the decoder wrote: after a header, per frame a count and as many int16."""
    end = content.index(b"endhdr\n") + 7
    count = int(content[:end].split(b"n_sen ")[1].split()[0])
    body = np.frombuffer(content, "<i2", offset=end + 4)
    frames = body[: len(body) // (count + 1) * (count + 1)].reshape(-1, count + 1)
    told: Scores = frames[:, 1:] * np.float32(-SHIFT * np.log(BASE))
    return told


def _place(at: int, last: int) -> int:
    if last == 0:
        return SINGLE
    return BEGIN if at == 0 else END if at == last else INTERNAL


def _contexts(entries: NDArray[np.void], phones: int) -> NDArray[np.int32]:
    table = np.full((4, phones, phones, phones), -1, dtype=np.int32)
    place, phone, left, right = entries["context"].T
    table[place, phone, left, right] = entries["sequence"]
    return table


def _transitions() -> tuple[Scores, Scores]:
    content = (_folder() / "transition_matrices").read_bytes()
    at = content.index(b"endhdr\n") + 11
    shape = struct.unpack_from("<3i", content, at)
    counts = np.frombuffer(content, "<f4", int(np.prod(shape)), at + 16).reshape(shape)
    shares = counts / counts.sum(axis=2, keepdims=True)
    places = np.arange(shape[1])
    stay, leave = (np.log(np.maximum(shares[:, places, places + step], 1e-4)) for step in (0, 1))
    return stay.astype(np.float32), leave.astype(np.float32)


def _folder() -> Path:
    import pocketsphinx

    return Path(pocketsphinx.get_model_path("en-us/en-us"))


def _names(content: bytes, at: int, count: int) -> tuple[tuple[str, ...], int]:
    names, begin = [], at
    for _ in range(count):
        end = content.index(b"\0", at)
        names.append(content[at:end].decode())
        at = end + 1
    return tuple(names), at + -(at - begin) % 4
