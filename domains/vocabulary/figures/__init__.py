"""Figures of learning: retention, forecast, streak and statements, each from the learner's own log."""
