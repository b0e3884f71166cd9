"""What runs in the limited process: it opens a package and tells what is in it."""
