"""The list of findings that a clinician reviews: evidence, decisions and the note, by keyboard or mouse."""
