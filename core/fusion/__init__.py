"""Experts in, findings out."""
