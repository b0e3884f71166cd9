"""Templates are filled as Anki fills them."""

from time import process_time
from typing import Any

import pytest

from domains.vocabulary.packages.rendering import faces
from tests.domains.vocabulary.packages.making import note_type

FIELDS = {"Front": "casa", "Back": "<i>house</i>", "Empty": "<br>", "Text": "a {{c1::b::hint}} {{c2::c {{c1::d}}}}"}


def front(template: str, fields: dict[str, str] | None = None, **more: Any) -> str:
    kind = note_type(tmpls=[{"name": "Card 1", "ord": 0, "qfmt": template, "afmt": ""}], **more)
    return faces(kind, FIELDS | (fields or {}), 0, {"Tags": "a b", "Deck": "D<script>"}).front


@pytest.mark.parametrize(
    ("template", "shown"),
    [
        ("{{Front}} {{ Back }}", "casa <i>house</i>"),
        ("{{text:Back}}", "house"),
        ("{{type:Back}}", '<span class="typed">____</span>'),
        ("{{hint:Back}}", "<details><summary>Hint</summary><i>house</i></details>"),
        ("{{hint:Empty}}", ""),
        ("{{strange:Back}}", "<i>house</i>"),
        ("{{Missing}}x", "x"),
        ("{{#Front}}yes{{/Front}}{{^Front}}no{{/Front}}", "yes"),
        ("{{#Empty}}yes{{/Empty}}{{^Empty}}no{{/Empty}}", "no"),
        ("{{#Front}}a{{#Empty}}b{{/Empty}}c{{/Front}}", "ac"),
        ("{{^Front}}a{{#Back}}b{{/Back}}c{{/Front}}d", "d"),
        ("{{#Front}}open", "open"),
        ("{{/Front}}x", "x"),
        ("<!-- {{Front}} -->x", "x"),
        ("{{Tags}} {{Deck}} {{Type}} {{Card}}", "a b D&lt;script&gt; Plain Card 1"),
        ("<a href='{{Front}}' onclick=\"{{Front}}\">x</a>", "<a>x</a>"),
        ("{{furigana:Kanji}}", "<ruby>漢字<rt>かんじ</rt></ruby>"),
        ("{{kana:Kanji}} {{kanji:Kanji}}", "かんじ 漢字"),
        ("[sound:a.mp3]", '<span class="sound" data-name="a.mp3"></span>'),
    ],
)
def test_a_template_is_filled(template: str, shown: str) -> None:
    assert front(template, {"Kanji": "漢字[かんじ]"}) == shown


def test_the_back_shows_the_front_and_the_answer() -> None:
    both = faces(note_type(), {"Front": "casa", "Back": "house"}, 0)
    assert (both.front, both.back) == ("casa", "casa<hr>house")


@pytest.mark.parametrize(
    ("ordinal", "asked", "told"),
    [
        (
            0,
            'a <span class="cloze">[hint]</span> c <span class="cloze">[...]</span>',
            'a <span class="cloze">b</span> c <span class="cloze">d</span>',
        ),
        (1, 'a b <span class="cloze">[...]</span>', 'a b <span class="cloze">c d</span>'),
    ],
)
def test_gaps_are_asked_one_by_one(ordinal: int, asked: str, told: str) -> None:
    template = {"name": "Cloze", "ord": 0, "qfmt": "{{cloze:Text}}", "afmt": "{{cloze:Text}}"}
    both = faces(note_type(type=1, tmpls=[template]), FIELDS, ordinal)
    assert (both.front, both.back) == (asked, told)


def test_a_conditional_may_ask_for_the_number_of_a_gap() -> None:
    template = {"name": "Cloze", "ord": 0, "qfmt": "{{#c2}}second{{/c2}}{{^c2}}other{{/c2}}", "afmt": ""}
    kind = note_type(type=1, tmpls=[template])
    assert [faces(kind, FIELDS, ordinal).front for ordinal in (0, 1)] == ["other", "second"]


def test_a_field_cannot_break_out_of_an_attribute() -> None:
    shown = front('<b title="{{Front}}">x</b>', {"Front": '"><img src=x onerror=alert(1)>'})
    assert "onerror" not in shown


def test_hidden_parts_of_a_picture_are_owned_up_to() -> None:
    shown = front("{{Front}}", {"Front": "{{c1::image-occlusion:rect:left=.1}}"})
    assert "not shown here" in shown


def test_a_template_that_repeats_itself_stays_bounded() -> None:
    assert len(front("{{Front}}" * 10_000, {"Front": "x" * 1000})) <= 2_100_000


def test_gaps_that_never_close_stay_text() -> None:
    assert front("{{Front}}", {"Front": "{{c1::open"}) == "{{c1::open"


@pytest.mark.parametrize("unit", ["{{", "{{ ", "<!--", "{{c1::", "漢[", "{{#Front}}"])
def test_a_template_that_is_made_to_do_harm_takes_no_time(unit: str) -> None:
    text = unit + " " * 2000 + unit * (60_000 // len(unit))
    start = process_time()
    front(text, {"Front": text})
    front("{{furigana:Front}}{{cloze:Front}}{{kana:Front}}", {"Front": text})
    assert process_time() - start < 3
