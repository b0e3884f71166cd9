"""What may be done with a consultation: begin, bring in, open, search, correct, undo, keep, delete."""
