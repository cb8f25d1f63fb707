"""Lets `python -m bayesdx` do what the command `bayesdx` does."""

from bayesdx.cli import main

if __name__ == "__main__":
    main()
