"""The word that was taught is found, in characters of the text, and the addends sum to the difference."""

import numpy as np
import pytest

pytest.importorskip("torch", reason="torch is not installed (extra 'vision')")
pytest.importorskip("captum", reason="Captum is not installed (extra 'explain')")

from core.evidence.attribution import Question
from core.evidence.attribution_text import Told, ablation, integrated_gradients, where
from core.parts import PartError
from tests.core.evidence.tiny import WORDS, Reader, Seer, Tokens, trained

TEXT = "the cough and fever since monday"


def taught(word: str) -> Question:
    random = np.random.default_rng(0)
    texts = [" ".join(random.choice(WORDS, 5)) for _ in range(160)]
    return trained(Reader(), texts, np.array([float(word in text.split()) for text in texts]))


@pytest.fixture(scope="module")
def fever() -> Question:
    return taught("fever")


def told(question: Question, method: str, text: str = TEXT) -> Told:
    return ablation(question, text) if method == "ablation" else integrated_gradients(question, text, Tokens())


@pytest.mark.parametrize("method", ["ablation", "gradients"])
def test_the_word_is_found_whole(fever: Question, method: str) -> None:
    first, *rest = where(told(fever, method), TEXT)
    assert (first.text, first.start, first.end) == ("fever", 14, 19)
    assert float(first.reading) > 2 * max([float(span.reading) for span in rest], default=0.0)
    assert all(TEXT[span.start : span.end] == span.text for span in rest)


def test_gradients_sum_to_the_difference(fever: Question) -> None:
    found = told(fever, "gradients").attribution
    assert abs(found.log_odds - found.baseline) > 1.0
    assert abs(found.gap) < 0.03 * abs(found.log_odds - found.baseline)


def test_what_stands_for_no_characters_and_what_was_padded_has_no_share(fever: Question) -> None:
    found = told(fever, "gradients")
    outside = [
        value for value, (start, end) in zip(found.attribution.values, found.places, strict=True) if start == end
    ]
    assert len(outside) == 2 and not np.any(outside)


def test_leaving_a_word_out_is_leaving_it_out(fever: Question) -> None:
    found = told(fever, "ablation").attribution
    without = float(fever.ask(["the cough and since monday"])[0])
    assert found.values[3] == pytest.approx(found.log_odds - without, abs=1e-5)


@pytest.mark.parametrize("method", ["ablation", "gradients"])
def test_a_text_of_one_word(fever: Question, method: str) -> None:
    (span,) = where(told(fever, method, "fever"), "fever")
    assert span.text == "fever"


def test_where_nothing_speaks_for_the_label_nothing_is_marked() -> None:
    from core.evidence.attribution import Attribution

    assert where(Told(Attribution(np.array([-1.0, 0.0]), 0.0, 1.0), ((0, 2), (3, 5))), "no he") == ()
    assert where(Told(Attribution(np.zeros(0), 0.0, 0.0), ()), "") == ()


def test_an_encoder_without_tokens_is_refused() -> None:
    question = Question(Seer(), lambda encoded: encoded.vector, 0)
    with pytest.raises(PartError, match="numbers of tokens"):
        integrated_gradients(question, np.zeros((32, 32), np.float32), Tokens())  # type: ignore[arg-type]
