"""What the pages of all domains share."""
