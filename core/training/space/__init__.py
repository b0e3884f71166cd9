"""What the shared space of picture, word and sound learns from, and how."""
