"""Altered, cut and invented packages: all of it comes in, or one sentence comes out and nothing is left behind."""

import io
import json
import random
import re
import zipfile
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select

from core.intake.refusal import Code, Refused
from domains.vocabulary.packages import wire
from domains.vocabulary.packages.child import main
from domains.vocabulary.packages.exporting.schema import written
from domains.vocabulary.packages.limits import Limits
from domains.vocabulary.store import CardRow, DeckRow, MediaRow, NoteRow, ReviewRow, StateRow
from tests.domains.vocabulary.conftest import LENA, School, empty, open_school, school
from tests.domains.vocabulary.packages.making import add, collection, package, png, review, wav, zipped, zstd

__all__ = ["empty", "open_school", "school"]
SENTENCE = re.compile(r"[A-Z][^\n\r\t]{10,398}\.")
KINDS = {"collection", "note", "card", "review", "media", "left out", "end", "refused"}
LIMITS = Limits(collection=4 * 2**20, media=2**20, unpacked=16 * 2**20, notes=1000, cards=1000, reviews=1000)
quickly = settings(max_examples=50, deadline=None)


def sample() -> bytes:
    made = collection(3)
    add(made, 3, ['<img src="a.png">x', "y [sound:b.wav]"], type=2, queue=2, due=150, ivl=9, factor=2500, reps=2)
    review(made, 3, 40, kind=0)
    review(made, 3, 9)
    return package(made, {"a.png": png(), "b.wav": wav()})


SAMPLE = sample()
DATABASE = written(collection(3))


def answers(content: bytes) -> list[dict[str, Any]]:
    """What the limited process would say, without the process; it may say what it likes, but say it."""
    stream = io.BytesIO()
    main._answer(io.BytesIO(content), stream, LIMITS)
    stream.seek(0)
    heads = [head for head, _ in wire.frames(stream, LIMITS.media)]
    assert {head["kind"] for head in heads} <= KINDS
    assert heads[-1]["kind"] in ("end", "refused")
    if heads[-1]["kind"] == "refused":
        assert heads[-1]["code"] in set(Code)
        assert SENTENCE.fullmatch(heads[-1]["sentence"]), heads[-1]["sentence"]
    return heads


def flipped(content: bytes, seed: int, times: int) -> bytes:
    chance = random.Random(seed)  # noqa: S311
    out = bytearray(content)
    for _ in range(times):
        at = chance.randrange(len(out))
        out[at] = chance.choice((0, 0xFF, out[at] ^ 1 << chance.randrange(8), chance.randrange(256)))
    return bytes(out)


def test_the_sample_itself_is_read() -> None:
    assert [head["kind"] for head in answers(SAMPLE)] == [
        "collection",
        "note",
        "card",
        "review",
        "media",
        "media",
        "end",
    ]


@quickly
@given(st.integers(0, 2**32), st.integers(1, 30))
def test_altered_packages(seed: int, times: int) -> None:
    answers(flipped(SAMPLE, seed, times))


@quickly
@given(st.integers(0, len(SAMPLE) - 1))
def test_cut_packages(length: int) -> None:
    assert answers(SAMPLE[:length])[-1]["kind"] == "refused"


@quickly
@given(st.integers(0, 2**32), st.integers(1, 40), st.booleans())
def test_altered_databases(seed: int, times: int, modern: bool) -> None:
    content = DATABASE[:100] + flipped(DATABASE[100:], seed, times)
    answers(zipped({"collection.anki21b": zstd(content), "media": zstd(b"")}) if modern else package(content))


@quickly
@given(st.binary(max_size=200), st.sampled_from(["collection.anki2", "collection.anki21b", "media", "meta", "0"]))
def test_invented_files(content: bytes, name: str) -> None:
    answers(package(collection(1), {"a.png": png()}, {name: content}))


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4), inner, max_size=3),
    max_leaves=8,
)


@settings(max_examples=30, deadline=None)
@given(JSON)
def test_invented_lists_of_media(listed: Any) -> None:
    answers(package(collection(1), {}, {"media": json.dumps(listed).encode("utf-8", "replace")}))


def _models(made: Any, value: Any) -> None:
    made.models = {77: value}


def _decks(made: Any, value: Any) -> None:
    made.decks = {55: value, 1: value}


def _options(made: Any, value: Any) -> None:
    made.options = {1: value}


def _conf(made: Any, value: Any) -> None:
    made.conf = {"creationOffset": value, "rollover": value}


WRONG: tuple[Any, ...] = (
    {"flds": 5, "tmpls": {}},
    {"id": "x", "name": 7, "conf": [], "new": {"perDay": "x"}, "flds": [{"name": None}], "tmpls": [{"name": 1}]},
)


CASES = [
    (put, value)
    for value, puts in zip(WRONG, ((_models, _decks), (_decks, _options, _conf)), strict=True)
    for put in puts
]


@pytest.mark.parametrize(("put", "value"), CASES, ids=["models", "decks", "deck names", "options", "conf"])
def test_wrong_values_come_in_or_leave_nothing(school: School, put: Callable[[Any, Any], None], value: Any) -> None:
    made = collection(1)
    put(made, value)
    whole_or_nothing(school, package(made))


@pytest.mark.parametrize("seed", range(3))
def test_altered_packages_leave_nothing_behind(school: School, seed: int) -> None:
    buffer = io.BytesIO(SAMPLE)
    parts = {name: zipfile.ZipFile(buffer).read(name) for name in zipfile.ZipFile(buffer).namelist()}
    name = ("collection.anki21", "0", "media")[seed]
    head = 100 if name.startswith("collection") else 0
    parts[name] = parts[name][:head] + flipped(parts[name][head:], seed, 60)
    whole_or_nothing(school, zipped(parts))


def whole_or_nothing(school: School, content: bytes) -> None:
    try:
        came = school.service.import_package(LENA, content, "fuzz.apkg")
    except Refused as refused:
        assert refused.code in set(Code)
        assert SENTENCE.fullmatch(refused.sentence), refused.sentence
        assert rows(school) == [0] * 6
        assert list(school.context.blobs.digests()) == []
        return
    assert came.notes > 0 and came.cards > 0
    assert school.service.export_package(LENA, came.decks[-1].id)
    assert school.service.replay(LENA) == ()


def rows(school: School) -> list[int]:
    tables = (DeckRow, NoteRow, CardRow, MediaRow, ReviewRow, StateRow)
    with school.context.database.read() as session:
        return [session.scalar(select(func.count()).select_from(table)) or 0 for table in tables]
