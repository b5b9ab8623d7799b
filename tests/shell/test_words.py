"""Words of simple commands: values, parts, spans, redirections."""

from __future__ import annotations

import pytest

from dflint.shell.words import HOME, LITERAL, UNKNOWN, VARIABLE, Part, SimpleCommand, split_command
from dflint.source import MappedText, Source


def split(text: str, is_test: bool = False) -> SimpleCommand:
    source = Source("script", text)
    return split_command(MappedText.of(source, source.full_span), 0, len(text), {}, is_test)


def values(text: str) -> list[str | None]:
    return [word.value for word in split(text).words]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("pip install torch", ["pip", "install", "torch"]),
        ("  pip   install\ttorch  ", ["pip", "install", "torch"]),
        ("pip install 'torch>=2.0' \"numpy<2\"", ["pip", "install", "torch>=2.0", "numpy<2"]),
        ("a'b c'\"d e\"f", ["ab cd ef"]),
        (r"a\ b \$x \'q", ["a b", "$x", "'q"]),
        (r'"a\$b\"c\\d\n"', ['a$b"c\\d\\n']),
        ("'a\\$b'", ["a\\$b"]),
        ("''", [""]),
        ('""', [""]),
        ("a \\\n b", ["a", "b"]),
        ("a\\\nb", ["ab"]),
        ('"a\\\nb"', ["ab"]),
        ("pip torch[cpu]==2.0", ["pip", "torch[cpu]==2.0"]),
        ("*.txt dist/?.whl", ["*.txt", "dist/?.whl"]),
        ("find . -exec rm {} +", ["find", ".", "-exec", "rm", "{}", "+"]),
        ("a#b #c", ["a#b"]),
        ("a~b", ["a~b"]),
        ("echo $ a$", ["echo", "$", "a$"]),
        ("'unclosed text", ["unclosed text"]),
        ('"unclosed text', ["unclosed text"]),
        ("a\\", ["a\\"]),
        ("gcc `# for the wheels` make", ["gcc", "make"]),
        ("한글 \"패키지\" '이름'", ["한글", "패키지", "이름"]),
        ("--x={a,b} y", [None, "y"]),
        ("{1..3}", [None]),
        ("x=(a b)", []),
        ("declare x=(a b) c", ["declare", None, "c"]),
        ("$(date) `date` $x ${x} $1 $$ $((1+1))", [None] * 7),
        ("$'a\\n' $\"a\"", [None, None]),
        ("<(sort a) b", [None, "b"]),
        ("~ ~/x ~user/x --dir=~/x", [None, None, None, None]),
    ],
)
def test_values(text: str, expected: list[str | None]) -> None:
    assert values(text) == expected
    assert split(text).is_whole


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("a${b}c", (Part(LITERAL, "a"), Part(VARIABLE, "b"), Part(LITERAL, "c"))),
        ('"$b"', (Part(VARIABLE, "b", quoted=True),)),
        ("${b:-c d}", (Part(VARIABLE, "b", ":-", "c d"),)),
        ("${b:-$c}", (Part(UNKNOWN),)),
        ("${b##*/}x", (Part(UNKNOWN), Part(LITERAL, "x"))),
        ("~/x", (Part(HOME), Part(LITERAL, "/x"))),
        ("a$(b 'c)' \"d)\")e", (Part(LITERAL, "a"), Part(UNKNOWN), Part(LITERAL, "e"))),
        ("a`b \\` c`d", (Part(LITERAL, "a"), Part(UNKNOWN), Part(LITERAL, "d"))),
        ("pre$(unclosed", (Part(LITERAL, "pre"), Part(UNKNOWN))),
    ],
)
def test_parts(text: str, parts: tuple[Part, ...]) -> None:
    (word,) = split(text).words
    assert word.value is None
    assert word.parts == parts


@pytest.mark.parametrize(
    ("text", "words", "redirects"),
    [
        ("pip install torch>=2.0 numpy", ["pip", "install", "torch", "numpy"], [(None, ">", "=2.0")]),
        ("a>=1 b c", ["a", "b", "c"], [(None, ">", "=1")]),
        ("a<3,>2 b", ["a", "b"], [(None, "<", "3,"), (None, ">", "2")]),
        ("a 2>/dev/null b", ["a", "b"], [(2, ">", "/dev/null")]),
        ("a2>x", ["a2"], [(None, ">", "x")]),
        ("a > 'x y' >>z", ["a"], [(None, ">", "x y"), (None, ">>", "z")]),
        ("a 2>&1 >&- <&0 &>all &>>all", ["a"], None),
        ("cat <<EOF <<-'END' <<<word", ["cat"], [(None, "<<", "EOF"), (None, "<<-", "END"), (None, "<<<", "word")]),
        (">x", [], [(None, ">", "x")]),
        ("a >", ["a"], [(None, ">", None)]),
        ("a 1<>x >|y", ["a"], [(1, "<>", "x"), (None, ">|", "y")]),
    ],
)
def test_redirects(text: str, words: list[str], redirects: list[tuple[int | None, str, str | None]] | None) -> None:
    command = split(text)
    assert [word.value for word in command.words] == words
    found = [
        (redirect.descriptor, redirect.operator, redirect.target.value if redirect.target else None)
        for redirect in command.redirects
    ]
    if redirects is None:
        redirects = [(2, ">&", "1"), (None, ">&", "-"), (None, "<&", "0"), (None, "&>", "all"), (None, "&>>", "all")]
    assert found == redirects


def test_unquoted_specifier_is_adjacent() -> None:
    text = "pip install torch>=2.0 numpy"
    command = split(text)
    word, redirect = command.words[2], command.redirects[0]
    assert redirect.target is not None
    assert word.span.end == redirect.span.start
    assert text[word.span.start : redirect.span.end] == "torch>=2.0"
    assert redirect.target.span.end == redirect.span.end
    assert command.end == len(text)


def test_assignments() -> None:
    command = split("A=1 B='x y' C= D=$X A[1]=q E+=z cmd F=2")
    assert [(name, word.value if word else "?") for name, word in command.assignments] == [
        ("A", "1"),
        ("B", "x y"),
        ("C", ""),
        ("D", None),
        ("A", "q"),
        ("E", "z"),
    ]
    assert [word.value for word in command.words] == ["cmd", "F=2"]


def test_array_assignment_has_no_value() -> None:
    command = split("A=(b c) cmd")
    assert [(assignment.name, assignment.value) for assignment in command.assignments] == [("A", None)]
    assert [word.value for word in command.words] == ["cmd"]


def test_operators_end_a_command() -> None:
    for text in ("a b; c", "a b && c", "a b | c", "a b ) c", "a b & c", "a b\nc", "a (b)"):
        command = split(text)
        assert not command.is_whole, text
        assert next(word.value for word in command.words) == "a"


def test_operators_are_words_in_a_test() -> None:
    command = split("[[ -f a && ( $x < 3 ) || b\n== c ]]", is_test=True)
    assert command.is_whole
    assert [word.text for word in command.words] == (
        ["[[", "-f", "a", "&&", "(", "$x", "<", "3", ")", "||", "b", "==", "c", "]]"]
    )


@pytest.mark.parametrize(
    ("text", "content", "inner", "place"),
    [
        ('"torch>=2"', "torch>=2", (0, 5), "torch"),
        ("'a b'", "a b", (2, 3), "b"),
        (r'"a\"b c"', 'a"b c', (1, 3), r"\"b"),
        ("a'b'\"$c\"d", "ab$cd", (1, 4), "b'\"$c"),
        ("한'글 한'글", "한글 한글", (1, 2), "글"),
        ("x\\ y", "x y", (1, 2), "\\ "),
    ],
)
def test_content_maps_to_the_file(text: str, content: str, inner: tuple[int, int], place: str) -> None:
    (word,) = split(text).words
    assert word.content.text == content
    span = word.content.span(*inner)
    assert text[span.start : span.end] == place


def test_after_prefix() -> None:
    text = "--index-url=https://x --y='a b' \"--z=q\" --v=$W pre$X"
    words = split(text).words
    cut = [words[0].after(12), words[1].after(4), words[2].after(4), words[3].after(4), words[4].after(2)]
    assert [word.value for word in cut] == ["https://x", "a b", "q", None, None]
    assert [text[word.span.start : word.span.end] for word in cut] == ["https://x", "'a b'", "q", "$W", "e$X"]
    assert cut[3].prefix == ""
    assert cut[4].prefix == "e"


def test_after_prefix_of_an_expanded_word() -> None:
    (word,) = split("$OPTION").words
    cut = word.known_as("--index-url=https://x").after(12)
    assert cut.value == "https://x"
    assert cut.text == "$OPTION"


def test_expand() -> None:
    environment = {"A": "1", "EMPTY": "", "LIST": "x y", "GLOB": "*", "HOME": "/root"}

    def look_up(name: str) -> object:
        return ... if name == "UNKNOWN" else environment.get(name)

    def expanded(text: str) -> str | None:
        (word,) = split(text).words
        return word.expand(look_up)

    assert expanded("a") == "a"
    assert expanded("v$A-${A}") == "v1-1"
    assert expanded("$UNSET.x") == ".x"
    assert expanded("$UNKNOWN.x") is None
    assert expanded("${UNSET:-d} ".strip()) == "d"
    assert expanded("${EMPTY:-d}") == "d"
    assert expanded("${EMPTY-d}x") == "x"
    assert expanded("${A:+yes}${UNSET:+no}") == "yes"
    assert expanded("${UNSET:?message}") is None
    assert expanded("${A:?message}") == "1"
    assert expanded("${UNSET:=d}") == "d"
    assert expanded("${UNKNOWN:-d}") is None
    assert expanded("~/x") == "/root/x"
    assert expanded('"$LIST"') == "x y"
    assert expanded("$LIST") is None
    assert expanded("$GLOB") is None
    assert expanded("$(date)") is None
    (word,) = split("~/x").words
    assert word.expand(lambda name: None) is None


def test_word_attributes() -> None:
    text = "a 'b' *.c"
    plain, quoted, glob = split(text).words
    assert (plain.quoted, plain.is_verbatim, plain.prefix) == (False, True, "a")
    assert (quoted.quoted, quoted.is_verbatim, quoted.text) == (True, False, "'b'")
    assert (glob.has_glob, glob.value) == (True, "*.c")
    assert quoted.mapped.text == "'b'"
    assert repr(quoted) == "ShellWord(\"'b'\")"
