"""A hospital's own calibration: measured on its own labelled cases, kept in its own folder."""
