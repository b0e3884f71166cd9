"""Experts are listed with a line each, and a recipe that names only an encoder gets what stands behind it."""

from core.case import Modality
from core.evidence.catalogue import EXPERTS
from core.evidence.witnesses import _reading_out
from core.recipe import ExpertRecipe


def test_every_expert_can_be_opened_and_says_what_it_is() -> None:
    for name, part in EXPERTS.parts.items():
        assert callable(EXPERTS.open(name)), name
        assert 20 <= len(part.summary) <= 120, name


def test_an_encoder_with_weights_is_read_out_and_one_without_is_only_heard() -> None:
    bare = ExpertRecipe(modality=Modality.TEXT, encoder="minilm")
    assert _reading_out(bare) == "embedding"
    assert _reading_out(bare.model_copy(update={"weights": ("a", "b")})) == "linear"
    assert _reading_out(bare.model_copy(update={"encoder": "acme.encoder:open"})) == "embedding"
