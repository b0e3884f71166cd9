"""The query transformer is the published one, its three objectives do what they are for, and it answers."""

from pathlib import Path
from typing import Any

import pytest

from core.architectures.blip2 import from_checkpoint
from core.weights import WeightsError

torch = pytest.importorskip("torch", reason="torch is not installed (extra 'vision')")
transformers = pytest.importorskip("transformers", reason="transformers is not installed (extra 'text')")


def config(text: bool, **changes: Any) -> Any:
    sizes = {"hidden_size": 12, "intermediate_size": 16, "num_hidden_layers": 1, "num_attention_heads": 2}
    qformer = {"hidden_size": 16, "num_hidden_layers": 3, "num_attention_heads": 2, "intermediate_size": 24}
    words = {"vocab_size": 30, "max_position_embeddings": 12, "use_qformer_text_input": text}
    opt = {"model_type": "opt", "hidden_size": 20, "ffn_dim": 16, "num_hidden_layers": 1, "num_attention_heads": 2}
    return transformers.Blip2Config(
        vision_config=sizes | {"image_size": 16, "patch_size": 8},
        qformer_config=qformer | words | changes,
        text_config=opt | {"vocab_size": 30, "word_embed_proj_dim": 20, "max_position_embeddings": 40},
        num_query_tokens=3,
        image_text_hidden_size=8,
        image_token_index=None if text else 29,
    )


def shaken(model: Any) -> Any:
    """No parameter is zero or one, as after training."""
    with torch.no_grad():
        for parameter in model.parameters():
            parameter.add_(torch.randn_like(parameter) * 0.3)
    return model.eval()


def pixels(count: int = 3) -> Any:
    return torch.randn(count, 3, 16, 16)


def texts(count: int = 3) -> tuple[Any, Any]:
    mask = torch.ones(count, 5, dtype=torch.bool)
    mask[0, 3:] = False
    return torch.randint(3, 29, (count, 5)), mask


def test_equals_the_published_retrieval_model(tmp_path: Path) -> None:
    theirs = shaken(transformers.Blip2ForImageTextRetrieval(config(text=True)))
    theirs.save_pretrained(tmp_path)
    ours, images, (ids, mask) = from_checkpoint(tmp_path), pixels(), texts()
    assert ours.aligner is not None and ours.speaker is None
    with torch.no_grad():
        seen = ours.tokens(images)
        contrastive = theirs(images, ids, mask.long())
        matching = theirs(images, ids, mask.long(), use_image_text_matching_head=True)
        found = ours.aligner.embed_image(*seen), ours.aligner.embed_text(ids, mask)
        asking, words = ours.aligner.qformer.look_and_read(*seen, ids, mask)
        matched = ours.aligner.match(*seen, ids, mask)
    assert torch.allclose(found[0], contrastive.image_embeds, atol=1e-4)
    assert torch.allclose(found[1], contrastive.text_embeds, atol=1e-4)
    assert torch.allclose(ours.aligner.similarity(*found), contrastive.logits_per_image, atol=1e-4)
    hidden = matching.text_model_output.last_hidden_state
    assert torch.allclose(asking, hidden[:, :3], atol=1e-4)
    assert torch.allclose(words[mask], hidden[:, 3:][mask], atol=1e-4)
    assert torch.allclose(matched, matching.logits_per_image, atol=1e-4)
    assert matched.std() > 1e-2


@pytest.mark.parametrize("kind", ["Blip2ForConditionalGeneration", "Blip2Model"])
def test_equals_the_published_speaking_model(kind: str, tmp_path: Path) -> None:
    theirs = shaken(getattr(transformers, kind)(config(text=False)))
    theirs.save_pretrained(tmp_path)
    ours, images, (ids, mask) = from_checkpoint(tmp_path), pixels(), texts()
    assert ours.speaker is not None and ours.aligner is None
    held = torch.full((3, 3), 29), torch.ones(3, 3, dtype=torch.bool)
    with torch.no_grad():
        both = torch.cat([held[0], ids], 1), torch.cat([held[1], mask], 1).long()
        expected = theirs(pixel_values=images, input_ids=both[0], attention_mask=both[1])
        seen = ours.tokens(images)
        prefix = ours.speaker.qformer.look(*seen)
        logits = ours.speaker(ids, mask, *seen)
    assert torch.allclose(prefix, expected.qformer_outputs.last_hidden_state, atol=1e-4)
    assert torch.allclose(logits[mask], expected.logits[:, 3:][mask], atol=1e-4)


def test_says_what_the_published_model_says(tmp_path: Path) -> None:
    theirs = shaken(transformers.Blip2ForConditionalGeneration(config(text=False)))
    theirs.save_pretrained(tmp_path)
    ours, images = from_checkpoint(tmp_path).speaker, pixels(2)
    ids, mask = torch.tensor([[2, 5, 6], [2, 7, 8]]), torch.ones(2, 3, dtype=torch.bool)
    held = torch.full((2, 3), 29)
    said: dict[str, Any] = {"max_new_tokens": 6, "do_sample": False, "eos_token_id": None, "num_beams": 2}
    expected = theirs.generate(images, torch.cat([held, ids], 1), **said)
    assert ours is not None
    with torch.no_grad():
        found = ours.generate(ids, mask, *from_checkpoint(tmp_path).tokens(images), **said)
    assert torch.equal(found, expected[:, -found.shape[1] :])
    assert found.shape == (2, 6)


def test_a_checkpoint_that_does_not_fit_is_named(tmp_path: Path) -> None:
    theirs = transformers.Blip2ForImageTextRetrieval(config(text=True))
    theirs.save_pretrained(tmp_path)
    text = (tmp_path / "config.json").read_text()
    (tmp_path / "config.json").write_text(text.replace('"num_query_tokens": 3', '"num_query_tokens": 4'))
    with pytest.raises(WeightsError, match=r"'query_tokens' of .* \(1, 3, 16\), not \(1, 4, 16\)"):
        from_checkpoint(tmp_path)
    (tmp_path / "config.json").write_text(text.replace('"num_hidden_layers": 3', '"num_hidden_layers": 4'))
    with pytest.raises(WeightsError, match=r"lacks the tensor 'qformer\.encoder\.layer\.3\.attention"):
        from_checkpoint(tmp_path)


def shape(**changes: Any) -> Any:
    from core.architectures.networks.qformer import QFormerShape

    sizes = {"width": 16, "depth": 2, "heads": 2, "inner": 32, "queries": 3, "vocabulary": 12, "dropout": 0.0}
    return QFormerShape(**({"token_width": 6} | sizes | changes))


def aligner() -> Any:
    from core.architectures.networks.aligner import Aligner
    from core.architectures.networks.qformer import QFormer

    return shaken(Aligner(QFormer(shape()), 8, start=2))


def test_a_caption_sees_the_image_and_the_words_before_it_only() -> None:
    model, image, mask = aligner(), torch.randn(1, 4, 6), torch.ones(1, 4, dtype=torch.bool)
    ids, all_there = torch.tensor([[1, 5, 6, 7]]), torch.ones(1, 4, dtype=torch.bool)
    later, another = torch.tensor([[1, 5, 6, 9]]), torch.randn(1, 4, 6)
    said = model.speak(image, mask, ids, all_there)
    assert torch.allclose(said[:, :3], model.speak(image, mask, later, all_there)[:, :3], atol=1e-5)
    assert not torch.allclose(said[:, :3], model.speak(another, mask, ids, all_there)[:, :3], atol=1e-3)
    queries, _ = model.qformer.look_and_read(image, mask, ids, all_there, causal=True)
    assert torch.allclose(queries, model.qformer.look(image, mask), atol=1e-5)


def test_masked_tokens_are_never_read() -> None:
    model, image, ids = aligner(), torch.randn(2, 4, 6), torch.tensor([[1, 5, 6], [1, 7, 8]])
    mask, words = torch.tensor([[True] * 2 + [False] * 2] * 2), torch.tensor([[True, True, False]] * 2)
    other = image + torch.randn(2, 4, 6) * ~mask[..., None]
    assert torch.allclose(model.match(image, mask, ids, words), model.match(other, mask, ids, words), atol=1e-5)
    changed = ids.masked_fill(~words, 11)
    assert torch.allclose(model.match(image, mask, ids, words), model.match(image, mask, changed, words), atol=1e-5)


def test_hard_negatives_are_of_another_concept_and_mostly_the_nearest() -> None:
    from core.architectures.networks.aligner import hard_negatives

    same = torch.eye(4, dtype=torch.bool)
    same[0, 1] = same[1, 0] = True
    logits = torch.zeros(4, 4)
    logits[:, 3] = 5.0
    logits[0, 1] = 50.0
    drawn = torch.stack([hard_negatives(logits, same, torch.arange(4)) for _ in range(60)])
    assert set(drawn[:, 0].tolist()) <= {2, 3}
    assert (drawn[:, 0] == 3).float().mean() > 0.8
    assert not (drawn == torch.arange(4)).any()


def test_one_concept_in_the_whole_batch_still_has_three_losses() -> None:
    image, mask = torch.randn(2, 4, 6), torch.ones(2, 4, dtype=torch.bool)
    ids, words = torch.tensor([[1, 5, 6], [1, 7, 8]]), torch.ones(2, 3, dtype=torch.bool)
    losses = aligner()(image, mask, ids, words, torch.tensor([4, 4]))
    assert set(losses) == {"contrastive", "matching", "captioning"}
    assert all(torch.isfinite(loss) for loss in losses.values())


def test_the_three_objectives_fall_together() -> None:
    from core.architectures.networks.aligner import Aligner
    from core.architectures.networks.qformer import QFormer

    model = Aligner(QFormer(shape(width=32)), 16, start=2)
    kinds, mask = torch.randn(8, 4, 6), torch.ones(8, 4, dtype=torch.bool)
    ids = torch.tensor([[1, 3 + i // 4, 5 + i % 4, 9] for i in range(8)])
    words = torch.ones(8, 4, dtype=torch.bool)
    optimiser = torch.optim.Adam(model.parameters(), 6e-3)
    for _ in range(110):
        optimiser.zero_grad()
        loss: Any = torch.stack(list(model(kinds, mask, ids, words).values())).sum()
        loss.backward()
        optimiser.step()
    losses = model.eval()(kinds, mask, ids, words)
    assert losses["contrastive"] < 0.3
    assert losses["matching"] < 0.3
    assert losses["captioning"] < 0.3
