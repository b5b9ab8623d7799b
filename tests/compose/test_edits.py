"""Blocks put into a compose file look as if the file's author had written them, and change nothing else."""

from __future__ import annotations

import textwrap

import pytest

from dflint.compose.comparison import differing_paths, differs_only_at
from dflint.compose.edits import insert_into, replace_value
from dflint.compose.loader import load
from dflint.compose.rendering import Inline, Quoted
from dflint.compose.sequence_edits import append_to
from dflint.source import Source, apply_edits

DEVICES = ("deploy", "resources", "reservations", "devices")
GPU = [{"driver": "nvidia", "count": "all", "capabilities": Inline(["gpu"])}]


def inserted(text: str, path=DEVICES, value=GPU, service: str = "s") -> str | None:
    """The text after the insertion, which is checked: it loads, and differs only where it should."""
    before = load(Source("c", text))
    found = before.service(service)
    assert found is not None
    edit = insert_into(found.node, path, value)
    if edit is None:
        return None
    assert edit.span.start == edit.span.end
    changed = apply_edits(text, [edit])
    after = load(Source("c", changed))
    assert after.problems == before.problems
    assert differing_paths(before, after)
    assert differs_only_at(before, after, [("services", service, *path)])
    return changed


def dedent(text: str) -> str:
    return textwrap.dedent(text)


class TestManner:
    def test_two_blanks(self):
        assert inserted("services:\n  s:\n    image: x\n") == dedent(
            """\
            services:
              s:
                image: x
                deploy:
                  resources:
                    reservations:
                      devices:
                        - driver: nvidia
                          count: all
                          capabilities: [gpu]
            """
        )

    def test_four_blanks_and_sequences_that_are_not_indented(self):
        assert inserted("services:\n    s:\n        image: x\n        ports:\n        - 80:80\n") == dedent(
            """\
            services:
                s:
                    image: x
                    ports:
                    - 80:80
                    deploy:
                        resources:
                            reservations:
                                devices:
                                - driver: nvidia
                                  count: all
                                  capabilities: [gpu]
            """
        )

    def test_the_service_itself_counts_before_the_file(self):
        text = "services:\n  t:\n    ports:\n    - a\n    volumes:\n    - b\n  s:\n      ports:\n         - a\n"
        changed = inserted(text)
        assert "\n      deploy:\n          resources:\n              reservations:" in changed
        assert "\n                  devices:\n                     - driver" in changed

    def test_the_file_counts_where_the_service_says_nothing(self):
        text = "services:\n  t:\n    ports:\n    - a\n  s:\n    image: x\n"
        assert "              devices:\n          - driver" not in inserted(text)
        assert "          devices:\n          - driver" in inserted(text)

    def test_quotes(self):
        assert inserted('services:\n  s:\n    image: "x"\n', ("shm_size",), Quoted("8gb")).endswith('shm_size: "8gb"\n')
        assert inserted("services:\n  s:\n    image: 'x'\n", ("shm_size",), Quoted("8gb")).endswith("shm_size: '8gb'\n")

    @pytest.mark.parametrize("newline", ["\n", "\r\n"])
    @pytest.mark.parametrize("mark", ["", "\ufeff"])
    def test_line_endings(self, newline, mark):
        text = mark + f"services:{newline}  s: {{image: y}}{newline}  t:{newline}    image: x{newline}"
        changed = inserted(text, ("init",), True, "t")
        assert changed == text + f"    init: true{newline}"
        assert inserted(text, ("init",), True, "s") == text.replace("y}", "y, init: true}")

    def test_a_service_in_the_first_line(self):
        assert (
            inserted("\ufeffservices: {s: {image: x}}", ("init",), True)
            == "\ufeffservices: {s: {image: x, init: true}}"
        )

    def test_no_line_break_at_the_end(self):
        assert (
            inserted("services:\n  s:\n    image: x", ("init",), True)
            == "services:\n  s:\n    image: x\n    init: true"
        )


class TestPlace:
    def test_before_what_belongs_to_the_next_service(self):
        text = dedent(
            """\
            services:
              s:
                image: x  # 이미지
                environment:
                  - A=1
                  # - B=2
                # deploy:

              # 다음 서비스
              t:
                image: y
            """
        )
        assert inserted(text, ("init",), True) == text.replace("    # deploy:\n", "    # deploy:\n    init: true\n")

    def test_behind_a_block_scalar(self):
        text = "services:\n  s:\n    command: |\n      a\n\n\n  t: {}\n"
        assert inserted(text, ("init",), True) == text.replace("a\n", "a\n    init: true\n")

    @pytest.mark.parametrize("tail", ["\n\n  t: {}\n", "\n\n", "\n"])
    def test_behind_the_empty_lines_that_a_block_scalar_keeps(self, tail):
        text = f"services:\n  s:\n    command: |+\n      a{tail}"
        changed = inserted(text, ("init",), True)
        assert load(Source("c", changed)).service("s").command.text == load(Source("c", text)).service("s").command.text

    def test_behind_a_kept_block_scalar_at_the_end_of_the_file(self):
        assert inserted("services:\n  s:\n    command: |+\n      a\n\n ", ("init",), True) is not None

    def test_behind_braces_over_several_lines(self):
        text = "services:\n  s:\n    labels: {\n      a: b,\n    } # c\n  t: {}\n"
        assert inserted(text, ("init",), True) == text.replace("# c\n", "# c\n    init: true\n")

    def test_behind_an_empty_value(self):
        text = "services:\n  s:\n    environment:\n      A:  # from the shell\n\n  t: {}\n"
        assert inserted(text, ("init",), True) == text.replace("shell\n", "shell\n    init: true\n")

    def test_behind_an_alias(self):
        text = "x: &x {a: b}\nservices:\n  s:\n    <<: *x\n  t: {}\n"
        assert inserted(text, ("init",), True) == text.replace("*x\n", "*x\n    init: true\n")

    def test_before_the_end_of_the_document(self):
        text = "services:\n  s:\n    image: x\n...\n# end\n"
        assert inserted(text, ("init",), True) == text.replace("x\n", "x\n    init: true\n")

    def test_in_a_mapping_of_a_list(self):
        text = "services:\n  s:\n    volumes:\n      - type: bind\n        source: .\n      - b:/b\n"
        file = load(Source("c", text))
        edit = insert_into(file.services[0].get("volumes").elements[0], ("read_only",), True)
        assert apply_edits(text, [edit]) == text.replace(" .\n", " .\n        read_only: true\n")


class TestExistingKeys:
    def test_of_the_path_are_kept(self):
        text = dedent(
            """\
            services:
              s:
                deploy:
                  # how often
                  replicas: 2
                  resources:
                    limits:
                      cpus: "2"
                image: x
            """
        )
        assert inserted(text) == text.replace(
            '          cpus: "2"\n',
            '          cpus: "2"\n'
            "        reservations:\n"
            "          devices:\n"
            "            - driver: nvidia\n"
            "              count: all\n"
            "              capabilities: [gpu]\n",
        )

    def test_without_a_value_are_filled(self):
        text = "services:\n  s:\n    deploy:  # later\n    image: x\n"
        assert inserted(text, ("deploy", "replicas"), 2) == text.replace("later\n", "later\n      replicas: 2\n")
        text = "services:\n  s:\n    image: x\n    deploy:\n      resources:"
        assert inserted(text, ("deploy", "resources", "limits", "cpus"), "2").endswith(
            'resources:\n        limits:\n          cpus: "2"'
        )

    def test_in_braces_are_written_into(self):
        text = "services:\n  s:\n    deploy: {replicas: 2}\n    image: x\n"
        assert inserted(text) == text.replace(
            "2}",
            "2, resources: {reservations: {devices: [{driver: nvidia, count: all, capabilities: [gpu]}]}}}",
        )

    @pytest.mark.parametrize(
        "body",
        [
            "deploy: {resources: {reservations: {devices: []}}}",
            "deploy: text",
            "deploy: [a]",
            "deploy: ~",
            "deploy: !reset {}",
            "deploy: !reset",
            "deploy: &a",
            "deploy:\n      resources: null",
        ],
    )
    def test_with_another_value_are_left_alone(self, body):
        assert inserted(f"services:\n  s:\n    image: x\n    {body}\n") is None


class TestBraces:
    @pytest.mark.parametrize(
        ("braces", "expected"),
        [
            ("{image: x}", "{image: x, init: true}"),
            ("{ image: x }", "{ image: x, init: true }"),
            ("{}", "{init: true}"),
            ("{image: x,}", "{image: x, init: true,}"),
            ('{"image": "x"}', '{"image": "x", "init": true}'),
            ("{\n    image: x, # c\n    ports: [1]\n  }", "{\n    image: x, # c\n    ports: [1], init: true\n  }"),
            ("{\n    image: x , # c\n  }", "{\n    image: x , init: true, # c\n  }"),
            ("{image}", "{image, init: true}"),
            ("{image:}", None),
        ],
    )
    def test_entries_go_behind_the_last(self, braces, expected):
        text = f"services:\n  s: {braces}\n"
        changed = inserted(text, ("init",), True)
        if expected is not None:
            assert changed == f"services:\n  s: {expected}\n"

    def test_json(self):
        text = '{"services": {"s": {"image": "x"}}}\n'
        assert inserted(text).endswith('"capabilities": ["gpu"]}]}}}}}}\n')

    def test_a_pair_without_braces_is_refused(self):
        file = load(Source("c", "services: {s: {volumes: [a: b]}}\n"))
        assert insert_into(file.services[0].get("volumes").elements[0], ("c",), 1) is None


class TestShared:
    @pytest.mark.parametrize(
        "text",
        [
            "x: &x {image: y}\nservices:\n  s: *x\n",
            "services:\n  s: &s\n    image: x\n  t:\n    <<: *s\n",
            "x: &x\n  deploy:\n    replicas: 1\nservices:\n  s:\n    <<: *x\n",
            "x: &x {replicas: 1}\nservices:\n  s:\n    deploy: *x\n",
            "x: &x {resources: {limits: {cpus: 1}}}\nservices:\n  s:\n    deploy: {<<: *x}\n",
            "x: &x\nservices:\n  s:\n    deploy: *x\n",
        ],
    )
    def test_is_not_edited(self, text):
        assert inserted(text) is None

    def test_other_keys_of_a_service_with_a_merge_key_are(self):
        text = "x: &x\n  image: y\nservices:\n  s:\n    <<: *x\n    ports: []\n"
        assert inserted(text, ("init",), True) == text + "    init: true\n"

    def test_tabs_and_lone_carriage_returns_are_left_alone(self):
        file = load(Source("c", "services:\n  s:\n    volumes:\n      -\ta: b\n        c: d\n"))
        if not file.problems:
            assert insert_into(file.services[0].get("volumes").elements[0], ("e",), 1) is None
        assert inserted("services:\r  s:\r    image: x\r") is None


def test_nothing_is_inserted_where_there_is_no_mapping():
    node = load(Source("c", "services: {s: {image: x}}\n")).services[0].node
    assert insert_into(node, (), GPU) is None
    assert insert_into(node.get("image"), ("a",), 1) is None


@pytest.mark.parametrize(
    ("value", "written"),
    [
        ("plain words", "plain words"),
        ("60s", "60s"),
        ("8gb", "8gb"),
        ("0.5", '"0.5"'),
        ("012", '"012"'),
        ("yes", '"yes"'),
        ("null", '"null"'),
        ("", '""'),
        ("a: b", '"a: b"'),
        ("./x:/app:ro", "./x:/app:ro"),
        ("8000:80", '"8000:80"'),
        ("a:", '"a:"'),
        ("a #b", '"a #b"'),
        ("한글", '"한글"'),
        ('say "x"\n', '"say \\"x\\"\\n"'),
        (True, "true"),
        (None, "null"),
        (1.5, "1.5"),
        ([], "[]"),
        ({}, "{}"),
        (Inline(["a", 1]), "[a, 1]"),
        ({"a": [{}, ["b"]]}, "\n      a:\n        - {}\n        - [b]"),
    ],
)
def test_values_are_written_so_that_they_read_the_same(value, written):
    changed = inserted("services:\n  s:\n    image: x\n", ("label",), value)
    assert changed == f"services:\n  s:\n    image: x\n    label: {written}\n".replace("label: \n", "label:\n")
    assert load(Source("c", changed)).services[0].get("label").plain() == value


class TestReplace:
    @pytest.mark.parametrize(
        ("written", "value", "expected"),
        [
            ("x", "z", "z"),
            ("x", "a: b", '"a: b"'),
            ("'x'", "it's", "'it''s'"),
            ('"x"', "z", '"z"'),
            ("'x'", "z", "'z'"),
            ("x", Quoted("z"), '"z"'),
            ("", "z", "z "),
            ("[a, b]", ["c", "d e"], "[c, d e]"),
            ("[a, b]", "text", "text"),
            ("\n      - a\n      - b", ["c", "d"], "\n      - c\n      - d"),
            ("\n    - a # c\n    - b", ["c"], "\n    - c"),
        ],
    )
    def test_keeps_the_style(self, written, value, expected):
        text = f"services:\n  s:\n    test: {written} # c\n    image: x\n".replace("test: \n", "test:\n")
        file = load(Source("c", text))
        edit = replace_value(file.services[0].get("test"), value)
        after = load(Source("c", apply_edits(text, [edit])))
        assert after.source.text == f"services:\n  s:\n    test: {expected} # c\n    image: x\n".replace(
            "test: \n", "test:\n"
        )
        assert after.services[0].get("test").plain() == value
        assert differing_paths(file, after)[0][:3] == ("services", "s", "test")

    @pytest.mark.parametrize(
        "text",
        [
            "services: {s: {test: |\n  x\n}}",
            "services:\n  s:\n    test: |\n      x\n",
            "services:\n  s:\n    test: {a: b}\n",
            "x: &x y\nservices:\n  s:\n    test: *x\n",
        ],
    )
    def test_or_refuses(self, text):
        services = load(Source("c", text)).services
        if services:
            assert replace_value(services[0].get("test"), "y") is None

    def test_a_block_sequence_takes_only_sequences(self):
        node = load(Source("c", "services:\n  s:\n    test:\n      - a\n")).services[0].get("test")
        assert replace_value(node, "text") is None
        assert replace_value(node, []) is None


class TestAppend:
    @pytest.mark.parametrize(
        ("body", "expected"),
        [
            ("image: x\n", "image: x\n    volumes:\n      - vol:/a\n      - b\n"),
            ("volumes:\n    - c  # c\n    image: x\n", "volumes:\n    - c  # c\n    - vol:/a\n    - b\n    image: x\n"),
            (
                "volumes:\n      - type: bind\n        source: .\n      # c\n",
                "volumes:\n      - type: bind\n        source: .\n      - vol:/a\n      - b\n      # c\n",
            ),
            ("volumes: [c]\n", "volumes: [c, vol:/a, b]\n"),
            ("volumes: [c,]\n", "volumes: [c, vol:/a, b,]\n"),
            ("volumes: [*x ]\n", "volumes: [*x, vol:/a, b ]\n"),
            ("volumes:\n      - *x\n", "volumes:\n      - *x\n      - vol:/a\n      - b\n"),
        ],
    )
    def test_items_go_to_the_end(self, body, expected):
        head = "x: &x c\nservices:\n  s:\n    "
        before = load(Source("c", head + body))
        changed = apply_edits(head + body, [append_to(before.services[0].node, "volumes", ["vol:/a", "b"])])
        assert changed == head + expected
        after = load(Source("c", changed))
        assert [volume.target for volume in after.services[0].volumes[-2:]] == ["/a", "b"]
        assert differs_only_at(before, after, [("services", "s", "volumes")])

    @pytest.mark.parametrize(
        "text",
        [
            "services:\n  s:\n    volumes: text\n",
            "services:\n  s:\n    volumes: []\n",
            "services:\n  s:\n    volumes:\n      - |\n        a\n",
            "x: &x [a]\nservices:\n  s:\n    volumes: *x\n",
            "x: &x {volumes: [a]}\nservices:\n  s: *x\n",
        ],
    )
    def test_or_nothing_is_done(self, text):
        assert append_to(load(Source("c", text)).services[0].node, "volumes", ["a"]) is None

    def test_in_braces(self):
        text = "services: {s: {image: x}}\n"
        edit = append_to(load(Source("c", text)).services[0].node, "volumes", ["a"])
        assert apply_edits(text, [edit]) == "services: {s: {image: x, volumes: [a]}}\n"


class TestComparison:
    def paths(self, before: str, after: str):
        return differing_paths(load(Source("c", before)), load(Source("c", after)))

    def test_paths_are_the_shortest_that_tell(self):
        assert self.paths("a: {b: 1, c: [1, 2]}", "a: {b: 2, c: [1, 3], d: 4}") == (
            ("a", "b"),
            ("a", "c", 1),
            ("a", "d"),
        )
        assert self.paths("a: {b: 1}", "a: {}") == (("a", "b"),)
        assert self.paths("a: [1]", "a: [1, 2]") == (("a",),)
        assert self.paths("a: [1]", "a: {}") == (("a",),)
        assert self.paths("a: 1", "a: '1'") == (("a",),)
        assert self.paths("a: 1", "a: !override 1") == (("a",),)

    def test_the_way_of_writing_does_not_count(self):
        assert self.paths("a: {b: x, c: 010}", "a:\n  c: 8  # c\n  b: 'x'\n") == ()
        assert self.paths("x: &x {a: .nan}\ny: *x", "x: {a: .nan}\ny: {a: .nan}") == ()

    def test_what_an_anchor_shares_differs_everywhere(self):
        assert self.paths("x: &x {a: 1}\ny: {<<: *x}", "x: &x {a: 2}\ny: {<<: *x}") == (("x", "a"), ("y", "a"))

    def test_several_documents(self):
        assert self.paths("a: 1\n---\nb: 1\n", "a: 1\n---\nb: 2\n") == ((1, "b"),)
        assert self.paths("a: 1", "a: 1\n---\nb: 2\n") == ((),)

    def test_only_what_was_edited_may_differ(self):
        before = load(Source("c", "a: {b: {c: 1}}\nd: [{e: 1}]\nf:\n"))

        def allows(after: str, *paths) -> bool:
            return differs_only_at(before, load(Source("c", after)), paths)

        assert allows("a: {b: {c: 2}}\nd: [{e: 1}]\nf:\n", ("a", "b", "c"))
        assert allows("a: {b: {c: 2}}\nd: [{e: 1}]\nf:\n", ("a",))
        assert allows("a: {b: {c: 1}}\nd: [{e: 1}]\nf: {g: 1}\n", ("f", "g"))
        assert allows("a: {b: {c: 1}, x: {y: 1}}\nd: [{e: 1}]\nf:\n", ("a", "x", "y"))
        assert allows("a: {b: {c: 1}}\nd: [{e: 2}]\nf:\n", ("d", 0, "e"))
        assert not allows("a: 1\nd: [{e: 1}]\nf:\n", ("a", "b", "c"))
        assert not allows("a: {b: {c: 1}}\nd: 1\nf:\n", ("d", 0, "e"))
        assert not allows("a: {b: {c: 1}}\nd: [{e: 1}]\nf:\ng: 1\n", ("f",))
        assert not allows("a: {b: {c: 1}}\nd: [{e: 1}]\nf:\n---\na: 1\n", ("a",))
        assert not allows("a: {b: {c: 1}}\nd: [1, 2]\nf:\n", ("d", 5))
