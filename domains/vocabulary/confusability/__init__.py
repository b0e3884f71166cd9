"""Which words of a deck are mixed up easily: by their spelling, their sound, their pictures and how they are spoken."""
