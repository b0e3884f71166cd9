import pytest

from domains.telemedicine.page.timing import second_of, times

WORDS = [["I", 1.0, 1.1, 0.9], ["take", 1.2, 1.5, 0.9], ["met", 1.6, 1.8, 0.3], ["forming.", 1.8, 2.4, 0.4]]


def test_words_that_stand_as_they_were_heard_keep_their_times() -> None:
    assert times({"text": "I take met forming.", "words": WORDS}) == (1.0, 1.2, 1.6, 1.8)


def test_a_repaired_word_begins_where_what_was_heard_began() -> None:
    assert times({"text": "I take metformin.", "words": WORDS}) == (1.0, 1.2, 1.6)


def test_added_words_share_the_time_of_those_that_they_replace() -> None:
    told = times({"text": "I take met formin every day.", "words": WORDS})
    assert told[:3] == (1.0, 1.2, 1.6) and list(told) == sorted(told) and told[-1] < 2.4


@pytest.mark.parametrize("said", [{"text": "Hello"}, {"text": "Hello", "words": []}, {"text": "", "words": WORDS}])
def test_without_times_there_are_none(said: dict[str, object]) -> None:
    assert times(said) == ()


def test_a_character_leads_to_the_word_that_holds_it() -> None:
    said = {"text": "I take metformin.", "words": WORDS, "start": 0.5}
    assert second_of(said, said["text"].index("metformin")) == 1.6  # type: ignore[attr-defined]
    assert second_of(said, 0) == 1.0
    assert second_of({"text": "Hello you", "start": 3.0}, 6) == 3.0
    assert second_of({"text": "Hello you", "start": None}, 6) is None
