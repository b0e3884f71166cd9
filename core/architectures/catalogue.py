"""The architectures that there are, one line each.

Each entry makes an untrained one: ``dual_encoder(widths, width, ...)`` a shared space, and
``blip2(token_width, tokenizer, ...)`` or ``flamingo(token_width, tokenizer, ...)`` a bridge from tokens to a language
model.
"""

from core.parts import Catalogue, Part

ARCHITECTURES = Catalogue(
    "architecture",
    {
        "clip": Part(
            "core.architectures.clip:dual_encoder",
            "One shared space for any number of modalities: search across them, labels without training.",
        ),
        "blip2": Part(
            "core.architectures.bridge:blip2",
            "A query transformer before a language model: captions, answers, and three objectives that align both.",
        ),
        "flamingo": Part(
            "core.architectures.bridge:flamingo",
            "Gated cross-attention inside a language model, which starts as it was: captions and answers.",
        ),
    },
)
