"""What fusion stands on to say how sure it is."""
