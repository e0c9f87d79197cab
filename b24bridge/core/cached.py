"""Properties that are computed when first asked for, and once: `functools.cached_property` without its lock.

Until Python 3.12 the library's own takes a lock at every first access, and two dozen are made per client. What it guards
against does no harm to pure sums: two threads that ask at once both compute, and get the same.
"""

from collections.abc import Callable
from typing import Any, Generic, Self, TypeVar, overload

T = TypeVar("T")


class cached_property(Generic[T]):  # noqa: N801 - stands where the library's own stood
    """A method that is read like an attribute; its answer is kept in the instance, which must have a `__dict__`.

    It defines no `__set__`, so what is kept hides it, on frozen dataclasses too: from then on Python reads a plain attribute.
    """

    def __init__(self, compute: Callable[[Any], T]) -> None:
        """Take the method."""
        self.compute = compute
        self.__doc__ = compute.__doc__

    def __set_name__(self, owner: type, name: str) -> None:
        """Learn under which name the answer is kept."""
        self.name = name

    @overload
    def __get__(self, instance: None, owner: type) -> Self: ...
    @overload
    def __get__(self, instance: object, owner: type) -> T: ...
    def __get__(self, instance: object | None, owner: type) -> Self | T:
        """Compute the answer and keep it; of the class itself return this description."""
        if instance is None:
            return self
        answer = instance.__dict__[self.name] = self.compute(instance)
        return answer
