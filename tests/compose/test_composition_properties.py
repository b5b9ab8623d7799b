"""Whatever several files say: they are put together without an exception, and each value lies in the file it names."""

from __future__ import annotations

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dflint.compose.compose_file import ComposeFile
from dflint.compose.composition import compose
from dflint.compose.consistency import faults, undefined_references
from dflint.compose.loader import load
from dflint.compose.merged_file import MergedFile
from dflint.compose.nodes import Node
from dflint.compose.normalized import normalized
from dflint.compose.values import Environment
from dflint.source import Source

SERVICE_KEYS = st.sampled_from(
    "annotations build command configs container_name depends_on deploy devices dns entrypoint env_file environment"
    " expose extends extra_hosts gpus healthcheck image labels links logging models network_mode networks ports"
    " profiles provider scale secrets sysctls tmpfs ulimits volumes".split()
)
INNER_KEYS = st.sampled_from(
    "a b args context dockerfile_inline target additional_contexts test options driver file service path required"
    " format source published host_ip resources reservations devices count capabilities device_ids read_only"
    " type <<".split()
)
SCALARS = st.sampled_from(
    [
        "",
        "~",
        "a",
        "b",
        "a=1",
        "$X",
        "'${Y:-z}'",
        "1",
        "1.5",
        "true",
        "80:80",
        "1-3:1-3",
        "./x:/y:ro",
        "a.yml",
        "'$'",
        "::",
    ]
)
TAGS = st.sampled_from(["", "", "", "", "!reset ", "!override ", "!!str "])


def flow(keys: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    """A value in braces, brackets or none."""

    def extend(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
        entries = st.lists(st.tuples(keys, TAGS, inner), max_size=4, unique_by=lambda entry: entry[0])
        mappings = entries.map(lambda found: "{" + ", ".join(f"{key}: {tag}{text}" for key, tag, text in found) + "}")
        sequences = st.lists(inner, max_size=3).map(lambda found: "[" + ", ".join(one or "~" for one in found) + "]")
        return st.one_of(mappings, sequences)

    return st.recursive(SCALARS, extend, max_leaves=6)


@st.composite
def files(draw: st.DrawFn) -> str:
    lines = []
    include = draw(st.sampled_from(["", "", "[b.yml]", "[{path: [a.yml, b.yml], env_file: x.env}]", "{a: b}", "[~]"]))
    if include:
        lines.append(f"include: {include}\n")
    for section in draw(st.lists(st.sampled_from(["networks", "volumes", "secrets", "configs"]), unique=True)):
        lines.append(f"{section}: {draw(TAGS)}{draw(flow(INNER_KEYS))}\n")
    lines.append("services:\n")
    for name in draw(st.lists(st.sampled_from(["a", "b", "c"]), unique=True)):
        lines.append(f"  {name}: {draw(TAGS)}\n")
        keys = draw(st.lists(SERVICE_KEYS, max_size=5, unique=True))
        lines.extend(f"    {key}: {draw(TAGS)}{draw(flow(INNER_KEYS))}\n" for key in keys)
    return "".join(lines) + draw(st.sampled_from(["", "", "---\nservices: {a: {ports: [9]}}\n"]))


class Texts:
    def __init__(self, texts: dict[str, str]) -> None:
        self.files = {path: load(Source(path, text)) for path, text in texts.items()}

    def compose(self, path: str) -> ComposeFile | None:
        return self.files.get(path)

    def variables(self, path: str, outer: Environment) -> Environment | None:
        return {"X": "x"} if path == "/p/x.env" else None


def walk(node: Node, levels: int = 0) -> None:
    assert 0 <= node.span.start <= node.span.end <= len(node.source.text)
    assert levels < 100
    for entry in node.entries:
        assert entry.node.source.slice(entry.key_span)
        walk(entry.node, levels + 1)
    for element in node.elements:
        walk(element, levels + 1)


@given(files(), files(), st.sampled_from(["/p/a.yml", "/p/b.yml"]))
@settings(max_examples=250, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_nothing_is_raised(first, second, home):
    texts = Texts({"/p/a.yml": first, "/p/b.yml": second})
    given_files = list(texts.files.values())
    composition = compose(given_files, home, "/p", {"Y": None}, texts, ["/p/a.yml"] if home == "/p/b.yml" else [])
    file = MergedFile(texts.files[home], composition, {"Y": None}, None)
    if file.root is not None:
        walk(file.root)
    normalized(file, lambda path: Source(path, "A=1\nB=$A"))
    list(faults(file))
    list(undefined_references(file))
    for service in file.services:
        assert service.source.slice(service.name_span) == service.name
        for derived in ("gpu_requests", "healthcheck", "may_set_shared_memory", "labels", "command_text", "depends_on"):
            getattr(service, derived)
    for fault in file.merge_faults:
        assert fault.node.source.path == home
