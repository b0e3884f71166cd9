"""What people ask of a model: classify, search, caption, answer."""
