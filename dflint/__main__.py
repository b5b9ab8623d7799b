"""``python -m dflint`` is ``dflint``."""

import gc
import sys


def run() -> None:
    """Run the command line, and end the process with its exit status."""
    # Nothing that is imported is ever garbage: it is not looked for, here as in `main`.
    gc.disable()
    from dflint.cli import main

    status = main()
    # The process ends: the interpreter need not look through all that it holds for garbage.
    gc.freeze()
    sys.exit(status)


if __name__ == "__main__":
    run()
