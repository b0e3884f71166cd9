"""The anatomy of a sentence."""

from core.encoders.clause import Clause, Mention


def clause(text: str, *places: tuple[int, int]) -> Clause:
    return Clause(text.split(), [Mention(first, stop) for first, stop in places])


def test_the_longer_of_two_overlapping_triggers_is_taken() -> None:
    found = clause("it is not clear whether there is pneumonia", (7, 8)).triggers
    assert (2, 5) in [(trigger.first, trigger.stop) for trigger in found.values()]


def test_no_trigger_reaches_into_a_mention() -> None:
    found = clause("breathing without difficulty breathing", (2, 4)).triggers
    assert [(trigger.first, trigger.stop) for trigger in found.values()] == [(1, 2)]


def test_commas_and_brackets_part_a_sentence() -> None:
    assert clause("fever , cough ( dry ) now").part == [0, 1, 1, 2, 2, 3, 3]


def test_a_part_with_a_verb_speaks_for_itself_but_not_as_an_item_of_a_list() -> None:
    assert clause("no fever , cough is worse", (1, 2), (3, 4)).owns == [False, True]
    assert clause("no cough , fever or chills were reported", (1, 2), (3, 4)).owns == [False, False]


def test_a_terminator_inside_a_trigger_is_none() -> None:
    assert clause("no fever but cough", (1, 2), (3, 4)).bounds == {2}
    assert clause("not only fever", (2, 3)).bounds == set()
