"""The shared space: its loss is the published one for each pair, absence takes part in nothing, and it learns."""

import gc
import math
import weakref
from collections.abc import Mapping
from itertools import combinations
from pathlib import Path
from typing import Any

import pytest

from core.architectures.clip import dual_encoder, load, save
from core.weights import WeightsError

torch = pytest.importorskip("torch", reason="torch is not installed (extra 'vision')")
WIDTHS = {"image": 6, "text": 5, "audio": 4}


@pytest.fixture(autouse=True)
def one_thread() -> None:
    torch.set_num_threads(1)
    torch.manual_seed(0)


def vectors(rows: int = 8) -> dict[str, Any]:
    return {name: torch.randn(rows, width) for name, width in WIDTHS.items()}


def learn(loss: Any) -> None:
    loss.backward()


def published(first: Any, second: Any, scale: Any) -> Any:
    """The pseudocode of the CLIP paper, figure 3."""
    logits = first @ second.T * scale
    labels = torch.arange(len(logits))
    cross = torch.nn.functional.cross_entropy
    return (cross(logits, labels) + cross(logits.T, labels)) / 2


def test_three_modalities_sum_the_published_loss_of_their_pairs() -> None:
    space, batch = dual_encoder(WIDTHS, 7), vectors()
    found = space(batch)
    expected = sum(published(found[a], found[b], space.scale) for a, b in combinations(WIDTHS, 2))
    assert torch.allclose(space.loss(batch), expected, atol=1e-6)
    one = published(found["image"], found["audio"], space.scale)
    assert torch.allclose(space.loss(batch, pairs=[("image", "audio")]), one, atol=1e-6)


def test_a_linear_head_and_a_perceptron_give_unit_vectors() -> None:
    for hidden in (0, 9):
        for z in dual_encoder(WIDTHS, 7, hidden)(vectors()).values():
            assert z.shape == (8, 7)
            assert torch.allclose(z.norm(dim=-1), torch.ones(8), atol=1e-5)


def test_an_absent_modality_takes_part_in_no_pair_and_is_never_read() -> None:
    space, batch = dual_encoder(WIDTHS, 7), vectors()
    present = {"audio": torch.tensor([True] * 5 + [False] * 3)}
    batch["audio"][5:] = math.nan
    loss = space.loss(batch, present=present)
    learn(loss)
    assert all(torch.isfinite(p.grad).all() for p in space.parameters())
    found = space({name: values[:5] for name, values in batch.items()})
    pictures = published(space.embed("image", batch["image"]), space.embed("text", batch["text"]), space.scale)
    heard = sum(published(found[n], found["audio"], space.scale) for n in ("image", "text"))
    assert torch.allclose(loss, pictures + heard, atol=1e-6)


def test_a_batch_without_any_pair_costs_nothing_and_can_still_be_stepped() -> None:
    space, nobody = dual_encoder({"a": 3, "b": 3}, 4), torch.zeros(6, dtype=torch.bool)
    loss = space.loss({"a": torch.randn(6, 3), "b": torch.randn(6, 3)}, present={"a": nobody})
    learn(loss)
    assert loss.item() == 0


def test_the_same_concept_twice_is_pulled_where_another_would_be_pushed() -> None:
    from core.architectures.networks.contrastive import contrast

    first, second = torch.eye(4), torch.zeros(4, 4, requires_grad=True)
    pull = {}
    for name, concepts in (("apart", None), ("same", torch.tensor([0, 1, 2, 0]))):
        loss = contrast({"a": first, "b": second}, torch.tensor(1.0), concepts=concepts)
        pull[name] = torch.autograd.grad(loss, second)[0][3, 0].item()
    assert pull["same"] < 0 < pull["apart"]


def test_the_temperature_is_held_at_one_hundred() -> None:
    space = dual_encoder(WIDTHS, 7)
    assert space.scale.item() == pytest.approx(1 / 0.07, rel=1e-4)
    with torch.no_grad():
        space.log_scale.fill_(9.0)
    space.train()
    assert space.scale.item() == pytest.approx(100.0, rel=1e-4)
    learn(space.loss(vectors()))
    assert space.log_scale.grad is not None


def encoder(dropout: float = 0.0) -> Any:
    return torch.nn.Sequential(
        torch.nn.Linear(6, 32), torch.nn.Tanh(), torch.nn.Dropout(dropout), torch.nn.Linear(32, 6)
    )


def gradients(modules: list[Any], loss: Any) -> list[Any]:
    return list(torch.autograd.grad(loss, [p for module in modules for p in module.parameters()]))


def test_chunks_give_the_gradients_of_the_whole_batch() -> None:
    from core.architectures.networks.contrastive import contrast, in_chunks

    space, look, read = dual_encoder({"image": 6, "text": 6}, 8, 16), encoder(), encoder()
    images, texts = torch.randn(24, 6), torch.randn(24, 6)

    def embed(chunk: tuple[Any, Any]) -> Mapping[str, Any]:
        return dict(space({"image": look(chunk[0]), "text": read(chunk[1])}))

    chunks = [(images[i : i + 5], texts[i : i + 5]) for i in range(0, 24, 5)]
    cached = gradients([space, look, read], contrast(in_chunks(embed, chunks), space.scale))
    whole = gradients([space, look, read], contrast(embed((images, texts)), space.scale))
    assert max(w.abs().max() for w in whole) > 1e-2
    assert all(torch.allclose(c, w, atol=1e-5) for c, w in zip(cached, whole, strict=True))


def test_chunks_keep_one_graph_at_a_time_and_draw_the_same_dropout_twice() -> None:
    from core.architectures.networks.contrastive import contrast, in_chunks

    look, alive, most = encoder(dropout=0.5), set[int](), []
    hidden: list[Any] = []

    def embed(chunk: Any) -> Mapping[str, Any]:
        middle = look[:2](chunk)
        alive.add(id(middle))
        weakref.finalize(middle, alive.discard, id(middle))
        most.append(len(alive))
        dropped = look[2](middle)
        hidden.append(dropped.detach().clone())
        return {"a": look[3](dropped), "b": chunk}

    chunks = list(torch.randn(40, 6).split(8))
    gc.collect()
    learn(contrast(in_chunks(embed, chunks), torch.tensor(1.0)))
    assert len(hidden) == 2 * len(chunks)
    assert max(most) <= 2
    again = hidden[len(chunks) :]
    assert all(any(torch.equal(first, second) for second in again) for first in hidden[: len(chunks)])


def test_it_learns_to_find_across_three_modalities() -> None:
    space = dual_encoder(WIDTHS, 8)
    things = torch.randn(400, 4)
    batch = {name: torch.tanh(0.5 * things @ torch.randn(4, width)) for name, width in WIDTHS.items()}
    optimiser = torch.optim.Adam(space.parameters(), 0.05)
    for _ in range(60):
        optimiser.zero_grad()
        learn(space.loss({name: values[:384] for name, values in batch.items()}))
        optimiser.step()
    with torch.no_grad():
        unseen = space.eval()({name: values[384:] for name, values in batch.items()})
    for first, second in combinations(WIDTHS, 2):
        best = space.logits(unseen[first], unseen[second]).argmax(1)
        assert (best == torch.arange(16)).float().mean() > 0.5


def test_a_kept_space_comes_back_the_same(tmp_path: Path) -> None:
    space = dual_encoder(WIDTHS, 7, 5).eval()
    save(space, tmp_path, {"data": "none"})
    batch, again = vectors(), load(tmp_path)
    assert not again.training
    assert all(torch.equal(again(batch)[name], z) for name, z in space(batch).items())


def test_an_altered_space_is_not_loaded(tmp_path: Path) -> None:
    save(dual_encoder(WIDTHS, 7), tmp_path)
    data = bytearray((tmp_path / "space.safetensors").read_bytes())
    data[-1] ^= 1
    (tmp_path / "space.safetensors").write_bytes(bytes(data))
    with pytest.raises(WeightsError, match=r"space\.safetensors was altered"):
        load(tmp_path)
