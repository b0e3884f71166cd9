"""The suite's own pages."""
