"""Other words for a draft's sentences, by a local language model, each held against the sentence and its sources."""

from domains.telemedicine.rewriting.rewriter import rewritten

__all__ = ["rewritten"]
