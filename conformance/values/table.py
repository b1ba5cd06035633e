"""What stands for a function on infinitely many arguments."""

from __future__ import annotations

from conformance.lean.closures import Value


class Table:
    """A function on an infinite type: its values are taken in turn by the argument's hash."""

    def __init__(self, values: tuple[Value, ...]) -> None:
        self.values = values

    def __call__(self, argument: Value) -> Value:
        return self.values[hash(argument) % len(self.values)]

    def replaced(self, argument: Value, value: Value) -> Table:
        """The function with that value at the argument, and at those that share its place."""
        place = hash(argument) % len(self.values)
        return Table((*self.values[:place], value, *self.values[place + 1 :]))

    def __repr__(self) -> str:
        return f"fun k => {list(self.values)}[k % {len(self.values)}]"
