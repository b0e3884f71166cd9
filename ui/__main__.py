"""`python -m ui` is `chiron`."""

from ui.cli import main

if __name__ == "__main__":
    main()
