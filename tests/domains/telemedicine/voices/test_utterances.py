"""Words go to speakers at sentence ends and pauses, never torn and never lost."""

import pytest

from domains.telemedicine.transcripts import Word
from domains.telemedicine.voices.utterances import utterances

TURNS = [(0.0, 2.05, "A"), (2.05, 4.0, "B")]


def words(text: str, start: float = 0.0, step: float = 0.4, gaps: dict[int, float] | None = None) -> list[Word]:
    out = []
    for number, word in enumerate(text.split()):
        start += (gaps or {}).get(number, 0.0)
        out.append(Word(word, round(start, 2), round(start + step, 2), 0.9))
        start += step
    return out


def test_a_change_moves_to_the_end_of_the_sentence() -> None:
    said = utterances(words("How are you feeling today, Sir? Not well at all."), [(0.0, 2.05, "A"), (2.05, 4.4, "B")])
    assert [(one.speaker, one.text) for one in said] == [
        ("A", "How are you feeling today, Sir?"),
        ("B", "Not well at all."),
    ]


def test_every_word_is_kept_with_its_time() -> None:
    heard = words("Do you smoke? No. Never. Good, that is very good to hear, well done.", gaps={3: 0.5, 5: 0.5})
    said = utterances(heard, [(0.0, 1.3, "A"), (1.6, 2.6, "B"), (2.8, 9.0, "A")])
    assert [word for one in said for word in one.words] == heard
    assert (said[0].speaker, said[0].start, said[0].end) == ("A", 0.0, 1.2)
    assert [one.speaker for one in said][:2] == ["A", "B"]
    assert all(one.text == " ".join(word.text for word in one.words) for one in said)


def test_one_word_in_the_middle_of_a_sentence_goes_to_its_neighbours() -> None:
    turns = [(0.0, 1.2, "A"), (1.2, 1.6, "B"), (1.6, 4.0, "A")]
    (one,) = utterances(words("I have had the pain for a week"), turns)
    assert one.speaker == "A"


def test_one_word_between_pauses_is_an_answer() -> None:
    turns = [(0.0, 1.3, "A"), (1.6, 2.1, "B"), (2.5, 5.0, "A")]
    said = utterances(words("Any fever? No. And do you cough?", gaps={2: 0.5, 3: 0.5}), turns)
    assert [(one.speaker, one.text) for one in said] == [("A", "Any fever?"), ("B", "No."), ("A", "And do you cough?")]


def test_pauses_and_long_speeches_are_cut_at_sentences() -> None:
    said = utterances(words("It hurts. Here. And there.", gaps={2: 0.5}), [(0.0, 9.0, "A")])
    assert [one.text for one in said] == ["It hurts.", "Here. And there."]
    said = utterances(words(" ".join(["word"] * 34) + " end. Next one."), [(0.0, 30.0, "A")])
    assert [len(one.words) for one in said] == [35, 2]
    said = utterances(words("well and then", gaps={1: 2.0}), [(0.0, 9.0, "A")])
    assert [one.text for one in said] == ["well", "and then"]


@pytest.mark.parametrize("turns", [[], [(50.0, 60.0, "A")]], ids=["none", "far"])
def test_words_outside_of_turns(turns: list[tuple[float, float, str]]) -> None:
    (one,) = utterances(words("Hello there."), turns)
    assert one.speaker == ("A" if turns else None)
    assert utterances([], turns) == ()
