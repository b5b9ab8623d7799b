"""``dflint analyze`` over repositories."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from click.testing import CliRunner

from dflint.cli import command, main
from tests.analysis.conftest import Repository

DOCKERFILE = """\
FROM python:3.11-slim
WORKDIR /app
COPY . /app
RUN pip install --no-cache-dir -r requirements.txt
CMD ["python", "src/app.py"]
"""


class Ran(NamedTuple):
    status: int
    output: str
    errors: str

    @property
    def json(self) -> Any:
        return json.loads(self.output)


Analyze = Callable[..., Ran]


@pytest.fixture
def project(repository: Repository) -> Repository:
    """Ten commits, of which eight change the source, one the requirements and one nothing that is copied."""
    repository.commit(
        {
            "Dockerfile": DOCKERFILE,
            ".dockerignore": ".git\nREADME.md\n",
            "requirements.txt": "numpy==1.26.4\n",
            "src/app.py": "print(0)\n",
            "README.md": "A project\n",
        }
    )
    for number in range(8):
        repository.commit({"src/app.py": f"print({number + 1})\n"})
    repository.commit({"requirements.txt": "numpy==1.26.4\nscipy==1.12.0\n"})
    repository.commit({"README.md": "The project\n"})
    return repository


@pytest.fixture
def analyze(project: Repository, monkeypatch: pytest.MonkeyPatch) -> Analyze:
    monkeypatch.chdir(project.folder)
    # Where it is set, text is folded there.
    monkeypatch.delenv("COLUMNS", raising=False)

    def run(*arguments: str) -> Ran:
        result = CliRunner().invoke(command, ["analyze", *arguments], prog_name="dflint")
        if result.exception is not None and not isinstance(result.exception, SystemExit):
            raise result.exception
        return Ran(result.exit_code, result.stdout, result.stderr)

    return run


def counts(history: Any) -> dict[int, int]:
    return {one["row"]: one["rebuilt"] for one in history["per_layer"]}


class TestHistory:
    def test_before_and_after(self, analyze: Analyze, project: Repository) -> None:
        ran = analyze("--output-format", "json", "--commits", "10")
        assert ran.status == 0
        (build,) = ran.json
        assert build["dockerfile"] == "Dockerfile"
        assert build["context"] == "."
        assert [layer["row"] for layer in build["layers"]] == [2, 3, 4]
        assert build["layers"][1]["inputs"]["files"] == 4
        assert len(build["history"]["commits"]) == 10
        assert build["history"]["commits"][-1] == project.git("rev-parse", "HEAD")
        assert counts(build["history"]) == {2: 0, 3: 9, 4: 9}
        # The requirements are copied by themselves there.
        assert counts(build["after_fix"]) == {2: 0, 3: 1, 4: 1, 5: 9}

    def test_headline(self, analyze: Analyze) -> None:
        text = analyze("--commits", "10").output.replace("\n", " ")
        assert "In the last 10 commits the pip install layer was rebuilt 9 times" in text
        assert "; after the fix once." in text
        assert "ML201 saves" in text

    def test_commits(self, analyze: Analyze) -> None:
        (build,) = analyze("--output-format", "json", "--commits", "3").json
        assert len(build["history"]["rebuilds"]) == 3

    def test_without(self, analyze: Analyze) -> None:
        (build,) = analyze("--output-format", "json", "--no-history").json
        assert build["history"] is None
        assert "No replay of the git history: it was not asked for." in analyze("--no-history").output

    def test_since(self, analyze: Analyze) -> None:
        assert "No replay of the git history: there are no such commits." in analyze("--since", "2100-01-01").output

    def test_no_repository(self, analyze: Analyze, tmp_path: Path) -> None:
        folder = tmp_path / "plain"
        folder.mkdir()
        (folder / "Dockerfile").write_text("FROM a\nRUN b\n")
        ran = analyze(str(folder))
        assert ran.status == 0
        assert "No replay of the git history: the folder is not in the work tree of a git repository." in ran.output

    def test_one_dockerfile(self, analyze: Analyze) -> None:
        (build,) = analyze("Dockerfile", "--output-format", "json").json
        assert counts(build["history"])[4] == 9 + 1


class TestChanged:
    def test_a_file_that_is_copied(self, analyze: Analyze) -> None:
        (build,) = analyze("--no-history", "--output-format", "json", "--changed", "src/app.py").json
        assert build["changed"] == {"paths": ["src/app.py"], "rows": [3, 4]}

    def test_a_folder(self, analyze: Analyze) -> None:
        ran = analyze("--no-history", "--changed", "src")
        assert "If src changes, COPY . /app (row 3), pip install (row 4) are built again." in ran.output

    def test_a_file_that_is_not_sent(self, analyze: Analyze) -> None:
        ran = analyze("--no-history", "--changed", "README.md", "--changed", "/elsewhere")
        assert "Not sent to the builder, so nothing is built again: README.md, /elsewhere." in ran.output

    def test_only_what_takes_it(self, analyze: Analyze, project: Repository) -> None:
        fixed = DOCKERFILE.replace("COPY . /app\n", "COPY requirements.txt /app/\n").replace("CMD", "COPY . /app\nCMD")
        project.write({"Dockerfile": fixed})
        (build,) = analyze("--no-history", "--output-format", "json", "--changed", "src/app.py").json
        assert build["changed"]["rows"] == [5]
        (build,) = analyze("--no-history", "--output-format", "json", "--changed", "requirements.txt").json
        assert build["changed"]["rows"] == [3, 4, 5]

    def test_a_file_that_would_be_new(self, analyze: Analyze) -> None:
        (build,) = analyze("--no-history", "--output-format", "json", "--changed", "src/new.py").json
        assert build["changed"]["rows"] == [3, 4]


class TestBuilds:
    def test_a_target(self, analyze: Analyze, project: Repository) -> None:
        project.write({"Dockerfile": "FROM a AS one\nRUN x\nFROM b AS two\nRUN y\n"})
        (build,) = analyze("--no-history", "--output-format", "json", "--target", "one").json
        assert build["target"] == "one"
        assert [layer["row"] for layer in build["layers"]] == [2]

    def test_a_target_that_is_not_there(self, analyze: Analyze) -> None:
        ran = analyze("--no-history", "--target", "serve")
        assert ran.status == 2
        assert "No Dockerfile has a stage `serve`." in ran.errors

    def test_all_of_a_project(self, analyze: Analyze, project: Repository) -> None:
        project.write(
            {
                "train/Dockerfile": "FROM a\nCOPY . .\n",
                "compose.yaml": "services:\n  web:\n    build: .\n  job:\n    build:\n      dockerfile_inline: |\n"
                "        FROM a\n        RUN b\n",
            }
        )
        builds = analyze("--no-history", "--output-format", "json").json
        assert [(one["dockerfile"], one["context"]) for one in builds] == [
            ("Dockerfile", "."),
            ("compose.yaml", "."),
            ("train/Dockerfile", "train"),
        ]
        text = analyze("--no-history").output
        assert "`dflint analyze DOCKERFILE` tells more" in text

    def test_a_compose_file_names_its_builds(self, analyze: Analyze, project: Repository) -> None:
        project.write({"compose.yaml": "services:\n  web:\n    build: .\n"})
        builds = analyze("compose.yaml", "--no-history", "--output-format", "json").json
        assert [one["dockerfile"] for one in builds] == ["Dockerfile"]

    def test_none(self, analyze: Analyze, tmp_path: Path) -> None:
        (tmp_path / "empty").mkdir()
        ran = analyze(str(tmp_path / "empty"))
        assert (ran.status, ran.output) == (0, "There is no Dockerfile to build.\n")
        assert analyze(str(tmp_path / "empty"), "--output-format", "json").json == []

    @pytest.mark.parametrize(
        "text",
        ["", "# nothing\n", "RUN x\n", "FROM a\nCOPY --from=9 x y\n", "FROM a AS b\nFROM b AS b\nRUN x\n", "\x00\xff"],
    )
    def test_broken_files_are_no_reason_to_fail(self, text: str, analyze: Analyze, project: Repository) -> None:
        project.write({"Dockerfile": text})
        assert analyze("--html", "page.html").status == 0
        assert analyze("--output-format", "json", "--changed", "src").status == 0

    def test_a_context_that_is_not_here(self, analyze: Analyze, project: Repository) -> None:
        project.write(
            {"compose.yaml": "services:\n  web:\n    build:\n      context: gone\n      dockerfile: ../Dockerfile\n"}
        )
        ran = analyze("--html", "page.html", "--output-format", "json", "--changed", "src")
        assert ran.status == 0
        assert {one["context"] for one in ran.json} <= {None, "."}


class TestFiles:
    def test_a_page(self, analyze: Analyze, project: Repository) -> None:
        ran = analyze("--html", "page.html")
        assert ran.status == 0
        page = (project.folder / "page.html").read_text()
        assert "after the fix twice." in page
        assert "The page was written to page.html." in ran.errors

    def test_an_output_file(self, analyze: Analyze, project: Repository) -> None:
        ran = analyze("--output-format", "json", "--output-file", "analysis.json")
        assert (ran.status, ran.output) == (0, "")
        assert len(json.loads((project.folder / "analysis.json").read_text())) == 1

    def test_a_file_that_cannot_be_written(self, analyze: Analyze) -> None:
        ran = analyze("--html", "Dockerfile/page.html")
        assert ran.status == 2
        assert "Dockerfile/page.html was not written: Not a directory" in ran.errors

    def test_secrets_are_not_shown(self, analyze: Analyze, project: Repository) -> None:
        token = "ghp_" + "a1B2c3D4e5F6g7H8i9J0" + "k1L2m3N4o5P6q7R8"
        project.write(
            {
                "Dockerfile": f"FROM a\nENV GITHUB_TOKEN={token}\nRUN curl -H 'Authorization: {token}' https://x.y\n"
                f"RUN huggingface-cli download {token}/model\nRUN {token} --serve\n"
            }
        )
        ran = analyze("--html", "page.html", "--no-history")
        page = (project.folder / "page.html").read_text()
        assert token not in page
        assert token not in ran.output
        assert token not in analyze("--no-history", "--output-format", "json").output


class TestCalls:
    def test_a_path_that_is_not_there(self, analyze: Analyze) -> None:
        ran = analyze("gone")
        assert ran.status == 2
        assert "no such file or folder: gone" in ran.errors

    def test_standard_input(self, analyze: Analyze) -> None:
        assert analyze("-").status == 2

    def test_a_wrong_configuration(self, analyze: Analyze, project: Repository) -> None:
        project.write({"dflint.toml": "select = 3\n"})
        assert analyze().status == 2
        assert analyze("--isolated", "--no-history").status == 0

    def test_that_rules_that_are_off_mend_nothing(self, analyze: Analyze, project: Repository) -> None:
        (build,) = analyze("--output-format", "json", "--config", "select = ['ML501']").json
        assert counts(build["after_fix"]) == counts(build["history"])

    def test_main(self, analyze: Analyze, capsys: pytest.CaptureFixture[str]) -> None:
        assert main(["analyze", "--no-history"]) == 0
        assert "Layers" in capsys.readouterr().out

    def test_that_a_check_imports_nothing_of_it(self) -> None:
        import subprocess

        code = (
            "import sys; from dflint.cli import main; main(['check', '--isolated', '/dev/null']);"
            "print([name for name in sys.modules if 'analysis' in name])"
        )
        ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
        assert ran.stdout.splitlines()[-1] == "[]"
