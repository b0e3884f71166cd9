"""Notes and tables: added, changed, taken back, in and out."""

import pytest

from core.intake.refusal import Refused
from data import audit
from domains.vocabulary.views import Draft, NoSuchCard, NotNow
from tests.domains.vocabulary.conftest import LENA, MAX, Open, School


@pytest.fixture
def deck(school: School) -> str:
    return school.service.create_deck(LENA, "Words", "es", "en").id


def words(school: School, deck: str) -> list[str]:
    return [note.word for note in school.service.notes(LENA, deck)]


def test_drafts_are_kept_in_their_order_behind_what_is_there(school: School, deck: str) -> None:
    for text in ("uno - one", "dos - two\ntres - three"):
        view = school.service.add_notes(LENA, deck, school.service.drafts(LENA, deck, text))
    assert words(school, deck) == ["uno", "dos", "tres"] and view.cards == 3
    assert school.service.drafts(LENA, deck, "dos - two")[0].problem == "it is in the deck already."


def test_one_draft_with_a_problem_keeps_all_out(school: School, deck: str) -> None:
    with pytest.raises(NotNow, match="cannot be added"):
        school.service.add_notes(LENA, deck, [Draft("uno", "one"), Draft("", "two", problem="the word is missing.")])
    with pytest.raises(NotNow, match="no word to add"):
        school.service.add_notes(LENA, deck, [])
    assert words(school, deck) == []


def test_changes_are_taken_back_one_after_the_other(school: School, deck: str) -> None:
    school.service.add_notes(LENA, deck, [Draft("uno", "one")])
    note = school.service.notes(LENA, deck)[0]
    school.service.change_note(LENA, note.id, word=" un ", accepted=["uno", "uno", ""], tags="a b a", level="a1")
    changed = school.service.note(LENA, note.id)
    assert (changed.word, changed.accepted, changed.tags, changed.level) == ("un", ("uno",), ("a", "b"), "A1")
    school.service.delete_note(LENA, note.id)
    with pytest.raises(NoSuchCard):
        school.service.note(LENA, note.id)
    assert school.service.deck(LENA, deck).cards == 0
    assert school.service.restore_note(LENA) == changed
    assert school.service.restore_note(LENA) == note
    with pytest.raises(NoSuchCard, match="no change of yours"):
        school.service.restore_note(LENA)


def test_nobody_takes_back_what_another_changed(school: School, deck: str) -> None:
    school.service.add_notes(LENA, deck, [Draft("uno", "one")])
    school.service.change_note(LENA, school.service.notes(LENA, deck)[0].id, word="dos")
    with pytest.raises(NoSuchCard):
        school.service.restore_note(MAX)


def test_another_word_loses_the_voice_and_the_pronunciation_of_the_old_one(school: School, deck: str) -> None:
    school.service.add_notes(LENA, deck, [Draft("uno", "one", ipa="\u02c8uno")])
    note = school.service.notes(LENA, deck)[0]
    assert note.ipa == "\u02c8uno"
    assert school.service.change_note(LENA, note.id, meaning="1").ipa == "\u02c8uno"
    assert school.service.change_note(LENA, note.id, word="dos").ipa == ""
    assert school.service.change_note(LENA, note.id, word="tres", ipa="tɾes").ipa == "tɾes"


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"word": " \n"}, "The word is empty"),
        ({"meaning": "x" * 501}, "501 characters"),
        ({"level": "D1"}, "no level"),
        ({"picture": "0" * 64}, "cannot be changed"),
        ({"tags": ["x" * 65]}, "64 characters"),
        ({"accepted": [str(n) for n in range(51)]}, "At most 50"),
    ],
)
def test_what_cannot_be_written_is_not(school: School, deck: str, fields: dict[str, object], said: str) -> None:
    school.service.add_notes(LENA, deck, [Draft("uno", "one")])
    note = school.service.notes(LENA, deck)[0]
    with pytest.raises(NotNow, match=said):
        school.service.change_note(LENA, note.id, **fields)
    assert school.service.note(LENA, note.id) == note


def test_a_table_goes_out_and_comes_in_the_same(open_school: Open, postgres: str) -> None:
    school = open_school(postgres)
    deck = school.service.create_deck(LENA, "Words", "es", "en").id
    drafts = [
        Draft("canción", 'a "song", two', ("copla", "aria"), "Una {{canción}}.", ("x", "y"), "", "B1", "kan\u02c8sjon"),
        Draft("=SUM(A1)", "-ness"), Draft("'=x", "+1"), Draft("and/or", "y/o"), Draft("两", "two\nlines"),
    ]  # fmt: skip
    school.service.add_notes(LENA, deck, drafts)
    content = school.service.export_table(LENA, deck)
    assert content.startswith(b"\xef\xbb\xbfword,") and b"\r\n=SUM" not in content
    other = school.service.create_deck(LENA, "Again", "es", "en").id
    came = school.service.import_table(LENA, other, content)
    assert (came.notes, came.notices) == (5, ())
    assert school.service.export_table(LENA, other) == content
    again = school.service.import_table(LENA, other, content)
    assert again.notes == 0 and again.notices == ("5 words were there already and left as they are.",)


def test_one_line_that_cannot_be_used_keeps_a_whole_table_out(school: School, deck: str) -> None:
    rows = "\n".join(f"w{n},m{n}" for n in range(50))
    with pytest.raises(NotNow, match="because of line 52: the word is missing"):
        school.service.import_table(LENA, deck, f"word,meaning\n{rows}\n,nothing\nlast,one\n".encode())
    assert words(school, deck) == []


def test_a_table_in_another_encoding_leaves_nothing(school: School, deck: str) -> None:
    before = audit.count(school.context.database)
    with pytest.raises(Refused, match="CSV UTF-8"):
        school.service.import_table(LENA, deck, "canción,song".encode("latin-1"))
    assert words(school, deck) == []
    assert audit.count(school.context.database) == before + 1
    assert audit.rows(school.context.database, limit=1)[0].action == "table.import.refused"
