"""Resampler and gated layers are the published ones, a language model starts unchanged, and images are masked."""

import copy
from pathlib import Path
from typing import Any

import pytest

from core.architectures.flamingo import from_checkpoint
from core.weights import WeightsError

torch = pytest.importorskip("torch", reason="torch is not installed (extra 'vision')")
transformers = pytest.importorskip("transformers", reason="transformers is not installed (extra 'text')")


def shaken(model: Any) -> Any:
    """No parameter is zero or one, as after training."""
    with torch.no_grad():
        for parameter in model.parameters():
            parameter.add_(torch.randn_like(parameter) * 0.3)
    return model.eval()


def idefics(**changes: Any) -> Any:
    vision = {"embed_dim": 12, "image_size": 16, "patch_size": 8, "intermediate_size": 16}
    perceiver = {"use_resampler": True, "resampler_n_latents": 3, "resampler_depth": 2}
    sizes = {"vocab_size": 30, "additional_vocab_size": 2, "hidden_size": 16, "intermediate_size": 24}
    layers = {"num_hidden_layers": 2, "num_attention_heads": 2, "cross_layer_interval": 1, "qk_layer_norms": True}
    heads = {"resampler_n_heads": 2, "resampler_head_dim": 6, "qk_layer_norms_perceiver": True}
    config = transformers.IdeficsConfig(
        vision_config=vision | {"num_hidden_layers": 1, "num_attention_heads": 2},
        perceiver_config=perceiver | heads,
        **(sizes | layers | {"alpha_initializer": "ones", "use_resampler": True} | changes),
    )
    return shaken(transformers.IdeficsForVisionText2Text(config))


@pytest.mark.parametrize("changes", [{}, {"alpha_type": "vector", "qk_layer_norms": False, "cross_layer_interval": 2}])
def test_equals_idefics(changes: dict[str, Any], tmp_path: Path) -> None:
    theirs = idefics(**changes)
    theirs.save_pretrained(tmp_path)
    ours, pixels = from_checkpoint(tmp_path), torch.randn(2, 2, 3, 16, 16)
    ids, mask = torch.randint(3, 32, (2, 6)), torch.ones(2, 6, dtype=torch.bool)
    sees = torch.rand(2, 6, 2) < 0.6
    sees[0, 0], sees[1, 2] = False, True
    with torch.no_grad():
        expected = theirs(ids, mask.long(), pixel_values=pixels, image_attention_mask=sees.long(), use_cache=False)
        seen = ours.tokens(pixels)
        logits = ours.speaker(ids, mask, *seen, sees)
        flat = seen[0].flatten(0, 1)
        resampled = ours.speaker.resampler(flat, seen[1].flatten(0, 1))
        assert torch.allclose(resampled, theirs.model.perceiver_resampler(flat), atol=1e-4)
    assert torch.allclose(logits, expected.logits, atol=1e-4)
    blind = ours.speaker(ids, mask, *seen, sees & False)
    assert not torch.allclose(logits, blind, atol=1e-2)


def test_a_gated_layer_equals_that_of_idefics(tmp_path: Path) -> None:
    theirs = idefics()
    theirs.save_pretrained(tmp_path)
    ours = from_checkpoint(tmp_path).speaker.gates[1]
    text, media, mask = torch.randn(2, 5, 16), torch.randn(2, 6, 12), torch.rand(2, 5, 6) < 0.5
    mask[0, 1] = False
    added = torch.zeros(2, 1, 5, 6).masked_fill(~mask[:, None], torch.finfo(torch.float32).min)
    layer = theirs.model.gated_cross_attn_layers[1]
    with torch.no_grad():
        expected = layer(
            text,
            image_hidden_states=media,
            image_attention_mask=added,
            cross_attention_gate=mask.any(-1).float(),
        )
        assert torch.allclose(ours(text, media, mask), expected, atol=1e-4)


def test_a_checkpoint_that_does_not_fit_is_named(tmp_path: Path) -> None:
    idefics().save_pretrained(tmp_path)
    text = (tmp_path / "config.json").read_text()
    (tmp_path / "config.json").write_text(text.replace('"resampler_n_latents": 3', '"resampler_n_latents": 5'))
    with pytest.raises(WeightsError, match=r"'model\.perceiver_resampler\.latents' of .* \(3, 12\), not \(5, 12\)"):
        from_checkpoint(tmp_path)
    (tmp_path / "config.json").write_text(text.replace('"model_type": "idefics"', '"model_type": "idefics2"'))
    with pytest.raises(WeightsError, match="describes a 'idefics2' model, not idefics"):
        from_checkpoint(tmp_path)


def small(family: str) -> Any:
    """A small untrained language model."""
    common = {"vocab_size": 20, "pad_token_id": 0, "bos_token_id": 1, "eos_token_id": 2}
    if family == "gpt2":
        return transformers.GPT2LMHeadModel(
            transformers.GPT2Config(n_embd=16, n_layer=3, n_head=2, n_positions=32, **common)
        )
    sizes = {"hidden_size": 16, "num_hidden_layers": 3, "num_attention_heads": 2, "max_position_embeddings": 32}
    if family == "opt":
        return transformers.OPTForCausalLM(
            transformers.OPTConfig(ffn_dim=24, word_embed_proj_dim=16, **(sizes | common))
        )
    return transformers.LlamaForCausalLM(transformers.LlamaConfig(intermediate_size=24, **(sizes | common)))


def flamingo(family: str = "gpt2", every: int = 2) -> Any:
    from core.architectures.networks.flamingo import Flamingo
    from core.architectures.networks.gated import GateShape
    from core.architectures.networks.perceiver import ResamplerShape

    resampler = ResamplerShape(token_width=6, width=8, depth=1, heads=2, head_width=4, latents=3, inner=16)
    return Flamingo(resampler, GateShape(0, 0, heads=2, head_width=8, inner=32), small(family), every).eval()


IDS = torch.tensor([[1, 5, 6, 7, 8]])
WORDS = torch.ones(1, 5, dtype=torch.bool)


@pytest.mark.parametrize("family", ["gpt2", "opt", "llama"])
def test_a_language_model_starts_unchanged_and_then_looks(family: str) -> None:
    model, image, mask = flamingo(family), torch.randn(1, 4, 6), torch.ones(1, 4, dtype=torch.bool)
    assert len(model.gates) == 2
    alone = model.language(input_ids=IDS).logits
    assert torch.equal(model(IDS, WORDS, image, mask), alone)
    with torch.no_grad():
        for gate in model.gates:
            gate.attention_gate.fill_(1.0)
    looking = model(IDS, WORDS, image, mask)
    assert not torch.allclose(looking, alone, atol=1e-4)
    assert not torch.allclose(looking, model(IDS, WORDS, torch.randn(1, 4, 6), mask), atol=1e-4)
    assert torch.equal(model.language(input_ids=IDS).logits, alone)
    assert torch.allclose(model(IDS, WORDS, image, ~mask), alone, atol=1e-6)


def test_the_gates_receive_gradients_at_the_start() -> None:
    model, image = flamingo(), torch.randn(1, 4, 6)
    loss: Any = model(IDS, WORDS, image, torch.ones(1, 4, dtype=torch.bool)).log_softmax(-1)[..., 3].mean()
    loss.backward()
    assert all(gate.attention_gate.grad.abs().sum() > 0 for gate in model.gates)


def test_it_learns_to_look_with_the_language_model_frozen() -> None:
    model = flamingo(every=1).train()
    model.language.requires_grad_(False).eval()
    model.language.get_input_embeddings().weight.mul_(25.0)
    before = {name: value.clone() for name, value in model.language.state_dict().items()}
    signs = torch.tensor([1.0, -1.0]).repeat(4)
    images, mask = signs[:, None, None].repeat(1, 4, 6), torch.ones(8, 4, dtype=torch.bool)
    wanted = torch.where(signs > 0, 3, 4)
    optimiser = torch.optim.Adam([p for p in model.parameters() if p.requires_grad], 0.02)
    for _ in range(40):
        optimiser.zero_grad()
        logits = model(IDS.expand(8, -1), WORDS.expand(8, -1), images, mask)[:, -1]
        loss: Any = torch.nn.functional.cross_entropy(logits, wanted)
        loss.backward()
        optimiser.step()
    assert loss < 0.3
    assert all(torch.equal(before[name], value) for name, value in model.language.state_dict().items())


def test_text_sees_the_last_image_before_it_and_no_other() -> None:
    from core.architectures.networks.flamingo import preceding

    model, marker = shaken(flamingo()), 19
    ids = torch.tensor([[1, marker, 5, 6, marker, 7, 8]])
    sees = preceding(ids, marker, 2)
    assert sees[0].int().tolist() == [[0, 0], [1, 0], [1, 0], [1, 0], [0, 1], [0, 1], [0, 1]]
    words, mask = torch.ones_like(ids, dtype=torch.bool), torch.ones(1, 2, 4, dtype=torch.bool)
    first, second = torch.randn(1, 2, 4, 6), torch.randn(1, 2, 4, 6)
    other_second = torch.stack([first[:, 0], second[:, 1]], dim=1)
    told, changed = model(ids, words, first, mask, sees), model(ids, words, other_second, mask, sees)
    assert torch.allclose(told[:, :4], changed[:, :4], atol=1e-5)
    assert not torch.allclose(told[:, 4:], changed[:, 4:], atol=1e-3)


def test_a_copy_looks_with_its_own_gates() -> None:
    model, image, mask = flamingo(), torch.randn(1, 4, 6), torch.ones(1, 4, dtype=torch.bool)
    before = model(IDS, WORDS, image, mask)
    twin = copy.deepcopy(model)
    with torch.no_grad():
        twin.gates[0].attention_gate.fill_(1.0)
    assert torch.equal(model(IDS, WORDS, image, mask), before)
    assert not torch.allclose(twin(IDS, WORDS, image, mask), before, atol=1e-4)


def test_a_model_without_a_list_of_layers_is_refused() -> None:
    from core.architectures.networks.flamingo import decoder_layers

    language = small("gpt2")
    language.config.n_layer = 7
    with pytest.raises(ValueError, match="No list of 7 layers was found in a GPT2LMHeadModel"):
        decoder_layers(language)
