"""The fusers that a recipe may name.

Each entry is an opener: ``open_x(folder: WeightsFolder, about: FusionRecipe, labels: tuple[str, ...]) -> Fuser``.
"""

from core.parts import Catalogue

FUSERS = Catalogue("fuser", {})
