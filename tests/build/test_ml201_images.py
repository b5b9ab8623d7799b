"""Images before and after the fix of ML201, built with a real engine: the same files, and nothing installed again."""

from __future__ import annotations

import uuid
from pathlib import Path

import pytest

from tests.build.images import Engine, fixed

pytestmark = pytest.mark.build

FILES = {
    ".dockerignore": "Dockerfile*\n",
    "app.py": "import six\n",
    "requirements.txt": "six==1.16.0\n",
    "requirements/base.txt": "six==1.16.0\n",
    "requirements/dev.txt": "-r base.txt\n-c ../bounds.txt\nidna\n",
    "bounds.txt": "idna==3.10\n",
    "pkg/__init__.py": "",
    "pkg/data/한글.txt": "text\n",
    "script.sh": "#!/bin/sh\n",
}

DOCKERFILES = {
    "absolute": """\
FROM python:3.12-slim
COPY . /srv/app
RUN pip install --no-cache-dir -r /srv/app/requirements.txt
""",
    "relative, with flags": """\
FROM python:3.12-slim
WORKDIR /srv/app
COPY --chown=1000:1000 --chmod=750 . .
RUN pip install --no-cache-dir -r requirements.txt
""",
    "a folder that COPY makes for somebody": """\
FROM python:3.12-slim
COPY --chown=1000:1000 ./ /srv/app/
RUN cd /srv/app && pip install --no-cache-dir -r requirements.txt
""",
    "nested files, comments and continuations": """\
FROM python:3.12-slim

# the source
COPY . /srv/app

# what it needs
RUN pip install --no-cache-dir \\
    # 개발용
    -r /srv/app/requirements/dev.txt

CMD ["python", "/srv/app/app.py"]
""",
    "another user, and WORKDIR between": """\
FROM python:3.12-slim
USER 1000
ENV HOME=/tmp
COPY . /srv/app
WORKDIR /srv/app
RUN pip install --no-cache-dir --user -r requirements.txt
""",
    "a heredoc and a cache mount": """\
FROM python:3.12-slim
ARG FOLDER=/srv/app
COPY --link . ${FOLDER}
LABEL a=b
RUN --mount=type=cache,target=/root/.cache/pip <<EOF
set -e
pip install --upgrade wheel
pip install -r /srv/app/requirements.txt
EOF
""",
    "two installations": """\
FROM python:3.12-slim
WORKDIR /srv/app
COPY . .
RUN pip install --no-cache-dir -r requirements/base.txt
RUN pip install --no-cache-dir -r requirements/dev.txt
RUN python app.py
""",
    "several copies": """\
FROM python:3.12-slim
WORKDIR /srv/app
COPY pkg pkg
COPY app.py script.sh ./
COPY requirements.txt ./
RUN pip install --no-cache-dir -r requirements.txt
""",
}


@pytest.mark.parametrize("name", DOCKERFILES)
def test_same_image_and_a_kept_installation(engine: Engine, tmp_path: Path, name: str) -> None:
    folders = fixed({**FILES, "Dockerfile": DOCKERFILES[name]}, tmp_path, "ML201")
    for folder in folders:
        (folder / "script.sh").chmod(0o755)
        (folder / "pkg").chmod(0o750)
    before, after = (engine.build(folder).name for folder in folders)
    assert engine.differences(before, after) == []

    edit = f"import six  # edited: {uuid.uuid4()}\n"
    for folder in folders:
        (folder / "app.py").write_text(edit)
    bad, good = (engine.build(folder) for folder in folders)
    installs = [step for step in bad.done if step.startswith("RUN") and "python app.py" not in step]
    assert installs, "before the fix, an edit installs everything again"
    assert [step for step in good.cached if step.startswith("RUN")] == installs
