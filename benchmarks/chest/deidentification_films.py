"""Films with identifiers planted in them, as bytes."""

from __future__ import annotations

import io
import random
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from pydicom import dcmread, dcmwrite
from pydicom.dataset import Dataset
from pydicom.uid import (
    UID,
    DeflatedExplicitVRLittleEndian,
    ExplicitVRBigEndian,
    ExplicitVRLittleEndian,
    ImplicitVRLittleEndian,
    RLELossless,
)

from benchmarks.chest.deidentification_places import Host
from benchmarks.chest.deidentification_plan import PLACES
from benchmarks.chest.deidentification_values import Registry, Value, found, opened
from benchmarks.chest.latency import film as real_film

STEP = 8
A_FILM = 7
SYNTAXES = (
    *(ExplicitVRLittleEndian, ExplicitVRLittleEndian, ExplicitVRLittleEndian, ImplicitVRLittleEndian),
    *(ExplicitVRBigEndian, RLELossless, DeflatedExplicitVRLittleEndian),
)
SCRIPTS = {
    "latin": ("latin", "ISO_IR 100"),
    "umlaut": ("umlaut", "ISO_IR 100"),
    "unicode": ("umlaut", "ISO_IR 192"),
    "cyrillic": ("cyrillic", "ISO_IR 192"),
    "kanji": ("kanji", ["", "ISO 2022 IR 87"]),
}
ASCII = frozenset({"capitals"})
CODED_TEXT = frozenset({"name", "address", "place"})


@dataclass(frozen=True)
class Film:
    """A film with what was planted in it: place and value."""

    data: bytes
    planted: tuple[tuple[str, Value], ...]


def made(registry: Registry, chance: random.Random, count: int) -> Iterator[Film]:
    """Films that hold so many identifiers together; every place is used in turn.

    Only what the search finds in the film as it was planted counts: nothing is called removed that was never there.
    """
    base, left, deck = _base(), count, list[str]()
    while left > 0:
        host, planted = Host(_copy(base)), list[tuple[str, Value]]()
        script, charset = SCRIPTS[chance.choice(list(SCRIPTS))]
        host.dataset.SpecificCharacterSet = charset
        while len(planted) < min(A_FILM, left):
            deck = deck or chance.sample(list(PLACES), len(PLACES))
            place = deck.pop()
            plant, kinds = PLACES[place]
            kind = chance.choice(kinds)
            value = registry.value(kind, script if kind in CODED_TEXT and place not in ASCII else "latin")
            if place in host.used:
                continue
            host.used.add(place)
            plant(host, value)
            planted.append((place, value))
        data = _written(host, chance.choice(SYNTAXES))
        there = tuple((place, value) for place, value in planted if found(value, opened(data)))
        yield Film(data, there)
        left -= len(there)


def _base() -> Dataset:
    """The real film at an eighth of its size, without its padding."""
    dataset = dcmread(io.BytesIO(real_film()))
    pixels = dataset.pixel_array[::STEP, ::STEP]
    dataset.Rows, dataset.Columns = pixels.shape
    dataset.PixelData = np.ascontiguousarray(pixels).tobytes()
    dataset.PixelSpacing = [1.6, 1.6]
    dataset.pop(0xFFFCFFFC, None)
    return dataset


def _copy(base: Dataset) -> Dataset:
    out = io.BytesIO()
    dcmwrite(out, base, enforce_file_format=True)
    return dcmread(io.BytesIO(out.getvalue()))


def _written(host: Host, syntax: str) -> bytes:
    dataset, out = host.dataset, io.BytesIO()
    if syntax == RLELossless:
        dataset.compress(RLELossless, generate_instance_uid=False)
    else:
        dataset.PixelData += host.behind_pixels + b"\0" * (len(host.behind_pixels) % 2)
        dataset.file_meta.TransferSyntaxUID = UID(syntax)
    if syntax == RLELossless:
        host.trailing += host.behind_pixels
    implicit, little = syntax == ImplicitVRLittleEndian, syntax != ExplicitVRBigEndian
    if not little:
        dataset.PixelData = np.frombuffer(dataset.PixelData, np.uint16).byteswap().tobytes()
    dataset.preamble = host.preamble.ljust(128, b"\0")
    dcmwrite(out, dataset, implicit_vr=implicit, little_endian=little, force_encoding=True, enforce_file_format=False)
    return out.getvalue() + host.trailing
