from __future__ import annotations

from collections.abc import Callable

import pytest

from dflint.diagnostics import Diagnostic

Findings = Callable[..., list[Diagnostic]]


def dockerfile(*lines: str) -> dict[str, str]:
    return {"Dockerfile": "FROM python:3.12-slim\n" + "\n".join(lines) + "\n"}


@pytest.mark.parametrize(
    ("lines", "word"),
    [
        (["RUN pip install opencv-python opencv-contrib-python"], "opencv-contrib-python"),
        (["RUN pip install opencv-python", "RUN pip install opencv-python-headless"], "opencv-python-headless"),
        (["RUN pip install ultralytics", "RUN pip install opencv-python-headless"], "opencv-python-headless"),
        (["RUN pip install albumentations opencv-python"], "opencv-python"),
        (["RUN pip install opencv_python && pip install 'opencv-python-headless>=4'"], "'opencv-python-headless>=4'"),
    ],
)
def test_found(findings: Findings, lines: list[str], word: str) -> None:
    (one,) = findings(dockerfile(*lines), "ML310")
    assert one.source.slice(one.span) == word
    assert "overwrite each other" in one.message


def test_in_a_requirements_file(findings: Findings) -> None:
    tree = dockerfile("COPY requirements.txt .", "RUN pip install -r requirements.txt")
    (one,) = findings({**tree, "requirements.txt": "ultralytics\nopencv-python-headless\n"}, "ML310")
    assert one.source.slice(one.span) == "requirements.txt"
    assert "`opencv-python`, which `ultralytics` brings" in one.message


@pytest.mark.parametrize(
    "lines",
    [
        # The variants are taken out, and one is put back.
        [
            "RUN pip install opencv-python opencv-python-headless",
            "RUN pip uninstall -y opencv-python opencv-python-headless opencv-contrib-python",
            "RUN pip install opencv-python-headless",
        ],
        ["RUN pip install opencv-python && pip uninstall -y opencv-python && pip install opencv-contrib-python"],
        ["RUN pip install opencv-python", "RUN pip install opencv-python==4.10.0.84"],
        ["RUN pip install ultralytics opencv-python"],
        ["RUN pip install ultralytics albumentations"],
        ["RUN conda install -y opencv && pip install opencv-python"],
        ["RUN python -m venv /a && /a/bin/pip install opencv-python", "RUN pip install opencv-python-headless"],
        ["RUN conda run -n a pip install opencv-python && conda run -n b pip install opencv-python-headless"],
        ["RUN pip install ultralytics --no-deps && pip install opencv-python-headless"],
        ["RUN pip install 'opencv-python; sys_platform == \"darwin\"' opencv-python-headless"],
        ["RUN if [ -n $GUI ]; then pip install opencv-python; else pip install opencv-python-headless; fi"],
        ["RUN pip uninstall -y opencv-python opencv-python-headless"],
        # Other packages require both.
        ["RUN pip install ultralytics albumentations opencv-python-headless"],
        ["RUN pip install ultralytics easyocr opencv-python"],
        # The one that is wanted comes last, whole.
        ["RUN pip install ultralytics", "RUN pip install --force-reinstall opencv-python-headless"],
        ["RUN pip install opencv-python", "RUN pip install --no-cache-dir --force-reinstall opencv-contrib-python"],
        ["RUN pip install ultralytics && pip uninstall -y opencv-python && pip install opencv-python-headless"],
        ["RUN pip install ultralytics opencv-python-headless", "RUN pip uninstall -y opencv-python"],
    ],
)
def test_silent(findings: Findings, lines: list[str]) -> None:
    assert findings(dockerfile(*lines), "ML310") == []


def test_stages_of_their_own(findings: Findings) -> None:
    tree = dockerfile(
        "RUN pip install opencv-python", "FROM python:3.12-slim", "RUN pip install opencv-python-headless"
    )
    assert findings(tree, "ML310") == []


LEAVE_OUT = "leave `opencv-contrib-python` out, or uninstall `opencv-python` behind the installation and install "


@pytest.mark.parametrize(
    ("code", "lines", "expected"),
    [
        ("import cv2\ncv2.imread('a')\n", "ultralytics", LEAVE_OUT + "`opencv-contrib-python` again"),
        (
            "import cv2\ncv2.ximgproc.thinning(a)\n",
            "ultralytics",
            "uninstall `opencv-python` behind the installation and install `opencv-contrib-python` again",
        ),
        (
            "import cv2\nt = cv2.TrackerCSRT_create()\n",
            "opencv-python",
            "keep `opencv-contrib-python`, whose modules the code uses",
        ),
        (
            "from cv2 import aruco\n",
            "opencv-python",
            "keep `opencv-contrib-python`, whose modules the code uses",
        ),
        ("cv2.text_size = 1\n", "opencv-python", "keep one of the two: the headless one where no window is opened"),
    ],
)
def test_what_the_code_uses_of_contrib(findings: Findings, code: str, lines: str, expected: str) -> None:
    tree = dockerfile("COPY app.py .", f"RUN pip install {lines} opencv-contrib-python")
    (one,) = findings({**tree, "app.py": code}, "ML310")
    assert one.help == expected


COPIED = ["COPY requirements.txt .", "RUN pip install -r requirements.txt"]
BOTH = "opencv-python\nopencv-python-headless\n"


@pytest.mark.parametrize(
    ("files", "lines", "expected"),
    [
        pytest.param({}, COPIED, 1, id="nothing speaks against the folder"),
        pytest.param({"src/a.py": ""}, [*COPIED, "COPY src /src"], 0, id="what is copied lies at the root"),
        pytest.param(
            {"api/main.py": ""}, [*COPIED, "WORKDIR /app", "COPY . .", 'CMD ["python", "api/main.py"]'], 0, id="CMD"
        ),
        pytest.param(
            {"api/src/a.py": ""}, [*COPIED, "WORKDIR /app", "COPY . .", 'CMD ["python", "src/a.py"]'], 1, id="CMD here"
        ),
        pytest.param(
            {"src/a.py": ""},
            ["COPY src /src", "RUN pip install opencv-python opencv-python-headless"],
            1,
            id="the Dockerfile itself asks for both",
        ),
    ],
)
def test_the_context_may_be_the_root(
    findings: Findings, files: dict[str, str], lines: list[str], expected: int
) -> None:
    tree = {f"api/{path}": text for path, text in dockerfile(*lines).items()}
    tree.update({"requirements.txt": "opencv-python-headless\n", "api/requirements.txt": BOTH, **files})
    assert len(findings(tree, "ML310")) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("ultralytics\nalbumentations\n" + BOTH, []),
        ("opencv-python\nopencv-python-headless\nultralytics\nalbumentations\n", []),
        ("opencv-python==4.10.0.84\n    # via a\nopencv-python-headless==4.10.0.84  # via b\n", []),
        ("opencv-python==4\n    # via\n    #   -r in.txt\n    #   a\nopencv-python-headless==4 # via b\n", []),
        # One of them can be left out: that is the one which is named.
        ("opencv-python==4\n    # via -r in.txt\nopencv-python-headless==4\n    # via b\n", ["opencv-python"]),
        ("albumentations\n" + BOTH, ["opencv-python"]),
        ("opencv-python\nultralytics\nopencv-python-headless\n", ["opencv-python-headless"]),
    ],
)
def test_other_packages_require_it(findings: Findings, text: str, expected: list[str]) -> None:
    found = findings({**dockerfile(*COPIED), "requirements.txt": text}, "ML310")
    assert [one.help.split("`")[1] for one in found if one.help] == expected
    assert all(one.help and one.help.startswith("leave") for one in found)
