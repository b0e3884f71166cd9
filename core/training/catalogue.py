"""The training strategies that a recipe may name.

Each entry is an opener: ``open_x(encoders: Mapping[str, Encoder], labels: Sequence[str], training: TrainingRecipe) ->
Objective``. The supervised ones take batches of :class:`core.training.strategies.samples.CaseSamples`, the others those
of the samples beside them. ``whole-network`` is made by the program of a domain, which knows its network.
"""

from core.parts import Catalogue, Part

_AT = "core.training.strategies"

STRATEGIES = Catalogue(
    "strategy",
    {
        "joint": Part(f"{_AT}.joint:open_joint", "All encoders and the fusion head together, roles dropped at random."),
        "linear-probe": Part(f"{_AT}.probe:open_probe", "Transfer: encoders frozen to the last byte, a linear head."),
        "unfreeze": Part(
            f"{_AT}.unfreezing:open_unfreezing",
            "Transfer: stages freed from the head on, earlier ones learning slower.",
        ),
        "lora": Part(f"{_AT}.lora:open_lora", "Transfer: low-rank matrices beside the encoders' own."),
        "whole-network": Part(
            "core.training.finetune:WholeNetwork", "Transfer: all of a film network on small pictures; for chest."
        ),
        "contrastive": Part(
            f"{_AT}.contrastive:open_contrastive",
            "Self-supervised, image: two views of a film find each other (SimCLR).",
        ),
        "masked-image": Part(
            f"{_AT}.masked_image:open_masked_image", "Self-supervised, image: covered squares are told (SimMIM)."
        ),
        "masked-text": Part(
            f"{_AT}.masked_text:open_masked_text", "Self-supervised, text: hidden tokens are told (BERT)."
        ),
    },
)
