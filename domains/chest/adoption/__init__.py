"""Weights that a hospital brings itself: read, fitted on its own cases, measured against the shipped ones, sealed."""
