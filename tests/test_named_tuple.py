"""Each class is declared twice, with `NamedTuple` of dflint and with that of typing, which it must be like."""

from __future__ import annotations

import copy
import pickle
import typing
from typing import Any

import pytest

from dflint.named_tuple import NamedTuple


class Place(NamedTuple):
    """A place."""

    row: int
    column: int = 1
    name: str | None = None

    @property
    def text(self) -> str:
        return f"{self.row}:{self.column}"

    @classmethod
    def first(cls) -> Place:
        return cls(1)

    def moved(self, rows: int) -> Place:
        return self._replace(row=self.row + rows)


class PlaceOfTyping(typing.NamedTuple):
    row: int
    column: int = 1
    name: str | None = None


class Named(Place):
    """A class of tuples may be extended."""

    __slots__ = ()

    @property
    def text(self) -> str:
        return f"{self.name} {super().text}"


class Nothing(NamedTuple):
    pass


CALLS: list[tuple[tuple[Any, ...], dict[str, Any]]] = [
    ((1,), {}),
    ((1, 2, "a"), {}),
    ((1,), {"name": "a"}),
    ((), {"row": 1, "column": 5}),
]


@pytest.mark.parametrize(("values", "named"), CALLS)
def test_what_it_holds(values: tuple[Any, ...], named: dict[str, Any]) -> None:
    place, like = Place(*values, **named), PlaceOfTyping(*values, **named)
    assert place == like == tuple(like)
    assert hash(place) == hash(like)
    assert (place.row, place.column, place.name) == (like.row, like.column, like.name)
    assert repr(place) == repr(like).replace("PlaceOfTyping", "Place")
    assert place._asdict() == like._asdict()
    assert isinstance(place, tuple)


@pytest.mark.parametrize(("values", "named"), [((), {}), ((1, 2, "a", 4), {}), ((1,), {"row": 1}), ((1,), {"x": 1})])
def test_a_wrong_call_is_an_error(values: tuple[Any, ...], named: dict[str, Any]) -> None:
    for kind in (Place, PlaceOfTyping):
        with pytest.raises(TypeError, match="argument"):
            kind(*values, **named)


def test_an_error_before_the_first_tuple_leaves_a_class_that_works() -> None:
    class Fresh(NamedTuple):
        row: int

    with pytest.raises(TypeError):
        Fresh()
    assert Fresh(1) == (1,)
    assert Fresh(row=2).row == 2


def test_the_class_says_what_its_fields_are() -> None:
    assert Place._fields == PlaceOfTyping._fields == Place.__match_args__
    assert Place._field_defaults == PlaceOfTyping._field_defaults
    assert list(Place.__annotations__) == list(Place._fields)
    assert type(Place) is type
    assert Place.__doc__ == "A place."
    assert Place.__module__ == __name__


def test_a_tuple_cannot_be_changed() -> None:
    with pytest.raises(AttributeError):
        Place(1).row = 2
    with pytest.raises(AttributeError):
        Place(1).other = 2


def test_methods() -> None:
    assert Place.first().moved(2).text == "3:1"
    assert Place._make([1, 2, "a"]) == (1, 2, "a")
    with pytest.raises(TypeError, match="Expected 3 arguments, got 1"):
        Place._make([1])
    with pytest.raises(ValueError, match="unexpected field names"):
        Place(1)._replace(other=2)


def test_a_class_that_extends_one_makes_its_own_tuples() -> None:
    for _ in range(2):
        named = Named(1, name="a")
        assert type(named) is Named
        assert named.text == "a 1:1"
        assert type(named._replace(row=2)) is Named
        assert type(Place(1)) is Place
    assert Nothing() == ()


def test_it_can_be_matched_copied_and_pickled() -> None:
    place = Place(1, 2, "a")
    match place:
        case Place(row, column, name):
            assert (row, column, name) == (1, 2, "a")
    for same in (copy.copy(place), copy.deepcopy(place), pickle.loads(pickle.dumps(place))):
        assert same == place
        assert type(same) is Place
