"""The experts that a recipe may name.

Each entry is an opener: ``open_x(about: ExpertRecipe, folder: WeightsFolder) -> Witness``.
"""

from core.parts import Catalogue, Part

EXPERTS = Catalogue(
    "expert",
    {
        "efficientnet-lite0": Part(
            "core.evidence.witnesses:open_image", "Image: a chest film's network, its maps and its guard."
        ),
        "densenet121": Part(
            "core.evidence.guarded:open_densenet", "Image: a DenseNet-121 that a hospital adopted, behind the guard."
        ),
        "guarded": Part("core.evidence.guarded:open_guarded", "Image: an encoder's linear read-out behind the guard."),
        "note-likelihood": Part(
            "core.evidence.witnesses:open_note", "Text: what a note asserts, as measured likelihood ratios."
        ),
        "record-logistic": Part(
            "core.evidence.witnesses:open_record", "Table: a logistic model for each set of columns."
        ),
        "linear": Part("core.evidence.linear:open_linear", "Any: a calibrated linear read-out of an encoder."),
        "embedding": Part("core.evidence.linear:open_embedding", "Any: an encoder that only fusers listen to."),
    },
)
