"""The files of visits: what they are, where they lie, and when they go."""
