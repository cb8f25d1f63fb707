"""Reading values out of located YAML: what is wrong is noted with its line, never raised midway."""

from __future__ import annotations

from collections.abc import Collection

from bayesdx.errors import Fault, did_you_mean
from bayesdx.spec.located import Located


class Reader:
    """Reads one file and gathers its faults; every method returns something usable."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.faults: list[Fault] = []

    def keys(
        self, item: Located, *, required: Collection[str], optional: Collection[str] = (), what: str
    ) -> None:
        """Note a fault for every key that is not allowed and every required one that is missing."""
        allowed = (*required, *optional)
        if not isinstance(item.value, dict):
            expected = f"{what} with the keys {', '.join(required)}"
            self.fault(item, item.describe(), expected, "Write it as a mapping.")
            return
        for key in item.value:
            if key not in allowed:
                self.fault(item[key], f"the key {key!r} in {what}", *self.nearest(key, allowed))
        for key in required:
            if key not in item:
                self.fault(item, f"{what} without {key!r}", f"the key {key!r}", "Add it.")

    def get(self, item: Located, key: str) -> Located:
        """Return the value under a key, or an empty mapping on the same line."""
        return item[key] if key in item else Located({}, item.line)

    def text(self, item: Located, key: str) -> str:
        """Return a text with its white space made single; nothing where the key is missing."""
        value = self.get(item, key).value
        if isinstance(value, str) and value.strip():
            return " ".join(value.split())
        if key in item:
            self.fault(item[key], f"{key}: {item[key].describe()}", "a text", "Write one.")
        return ""

    def sequence(self, item: Located) -> list[Located]:
        """Return the entries of a list."""
        if isinstance(item.value, list):
            return item.value
        self.fault(item, item.describe(), "a list", "Write it as a list.")
        return []

    def entries(self, item: Located, count: int | None, what: str) -> list[Located]:
        """Return the entries of a list that must have `count` of them, or at least one."""
        entries = self.sequence(item)
        if not entries or len(entries) != (count or len(entries)):
            expected = f"{count or 'one or more'} {what}"
            self.fault(item, f"{len(entries)}", expected, "Give exactly these.")
        return entries

    def words(self, item: Located, key: str, least: int = 0) -> tuple[str, ...]:
        """Return the names of a list, each of which may stand once."""
        entries = self.sequence(item[key]) if key in item else []
        words = tuple(str(entry.value) for entry in entries)
        if len(words) < least or len(set(words)) < len(words):
            expected = f"at least {least} names, each once"
            self.fault(item, f"{key}: {', '.join(words) or 'nothing'}", expected, "Correct it.")
        return words

    def number(self, item: Located, low: float, high: float) -> float:
        """Return a number that must lie between two values."""
        try:
            value = float(item.value) if isinstance(item.value, str) else float("nan")
        except ValueError:
            value = float("nan")
        if low <= value <= high:
            return value
        expected = f"a number from {low:g} to {high:g}"
        self.fault(item, item.describe(), expected, "Correct the number.")
        return low

    def positive(self, item: Located, key: str) -> float:
        """Return a number above zero."""
        if key not in item:
            return 1.0
        value = self.number(item[key], 0, 1e9)
        if value == 0:
            self.fault(item[key], f"{key}: 0", "more than 0", "An assumption weighs something.")
            return 1.0
        return value

    def fault(self, item: Located, found: str, expected: str, remedy: str) -> None:
        """Note what is wrong, with the line."""
        self.faults.append(Fault(f"{self.name}:{item.line}", found, expected, remedy))

    def nearest(self, word: str, valid: Collection[str]) -> tuple[str, str]:
        """Return what was expected and what to do, for a word that is not among `valid`."""
        expected = f"one of {', '.join(valid)}" if valid else "nothing here"
        return expected, did_you_mean(word, valid)
