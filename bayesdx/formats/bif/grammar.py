"""The blocks of a BIF text."""

from __future__ import annotations

import math
from dataclasses import dataclass, field

from bayesdx.formats.bif.tokens import Broken, Tokens

BLOCKS = ("network", "variable", "probability")


@dataclass(slots=True)
class Row:
    """Numbers as they stand; NaN where there was none, or no probability. `at` is the word."""

    at: int
    numbers: list[float]


@dataclass(slots=True)
class Variable:
    """A variable and its states. `at` is the word of its name."""

    name: str
    states: tuple[str, ...]
    at: int


@dataclass(slots=True)
class Block:
    """A probability block: rows by the parents' states, a whole table, a default row."""

    name: str
    parents: tuple[str, ...]
    at: int
    rows: dict[tuple[str, ...], Row] = field(default_factory=dict)
    table: Row | None = None
    default: Row | None = None


def parse(tokens: Tokens) -> tuple[dict[str, Variable], dict[str, Block]]:
    """Return variables and probability blocks by name; faults are noted in `tokens`."""
    variables: dict[str, Variable] = {}
    blocks: dict[str, Block] = {}
    while tokens.at < len(tokens.words):
        try:
            _parse_block(tokens, variables, blocks)
        except Broken:
            while tokens.at < len(tokens.words) and tokens.words[tokens.at] not in BLOCKS:
                tokens.at += 1
    return variables, blocks


def _parse_block(tokens: Tokens, variables: dict[str, Variable], blocks: dict[str, Block]) -> None:
    kind = tokens.take()
    if kind == "network":
        tokens.at = tokens.find("{") + 1
        _skip_properties(tokens)
        tokens.expect("}")
    elif kind == "variable":
        variable = _variable(tokens)
        if variable.name in variables:
            found = f"a second variable {variable.name!r}"
            tokens.fault(variable.at, found, "one", "Rename or remove one.")
        variables.setdefault(variable.name, variable)
    elif kind == "probability":
        block = _probability(tokens)
        if block.name in blocks:
            found = f"a second table of {block.name!r}"
            tokens.fault(block.at, found, "one", "Remove one.")
        blocks.setdefault(block.name, block)
    else:
        expected = "network, variable or probability"
        tokens.give_up(tokens.at - 1, f"{kind!r:.40}", expected, "Is this a BIF file?")


def _skip_properties(tokens: Tokens) -> None:
    while tokens.peek() == "property":
        tokens.at = tokens.find(";") + 1


def _variable(tokens: Tokens) -> Variable:
    at = tokens.at
    name = tokens.name()
    tokens.expect("{")
    _skip_properties(tokens)
    tokens.expect("type", "discrete", "[")
    number = tokens.take()
    tokens.expect("]", "{")
    states = tokens.names("}")
    tokens.allow(";")
    _skip_properties(tokens)
    tokens.expect("}")
    if number != str(len(states)):
        found = f"{len(states)} states of {name!r}"
        tokens.fault(at, found, number, "Correct the number or the list.")
    if not states:
        tokens.fault(at, f"no state of {name!r}", "at least one", "List its states.")
    if len(set(states)) < len(states):
        tokens.fault(at, f"a state of {name!r} listed twice", "each once", "Rename one.")
    return Variable(name, states, at)


def _probability(tokens: Tokens) -> Block:
    tokens.expect("(")
    at = tokens.at
    names = tokens.names(")")
    if not names:
        tokens.give_up(at, "no variable", "( variable | parents )", "Name the variable.")
    block = Block(names[0], names[1:], at)
    tokens.expect("{")
    while tokens.peek() != "}":
        _row(tokens, block)
    tokens.at += 1
    return block


def _row(tokens: Tokens, block: Block) -> None:
    at = tokens.at
    head = tokens.take()
    if head == "(":
        states = tokens.names(")")
        if states in block.rows:
            found = f"a second row ({', '.join(states)}) of {block.name!r}"
            tokens.fault(at, found, "one", "Remove one.")
        block.rows[states] = Row(at, _numbers(tokens))
    elif head == "property":
        tokens.at = tokens.find(";") + 1
    elif head in ("table", "default"):
        if getattr(block, head) is not None:
            tokens.fault(at, f"a second {head} of {block.name!r}", "one", "Remove one.")
        setattr(block, head, Row(at, _numbers(tokens)))
    else:
        expected = "table, default or ( states )"
        tokens.give_up(at, f"{head!r:.40}", expected, "Correct the row.")


def _numbers(tokens: Tokens) -> list[float]:
    """Return the numbers up to the semicolon; NaN stands for what is no probability."""
    end = tokens.find(";")
    try:
        numbers = [float(word) for word in tokens.words[tokens.at : end]]
    except ValueError:
        numbers = [math.inf]
    if not all(0 <= number <= 1 for number in numbers):
        numbers = [_probability_at(tokens, place) for place in range(tokens.at, end)]
    tokens.at = end + 1
    return numbers


def _probability_at(tokens: Tokens, place: int) -> float:
    word = tokens.words[place]
    try:
        value = float(word)
    except ValueError:
        remedy = "Correct it, or end the row before it."
        tokens.fault(place, f"{word!r:.40}", "a number", remedy)
        return math.nan
    if not 0 <= value <= 1:
        tokens.fault(place, f"the probability {word}", "one from 0 to 1", "Correct the value.")
        return math.nan
    return value
