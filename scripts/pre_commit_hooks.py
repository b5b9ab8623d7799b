"""Writes .pre-commit-hooks.yaml: the hooks, and which files they run on, made from the tables of names.

python scripts/pre_commit_hooks.py
"""

from __future__ import annotations

import re
from pathlib import Path

from dflint.packages.manifests import INSTALLERS, MANIFESTS
from dflint.project.names import pre_commit_exclude, pre_commit_files
from dflint.project.roots import CONFIGURATION_FILES

PATH = Path(__file__).parent.parent / ".pre-commit-hooks.yaml"

# pre-commit names the files: what the configuration excludes is left out all the same.
_HOOKS = """\
# Made by scripts/pre_commit_hooks.py from the tables in dflint/project/names.py and dflint/packages/manifests.py.
- id: dflint
  name: dflint
  description: Check the container files of a machine-learning project.
  entry: dflint check --force-exclude
  language: python
  files: '{files}'
  exclude: '{exclude}'
  require_serial: true
  minimum_pre_commit_version: "2.9.2"
- id: dflint-fix
  name: dflint fix
  description: Fix what is safe to fix in the container files of a machine-learning project, and check the rest.
  entry: dflint fix --force-exclude --exit-non-zero-on-fix
  language: python
  files: '{files}'
  exclude: '{exclude}'
  require_serial: true
  minimum_pre_commit_version: "2.9.2"
- id: dflint-project
  name: dflint (project)
  description: Check the whole project when a requirement, lock or ignore file changes.
  entry: dflint check
  language: python
  files: '{project_files}'
  pass_filenames: false
  require_serial: true
  minimum_pre_commit_version: "2.9.2"
"""


def project_files() -> str:
    """The expression for the files that no hook is given by name, and that say what the container files mean.

    Manifests, locks and what installers read beside them, ignore files, the variables that Compose reads, and the
    configuration of dflint.
    """
    names = {name for manifest in MANIFESTS for name in manifest.names}
    names |= {name for row in INSTALLERS for name in (*row.required, *row.optional)}
    names |= {".env", *CONFIGURATION_FILES}
    expressions = [re.escape(name) for name in sorted(names)]
    expressions += [manifest.expression for manifest in MANIFESTS if manifest.expression]
    expressions += [r"requirements/(?:[^/]+/)*[^/]+\.(?:txt|in)", r"[^/]*\.(?:docker|container)ignore"]
    # A `.` of the tables is part of a name.
    return rf"(?i)(?:^|/)(?:{'|'.join(expressions).replace('.*', '[^/]*').replace('.+', '[^/]+')})$"


def text() -> str:
    """The text of the file."""
    return _HOOKS.format(files=pre_commit_files(), exclude=pre_commit_exclude(), project_files=project_files())


if __name__ == "__main__":
    PATH.write_text(text(), encoding="utf-8")
