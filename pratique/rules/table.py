"""A table of a rule file, read key by key, so that every mistake names its file and key."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from pratique.errors import NotReadable

_ABSENT = object()


class Table:
    """One TOML table. Each getter takes a key off; `done` then refuses what nobody asked for (a misspelt key)."""

    def __init__(self, file: str, place: str, content: Mapping[str, object]) -> None:
        self._file = file
        self._place = place
        self._left = dict(content)

    def wrong(self, key: str, what: str, hint: str = "Correct the rule file.") -> NotReadable:
        """The error for one key of this table."""
        return NotReadable(f"Rule file {self._file}, key {self._place}{key}: {what}.", hint)

    def text(self, key: str, default: str | None = None) -> str:
        """A text; without a default it must be there and not be empty."""
        value = self._take(key, default)
        if not isinstance(value, str):
            raise self.wrong(key, "must be a text")
        if default is None and not value.strip():
            raise self.wrong(key, "must not be empty")
        return value

    def texts(self, key: str) -> tuple[str, ...]:
        """A list of texts; absent: none."""
        value = self._take(key, [])
        if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
            raise self.wrong(key, "must be a list of texts")
        return tuple(value)

    def choice(self, key: str, among: Collection[str]) -> str:
        """One of some words."""
        value = self._take(key)
        if not isinstance(value, str) or value not in among:
            raise self.wrong(key, f"must be one of {', '.join(among)}")
        return value

    def optional_choice(self, key: str, among: Collection[str]) -> str:
        """One of some words; absent: empty."""
        return self.choice(key, among) if key in self._left else ""

    def optional_yes_no(self, key: str) -> bool | None:
        """True or false; absent: None."""
        value = self._take(key, None)
        if value is not None and not isinstance(value, bool):
            raise self.wrong(key, "must be true or false")
        return value

    def choices(self, key: str, among: Collection[str]) -> tuple[str, ...]:
        """A list of some words; absent: none."""
        values = self.texts(key)
        if not set(values) <= set(among):
            raise self.wrong(key, f"may only hold {', '.join(sorted(among))}")
        return values

    def whole_number(self, key: str) -> int:
        """A whole number, 0 or more."""
        return self._whole(key, self._take(key))

    def optional_whole_number(self, key: str) -> int | None:
        """A whole number, 0 or more; absent: None."""
        value = self._take(key, None)
        return None if value is None else self._whole(key, value)

    def whole_numbers(self, key: str) -> tuple[int, ...]:
        """A list of whole numbers."""
        value = self._take(key)
        if not isinstance(value, list):
            raise self.wrong(key, "must be a list of whole numbers")
        return tuple(self._whole(key, item) for item in value)

    def optional_whole_numbers(self, key: str) -> tuple[int, ...]:
        """A list of whole numbers; absent: empty."""
        return self.whole_numbers(key) if key in self._left else ()

    def optional_number(self, key: str) -> float | None:
        """A number, 0 or more; absent: None."""
        value = self._take(key, None)
        if value is None:
            return None
        if isinstance(value, bool) or not isinstance(value, int | float) or not value >= 0:
            raise self.wrong(key, "must be a number, 0 or more")
        return float(value)

    def table(self, key: str) -> Table | None:
        """A table inside this one; absent: None."""
        value = self._take(key, None)
        return None if value is None else self._inner(key, key, value)

    def required_table(self, key: str) -> Table:
        """A table inside this one that must be there."""
        return self._inner(key, key, self._take(key))

    def tables(self, key: str) -> list[Table]:
        """A list of tables; absent: none. Places count from 1."""
        value = self._take(key, [])
        if not isinstance(value, list):
            raise self.wrong(key, f"must be written as [[{self._place}{key}]]")
        return [self._inner(key, f"{key}[{number}]", item) for number, item in enumerate(value, 1)]

    def done(self) -> None:
        """Refuse keys that were not asked for."""
        for key in self._left:
            raise self.wrong(key, "is not known", "Look for a misspelling.")

    def _inner(self, key: str, place: str, value: object) -> Table:
        if not isinstance(value, dict):
            raise self.wrong(key, "must be a table")
        return Table(self._file, f"{self._place}{place}.", value)

    def _take(self, key: str, default: object = _ABSENT) -> object:
        value = self._left.pop(key, default)
        if value is _ABSENT or (value is None and default is _ABSENT):
            raise self.wrong(key, "is missing")
        return value

    def _whole(self, key: str, value: object) -> int:
        if isinstance(value, bool) or not isinstance(value, int) or value < 0:
            raise self.wrong(key, "must be a whole number, 0 or more")
        return value
