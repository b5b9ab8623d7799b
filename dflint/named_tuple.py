"""`NamedTuple`, whose classes are made in a tenth of the time.

That of ``typing`` compiles each annotation and the source of a constructor when a class is made, which was a sixth of
a run over one file: it imports a hundred such classes, and makes tuples of every second. Here an annotation stays the
text that it is (under ``from __future__ import annotations``), and the constructor is compiled for the first tuple.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import NamedTuple as NamedTuple  # noqa: TID251 - for who reads types, it is that one
else:
    from functools import cache
    from operator import itemgetter
    from types import FunctionType

    try:
        from _collections import _tuplegetter as field_getter  # what ``collections.namedtuple`` takes, and as it does
    except ImportError:

        def field_getter(index, doc):
            """A property that is the item at `index`."""
            return property(itemgetter(index), doc=doc)

    class _Record(tuple):
        """What the classes have in common: the methods that ``collections.namedtuple`` gives."""

        __slots__ = ()

        def __new__(cls, *values, **named):
            """The first tuple of a class. It gives the class the constructor of those that follow."""
            owner = next(base for base in cls.__mro__ if "_fields" in vars(base))
            owner.__new__ = _constructor(owner)
            return owner.__new__(cls, *values, **named)

        @classmethod
        def _make(cls, values):
            made = tuple.__new__(cls, values)
            if len(made) != len(cls._fields):
                raise TypeError(f"Expected {len(cls._fields)} arguments, got {len(made)}")
            return made

        def _replace(self, **changes):
            made = self._make(map(changes.pop, self._fields, self))
            if changes:
                raise ValueError(f"Got unexpected field names: {list(changes)!r}")
            return made

        def _asdict(self):
            return dict(zip(self._fields, self, strict=True))

        def __repr__(self):
            values = ", ".join([f"{name}={value!r}" for name, value in zip(self._fields, self, strict=True)])
            return f"{type(self).__name__}({values})"

        def __getnewargs__(self):
            return tuple(self)

    def _constructor(owner):
        """The ``__new__`` of the class `owner`, which takes its fields by place and by name."""
        same = _constructor_of(len(owner._fields))
        code = same.__code__.replace(co_varnames=("_cls", *owner._fields))
        new = FunctionType(code, same.__globals__, "__new__", tuple(owner._field_defaults.values()))
        new.__qualname__ = f"{owner.__qualname__}.__new__"
        return new

    @cache
    def _constructor_of(count):
        """A ``__new__`` of `count` fields. That of a class differs from it in nothing but the names of the fields.

        It is compiled, as ``collections.namedtuple`` does, so that Python itself puts the arguments in their places.
        """
        items = "".join(f"_{index}, " for index in range(count))
        return eval(f"lambda _cls, {items}: _tuple_new(_cls, ({items}))", {"_tuple_new": tuple.__new__})

    class _Declaration(type):
        """Makes of ``class Name(NamedTuple)`` a class of tuples with the annotated fields."""

        def __new__(cls, name, bases, namespace):
            if not bases:
                return super().__new__(cls, name, bases, namespace)
            fields = tuple(namespace.get("__annotations__", ()))
            defaults = {field: namespace[field] for field in fields if field in namespace}
            for index, field in enumerate(fields):
                namespace[field] = field_getter(index, None)
            namespace.update(__slots__=(), __match_args__=fields, _fields=fields, _field_defaults=defaults)
            return type(name, (_Record,), namespace)

    class NamedTuple(metaclass=_Declaration):
        """The base that a class of tuples is declared with: its annotations are the fields."""
