"""Whatever the text: nothing is raised, spans lie in it, and an insertion changes nothing but its own path."""

from __future__ import annotations

from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from dflint.compose.comparison import differing_paths, differs_only_at
from dflint.compose.compose_file import ComposeFile
from dflint.compose.edits import insert_into
from dflint.compose.loader import load
from dflint.compose.nodes import Node
from dflint.compose.removal import remove_entry
from dflint.compose.rendering import Inline
from dflint.compose.schema.validation import schema_problems
from dflint.source import Source, apply_edits

QUIET = settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])

PIECES = st.sampled_from(
    [
        *(
            "services:",
            "a:",
            "image: x",
            "build: .",
            "<<: *a",
            "&a ",
            "*a",
            "- ",
            "? ",
            ": ",
            "'",
            '"',
            "|",
            ">-",
            "|2",
        ),
        *("{", "}", "[", "]", ",", "\n", "\n", "\n  ", "\n    ", "\n\t", "\r\n", "# c", "--- ", "...", "!reset ", "%"),
        *("한글", "\ufeff", "\x00", "\udc80", "\u2028", "\\x4", "${A:-", "$$", "ports:", "environment:", "deploy:"),
        *("imag: y", "user: 1000", "env-file: [a]", "interval: 5", "!!str ", "2024-01-15", "${", "mem_limit: 1Gi"),
        *("%YAML 1.1", "volumes:", "networks: ", "depends_on: [a, a]", "command: 'x", "\u0085"),
        *("dockerfile_inline: |\n        FROM x", "healthcheck: {test: ['CMD', 'x']}", "gpus: all", "`", "@", "~", "1"),
    ]
)
TEXTS = st.lists(PIECES, max_size=30).map("".join)


def check(file: ComposeFile) -> None:
    """Every span lies in the text, every key is where it is said to be, and every derived value can be had."""
    length = len(file.source.text)
    for problem in file.problems:
        assert 0 <= problem.span.start <= problem.span.end <= length
    for found in schema_problems(file):
        assert found.source is file.source
        assert 0 <= found.span.start <= found.span.end <= length
        assert found.message
        if found.edit is not None:
            assert found.edit.span == found.span
    for comment in file.comments:
        assert file.source.text[comment.span.start] == "#"
        assert "\n" not in file.source.slice(comment.span)
    for document in file.documents:
        check_node(document)
    for service in file.services:
        assert service.image_text is None or isinstance(service.image_text, str)
        for value in (service.ports, service.volumes, service.environment, service.labels, service.profiles):
            assert value is not None
        for text in (service.command_text, service.entrypoint_text):
            assert text is None or text.offset(len(text.text)) <= length
        if service.healthcheck is not None and service.healthcheck.script is not None:
            assert service.healthcheck.script.offset(0) <= length
        if service.build is not None and service.build.inline_source is not None:
            inline = service.build.inline_source
            assert inline.resolve(inline.full_span)[0] is file.source
        assert service.requests_gpu <= service.may_request_gpu
        assert service.may_set_shared_memory in (True, False)
        assert service.depends_on is not None


def check_node(node: Node) -> None:
    assert 0 <= node.span.start <= node.span.end <= len(node.source.text)
    assert 0 <= node.place.start <= node.place.end <= len(node.source.text)
    if node.is_scalar:
        assert node.mapped.text == node.text
        if node.style == "plain" and "\n" not in node.source.slice(node.span).replace("\r", "\n"):
            assert node.source.slice(node.span) == node.text
    for entry in node.entries:
        key = node.source.slice(entry.key_span)
        if key[:1] not in ("'", '"', "*", "|", ">") and "\n" not in key.replace("\r", "\n"):
            assert key == entry.key
        check_node(entry.node)
    for element in node.elements:
        check_node(element)


@given(TEXTS)
@QUIET
def test_any_text(text):
    check(load(Source("c", text)))


@given(st.text(max_size=60))
@QUIET
def test_any_characters(text):
    check(load(Source("c", text)))


@given(st.binary(max_size=60))
@QUIET
def test_any_bytes(data):
    check(load(Source.from_bytes("c", data)))


KEYS = st.sampled_from(["image", "한글", "labels", "x-y", "'quoted'", '"double"', "deploy", "environment"])
SCALARS = st.sampled_from(
    [
        "x",
        "'y z'",
        '"a\\n한"',
        "",
        "~",
        "12",
        "|\n%  text\n\n%    more\n",
        ">-\n%  a\n%  b\n",
        "|+\n%  a\n\n\n",
        "*anchor",
    ]
)
COMMENTS = st.sampled_from(["", "", "", "  # 주석"])


@st.composite
def block(draw: st.DrawFn, indentation: int, depth: int) -> str:
    """A block mapping in YAML, its keys `indentation` blanks in."""
    step = draw(st.sampled_from([2, 4]))
    lines = []
    for key in draw(st.lists(KEYS, min_size=1, max_size=3, unique=True)):
        lines.append(" " * indentation + key + ":" + draw(value(indentation, step, depth)))
        lines.append(draw(st.sampled_from(["", "", "", "\n", " " * indentation + "# comment\n"])))
    return "".join(lines)


@st.composite
def value(draw: st.DrawFn, indentation: int, step: int, depth: int) -> str:
    """What stands behind a key and its colon, with the line break."""
    kind = draw(st.sampled_from(["scalar", "scalar", "mapping", "sequence", "flow"])) if depth else "scalar"
    comment = draw(COMMENTS)
    if kind == "mapping":
        return comment + "\n" + draw(block(indentation + step, depth - 1))
    if kind == "sequence":
        inner = indentation + draw(st.sampled_from([0, step]))
        items = draw(st.lists(st.sampled_from(["a", "- b", "c: d", "{e: f}", "'g'"]), min_size=1, max_size=3))
        return comment + "\n" + "".join(" " * inner + f"- {item}\n" for item in items)
    if kind == "flow":
        return (
            " "
            + draw(st.sampled_from(["{}", "[]", "{a: b, c: [d]}", "{a: b,\n      }", "[\n  a, b]"]))
            + comment
            + "\n"
        )
    scalar = draw(SCALARS)
    if scalar.startswith(("|", ">")):
        return " " + scalar.replace("%", " " * indentation)
    return (" " + scalar if scalar else "") + comment + "\n"


@st.composite
def compose_texts(draw: st.DrawFn) -> str:
    step = draw(st.sampled_from([2, 4]))
    lines = ["x-anchor: &anchor {image: base}\n", "services:\n"]
    for number in range(draw(st.integers(1, 3))):
        lines.append(draw(st.sampled_from(["", "\n", " " * step + "# 다음\n"])))
        lines.append(" " * step + f"s{number}:\n")
        lines.append(draw(block(2 * step, 2)))
    text = "".join(lines)
    text = draw(st.sampled_from(["", "\ufeff"])) + (text if draw(st.booleans()) else text.rstrip("\n"))
    return text.replace("\n", draw(st.sampled_from(["\n", "\r\n"])))


PATHS = st.sampled_from([("deploy", "resources", "reservations", "devices"), ("shm_size",), ("labels", "a", "b")])
VALUES = st.sampled_from([[{"driver": "nvidia", "capabilities": Inline(["gpu"])}], "8gb", {"a": {"b": ["c"]}}])


@given(compose_texts(), PATHS, VALUES)
@QUIET
def test_an_insertion_changes_only_its_path(text, path, content):
    before = load(Source("c", text))
    assert before.problems == ()
    check(before)
    for service in before.services:
        edit = insert_into(service.node, path, content)
        if edit is None:
            continue
        after = load(Source("c", apply_edits(text, [edit])))
        assert after.problems == ()
        assert differing_paths(before, after)
        assert differs_only_at(before, after, [("services", service.name, *path)])
        assert after.service(service.name).get(*path).plain() == content
        assert "\r\r" not in after.source.text
        assert ("\r\n" in text) == ("\r\n" in after.source.text)


@given(compose_texts(), st.data())
@QUIET
def test_a_slip_in_a_key_is_mended_where_it_is(text, data):
    """Whatever the style of the file: the key is found, and what is written back is the file as it was."""
    keys = [key for key in ("image", "labels", "deploy", "environment") if f"    {key}:" in text]
    assume(keys)
    key = data.draw(st.sampled_from(keys))
    broken = text.replace(f"    {key}:", f"    {key[:2]}{key[3]}{key[2]}{key[4:]}:", 1)
    before = load(Source("c", text))
    position = text.index(f"    {key}:") + 4
    services = [service.node for service in before.services]
    assume(any(entry.key_span.start == position for node in services for entry in node.entries))
    (problem,) = [one for one in schema_problems(load(Source("c", broken))) if one.span.start == position]
    assert problem.edit is not None
    assert apply_edits(broken, [problem.edit]) == text


@given(compose_texts(), st.data())
@QUIET
def test_a_removal_takes_only_its_path(text, data):
    before = load(Source("c", text))
    for service in before.services:
        key = data.draw(st.sampled_from([entry.key for entry in service.node.entries]))
        edit = remove_entry(service.node, key)
        if edit is None:
            continue
        after = load(Source("c", apply_edits(text, [edit])))
        assert after.problems == ()
        assert differing_paths(before, after) == (("services", service.name, key),)
        assert after.service(service.name).get(key) is None
