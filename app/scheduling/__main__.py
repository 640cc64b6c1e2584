"""Run the engine over JSON files: `python -m app.scheduling --help`."""

import sys

from .cli import main

if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
