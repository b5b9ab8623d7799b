"""What is computed of a step or a stage once, and kept as long as that is there."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import TypeVar
from weakref import WeakKeyDictionary

Thing = TypeVar("Thing")
Answer = TypeVar("Answer")


def kept(compute: Callable[[Thing], Answer]) -> Callable[[Thing], Answer]:
    """`compute`, which is called once for each thing; what it answers must not hold the thing."""
    answers: WeakKeyDictionary[Thing, Answer] = WeakKeyDictionary()

    @wraps(compute)
    def answer(thing: Thing) -> Answer:
        try:
            return answers[thing]
        except KeyError:
            found = answers[thing] = compute(thing)
            return found

    return answer
