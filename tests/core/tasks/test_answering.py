"""Answers by the shipped weights: sums, kinds, words alone, and pictures that are no chest film."""

from pathlib import Path

import numpy as np
import pytest

from core.case import Modality, Signal, Source
from core.intake.refusal import Refused
from core.tasks import answering, shipped
from core.tasks.answering import QuestionError, answer, ask, checked

SAYS = ("Is the heart enlarged?", "Is this an AP or PA film?", "What modality is this?")


def _logit(p: float) -> float:
    return float(np.log(p / (1.0 - p)))


@pytest.mark.parametrize("question", SAYS)
def test_contributions_add_up_to_the_logit_of_the_answer(film: Path, question: str) -> None:
    signal = _signal(film)
    seen, _ = shipped.look(shipped.asker(shipped.BRIDGE), np.asarray(signal.content))
    found = shipped.asker(shipped.BRIDGE).ask(seen, question)
    assert sum(found.contributions.values()) == pytest.approx(_logit(found.probability), abs=1e-5)


@pytest.mark.parametrize("question", SAYS)
def test_without_a_film_the_words_alone_answer(question: str) -> None:
    found = shipped.asker(shipped.BRIDGE).ask(None, question)
    assert (found.answer, found.probability) == pytest.approx(found.words_alone)
    assert found.contributions["image"] == pytest.approx(0.0, abs=1e-9)


def test_another_film_moves_the_answer_by_the_image_alone(film: Path) -> None:
    model = shipped.asker(shipped.BRIDGE)
    picture = np.asarray(_signal(film).content)
    first, second = (model.ask(model.look(x), "Is there a pleural effusion?") for x in (picture, picture**3))
    assert first.words_alone == second.words_alone
    assert abs(first.contributions["image"]) != pytest.approx(abs(second.contributions["image"]))


def test_general_knowledge() -> None:
    model = shipped.asker(shipped.BRIDGE)
    said = [model.ask(None, question).answer for question in ("Is this a CT scan?", "Is this a chest x-ray?")]
    assert said == ["no", "yes"]
    assert model.ask(None, "Is the patient male or female?").answer in ("male", "female")


def test_a_picture_that_is_no_film_gets_no_answer(noise: Path) -> None:
    told = ask(noise, "Is there a pneumothorax?")
    assert told["answer"] is None
    assert told["candidates"] == []
    assert told["notices"][0] == answering.UNANSWERED
    assert told["question_only"]["answer"] in ("yes", "no")


def test_colour_is_read_as_gray(film: Path) -> None:
    signal = _signal(film)
    gray = np.asarray(signal.content)
    colour = Signal(Modality.IMAGE, np.repeat(gray[..., None], 3, axis=2), Source("0"), {})
    one, other = (answer(each, SAYS[0]) for each in (signal, colour))
    assert one["question_only"] == other["question_only"]
    assert one["probability"] == pytest.approx(other["probability"], abs=1e-3)


@pytest.mark.parametrize(("question", "said"), [("  ", "empty"), ("??", "empty"), ("a " * 300, "characters")])
def test_a_question_that_cannot_be_asked(question: str, said: str) -> None:
    with pytest.raises(QuestionError, match=said):
        checked(question)


def test_regions_lie_on_the_film() -> None:
    where = np.zeros((14, 14))
    where[2:4, 3:6], where[10, 10] = 1.0, 0.9
    first, second = answering._regions(where, {"image": 1.0})
    assert first == {"x": 0.2143, "y": 0.1429, "width": 0.2143, "height": 0.1429}
    assert second["x"] == pytest.approx(10 / 14, abs=1e-3)
    assert answering._regions(where, {"image": 0.0}) == []


def test_a_tiny_picture_is_refused(film: Path) -> None:
    small = Signal(Modality.IMAGE, np.zeros((8, 8), np.float32), Source("0"), {})
    with pytest.raises(Refused, match="smaller than 32"):
        answer(small, SAYS[0])


def test_a_missing_picture_is_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(Refused, match="cannot be opened"):
        ask(tmp_path / "none.png", SAYS[0])


def _signal(path: Path) -> Signal:
    return shipped.opened(path)
