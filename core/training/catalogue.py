"""The training strategies that a recipe may name."""

from core.parts import Catalogue

STRATEGIES = Catalogue("strategy", {})
