from __future__ import annotations

import pytest

from dflint.selection import Preview, Selection, Selectors, UnknownSelectorError, chosen, resolve, without_effect
from tests.config.fake_rule import FakeRule

RULES = (
    FakeRule("DF001", "syntax-error"),
    FakeRule("ML113", "python-full-image"),
    FakeRule("ML114", "from-unknown-stage", ("DL3022",)),
    FakeRule("ML201", "copy-source-before-deps"),
    FakeRule("ML205", "cache-mount-defeated", ("DL3042",)),
    FakeRule("ML220", "cache-left-in-layer", ("DL3042", "DL3009")),
    FakeRule("ML299", "quiet", on=False),
    FakeRule("DC103", "compose-gpu-not-requested", on=False),
)
DEFAULT = {rule.code for rule in RULES if rule.on}


def on(*layers: Selection) -> set[str]:
    return set(resolve(RULES, layers))


def test_default_set_leaves_out_rules_that_are_off() -> None:
    assert on() == DEFAULT
    assert on(Selection()) == DEFAULT


def test_select_replaces_the_default_set() -> None:
    assert on(Selection(select=("ML201",))) == {"ML201"}
    assert on(Selection(select=())) == set()


def test_a_named_prefix_turns_on_what_is_off_by_default() -> None:
    assert on(Selection(select=("ML2",))) == {"ML201", "ML205", "ML220", "ML299"}
    assert on(Selection(extend_select=("DC",))) == DEFAULT | {"DC103"}


def test_every_word_that_names_a_rule_is_listed_once() -> None:
    selectors = Selectors(RULES)
    assert selectors.all[:5] == ("ALL", "DC", "DC1", "DC10", "DC103")
    assert {"ML", "ML2", "ML20", "ML201", "cache-mount-defeated", "DL3042"} <= set(selectors.all)
    assert len(set(selectors.all)) == len(selectors.all)
    assert all(selectors.codes(word) for word in selectors.all)


def test_all_turns_on_everything() -> None:
    assert on(Selection(select=("ALL",))) == {rule.code for rule in RULES}
    assert on(Selection(select=("ALL",), ignore=("ML",))) == {"DF001", "DC103"}


def test_names_and_aliases_and_lower_case() -> None:
    assert on(Selection(select=("copy-source-before-deps", "DL3042"))) == {"ML201", "ML205", "ML220"}
    assert on(Selection(select=("ml201",))) == {"ML201"}


def test_the_longest_prefix_wins_in_either_direction() -> None:
    assert on(Selection(select=("ML2",), ignore=("ML",))) == {"ML201", "ML205", "ML220", "ML299"}
    assert on(Selection(select=("ML",), ignore=("ML2",))) == {"ML113", "ML114"}
    assert on(Selection(select=("ML", "ML201"), ignore=("ML2",))) == {"ML113", "ML114", "ML201"}
    assert on(Selection(select=("ML20", "ML205"), ignore=("ML205",))) == {"ML201"}


def test_an_exact_selector_is_narrower_than_any_prefix() -> None:
    assert on(Selection(select=("ML2",), ignore=("DL3042",))) == {"ML201", "ML299"}
    assert on(Selection(extend_select=("copy-source-before-deps",), ignore=("ML20",))) == DEFAULT - {"ML205"}


def test_ignore_wins_among_equals() -> None:
    assert on(Selection(extend_select=("ML2",), ignore=("ML2",))) == DEFAULT - {"ML201", "ML205", "ML220"}


def test_later_layers_decide_over_earlier_ones() -> None:
    file = Selection(select=("ML201", "ML205"))
    assert on(file, Selection(ignore=("ML2",))) == set()
    assert on(file, Selection(extend_select=("DF",))) == {"ML201", "ML205", "DF001"}
    assert on(file, Selection(select=("DF",))) == {"DF001"}
    assert on(Selection(ignore=("ML201",)), Selection(extend_select=("ML2",))) == DEFAULT | {"ML299"}


@pytest.mark.parametrize(
    ("selector", "suggestion"),
    [
        ("ML1134", "ML113"),
        ("copy-source-befor-deps", "copy-source-before-deps"),
        ("DL3043", "DL3042"),
        ("ML999", None),
        ("ML021", "ML201"),
        ("MLL", "ML"),
        ("zzzzzzzzzz", None),
        ("", None),
        ("M", "ML"),
        ("2", None),
    ],
)
def test_unknown_selector_is_an_error_with_a_suggestion(selector: str, suggestion: str | None) -> None:
    with pytest.raises(UnknownSelectorError) as caught:
        on(Selection(ignore=(selector,)))
    assert caught.value.suggestion == suggestion
    assert f"`{selector}`" in str(caught.value)


def test_a_prefix_that_no_rule_has_is_unknown() -> None:
    with pytest.raises(UnknownSelectorError):
        on(Selection(select=("ML7",)))


def test_selectors_of_an_alias_that_several_rules_carry() -> None:
    selectors = Selectors(RULES)
    assert selectors.codes("dl3042") == {"ML205", "ML220"}
    assert selectors.codes("DL3099") is None
    assert selectors.specificity("ML2") == 3
    assert selectors.specificity("ALL") == 0


# Preview rules

WITH_PREVIEWS = (
    *RULES,
    FakeRule("ML298", "brand-new", ("DL3042",), preview=True),
    FakeRule("ML950", "new-and-off", on=False, preview=True),
)


@pytest.mark.parametrize(
    ("preview", "selection", "expected"),
    [
        (Preview.OFF, Selection(), set()),
        (Preview.OFF, Selection(select=("ALL",)), set()),
        (Preview.OFF, Selection(extend_select=("ML298", "new-and-off")), set()),
        (Preview.ON, Selection(), {"ML298"}),
        (Preview.ON, Selection(ignore=("ML2",)), set()),
        (Preview.ON, Selection(select=("ML9",)), {"ML950"}),
        (Preview.ON, Selection(select=("ALL",)), {"ML298", "ML950"}),
        (Preview.EXPLICIT, Selection(), set()),
        (Preview.EXPLICIT, Selection(select=("ALL",)), set()),
        (Preview.EXPLICIT, Selection(select=("ML29", "DL3042")), set()),
        (Preview.EXPLICIT, Selection(extend_select=("ml298", "New-And-Off")), {"ML298", "ML950"}),
        (Preview.EXPLICIT, Selection(extend_select=("ML298",), ignore=("ML298",)), set()),
    ],
)
def test_preview_rules(preview: Preview, selection: Selection, expected: set[str]) -> None:
    assert resolve(WITH_PREVIEWS, [selection], preview) & {"ML298", "ML950"} == expected
    others = resolve(WITH_PREVIEWS, [selection], preview) - {"ML298", "ML950"}
    assert others == resolve(WITH_PREVIEWS, [selection]), "previews change nothing about other rules"


def test_selectors_of_previews_alone_have_no_effect_without_them() -> None:
    layers = [Selection(("ML950", "ML2"), ("ML29", "brand-new"), ("ML298",))]
    assert list(without_effect(WITH_PREVIEWS, layers, Preview.OFF)) == ["ML950", "brand-new"]
    assert list(without_effect(WITH_PREVIEWS, layers, Preview.EXPLICIT)) == []


def test_the_narrowest_choice_decides_and_the_last_of_equals() -> None:
    choices = [("ML201", 1), ("ML2", 2), ("ALL", 3), ("ML11", 4), ("ML11", 5)]
    found = chosen(Selectors(RULES), choices)
    assert found["ML201"] == 1
    assert found["ML205"] == 2
    assert found["DF001"] == 3
    assert found["ML113"] == 5
    assert chosen(Selectors(RULES), [("ML201", 1)]) == {"ML201": 1}
