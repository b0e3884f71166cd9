"""The hand-written sentences, and how a reading of them is scored."""

import math

from benchmarks.chest.sentences import STATUSES, Said, f1, load, of_class, tally
from domains.chest.training.cohort import NIH

SENTENCES = load()


def test_there_are_enough_of_them_and_half_are_for_the_test() -> None:
    test = [sentence for sentence in SENTENCES if sentence.part == "test"]
    assert len(SENTENCES) >= 300
    assert abs(len(test) - len(SENTENCES) / 2) <= 10
    assert len({sentence.text for sentence in SENTENCES}) == len(SENTENCES)


def test_marks_name_known_findings_and_statuses_and_point_at_their_words() -> None:
    names = {label.replace("_", " ").lower() for label in NIH}
    for sentence in SENTENCES:
        for said in sentence.said:
            assert said.finding in names
            assert said.status in STATUSES
            assert sentence.text[said.start : said.end].strip()
        assert "](" not in sentence.text


def test_every_status_and_every_finding_occurs() -> None:
    said = [each for sentence in SENTENCES for each in sentence.said]
    assert {each.status for each in said} == set(STATUSES)
    assert len({each.finding for each in said}) == len(NIH)


def test_an_assertion_meets_one_that_says_the_same_of_overlapping_words() -> None:
    wanted = [Said("mass", "present", 0, 4), Said("mass", "present", 10, 14)]
    given = [Said("mass", "present", 2, 8), Said("mass", "absent", 10, 14), Said("nodule", "present", 10, 14)]
    counts = tally(wanted, given)
    assert (counts.right, counts.given, counts.wanted) == (1, 3, 2)
    assert f1([counts]) == 2 * 1 / 5
    assert math.isnan(f1([]))
    assert of_class(given, "mass", "absent") == [given[1]]
