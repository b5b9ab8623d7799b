from __future__ import annotations

import os
import sys
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dflint.packages.requirement import Requirement, RequirementKind, normalise_name, parse_requirement
from dflint.packages.requirements import RequirementSet, parse_requirements, read_requirements
from dflint.source import MappedText, Source


def parse(text: str | bytes):
    data = text if isinstance(text, bytes) else text.encode("utf-8", "surrogateescape")
    return parse_requirements(Source.from_bytes("/project/requirements.txt", data))


def only(text: str) -> Requirement:
    file = parse(text)
    assert not file.problems
    assert len(file.requirements) == 1
    return file.requirements[0]


@pytest.mark.parametrize(
    ("text", "name", "extras", "specifier", "marker"),
    [
        ("torch", "torch", (), "", ""),
        ("torch==2.4.0", "torch", (), "==2.4.0", ""),
        ("torch == 2.4.0+cu121", "torch", (), "==2.4.0+cu121", ""),
        ("Flash_Attn>=2 , <3", "flash-attn", (), ">=2,<3", ""),
        ("uvicorn[standard]>=0.30", "uvicorn", ("standard",), ">=0.30", ""),
        ("ray[ Serve , tune ]", "ray", ("serve", "tune"), "", ""),
        ("a (>=1.0)", "a", (), ">=1.0", ""),
        ("a~=1.4.2;python_version<'3.12'", "a", (), "~=1.4.2", "python_version<'3.12'"),
        ("a ; sys_platform == 'linux' and platform_machine == 'x86_64'", "a", (), "", None),
        ("a === 1.0-weird", "a", (), "===1.0-weird", ""),
        ("a!=1.*", "a", (), "!=1.*", ""),
        ("zope.interface", "zope-interface", (), "", ""),
        ("a; platform_system == 'x/y'", "a", (), "", "platform_system == 'x/y'"),
    ],
)
def test_packages(text, name, extras, specifier, marker):
    requirement = only(text + "\n")
    assert requirement.kind is RequirementKind.PACKAGE
    assert (requirement.name, requirement.extras, requirement.specifier) == (name, extras, specifier)
    if marker is not None:
        assert requirement.marker == marker
    assert requirement.source.slice(requirement.span) == text
    assert normalise_name(requirement.source.slice(requirement.name_span)) == name


@pytest.mark.parametrize(
    ("text", "kind", "name", "specifier", "location"),
    [
        ("pip @ https://example.org/pip-22.zip", "url", "pip", "", "https://example.org/pip-22.zip"),
        ("Flask[async]@git+https://x.org/f.git@main", "vcs", "flask", "", "git+https://x.org/f.git@main"),
        (
            "git+https://x.org/f.git@v1#egg=My_Pkg[a,b]",
            "vcs",
            "my-pkg",
            "",
            "git+https://x.org/f.git@v1#egg=My_Pkg[a,b]",
        ),
        ("git+ssh://git@x.org/f.git", "vcs", "", "", "git+ssh://git@x.org/f.git"),
        (
            "https://x.org/whl/cu118/torch-2.1.0%2Bcu118-cp310-cp310-linux_x86_64.whl#sha256=ab",
            "url",
            "torch",
            "==2.1.0+cu118",
            "https://x.org/whl/cu118/torch-2.1.0%2Bcu118-cp310-cp310-linux_x86_64.whl#sha256=ab",
        ),
        ("./wheels/flash_attn-2.5.8-cp310-cp310-linux_x86_64.whl", "archive", "flash-attn", "==2.5.8", None),
        ("wheels/thing.tar.gz", "archive", "", "", "wheels/thing.tar.gz"),
        (".", "local", "", "", "."),
        (".[dev,test]", "local", "", "", "."),
        ("./libs/common", "local", "", "", "./libs/common"),
        ("libs/common[gpu]", "local", "", "", "libs/common"),
        ("common @ file:///src/common", "local", "common", "", "file:///src/common"),
        ("file:./x.whl", "archive", "", "", "file:./x.whl"),
        ("..\\common", "local", "", "", "..\\common"),
    ],
)
def test_locations(text, kind, name, specifier, location):
    requirement = only(text)
    assert requirement.kind is RequirementKind(kind)
    assert requirement.name == name
    assert requirement.specifier == specifier
    if location is not None:
        assert requirement.location == location
    assert requirement.source.slice(requirement.span) == text


def test_marker_behind_a_location():
    requirement = only('a @ https://x.org/a-1.zip ; python_version < "3"')
    assert (requirement.location, requirement.marker) == ("https://x.org/a-1.zip", 'python_version < "3"')
    assert only(".[gpu] ; python_version > '3'").extras == ("gpu",)


@pytest.mark.parametrize(
    ("text", "version"),
    [
        ("a==1.0", "1.0"),
        ("a===1.0", "1.0"),
        ("a == 2.1.0+cu118", "2.1.0+cu118"),
        ("a==1.*", None),
        ("a>=1", None),
        ("a==1,<2", None),
        ("a", None),
    ],
)
def test_pinned_version(text, version):
    assert only(text).pinned_version == version


def test_comments_continuations_and_hashes():
    text = (
        "# a comment\n"
        "\n"
        "numpy==1.26.4 \\\n"
        "    --hash=sha256:aaaa \\\n"
        "    --hash sha256:bbbb  # the wheel\n"
        "  pandas  # after spaces\n"
        "url @ https://x.org/a#egg=b\n"
    )
    file = parse(text)
    assert [requirement.name for requirement in file.requirements] == ["numpy", "pandas", "url"]
    numpy, pandas, url = file.requirements
    assert numpy.hashes == ("sha256:aaaa", "sha256:bbbb")
    assert numpy.text == "numpy==1.26.4"
    assert file.source.slice(pandas.span) == "pandas"
    assert url.location.endswith("#egg=b")


def test_a_comment_ends_a_continued_line():
    file = parse("a \\\n# comment \\\nb\n")
    assert [requirement.name for requirement in file.requirements] == ["a", "b"]


def test_a_name_is_found_through_a_continuation():
    requirement = only("tor\\\nch>=2\n")
    assert requirement.name == "torch"
    assert requirement.source.slice(requirement.span) == "tor\\\nch>=2"


def test_last_line_may_be_continued():
    assert only("a==1 \\").name == "a"


def test_options_and_references():
    text = (
        "-r base.txt\n"
        "--requirement=more/extra.txt\n"
        "-rattached.txt\n"
        "-c constraints.txt\n"
        "-i https://x.org/simple\n"
        "--extra-index-url 'https://download.pytorch.org/whl/cu121'\n"
        '--find-links="./wheel house"\n'
        "--pre\n"
        "--no-binary :all:\n"
        "--trusted-host x.org\n"
        "--extra https://y.org\n"
        "-e .[dev]\n"
        '--editable "./lib"\n'
        "-e git+https://x.org/f.git#egg=f\n"
    )
    file = parse(text)
    assert not file.problems
    assert [(reference.path, reference.is_constraints) for reference in file.references] == [
        ("base.txt", False),
        ("more/extra.txt", False),
        ("attached.txt", False),
        ("constraints.txt", True),
    ]
    assert [(option.name, option.value) for option in file.options] == [
        ("--index-url", "https://x.org/simple"),
        ("--extra-index-url", "https://download.pytorch.org/whl/cu121"),
        ("--find-links", "./wheel house"),
        ("--pre", None),
        ("--no-binary", ":all:"),
        ("--trusted-host", "x.org"),
        ("--extra-index-url", "https://y.org"),
    ]
    assert [(editable.kind.value, editable.location, editable.is_editable) for editable in file.requirements] == [
        ("local", ".", True),
        ("local", "./lib", True),
        ("vcs", "git+https://x.org/f.git#egg=f", True),
    ]
    reference = file.references[1]
    assert file.source.slice(reference.span) == "more/extra.txt"
    assert file.source.slice(file.options[0].span) == "-i https://x.org/simple"


@pytest.mark.parametrize("text", ["a=1", "--nonsense x", "-r", "-q", "===", "a b c", "--", "--index-url"])
def test_problems_are_data(text):
    file = parse(f"numpy\n{text}\ntorch\n")
    assert [requirement.name for requirement in file.requirements] == ["numpy", "torch"]
    assert len(file.problems) == 1
    assert file.source.row(file.problems[0].span.start) == 2


def test_an_empty_value_is_one():
    file = parse("--index-url=\n")
    assert [(option.name, option.value) for option in file.options] == [("--index-url", "")]


def test_variables():
    requirement = only("a @ https://${TOKEN}@x.org/a.zip")
    assert requirement.has_variables
    assert not only("a").has_variables


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32"])
def test_byte_order_marks(encoding):
    data = "# 한국어\r\ntorch==2.4.0\r\n".encode(encoding)
    if encoding == "utf-16-le":
        data = b"\xff\xfe" + data
    elif encoding == "utf-16-be":
        data = b"\xfe\xff" + data
    file = parse(data)
    (torch,) = file.requirements
    assert (torch.name, torch.specifier) == ("torch", "==2.4.0")
    assert torch.source.slice(torch.span) == "torch==2.4.0"
    assert torch.source.position(torch.span.start).row == 2
    assert torch.source.data == data


def test_declared_encoding():
    file = parse("# -*- coding: latin-1 -*-\n# Grün\ntorch # größe\n".encode("latin-1"))
    assert file.source.text.count("ü") == 1
    assert [requirement.name for requirement in file.requirements] == ["torch"]
    assert [requirement.name for requirement in parse("# coding: nonsense\na\n").requirements] == ["a"]
    assert [requirement.name for requirement in parse("# coding: idna\na\n").requirements] == ["a"]


@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r", "\v", "\f", "\u2028"])
def test_line_endings(newline):
    text = newline.join(["a", "b==1 \\", "  --hash=x", "c"])
    assert [requirement.name for requirement in parse(text).requirements] == ["a", "b", "c"]


def reader(files: dict[str, str]):
    read: list[str] = []

    def reading(path: str) -> Source | None:
        read.append(path)
        return Source(path, files[path]) if path in files else None

    return reading, read


def names(result: RequirementSet) -> list[str]:
    return [requirement.name for requirement in result.requirements]


def test_nested_files():
    read, _ = reader(
        {
            "requirements.txt": "-r reqs/base.txt\n-c constraints.txt\nflask\n",
            "reqs/base.txt": "numpy\n-r ../common.txt\n--pre\n",
            "common.txt": "torch\n",
            "constraints.txt": "numpy<2\n-r common.txt\n",
        }
    )
    result = read_requirements("requirements.txt", read)
    assert sorted(names(result)) == ["flask", "numpy", "torch"]
    assert [requirement.name for requirement in result.constraints] == ["numpy"]
    assert [option.name for option in result.options] == ["--pre"]
    assert result.is_complete
    assert {file.source.path for file in result.files} == {
        "requirements.txt",
        "reqs/base.txt",
        "common.txt",
        "constraints.txt",
    }
    assert [requirement.source.path for requirement in result.named("NumPy")] == ["reqs/base.txt"]
    assert result.named("absent") == ()


def test_absolute_paths_stay_absolute():
    root = os.path.abspath(os.sep)
    base, other = os.path.join(root, "p", "r.txt"), os.path.join(root, "p", "x", "o.txt")
    read, _ = reader({base: "-r x/o.txt\n", other: "a\n"})
    assert names(read_requirements(base, read)) == ["a"]


def test_cycles_end():
    read, paths = reader({"a.txt": "-r b.txt\nx\n", "b.txt": "-r a.txt\n-r b.txt\ny\n"})
    assert sorted(names(read_requirements("a.txt", read))) == ["x", "y"]
    assert sorted(paths) == ["a.txt", "b.txt"]


def test_files_that_cannot_be_read_are_told():
    read, paths = reader({"a.txt": "-r missing.txt\n-c https://x.org/c.txt\nx\n"})
    result = read_requirements("a.txt", read)
    assert sorted(reference.path for reference in result.unread) == ["https://x.org/c.txt", "missing.txt"]
    assert not result.is_complete
    assert "https://x.org/c.txt" not in paths
    assert read_requirements("none.txt", read).unread[0].path == "none.txt"


def test_the_number_of_files_is_bounded():
    files = {f"{number}.txt": f"-r {number + 1}.txt\np{number}\n" for number in range(1000)}
    read, paths = reader(files)
    result = read_requirements("0.txt", read)
    assert len(paths) == 100
    assert not result.is_complete


def test_a_package_without_a_name_leaves_the_set_incomplete():
    read, _ = reader({"a.txt": "git+https://x.org/y.git\n"})
    assert not read_requirements("a.txt", read).is_complete


@given(st.binary(max_size=300))
def test_any_bytes(data):
    file = parse(data)
    for requirement in file.requirements:
        assert 0 <= requirement.span.start <= requirement.span.end <= len(file.source.text)


@given(st.text(alphabet="ab-=<>;#\\ \t\n\"'[]@./:+${}r~!,()", max_size=80))
def test_any_text(text):
    parse(text)


@pytest.mark.parametrize(
    "piece", ["a ", " ", "\\", "-", "[", "a-", "==1,", "'", '"', "a[", ";", "#", "\\\n", " \t", "@ "]
)
def test_linear_time(piece):
    started = time.process_time()
    parse("a" + piece * (200_000 // len(piece)) + "!")
    parse(piece * (200_000 // len(piece)) + ".whl")
    assert time.process_time() - started < 2


def test_text_without_a_file():
    requirement = parse_requirement(MappedText.of(source := Source("x", "torch>=2"), source.full_span))
    assert requirement is not None
    assert requirement.name == "torch"


def test_nothing_heavy_is_imported():
    code = (
        "import sys, dflint.packages.requirements, dflint.packages.manifests, dflint.packages.pyproject\n"
        "print([name for name in ('packaging', 'tomllib', 'tomli', 'pathlib', 'ruamel') if name in sys.modules])"
    )
    import subprocess

    run = subprocess.run(
        [sys.executable, "-I", "-c", f"sys_path = {sys.path!r}\nimport sys\nsys.path[:] = sys_path\n{code}"],
        capture_output=True,
        text=True,
        check=True,
    )
    assert run.stdout.strip() == "[]"
