"""`python -m ui` is `chiron`."""

from ui.cli import main

main()
