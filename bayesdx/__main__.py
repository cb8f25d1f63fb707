"""Lets `python -m bayesdx` do what the command `bayesdx` does."""

import sys

from bayesdx.cli import main

if __name__ == "__main__":
    sys.exit(main())
