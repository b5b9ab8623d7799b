"""The model of a compose file: every key and value at its place, anchors and merge keys resolved, mistakes as data."""

from __future__ import annotations

import time

import pytest

from dflint.compose.loader import load
from dflint.compose.nodes import Node
from dflint.source import Source

NO_END = "while parsing a flow mapping: expected ',' or '}', but got '<stream end>'"
SEVERAL = "the file has several documents, which Compose merges into one"


def words(node: Node | None) -> str:
    assert node is not None
    return node.source.slice(node.span)


def key_words(node: Node | None) -> str:
    assert node is not None
    assert node.key_span is not None
    return node.source.slice(node.key_span)


def test_every_key_and_value_has_its_place(read):
    file = read(
        """\
        # 모델 서버
        services:
          "llm":
            image: 'vllm/vllm-openai:v0.6.3'  # 고정
            ports: ["8000:8000", 9000]
            command:
              - --model
              - >-
                a
                b
        """
    )
    assert file.problems == ()
    service = file.services[0]
    assert service.name == "llm"
    assert file.source.slice(service.name_span) == '"llm"'
    assert words(service.image) == "'vllm/vllm-openai:v0.6.3'"
    assert key_words(service.image) == "image"
    assert words(service.get("ports")) == '["8000:8000", 9000]'
    assert [words(item) for item in service.get("ports").elements] == ['"8000:8000"', "9000"]
    assert [item.text for item in service.command.elements] == ["--model", "a b"]
    assert words(service.command.elements[1]) == ">-\n        a\n        b"
    assert words(service.node).startswith("image:")
    assert words(service.node).endswith("b")


def test_comments_have_places_and_hashes_in_strings_are_none(read):
    file = read(
        """\
        # 위
        services:
          a: # at the key
            image: "x # no" # at the end
            command: echo a#b
            labels: {
              x: 1, # in braces
            }
            build:
              dockerfile_inline: |  # behind the indicator
                # no comment of the compose file
                FROM x
            # last
        """
    )
    assert [(comment.row, comment.text) for comment in file.comments] == [
        (1, "위"),
        (3, "at the key"),
        (4, "at the end"),
        (7, "in braces"),
        (10, "behind the indicator"),
        (13, "last"),
    ]
    assert all(file.source.slice(comment.span).startswith("#") for comment in file.comments)
    assert file.comments_by_row[4].text == "at the end"


@pytest.mark.parametrize("newline", ["\n", "\r\n"])
@pytest.mark.parametrize("mark", ["", "\ufeff"])
def test_byte_order_mark_and_line_endings_do_not_move_places(newline, mark):
    text = mark + newline.join(
        [
            "services:",
            "  한글:",
            "    image: 이미지:1 # 주석",
            "    command: |",
            "      a",
            "",
            "      b",
            "    init: true",
        ]
    )
    file = load(Source("c", text))
    assert file.problems == ()
    service = file.services[0]
    assert service.name == "한글"
    assert text[slice(*service.name_span)] == "한글"
    assert text[slice(*service.image.span)] == "이미지:1"
    assert service.command.text == "a\n\nb\n"
    assert [text[service.command.mapped.offset(index)] for index in (0, 3)] == ["a", "b"]
    assert service.get("init").scalar is True


def test_empty_values_stand_behind_their_keys(read):
    file = read(
        """\
        services:
          a:
            image: x
            environment:
              TOKEN:
              # comment
              OTHER:

          b:
            image: y
        volumes:
          data:
        """
    )
    for path in (("services", "a", "environment", "TOKEN"), ("volumes", "data")):
        node = file.root.get(*path)
        assert node.is_null
        assert node.span.start == node.span.end
        assert file.source.text[node.span.start - 1] == ":"
        assert node.place == node.key_span


class TestAnchors:
    TEXT = """\
        x-gpu: &gpu
          deploy:
            resources:
              reservations:
                devices:
                  - driver: nvidia
                    capabilities: [gpu]
        x-base: &base
          image: base
          restart: always
        services:
          one:
            <<: *base
            image: own
          two:
            <<: [*gpu, *base]
            environment: &env
              A: "1"
          three:
            environment: *env
            deploy: {}
            <<: *gpu
        """

    def test_own_keys_count_over_merged_ones(self, read):
        file = read(self.TEXT)
        assert file.problems == ()
        one, two, three = file.services
        assert one.image_text == "own"
        assert one.text("restart") == "always"
        assert two.image_text == "base"
        assert two.requests_gpu
        assert three.deploy.plain() == {}
        assert not three.requests_gpu

    def test_the_first_mapping_of_a_list_counts(self, read):
        file = read("a: &a {k: 1}\nb: &b {k: 2, l: 3}\nservices: {s: {<<: [*a, *b]}}\n")
        assert file.services[0].node.plain() == {"k": 1, "l": 3}

    def test_merged_mappings_may_merge_themselves(self, read):
        file = read("a: &a {k: 1}\nb: &b {<<: *a, l: 2}\nservices: {s: {<<: *b}}\n")
        assert file.services[0].node.plain() == {"l": 2, "k": 1}

    def test_what_is_shared_is_marked(self, read):
        file = read(self.TEXT)
        one, two, three = file.services
        assert one.get("restart").shared
        assert not one.image.shared
        assert not one.node.shared
        assert two.get("deploy", "resources").shared
        # Both places of an anchor: the text belongs to the two of them.
        assert two.get("environment").shared
        assert two.get("environment", "A").shared
        assert three.get("environment").shared
        assert not three.deploy.shared
        assert file.root.get("x-gpu").shared

    def test_places_are_those_of_the_text_that_was_written(self, read):
        file = read(self.TEXT)
        three = file.services[2]
        assert words(three.get("environment")) == 'A: "1"'
        assert file.source.slice(three.get("environment").alias_span) == "*env"
        assert key_words(three.get("environment")) == "environment"
        assert file.source.row(three.get("environment").key_span.start) == 20

    def test_a_quoted_merge_key_is_a_key(self, read):
        file = read("services:\n  s:\n    '<<': {image: x}\n")
        assert file.services[0].image is None

    def test_unused_anchors_share_nothing(self, read):
        assert not read("services: {s: &s {image: x}}\n").services[0].node.shared

    def test_the_latest_anchor_of_a_name_counts(self, read):
        file = read("x-a: [&a 1, &a 2]\nservices: {s: {image: *a}}\n")
        assert file.services[0].image.text == "2"

    def test_an_alias_may_be_a_key(self, read):
        file = read("x-a: &a name\nservices: {s: {labels: {*a : 1}}}\n")
        labels = file.services[0].get("labels")
        assert labels.plain() == {"name": 1}
        assert key_words(labels.get("name")) == "*a"


def test_reset_and_override(read):
    file = read(
        """\
        services:
          a:
            image: x
            ports: !reset []
            environment: !override
              A: 1
            command: [a, !reset b, c]
        """
    )
    service = file.services[0]
    assert service.get("ports") is None
    assert [entry.key for entry in service.node.entries if entry.node.is_reset] == ["ports"]
    assert service.get("environment").is_override
    assert [item.text for item in service.command.elements] == ["a", "c"]


def test_flow_style_pairs_and_trailing_commas(read):
    file = read("services: {a: {image: x, ports: [a: b, {c: d}, [e],], labels: {k}},}\n")
    assert file.problems == ()
    service = file.services[0]
    assert service.get("ports").plain() == [{"a": "b"}, {"c": "d"}, ["e"]]
    assert [words(item) for item in service.get("ports").elements] == ["a: b", "{c: d}", "[e]"]
    assert service.get("labels").plain() == {"k": None}


def test_get_and_items_on_other_values(read):
    node = read("services: {a: {image: x, ports: [1]}}\n").services[0].node
    assert node.get("image", "tag") is None
    assert node.get("ports", "0") is None
    assert node.get() is node
    assert list(node.get("ports").items()) == []
    assert node.get("image").elements == ()
    assert node.get("image").entries == ()
    assert node.scalar is None
    assert node.get("ports").mapped.text == ""
    assert repr(node.get("image")) == "Node(scalar, 'x')"


class TestProblems:
    @pytest.mark.parametrize(
        ("text", "expected"),
        [
            ("", [(1, "", "the compose file is empty")]),
            ("# only a comment\n", [(1, "", "the compose file is empty")]),
            ("---\n", [(1, "", "the compose file is empty")]),
            ("- a\n", [(1, "- a", "the top level of a compose file has to be a mapping")]),
            ("services:\n", [(1, "services", "services has to be a mapping of names to services")]),
            ("services: [a]\n", [(1, "[a]", "services has to be a mapping of names to services")]),
            ("services:\n  a:\n  b: {image: x}\n", [(2, "a", "the service a has to be a mapping")]),
            ("services: {a: text}\n", [(1, "text", "the service a has to be a mapping")]),
            ("services:\n  a: {image: x, image: y}\n", [(2, "image", "the key image is given twice")]),
            ("services: {a: {image: x, 2: y}}\n", [(1, "2", "the key 2 is not a string")]),
            ("services: {a: {2024-01-01: x}}\n", [(1, "2024-01-01", "the key 2024-01-01 is not a string")]),
            ("services: {a: {image: x, : y}}\n", [(1, "", "the key null is not a string")]),
            ("services: {a: {image: x, [b]: y}}\n", [(1, "[b]", "a key has to be a string")]),
            ("services: {a: {<<: x}}\n", [(1, "<<", "a merge key takes a mapping or a list of mappings")]),
            ("services: {a: {<<: [{b: c}, x]}}\n", [(1, "<<", "a merge key takes a mapping or a list of mappings")]),
            ("services: {a: {image: *x}}\n", [(1, "*x", "there is no anchor x above")]),
            ("services: {a: &a {x-y: *a}}\n", [(1, "*a", "the anchor a contains itself")]),
            ("services:\n\ta: {}\n", [(2, "\t", "a tab stands where YAML allows only spaces")]),
            ("services: {a: {image: x\n", [(1, "{", NO_END)]),
            ("services: {a: \"x\n", [(1, '"', "while scanning a quoted scalar: found unexpected end of stream")]),
            ("services: {a: {image: \"\\q\"}}\n", None),
            ("services: {a: {image: \"\\U99999999\"}}\n", None),
            ("services: {a: {image: \x07}}\n", [(1, "\x07", "YAML does not allow the character U+0007")]),
            ("services: {a: {image: \udc80}}\n", [(1, "\udc80", "this byte is not UTF-8")]),
            ("services: {a: {}}\n---\nservices: {b: {}}\n", [(3, "services: {b: {}}", SEVERAL)]),
            ("services: {a: {}}\n...\n@\n", None),
            ("%YAML 3.0\n---\na: b\n", None),
            ("services: {a: !<tag:x,%FF> b}\n", None),
        ],
    )  # fmt: skip
    def test_each_has_its_place(self, text, expected, problems):
        file = load(Source("c", text))
        if expected is None:
            assert len(file.problems) == 1
        else:
            assert problems(file) == expected
        for problem in file.problems:
            assert 0 <= problem.span.start <= problem.span.end <= len(text)

    @pytest.mark.parametrize(
        ("text", "row"),
        [
            ("---\nservices: {a: {image: x}}\n---\n", 3),
            ("services: {a: {image: x}}\n---\n# c\n", 2),
            ("services: {a: {image: x}}\n--- ~\n", 2),
        ],
    )
    def test_documents_that_are_empty_are_refused(self, read, problems, text, row):
        file = read(text)
        assert [(one[0], one[2]) for one in problems(file)] == [
            (row, "the file has an empty document, which Compose refuses")
        ]
        assert len(file.documents) == 1
        assert file.services[0].image_text == "x"

    @pytest.mark.parametrize(
        "text", ["# c\n---\nservices: {}\n", "services: {}\n...\n", "%YAML 1.1\n---\nservices: {}\n"]
    )
    def test_marks_of_documents_are_no_documents(self, read, text):
        assert read(text).problems == ()

    def test_anchors_live_on_in_the_next_document(self, read):
        file = read("x-a: &a y\n---\nservices: {s: {image: *a}}\n")
        assert [problem.is_refused for problem in file.problems] == [False]
        assert file.services[0].image_text == "y"

    @pytest.mark.parametrize("directive", ["%YAML 1", "%YAML x.y", "%YAML"])
    def test_a_directive_without_a_version(self, read, directive):
        (problem,) = read(f"{directive}\n---\nservices: {{}}\n").problems[:1]
        assert problem.is_refused

    def test_services_of_several_documents(self, read):
        file = read("services: {a: {image: x}}\n---\nservices: {a: {image: y}, b: {image: z}}\n")
        assert [(service.name, service.image_text) for service in file.services] == [("a", "x"), ("b", "z")]
        assert [problem.is_refused for problem in file.problems] == [False]

    def test_of_a_double_key_the_first_counts(self, read):
        assert read("services: {a: {image: x, image: y}}\n").services[0].image_text == "x"

    def test_characters_that_yaml_does_not_allow_stay_in_the_text(self):
        file = load(Source("c", "services:\n  a:\n    image: 'x\udc80y'\n    command: a\u2028b\n"))
        assert file.services[0].image.text == "x\udc80y"
        assert file.services[0].command.text == "a\u2028b"
        assert len(file.problems) == 1


class TestRecovery:
    def test_the_service_with_the_mistake_is_left_out(self, read, problems):
        file = read(
            """\
            services:
              a:
                image: x # kept
              b:
                image: "y
                # not a comment
                ports: [1
              # kept too
              c:
                image: z
            volumes: {}
            """
        )
        assert [service.name for service in file.services] == ["a", "c"]
        assert not file.is_complete
        assert [row for row, _, _ in problems(file)] == [5]
        assert file.root.get("volumes") is not None
        assert [comment.text for comment in file.comments] == ["kept", "kept too"]

    @pytest.mark.parametrize(
        "broken",
        [
            "image: x\n    \tports: []",
            "image: x: y",
            "image: [x",
            "image: {x",
            "image: x\n     ports: y",
            "image: 'x",
            "image: @x",
            "image: *",
            "image: !<x y",
            "? [",
            "command: |9x",
            "image: x\n   build: y",
        ],
    )
    def test_the_others_are_read(self, broken):
        text = f"services:\n  first:\n    image: 1\n  broken:\n    {broken}\n  last:\n    image: 2\n"
        file = load(Source("c", text))
        assert {"first", "last"} == {service.name for service in file.services}
        assert not file.is_complete
        assert file.problems

    def test_several_services_with_mistakes(self):
        body = "".join(f"  s{number}:\n    image: {'[' if number % 3 else 'x'}\n" for number in range(9))
        file = load(Source("c", f"services:\n{body}"))
        assert [service.name for service in file.services] == ["s0", "s3", "s6"]
        assert len(file.problems) == 6

    def test_mistakes_without_end_are_bounded(self):
        body = "".join(f"  s{number}:\n    image: [\n" for number in range(100))
        file = load(Source("c", f"services:\n{body}"))
        assert file.services == ()
        assert len(file.problems) == 8

    def test_a_mistake_at_the_top_level(self, read):
        file = read("services:\n  a:\n    image: x\nvolumes: ]\nnetworks:\n  n: {}\n")
        assert [service.name for service in file.services] == ["a"]
        assert file.root.get("networks") is not None
        assert file.root.get("volumes") is None

    def test_a_mistake_in_braces_ends_the_reading(self, read):
        file = read("{services: {a: {image: x}}, volumes: {b: [}}\n")
        assert not file.is_complete
        assert len(file.problems) == 1
        assert file.services == () or file.services[0].name == "a"

    def test_a_service_with_a_bad_alias_is_left_out(self, read):
        file = read("services:\n  a: {image: x}\n  b: {image: *nothing}\n  c: {<<: *nothing}\n")
        assert [service.name for service in file.services] == ["a"]
        assert not file.is_complete

    def test_what_refers_to_a_broken_anchor_is_left_out(self, read):
        file = read("x-a: &a {k: *nothing}\nservices:\n  b: {<<: *a}\n  c: {image: x}\n")
        assert [service.name for service in file.services] == ["c"]


class TestBounds:
    def test_aliases_that_multiply(self):
        lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x, x]"]
        lines += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]" for n in range(1, 12)]
        text = "\n".join([*lines, "services:", "  a: {image: x}", "  b: {image: x, x-bomb: *a11}"])
        start = time.process_time()
        file = load(Source("c", text))
        assert time.process_time() - start < 2
        assert [problem.message for problem in file.problems] == ["aliases make the file larger than 100000 values"]
        assert [service.name for service in file.services] == ["a"]

    def test_merge_keys_that_multiply(self):
        lines = ["a0: &a0 {k: v}"]
        lines += [f"a{n}: &a{n} {{<<: [*a{n - 1}, *a{n - 1}], k{n}: {{<<: *a{n - 1}}}}}" for n in range(1, 40)]
        file = load(Source("c", "\n".join(lines)))
        assert len(file.problems) == 1

    @pytest.mark.parametrize("opening", ["[", "{a: ", "- ", "? ", "[{a: "])
    def test_deep_nesting(self, opening):
        file = load(Source("c", "services:\n  a: {image: x}\n  b: \n   " + opening * 3000))
        assert len(file.problems) >= 1
        assert [service.name for service in file.services] == ["a"]

    def test_aliases_that_nest(self):
        lines = ["a0: &a0 " + "[" * 60 + "]" * 60]
        lines += [f"a{n}: &a{n} [*a{n - 1}]" for n in range(1, 60)]
        file = load(Source("c", "\n".join(lines)))
        assert file.problems[0].message.endswith("nests values in more than 100 levels")

    def test_files_that_are_too_large(self):
        file = load(Source("c", "a: " + "x" * 1_000_001))
        assert [problem.message for problem in file.problems] == [
            "the file has more than 1000000 characters and is not read"
        ]

    def test_reading_is_linear(self):
        def seconds(count: int) -> float:
            body = "".join(
                f"  s{n}: # 주석\n    image: 'a:{n}'\n    ports: [\"80:80\", {{target: 1}}]\n"
                "    command: |\n      a\n\n"
                for n in range(count)
            )
            source = Source("c", f"services:\n{body}")
            best = 9.9
            for _ in range(3):
                start = time.process_time()
                load(source)
                best = min(best, time.process_time() - start)
            return best

        seconds(10)
        assert seconds(1600) < 16 * max(seconds(200), 0.005)


def test_name_and_lookup(read):
    file = read("name: project\nservices: {a: {image: x}}\n")
    assert file.name.text == "project"
    assert file.service("a").image_text == "x"
    assert file.service("b") is None
    assert load(Source("c", "")).name is None
    assert load(Source("c", "")).root is None


def test_tabs_are_blanks_where_compose_takes_them(read):
    file = read("services:\n  a:\n    image:\tx\ty\t# c\n    ports: [\t1,\t2 ]\n    command: |\n      a\n")
    assert file.problems == ()
    assert file.services[0].image.text == "x\ty"
    assert file.services[0].command.text == "a\n"


def test_blanks_in_the_empty_line_before_a_block(read):
    file = read("services:\n  a:\n    command: |\n   \n      a\n")
    assert file.problems == ()
    assert file.services[0].command.text == "\na\n"
