from __future__ import annotations

import json
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.cli.conftest import Tool


def test_the_list_names_each_table_with_its_date(tool: Tool) -> None:
    ran = tool.run("data")
    assert ran.status == 0
    lines = {line.split()[0]: line for line in ran.output.splitlines()}
    assert lines["wheel_windows"].split(maxsplit=2)[1].startswith("20")
    assert "The releases of torch" in lines["torch_releases"]
    assert "base_images" not in lines  # it looks rows up, and has none


def test_a_table(tool: Tool) -> None:
    output = tool.run("data", "torch_releases").output
    assert output.startswith("torch_releases: The releases of torch")
    assert "  https://pypi.org/project/torch/#files\n" in output
    assert "  2.8.0: cuda 12.8, pythons 3.9, 3.13, cuda_bytes 3906384986, closure_bytes 3916908757," in output


def test_a_table_as_json(tool: Tool) -> None:
    table = json.loads(tool.run("data", "torch_releases", "--output-format", "json").output)
    assert list(table) == ["name", "summary", "verified", "sources", "data"]
    assert table["data"]["TORCH_RELEASES"]["2.8.0"]["cuda"] == "12.8"


def test_all_tables_as_json(tool: Tool) -> None:
    tables = json.loads(tool.run("data", "--output-format", "json").output)
    assert [table["name"] for table in tables] == sorted(table["name"] for table in tables)
    assert all(table["verified"] and table["sources"] and table["data"] for table in tables)


def test_an_unknown_table_is_2(tool: Tool) -> None:
    ran = tool.run("data", "wheel_window")
    assert ran.status == 2
    assert "There is no table `wheel_window`. `dflint data` lists them." in ran.errors
