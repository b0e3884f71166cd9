"""Decks and their notes: who sees them, and how they are made, changed, searched and taken away."""
