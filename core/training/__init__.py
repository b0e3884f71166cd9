"""The loop and the strategies that make weights."""
