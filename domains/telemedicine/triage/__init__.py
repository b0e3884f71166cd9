"""How soon the patient should be seen, from what was said, how it sounded and what was measured."""
