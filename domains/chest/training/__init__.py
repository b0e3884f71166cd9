"""The program that makes the chest weights: `python -m domains.chest.training --data DIR --out DIR`."""
