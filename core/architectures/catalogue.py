"""The architectures that there are, one line each.

Each entry is the module's maker: ``dual_encoder(widths, width, ...)`` for a shared space, and
``open_x(**shape) -> Bridge`` for what joins a sequence of tokens to a language model.
"""

from core.parts import Catalogue, Part

ARCHITECTURES = Catalogue(
    "architecture",
    {
        "clip": Part(
            "core.architectures.clip:dual_encoder",
            "One shared space for any number of modalities: search across them, labels without training.",
        ),
    },
)
