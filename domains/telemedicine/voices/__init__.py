"""Whose voice it is: vectors of short windows, put into groups, and turned into turns of speakers."""
