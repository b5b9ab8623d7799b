"""Files of the project that a command reads and writes itself."""

from __future__ import annotations

from collections.abc import Sequence

from dflint.cli.console import tell
from dflint.cli.session import Session
from dflint.fixer import Change, FileChangedError, write
from dflint.output.report import display_path


def read_file(path: str) -> bytes | None:
    """The bytes of the file at `path`; None where it cannot be read."""
    try:
        with open(path, "rb") as file:
            return file.read()
    except OSError:
        return None


def write_changes(session: Session, changes: Sequence[Change]) -> int:
    """Write the changed files. 2 is returned if one of them could not be written, else 0."""
    status = 0
    for change in changes:
        try:
            write(change)
        except FileChangedError:
            reason = "it was changed meanwhile"
        except OSError as error:
            reason = error.strerror or str(error)
        else:
            continue
        tell(f"{display_path(change.path, session.working_directory)} was not written: {reason}")
        status = 2
    return status
