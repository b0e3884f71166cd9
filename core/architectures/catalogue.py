"""The architectures that there are, one line each."""

from core.parts import Catalogue

ARCHITECTURES = Catalogue("architecture", {})
