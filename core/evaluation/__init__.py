"""Metrics with intervals, leakage and shortcut checks."""
