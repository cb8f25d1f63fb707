"""The table forms, read: expressions and the assumptions declared inside them."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

from bayesdx.spec.expressions import (
    AllOf,
    Always,
    Among,
    AnyOf,
    Between,
    Borrowed,
    By,
    Distribution,
    Graded,
    Ladder,
    Leaf,
    Never,
    Rate,
    Ratio,
    Shares,
    Split,
    TugOfWar,
    Vector,
)
from bayesdx.spec.located import Located
from bayesdx.spec.model import Assumption
from bayesdx.spec.reader import Reader

GRADES = ("none", "mild", "marked")
"""The states of a node that `graded` may follow."""

GUESSED_WITHIN = 2.0
"""A factor of a sum that nobody published is taken as known within × or ÷ this (95%)."""

SMALLEST = 1e-9
"""A factor of a sum is at least this: with 0 every share of the sums may be 0 / 0."""

_BROKEN = Never()
_NAME = re.compile(r"[a-z]\w*(\.\w+)+")


class Scope:
    """Which node is read, and which of its parents an expression may still speak of."""

    def __init__(self, node: str, parents: tuple[str, ...]) -> None:
        self.node = node
        self.parents = parents

    def without(self, parent: str) -> Scope:
        """Return the scope inside a branch that a parent has already chosen."""
        return Scope(self.node, tuple(p for p in self.parents if p != parent))


class FormReader(Reader):
    """Reads the forms of one file, and keeps what it meets: assumptions and names used."""

    assumptions: dict[str, Assumption]
    states: dict[str, tuple[str, ...]]
    used: set[str]

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.assumptions = {}
        self.states = {}
        self.used = set()

    def distribution(
        self, item: Located, scope: Scope, place: str, states: tuple[str, ...]
    ) -> Distribution:
        """Read what gives every state of the node a probability."""
        keys = item.keys()
        if "by" in keys:
            return self._by(item, scope, place, lambda i, s, p: self.distribution(i, s, p, states))
        if "assumed" in keys:
            name = f"{scope.node}.{place}"
            self._assumption(name, item, size=len(states))
            return Vector(Leaf(name, item.line))
        forms: Mapping[str, Callable[..., Distribution]] = {
            "always": self._always,
            "tug_of_war": self._tug_of_war,
            "ladder": self._ladder,
            "shares": self._shares,
        }
        for form, read in forms.items():
            if form in keys:
                return read(item, scope, place, states)
        return self._split(item, scope, place, states)

    def _always(
        self, item: Located, _scope: Scope, _place: str, states: tuple[str, ...]
    ) -> Distribution:
        self.keys(item, required=("always",), what="always")
        state = self.text(item, "always")
        if state not in states:
            self.fault(item, f"the state {state!r}", *self.nearest(state, states))
        return Always(state)

    def _split(
        self, item: Located, scope: Scope, place: str, states: tuple[str, ...]
    ) -> Distribution:
        keys = item.keys()
        unknown = [key for key in keys if key not in (*states, "otherwise")]
        if not keys or unknown:
            found = f"the key {unknown[0]!r}" if unknown else item.describe()
            expected = f"states ({', '.join(states)}) or a table form"
            self.fault(item, found, expected, "See docs/models.md.")
            return Always("")
        never = _never(item)
        if "otherwise" in keys and not never:
            remedy = "Give every other state a rate of its own."
            self.fault(item["otherwise"], item["otherwise"].describe(), "never", remedy)
            return Always("")
        rests = [s for s in states if (s not in keys and not never) or _said(item, s) == "rest"]
        if len(rests) != 1:
            remedy = "Give every state but one a rate; that one is `rest`."
            self.fault(item, f"{len(rests)} states without a rate", "one", remedy)
            return Always("")
        return Split(
            tuple(
                None
                if state in rests
                else self._rate(item[state], scope, f"{place}.{state}")
                if state in keys
                else Never()
                for state in states
            )
        )

    def _tug_of_war(
        self, item: Located, scope: Scope, place: str, states: tuple[str, ...]
    ) -> Distribution:
        self.keys(item, required=("tug_of_war",), what="tug_of_war")
        body = item["tug_of_war"]
        self.keys(body, required=("down", "up", "tie", "base"), what="tug_of_war")
        if len(states) < 3:
            expected = "three or more: low, middle, high, others"
            self.fault(item, f"{len(states)} states", expected, "Use a split.")
        return TugOfWar(
            down=self._rate(self.get(body, "down"), scope, f"{place}.down"),
            up=self._rate(self.get(body, "up"), scope, f"{place}.up"),
            tie=self.distribution(self.get(body, "tie"), scope, f"{place}.tie", states),
            base=self.distribution(self.get(body, "base"), scope, f"{place}.base", states),
        )

    def _ladder(
        self, item: Located, scope: Scope, place: str, states: tuple[str, ...]
    ) -> Distribution:
        self.keys(item, required=("ladder",), what="ladder")
        body = item["ladder"]
        steps = self.entries(body, len(states) - 1, "steps, one for each state but the first")
        return Ladder(
            tuple(self._rate(s, scope, f"{place}.ladder{i + 1}") for i, s in enumerate(steps))
        )

    def _shares(
        self, item: Located, scope: Scope, place: str, states: tuple[str, ...]
    ) -> Distribution:
        self.keys(
            item, required=("shares", "factor", "because"), optional=("floor",), what="shares"
        )
        body = item["shares"]
        self.keys(body, required=(), optional=states, what="shares")
        sums = tuple(
            tuple(
                self._product(product, f"{scope.node}.{place}.{state}{i + 1}")
                for i, product in enumerate(self.sequence(body[state]) if state in body else ())
            )
            for state in states
        )
        return Shares(
            place=f"{scope.node}.{place}",
            sums=sums,
            factor=self.number(self.get(item, "factor"), 1, 100),
            floor=self.number(item["floor"], 0, 1) if "floor" in item else 0.0,
            because=self.text(item, "because"),
        )

    def _product(self, item: Located, place: str) -> tuple[Leaf, ...]:
        factors = self.sequence(item)
        return tuple(
            self._factor(factor, f"{place}.factor{i + 1}") if factor.keys() else self._leaf(factor)
            for i, factor in enumerate(factors)
        )

    def _factor(self, item: Located, name: str) -> Leaf:
        self.keys(item, required=("factor", "because"), what="factor")
        value = self.number(self.get(item, "factor"), SMALLEST, 1e9)
        because = self.text(item, "because")
        self.assumptions[name] = Assumption(
            name, "factor", (value,), because, factor=GUESSED_WITHIN
        )
        return Leaf(name, item.line)

    def _rate(self, item: Located, scope: Scope, place: str) -> Rate:
        if isinstance(item.value, str):
            return Never() if item.value == "never" else self._leaf(item)
        keys = item.keys()
        forms: Mapping[str, Callable[[Located, Scope, str], Rate]] = {
            "assumed": self._assumed_rate,
            "borrowed": self._borrowed,
            "graded": self._graded,
            "any_of": self._any_of,
            "all_of": self._all_of,
            "of_all": self._among,
            "by": lambda i, s, p: self._by(i, s, p, self._rate),
        }
        for form, read in forms.items():
            if form in keys:
                return read(item, scope, place)
        found = f"the keys {', '.join(keys)}" if keys else item.describe()
        expected = f"the name of a quantity, never, or one of {', '.join(forms)}"
        self.fault(item, found, expected, "See docs/models.md.")
        return _BROKEN

    def _assumed_rate(self, item: Located, scope: Scope, place: str) -> Rate:
        name = f"{scope.node}.{place}"
        self._assumption(name, item, size=1)
        return Leaf(name, item.line)

    def _borrowed(self, item: Located, _scope: Scope, _place: str) -> Rate:
        self.keys(item, required=("borrowed", "because"), what="borrowed")
        return Borrowed(self._leaf(item["borrowed"]), self.text(item, "because"))

    def _graded(self, item: Located, scope: Scope, place: str) -> Rate:
        names = ("graded", "none", "affected", "odds_ratio", "marked_share")
        self.keys(item, required=names, what="graded")
        parent = self._parent(item, "graded", scope)
        if parent and self.states[parent] != GRADES:
            found = f"{parent} with the states {', '.join(self.states[parent])}"
            self.fault(item, found, " | ".join(GRADES), "Follow a graded node.")
        inner = scope.without(parent)
        return Graded(
            parent=parent,
            none=self._rate(self.get(item, "none"), inner, f"{place}.none"),
            affected=self._rate(self.get(item, "affected"), inner, f"{place}.affected"),
            odds_ratio=self._ratio(self.get(item, "odds_ratio"), scope, f"{place}.odds_ratio"),
            marked_share=self._rate(self.get(item, "marked_share"), inner, f"{place}.share"),
        )

    def _any_of(self, item: Located, scope: Scope, place: str) -> Rate:
        self.keys(item, required=("any_of", "leak"), what="any_of")
        causes = self.entries(item["any_of"], None, "causes")
        return AnyOf(
            leak=self._rate(self.get(item, "leak"), scope, f"{place}.leak"),
            causes=tuple(
                self._rate(c, scope, f"{place}.cause{i + 1}") for i, c in enumerate(causes)
            ),
        )

    def _all_of(self, item: Located, scope: Scope, place: str) -> Rate:
        self.keys(item, required=("all_of",), what="all_of")
        parts = self.entries(item["all_of"], None, "parts")
        return AllOf(
            tuple(self._rate(part, scope, f"{place}.part{i + 1}") for i, part in enumerate(parts))
        )

    def _among(self, item: Located, scope: Scope, place: str) -> Rate:
        names = ("of_all", "involved", "background")
        self.keys(item, required=names, what="of_all")
        return Among(*(self._rate(self.get(item, n), scope, f"{place}.{n}") for n in names))

    def _by(
        self,
        item: Located,
        scope: Scope,
        place: str,
        read: Callable[[Located, Scope, str], Rate | Distribution],
    ) -> By:
        parent = self._parent(item, "by", scope)
        states: tuple[str, ...] = self.states.get(parent, ())
        branches = [key for key, _ in item.items() if key != "by"]
        for key in branches:
            if key not in (*states, "otherwise"):
                self.fault(item[key], f"the state {key!r}", *self.nearest(key, states))
        missing = [state for state in states if state not in branches]
        if missing and "otherwise" not in branches:
            remedy = "Add them, or `otherwise`."
            self.fault(item, f"no branch for {', '.join(missing)}", "one for each state", remedy)
            return By(parent, ())
        if not missing and "otherwise" in branches:
            self.fault(item, "`otherwise` with nothing left", "no `otherwise`", "Remove it.")
        inner = scope.without(parent)
        said = {
            key: read(item[key], inner, f"{place}.{key}")
            for key in branches
            if key in (*states, "otherwise")
        }
        rest = said.get("otherwise", _BROKEN)
        return By(parent, tuple(said.get(state, rest) for state in states))

    def _ratio(self, item: Located, scope: Scope, place: str) -> Ratio:
        if "between" in item:
            self.keys(item, required=("between",), what="between")
            pair = self.entries(item["between"], 2, "rates, the lower and the higher")
            leaves = [self._leaf(leaf) for leaf in pair]
            return Between(leaves[0], leaves[1]) if len(leaves) == 2 else Leaf("")
        if "assumed" in item:
            name = f"{scope.node}.{place}"
            self._assumed_ratio(name, item)
            return Leaf(name, item.line)
        return self._leaf(item)

    def _leaf(self, item: Located) -> Leaf:
        name = item.value if isinstance(item.value, str) else ""
        if not _NAME.fullmatch(name):
            remedy = "A number needs a quantity with sources, or `assumed:` with worth and because."
            self.fault(item, item.describe(), "the name of a quantity", remedy)
        self.used.add(name)
        return Leaf(name, item.line)

    def declare(self, name: str, item: Located) -> None:
        """Read an assumption of the model file's own list."""
        if not _NAME.fullmatch(name):
            self.fault(item, f"the name {name!r}", "a name with a dot", "Say what it is about.")
        if "factor" in item:
            self._assumed_ratio(name, item)
        else:
            self._assumption(name, item, size=1)

    def _assumption(self, name: str, item: Located, *, size: int) -> None:
        self.keys(item, required=("assumed", "worth", "because"), what="assumed")
        if "assumed" not in item:
            return
        said = item["assumed"]
        values = said.value if isinstance(said.value, list) else [said]
        if (isinstance(said.value, list) != (size > 1)) or len(values) != size:
            expected = f"a list of {size} probabilities" if size > 1 else "one probability"
            self.fault(item, said.describe(), expected, "Give exactly these.")
            return
        mean = tuple(self.number(value, 0, 1) for value in values)
        if size > 1 and abs(sum(mean) - 1) > 1e-9:
            self.fault(item, f"probabilities that sum to {sum(mean):g}", "1", "Correct them.")
        worth, because = self.positive(item, "worth"), self.text(item, "because")
        kind = "vector" if size > 1 else "probability"
        self.assumptions[name] = Assumption(name, kind, mean, because, worth=worth)

    def _assumed_ratio(self, name: str, item: Located) -> None:
        self.keys(item, required=("assumed", "factor", "because"), what="an assumed odds ratio")
        mean = self.number(self.get(item, "assumed"), 1e-6, 1e6)
        factor = self.number(self.get(item, "factor"), 1, 100)
        because = self.text(item, "because")
        self.assumptions[name] = Assumption(name, "odds_ratio", (mean,), because, factor=factor)

    def _parent(self, item: Located, key: str, scope: Scope) -> str:
        parent = self.text(item, key)
        if parent not in scope.parents:
            self.fault(item, f"{key}: {parent}", *self.nearest(parent, scope.parents))
            return ""
        return parent


def _said(item: Located, state: str) -> object:
    return item[state].value if state in item else None


def _never(item: Located) -> bool:
    """Whether every state that is not named is impossible."""
    return _said(item, "otherwise") == "never"
