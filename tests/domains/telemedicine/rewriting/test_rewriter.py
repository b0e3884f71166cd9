"""Other words by real language models, made small: one that babbles, and one that learned three sentences by heart."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from domains.telemedicine.rewriting import rewritten
from domains.telemedicine.rewriting.model import ASKED, ModelRefused, opened

torch = pytest.importorskip("torch")
pytest.importorskip("transformers")

PAIRS = {
    "He has had a cough for 3 weeks.": "The patient has had a cough for 3 weeks.",
    "He denies any fever.": "He has a fever.",
    "We will start amoxicillin 500 mg.": "We will start amoxicillin 250 mg.",
}
UTTERANCES = [
    {"text": "I have had a cough for three weeks."},
    {"text": "Do you have any fever?"},
    {"text": "No."},
    {"text": "We will start amoxicillin 500 milligrams."},
]
SECTIONS: list[dict[str, Any]] = [
    {"title": "History", "sentences": [{"text": "He has had a cough for 3 weeks.", "sources": [0]},
                                       {"text": "He denies any fever.", "sources": [1, 2]}]},
    {"title": "Plan", "sentences": [{"text": "We will start amoxicillin 500 mg.", "sources": [3]}]},
]  # fmt: skip


def tokenizer(folder: Path) -> Any:
    from tokenizers import Tokenizer, models, pre_tokenizers
    from transformers import PreTrainedTokenizerFast

    known = " ".join([ASKED.replace("{text}", " "), *PAIRS, *PAIRS.values()])
    split = pre_tokenizers.WhitespaceSplit()
    words = dict.fromkeys(word for word, _ in split.pre_tokenize_str(known))
    made = Tokenizer(models.WordLevel({word: at for at, word in enumerate(["<unk>", "<eos>", *words])}, "<unk>"))
    made.pre_tokenizer = split
    made_of: Any = PreTrainedTokenizerFast
    out = made_of(tokenizer_object=made, **{"unk_token": "<unk>", "eos_token": "<eos>"})
    out.save_pretrained(folder)
    return out


def gpt(folder: Path, learn: bool) -> Path:
    from transformers import GPT2Config, GPT2LMHeadModel

    words = tokenizer(folder)
    torch.manual_seed(0)
    config = GPT2Config(
        vocab_size=len(words), n_positions=160, n_embd=32, n_layer=1, n_head=2, bos_token_id=1, eos_token_id=1
    )
    model = GPT2LMHeadModel(config)
    if learn:
        by_heart(model, words)
    model.save_pretrained(folder)
    return folder


def by_heart(model: Any, words: Any) -> None:
    asked = [words(ASKED.format(text=text))["input_ids"] for text in PAIRS]
    told = [words(text)["input_ids"] + [1] for text in PAIRS.values()]
    optimiser = torch.optim.AdamW(model.parameters(), lr=1e-2)
    model.train()
    for _ in range(60):
        losses = [model(torch.tensor([a + t]), labels=torch.tensor([[-100] * len(a) + t])).loss
                  for a, t in zip(asked, told, strict=True)]  # fmt: skip
        optimiser.zero_grad()
        torch.stack(losses).mean().backward()
        optimiser.step()


@pytest.fixture(scope="module")
def learned(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    yield gpt(tmp_path_factory.mktemp("learned"), learn=True)


def test_what_claims_the_same_is_taken_and_the_rest_is_dropped(learned: Path) -> None:
    model = opened(learned)
    assert [model.answer(text) for text in PAIRS] == list(PAIRS.values())
    told = rewritten(SECTIONS, UTTERANCES, str(learned))
    (history, plan) = told["sections"]
    assert history["sentences"] == [
        {"text": "The patient has had a cough for 3 weeks.", "sources": [0], "author": "model"},
        {"text": "He denies any fever.", "sources": [1, 2], "author": "machine"},
    ]
    assert plan["sentences"] == [{"text": "We will start amoxicillin 500 mg.", "sources": [3], "author": "machine"}]
    assert [(one["section"], one["text"]) for one in told["dropped"]] == [
        ("History", "He has a fever."),
        ("Plan", "We will start amoxicillin 250 mg."),
    ]
    assert told["notices"] == ["2 of 3 rewritten sentences said something that their sources do not; "
                               "they stay as they were."]  # fmt: skip


def test_babble_is_dropped_and_progress_is_told(tmp_path: Path) -> None:
    heard: list[float] = []
    told = rewritten(SECTIONS, UTTERANCES, str(gpt(tmp_path, learn=False)), lambda done, _: heard.append(done))
    assert [[one["text"] for one in section["sentences"]] for section in told["sections"]] == [
        [one["text"] for one in section["sentences"]] for section in SECTIONS
    ]
    assert heard == sorted(heard) and len(heard) == 4 and heard[-1] < 1


def test_a_model_with_an_encoder_answers(tmp_path: Path) -> None:
    from transformers import T5Config, T5ForConditionalGeneration

    words = tokenizer(tmp_path)
    small: dict[str, Any] = {"d_model": 16, "d_kv": 8, "d_ff": 16, "num_layers": 1, "num_heads": 2,
                             "decoder_start_token_id": 0, "pad_token_id": 0, "eos_token_id": 1}  # fmt: skip
    config = T5Config(vocab_size=len(words), **small)
    T5ForConditionalGeneration(config).save_pretrained(tmp_path)
    told = rewritten(SECTIONS, UTTERANCES, str(tmp_path))
    assert [one["author"] for section in told["sections"] for one in section["sentences"]] == ["machine"] * 3


@pytest.mark.parametrize(
    ("config", "weights", "sentence"),
    [
        (None, False, "holds no language model"),
        ({"model_type": "gpt2"}, False, "has no safetensors"),
        ({"model_type": "gpt2", "auto_map": {"AutoModel": "evil.Evil"}}, True, "code of its own"),
        ({"model_type": "gpt2"}, True, "cannot be loaded"),
    ],
    ids=["empty", "pickle", "code", "broken"],
)
def test_folders_that_hold_no_model(
    tmp_path: Path, config: dict[str, Any] | None, weights: bool, sentence: str
) -> None:
    if config is not None:
        (tmp_path / "config.json").write_text(json.dumps(config))
    if weights:
        (tmp_path / "model.safetensors").write_bytes(b"no tensors")
    with pytest.raises(ModelRefused, match=sentence):
        rewritten(SECTIONS, UTTERANCES, str(tmp_path))
