"""A package taken in: decks, notes, cards, media, memory and log, in one transaction."""
