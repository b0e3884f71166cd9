"""Hearing words: where somebody speaks, what was said, and when each word was."""
