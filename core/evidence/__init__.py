"""Looks at a fused reading from above: who contributed, and where."""
