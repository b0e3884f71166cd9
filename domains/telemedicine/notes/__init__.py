"""The note under review: what the machine proposes, what the clinician does to it, and what is signed."""
