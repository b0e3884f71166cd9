"""The fusers that a recipe may name.

Each entry is an opener: ``open_x(folder: WeightsFolder, about: FusionRecipe, labels: tuple[str, ...]) -> Fuser``.
"""

from core.parts import Catalogue, Part

FUSERS = Catalogue(
    "fuser",
    {
        "late": Part("core.fusion.late:open_late", "Calibrated experts add up as log-odds, weighed by who is present."),
        "early": Part(
            "core.fusion.early:open_early", "One transformer over the tokens of all roles, with tokens for the missing."
        ),
        "hybrid": Part(
            "core.fusion.hybrid:open_hybrid",
            "A cross-modal expert beside the unimodal ones, weighed by the late stage.",
        ),
    },
)
