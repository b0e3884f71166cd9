"""One folder a domain; each is a plugin that hands the core a case and a recipe."""
