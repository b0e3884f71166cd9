"""What a card asks, what may be answered, and how near an answer came: pure functions, free of the database."""
