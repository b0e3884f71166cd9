"""The encoders that a recipe may name.

Each entry is an opener: ``open_x(places: Places, options: Mapping[str, str | int | float | bool]) -> Encoder``.
"""

from core.parts import Catalogue

ENCODERS = Catalogue("encoder", {})
