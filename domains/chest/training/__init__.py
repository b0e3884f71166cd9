"""The program that makes the chest weights: `chiron train chest --data DIR`."""
