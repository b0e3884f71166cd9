"""The ways to train that a recipe may name, each an objective of the loop."""
