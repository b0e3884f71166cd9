"""Both bridges learn to answer from the image, say what greedy search says, and come back the same from a folder."""

from pathlib import Path
from typing import Any

import pytest

from core.architectures.bridge import Bridge, BridgeError
from core.architectures.bridge_network import Kind
from core.architectures.catalogue import ARCHITECTURES
from core.architectures.language import small
from core.architectures.tokenizer import Tokenizer
from core.weights import WeightsError

torch = pytest.importorskip("torch", reason="torch is not installed (extra 'vision')")
pytest.importorskip("transformers", reason="transformers is not installed (extra 'text')")

PROMPTS = ["which colour?", "how many are there?"]
COLOURS, COUNTS = ("red fox", "green frog"), ("one alone", "two together")
KINDS: tuple[Kind, ...] = ("blip2", "flamingo")


@pytest.fixture(autouse=True)
def one_thread() -> None:
    torch.set_num_threads(1)
    torch.manual_seed(0)


@pytest.fixture(scope="module")
def tokenizer() -> Tokenizer:
    return Tokenizer.train([*PROMPTS, *COLOURS, *COUNTS], kind="words")


def untrained(kind: Kind, tokenizer: Tokenizer, **sizes: Any) -> Bridge:
    torch.manual_seed(0)
    common = {"width": 32, "depth": 2, "heads": 2, "queries": 2, "every": 1, "dropout": 0.0}
    return Bridge.new(kind, 6, tokenizer, **(common | sizes))


def lesson() -> tuple[Any, Any, list[str], list[str]]:
    """Four images, which say by their first two numbers what colour and how many; each is asked about twice."""
    signs = torch.tensor([[a, b] for a in (-1.0, 1.0) for b in (-1.0, 1.0)])
    images = torch.cat([signs, torch.zeros(4, 4)], 1)[:, None].repeat(2, 3, 1)
    answers = [COLOURS[i // 2] for i in range(4)] + [COUNTS[i % 2] for i in range(4)]
    mask = torch.tensor([[True, True, False]] * 8)
    return images, mask, [PROMPTS[i // 4] for i in range(8)], answers


@pytest.fixture(scope="module", params=KINDS)
def learnt(request: Any, tokenizer: Tokenizer) -> Bridge:
    torch.set_num_threads(1)
    bridge = untrained(request.param, tokenizer)
    images, mask, prompts, answers = lesson()
    optimiser = torch.optim.Adam(bridge.module.parameters(), 4e-3)
    bridge.module.train()
    for _ in range(70):
        optimiser.zero_grad()
        loss: Any = bridge.loss(images, mask, *tokenizer.dialogues(prompts, answers))
        loss.backward()
        optimiser.step()
    bridge.module.eval()
    return bridge


def test_it_answers_from_the_image(learnt: Bridge) -> None:
    images, mask, prompts, answers = lesson()
    assert [reply.text for reply in learnt.generate(images, mask, prompts)] == answers
    assert [reply.text for reply in learnt.generate(images, mask, prompts, beams=3)] == answers


def test_candidates_are_ranked_by_what_is_seen(learnt: Bridge) -> None:
    images, mask, prompts, answers = lesson()
    options = [list(COLOURS)] * 4 + [list(COUNTS)] * 4
    scores = learnt.score(images, mask, prompts, options)
    assert [texts[row.index(max(row))] for row, texts in zip(scores, options, strict=True)] == answers
    blind = learnt.score(None, None, prompts, options)
    assert blind[:4] == [pytest.approx(blind[0], abs=1e-5)] * 4
    assert learnt.generate(images[:0], mask[:0], []) == []
    assert learnt.score(images[:1], mask[:1], ["which colour?"], [[]]) == [[]]
    replies = learnt.generate(images, mask, prompts)
    assert [reply.log_likelihood for reply in replies] == pytest.approx([max(row) for row in scores], abs=1e-4)


def test_the_cache_and_the_padding_change_nothing(learnt: Bridge) -> None:
    """Greedy search without a cache, one row at a time, beside the batch with prompts of unequal length."""
    images, mask, _, _ = lesson()
    prompts = ["which colour?", "how many are there? which colour?"]
    replies = learnt.generate(images[:2], mask[:2], prompts, longest=4)
    for row, prompt in enumerate(prompts):
        ids = learnt.tokenizer.prompt(prompt)
        first = len(ids)
        while len(ids) < first + 4 and ids[-1] != learnt.tokenizer.end:
            batch = torch.tensor([ids])
            with torch.no_grad():
                logits = learnt.logits(images[row : row + 1], mask[row : row + 1], batch, torch.ones_like(batch).bool())
            ids.append(int(logits[0, -1].argmax()))
        assert replies[row].text == learnt.tokenizer.decode(ids[first:])


def test_an_answer_stops_where_it_is_told(learnt: Bridge) -> None:
    images, mask, prompts, _ = lesson()
    assert [r.text for r in learnt.generate(images[:1], mask[:1], prompts[:1], longest=1)] == ["red"]
    assert [r.text for r in learnt.generate(images[:1], mask[:1], prompts[:1], stops=[" fox"])] == ["red"]
    assert [r.text for r in learnt.generate(images[:1], mask[:1], prompts[:1], stops=["r"], beams=2)] == [""]


def test_tokens_that_the_mask_denies_are_never_read(learnt: Bridge) -> None:
    images, mask, prompts, answers = lesson()
    batch = learnt.tokenizer.dialogues(prompts, answers)
    images[:, 2] = float("nan")
    loss = learnt.loss(images, mask, *batch)
    assert torch.isfinite(loss)
    none = learnt.logits(images, mask & False, *batch[:2])
    assert torch.allclose(none, learnt.logits(None, None, *batch[:2]), atol=1e-6)


@pytest.mark.parametrize("number", ["float32", "float16"])
def test_it_comes_back_the_same(learnt: Bridge, number: str, tmp_path: Path) -> None:
    images, mask, prompts, answers = lesson()
    learnt.save(tmp_path, {"data": "four signs"}, number)
    again, batch = Bridge.load(tmp_path), learnt.tokenizer.dialogues(prompts, answers)
    exact = {"float32": 1e-6, "float16": 2e-2}[number]
    assert torch.allclose(again.logits(images, mask, *batch[:2]), learnt.logits(images, mask, *batch[:2]), atol=exact)
    assert [reply.text for reply in again.generate(images, mask, prompts)] == answers


def test_tied_embeddings_are_kept_once(tokenizer: Tokenizer, tmp_path: Path) -> None:
    bridge = untrained("flamingo", tokenizer)
    bridge.save(tmp_path)
    numbers = sum(parameter.numel() for parameter in bridge.module.parameters())
    assert (tmp_path / "bridge.safetensors").stat().st_size < 4 * numbers + 20_000
    again: Any = Bridge.load(tmp_path).module
    assert again.language.lm_head.weight is again.language.get_input_embeddings().weight


def test_a_llama_can_stand_behind_either(tokenizer: Tokenizer) -> None:
    images, mask, prompts, answers = lesson()
    llama = small(len(tokenizer), family="llama", width=16, depth=2, heads=2)
    for kind in KINDS:
        bridge = untrained(kind, tokenizer, language=llama)
        assert torch.isfinite(bridge.loss(images, mask, *tokenizer.dialogues(prompts, answers)))
        assert len(bridge.generate(images, mask, prompts, longest=3, beams=2)) == 8


def test_mixed_precision_leaves_finite_gradients(tokenizer: Tokenizer) -> None:
    images, mask, prompts, answers = lesson()
    mask[0] = False
    for kind in KINDS:
        bridge = untrained(kind, tokenizer)
        with torch.autocast("cpu", torch.bfloat16):
            loss: Any = bridge.loss(images, mask, *tokenizer.dialogues(prompts, answers))
        loss.backward()
        gradients = [p.grad for p in bridge.module.parameters() if p.grad is not None]
        assert len(gradients) > 20
        assert all(torch.isfinite(gradient).all() for gradient in gradients)


def test_only_blip2_has_a_first_stage(tokenizer: Tokenizer) -> None:
    images, mask, _, answers = lesson()
    losses = untrained("blip2", tokenizer).align(images, mask, *tokenizer.texts(answers))
    assert set(losses) == {"contrastive", "matching", "captioning"}
    with pytest.raises(BridgeError, match="A 'flamingo' bridge has no first stage"):
        untrained("flamingo", tokenizer).align(images, mask, *tokenizer.texts(answers))


def test_what_does_not_fit_is_refused_in_a_sentence(tokenizer: Tokenizer, tmp_path: Path) -> None:
    bridge = untrained("blip2", tokenizer, language=small(len(tokenizer), width=32, depth=1, heads=2, longest=10))
    batch = tokenizer.dialogues(["which colour?"], ["red"])
    with pytest.raises(BridgeError, match="takes tokens 6 wide, not 7"):
        bridge.loss(torch.zeros(1, 2, 7), torch.ones(1, 2).bool(), *batch)
    with pytest.raises(BridgeError, match="There are 2 images for 1 texts"):
        bridge.loss(torch.zeros(2, 2, 6), torch.ones(2, 2).bool(), *batch)
    with pytest.raises(BridgeError, match="A text of 25 tokens is longer than the 8"):
        bridge.generate(None, None, ["which colour?"], longest=20)
    with pytest.raises(WeightsError, match="The language model has 99 tokens and the tokenizer"):
        untrained("blip2", tokenizer, language=small(99))
    with pytest.raises(WeightsError, match="a 'nonsense' language model"):
        untrained("blip2", tokenizer, language={"model_type": "nonsense"})
    bridge.save(tmp_path)
    (tmp_path / "tokenizer.json").write_text("{}")
    with pytest.raises(WeightsError, match=r"tokenizer\.json was altered"):
        Bridge.load(tmp_path)


@pytest.mark.parametrize("name", ["blip2", "flamingo"])
def test_the_catalogue_makes_them(name: str, tokenizer: Tokenizer) -> None:
    make: Any = ARCHITECTURES.open(name)
    assert make(6, tokenizer, width=16, depth=1, heads=2, queries=2).shape.kind == name
