"""What starter decks are made of: concepts, their words in each language, pictures and speech."""
