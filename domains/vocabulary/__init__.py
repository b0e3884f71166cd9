"""Vocabulary: short notes that people of one house leave for each other."""
