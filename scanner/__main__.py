"""Run the command line: `python -m scanner`."""

import sys
from pathlib import Path

# Python looks for modules where it was started, which may be what is audited.
if sys.path[0] == str(Path.cwd()) != str(Path(__file__).parents[1]):
    del sys.path[0]

from scanner.cli import main

main()
