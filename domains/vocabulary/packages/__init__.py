"""Decks that come from Anki and go back: packages (.apkg) read in a limited process, and written."""
