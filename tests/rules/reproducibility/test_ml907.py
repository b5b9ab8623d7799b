from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from dflint.diagnostics import Applicability, Diagnostic

Words = Callable[..., list[str]]
Findings = Callable[..., list[Diagnostic]]
Lay = Callable[..., Any]


def dockerfile(*lines: str, base: str = "python:3.12-slim") -> dict[str, str]:
    return {"Dockerfile": f"FROM {base}\n" + "\n".join(lines) + "\n"}


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        (["RUN export FLASK_APP=app.py"], ["export FLASK_APP=app.py"]),
        (["RUN apt-get update && export A=b C=d", "RUN echo $A"], ["export A=b C=d"]),
        (["RUN export A=$(date)", "RUN echo ${A}"], ["export A=$(date)"]),
        (["RUN cd /app", "COPY . ."], ["cd /app"]),
        (["RUN git clone https://e.org/a && cd a", "RUN pip install -r requirements.txt"], ["cd a"]),
        (["RUN git clone https://e.org/a && cd a", "RUN pip install ."], ["cd a"]),
        (["RUN mkdir /a && \\", "    cd /a", "RUN ./configure"], ["cd /a"]),
        (["WORKDIR /app", "RUN cd /app/src", "ENV A=b", "RUN make"], ["cd /app/src"]),
        (["WORKDIR /app", "RUN cd app", "RUN pip list", "RUN npm ci"], ["cd app"]),
        (["RUN cd /app", 'CMD ["python", "serve.py"]'], ["cd /app"]),
        (["ENV A=b", "RUN export A=c", "CMD echo $A"], ["export A=c"]),
        (["ARG A=b", "RUN export A=b", "RUN echo ${A:-c}"], ["export A=b"]),
        (["RUN export LD_LIBRARY_PATH=/a", "RUN LD_LIBRARY_PATH=/a make"], ["export LD_LIBRARY_PATH=/a"]),
        (["RUN source ~/.bashrc"], ["source ~/.bashrc"]),
        (["RUN . /etc/profile"], [". /etc/profile"]),
        (["RUN ulimit -n 65536"], ["ulimit -n 65536"]),
        (["RUN <<EOF", "apt-get update", "export A=b", "EOF", "RUN echo $A"], ["export A=b"]),
    ],
)
def test_what_is_lost(words: Words, lines: list[str], expected: list[str]) -> None:
    assert words(dockerfile(*lines), "ML907") == expected


@pytest.mark.parametrize(
    "lines",
    [
        # Nothing relies on the directory.
        ["RUN cd /app"],
        ["RUN git clone https://e.org/a && cd a", "RUN pip install torch"],
        ["RUN cd /app", "WORKDIR /srv", "RUN make"],
        ["RUN cd /app", "RUN cd /app && make", "RUN make"],
        ["RUN cd /app", "COPY . /app", "RUN pip install -r /app/requirements.txt"],
        ["RUN cd /app", 'CMD ["python", "/app/serve.py"]'],
        ["RUN cd /app", 'CMD ["python", "-m", "serve"]'],
        ["RUN cd /app", "RUN make -C /app"],
        ["RUN cd /app", "RUN wget -O a.zip https://e.org/a.zip"],
        # What is read lies in the working directory.
        ["WORKDIR /app", "COPY requirements.txt .", "RUN mkdir a && cd a", "RUN pip install -r requirements.txt"],
        ["RUN wget https://e.org/a.tar.gz && mkdir a && cd a", "RUN tar xf a.tar.gz"],
        ["WORKDIR /app", "RUN git clone https://e.org/a . && mkdir b && cd b", "RUN pip install -r requirements.txt"],
        # Nothing reads the variable.
        ["RUN export MY_OWN=b"],
        ["RUN apt-get update && export MY_OWN=b", "RUN export MY_OWN=c", "ENV MY_OWN_TOO=d"],
        # Something sees it.
        ["RUN export A=b && make"],
        ["RUN cd /app && make"],
        ["RUN . /env && make"],
        ["RUN export A=b; echo $A"],
        # Back to where it came from.
        ["RUN cd a && make && cd .."],
        ["RUN cd a && make && cd /app"],
        ["RUN make && cd -"],
        # WORKDIR and ENV have done so before.
        ["WORKDIR /app", "RUN cd /app"],
        ["WORKDIR /app", "RUN cd . && cd /app/"],
        ["WORKDIR /app", "RUN git clone https://e.org/a && cd /app"],
        ["ENV HOME_OF=/app", "WORKDIR ${HOME_OF}", "RUN cd $HOME_OF"],
        ["ENV A=b", "RUN export A=b"],
        # Written to a file, or asked.
        ["RUN echo 'export A=b' >> ~/.bashrc"],
        ["RUN export"],
        ["RUN export -p"],
        # A test, or in a branch.
        ["RUN cd /app || exit 1"],
        ["RUN if true; then export A=b; fi"],
        ["RUN for d in *; do cd $d; done"],
        # Activation of environments is another matter.
        ["RUN . venv/bin/activate"],
        ["RUN source activate ml"],
        ["RUN conda activate ml"],
        # After something else, sourcing may run anything.
        ["RUN make && . ./env"],
        ['RUN ["cd", "/app"]'],
        ['SHELL ["pwsh", "-c"]', "RUN cd /app"],
        ["CMD export A=b"],
    ],
)
def test_nothing_is_lost(words: Words, lines: list[str]) -> None:
    assert words(dockerfile(*lines), "ML907") == []


@pytest.mark.parametrize(
    ("before", "after", "applicability"),
    [
        ("RUN export A=b", "ENV A=b", Applicability.SAFE),
        ("RUN export A='b' C=d/e", 'ENV A="b" C=d/e', Applicability.SAFE),
        ('RUN export A="b c"', 'ENV A="b c"', Applicability.SAFE),
        ("RUN export PATH=$PATH:/opt/bin", "ENV PATH=$PATH:/opt/bin", Applicability.UNSAFE),
        ("RUN cd /app", "WORKDIR /app", Applicability.UNSAFE),
    ],
)
def test_the_instruction_that_does_it(lay: Lay, before: str, after: str, applicability: Applicability) -> None:
    checker = lay(dockerfile(before, "RUN make", "CMD echo $A"))
    (one,) = checker.run("ML907").diagnostics
    assert one.fix is not None
    assert one.fix.applicability is applicability
    assert checker.fix("ML907", allowed=applicability) == []
    assert checker.tree() == checker.expected(dockerfile(after, "RUN make", "CMD echo $A"))


@pytest.mark.parametrize(
    "line",
    [
        "RUN export A=$(date)",
        "RUN export A=$HOME/x",
        "RUN export A=$UNKNOWN",
        "RUN export A='$B'",
        "RUN make && export A=b",
        "RUN --network=none export A=b",
        "RUN cd $DIR",
        "RUN export A",
    ],
)
def test_no_fix(findings: Findings, line: str) -> None:
    (one,) = findings(dockerfile(line, "RUN make", "CMD echo $A"), "ML907") or (None,)
    assert one is None or one.fix is None


def test_a_variable_that_is_set_already(findings: Findings) -> None:
    (one,) = findings(dockerfile("ENV A=a", "RUN export A=b", "CMD echo $A"), "ML907")
    assert one.fix is not None
    assert one.fix.applicability is Applicability.UNSAFE


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("app.py", "import os\nprint(os.environ['MODEL_ROOT'])\n"),
        ("start.sh", "exec serve --root ${MODEL_ROOT}\n"),
        ("config.yaml", "root: $MODEL_ROOT\n"),
    ],
)
def test_a_variable_that_the_project_reads(words: Words, name: str, text: str) -> None:
    lines = dockerfile("COPY . /app", "RUN export MODEL_ROOT=/m")
    assert words({**lines, name: text}, "ML907") == ["export MODEL_ROOT=/m"]
    assert words({**lines, name: "MODEL_ROOT_OF = 1\n"}, "ML907") == []
