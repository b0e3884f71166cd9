"""The book of phrases."""

from core.encoders.phrases import PhraseBook, words


def book() -> PhraseBook[str]:
    made: PhraseBook[str] = PhraseBook()
    for phrase in ("lung", "lung cancer", "small cell lung cancer"):
        made.add(words(phrase), phrase)
    return made


def test_the_longest_phrase_wins() -> None:
    assert book().longest(words("lung cancer now"), 0, 3) == (2, "lung cancer")


def test_a_phrase_may_not_reach_beyond_the_stop() -> None:
    assert book().longest(words("lung cancer"), 0, 1) == (1, "lung")


def test_all_phrases_at_a_place_the_shortest_first() -> None:
    assert [value for _, value in book().matches(words("lung cancer"), 0, 2)] == ["lung", "lung cancer"]


def test_the_start_of_a_phrase_alone_is_nothing() -> None:
    assert book().longest(words("small cell"), 0, 2) is None


def test_places_of_all_phrases() -> None:
    assert book().places(words("no lung cancer but a lung")) == [(1, 3), (5, 6)]


def test_the_first_entry_of_a_phrase_stays() -> None:
    assert book().add(("lung",), "other") == "lung"
