"""The facts of a consultation: vitals, drugs, allergies, red flags and findings, each with where it was said."""

from domains.telemedicine.facts.fact import Fact, Said
from domains.telemedicine.facts.telling import facts

__all__ = ["Fact", "Said", "facts"]
