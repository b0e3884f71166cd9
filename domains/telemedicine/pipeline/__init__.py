"""The way of a recording: its work folder, its steps, and all of them in one process."""
