"""What a learner remembers: scheduling by FSRS-6, and a correction that learns from every answer."""
