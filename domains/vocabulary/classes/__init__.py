"""Classes: who belongs to them, and how their learners come along."""
