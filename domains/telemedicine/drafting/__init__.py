"""Drafts of notes: extracted, put into the third person, and never without a source."""
