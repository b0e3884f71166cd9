"""Studying: which card comes, what an answer does, and how it is taken back."""
