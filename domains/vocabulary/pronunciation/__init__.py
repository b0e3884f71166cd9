"""How near a spoken word comes to how it should sound, sound by sound, or why that cannot be told."""
