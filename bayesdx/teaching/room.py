"""What a room full of people answers: hands for each state, or the probabilities of each person."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from bayesdx.errors import Fault, FormatError
from bayesdx.teaching.rounds import Chances
from bayesdx.teaching.scores import brier, log_score

HANDS, POINTS, ONE = FORMS = ("hands", "points", "one")
"""How a room answers: a hand for the likeliest state, a probability for each, or one for one."""

OTHER = "other"
"""All states but the one that is asked about."""

MOST = 2000
"""So many people a room may hold."""

LONGEST = 100_000
"""Letters that may be pasted."""

_FEW = 20
"""So many faults are told of a text in which nothing is right."""

_SLACK = 0.1
"""By so much a sum may miss 100, or 1; it is stretched then."""

_NUMBER = re.compile(r"(\d{1,9}(?:\.\d{0,9})?|\.\d{1,9})(%?)", re.ASCII)
_DECIMAL = re.compile(r"(?<=[0-9]),(?=[0-9])")
_PERCENT = re.compile(r"(?<![0-9.,])([0-9]+),([0-9]+%)", re.ASCII)
_UNCLEAR = re.compile(r"([0-9]*[1-9][0-9]*),([0-9]+)", re.ASCII)
"""A number above 0 with a comma and digits behind it: one with a decimal comma, or two."""


@dataclass(frozen=True, slots=True)
class Answers:
    """The answers of a room at one moment.

    Attributes:
        form: of `HANDS`, `POINTS` and `ONE`.
        states: what was asked about.
        people: a probability of each state for each person; a hand is 1 for one of them.
        stretched: how many had to be stretched or shrunk to sum to one.
    """

    form: str
    states: tuple[str, ...]
    people: tuple[Chances, ...]
    stretched: int = 0

    @property
    def mean(self) -> Chances:
        """The room as one forecaster: the mean of all, (1/n) Σᵢ qᵢ; of hands, their share.

        Reference: M. Stone, The opinion pool, Annals of Mathematical Statistics 32:1339–1342,
        1961, doi:10.1214/aoms/1177704873.
        """
        return tuple(np.mean(self.people, axis=0).tolist())

    def arranged(self, states: Sequence[str]) -> Answers:
        """Return the same answers with the states in another order."""
        places = [self.states.index(state) for state in states]
        people = tuple(tuple(one[place] for place in places) for one in self.people)
        return replace(self, states=tuple(states), people=people)

    @property
    def hands(self) -> tuple[int, ...]:
        """How many hold each state for the likeliest, where `form` is `HANDS`."""
        return tuple(round(one) for one in np.sum(self.people, axis=0).tolist())

    @property
    def weighed(self) -> Chances:
        """The mean, as it is taken where there is a logarithm.

        No hand among n is not the same as 0%: each state gets half a hand more,
        (hands + ½) / (n + K/2) for K states (H. Jeffreys' prior; R. E. Krichevsky & V. K.
        Trofimov, IEEE Transactions on Information Theory 27:199–207, 1981,
        doi:10.1109/TIT.1981.1056331). Means of probabilities stay as they are.
        """
        if self.form != HANDS:
            return self.mean
        total = len(self.people) + len(self.states) / 2
        return tuple((count + 0.5) / total for count in self.hands)


@dataclass(frozen=True, slots=True)
class RoomScore:
    """How good the answers of a room were; of each score less is better.

    Attributes:
        brier: of the room as one forecaster, and `log` its log score.
        model_brier: of the model at the same moment, and `model_log` its log score.
        members: the mean Brier score of its members.
        spread: how far they disagree; `brier` is `members` less `spread`.
    """

    brier: float
    log: float
    model_brier: float
    model_log: float
    members: float
    spread: float


def score_room(answers: Answers, model: Sequence[float], truth: int) -> RoomScore:
    """Return the scores of a room.

    With qᵢ the answer of person i and q̄ their mean, the mean Brier score of the members is that
    of the room plus their disagreement, which is never negative:

        (1/n) Σᵢ BS(qᵢ) = BS(q̄) + (1/n) Σᵢ Σₖ (qᵢₖ − q̄ₖ)².

    Reference: A. Krogh & J. Vedelsby, Neural network ensembles, cross validation, and active
    learning, Advances in Neural Information Processing Systems 7:231–238, 1995.

    Args:
        answers: of the room.
        model: what the model says, a probability for each of the states asked about.
        truth: the position of the true one.

    >>> found = score_room(count_hands([3, 1], states=["umn", "lmn"]), [0.75, 0.25], 0)
    >>> found.brier, found.members, found.spread
    (0.125, 0.5, 0.375)
    """
    people, mean = np.array(answers.people), np.array(answers.mean)
    return RoomScore(
        brier=brier(answers.mean, truth),
        log=log_score(answers.mean, truth),
        model_brier=brier(model, truth),
        model_log=log_score(model, truth),
        members=float(np.mean([brier(one, truth) for one in answers.people])),
        spread=float(((people - mean) ** 2).sum(axis=1).mean()),
    )


def count_hands(counts: Sequence[int | None], *, states: Sequence[str]) -> Answers:
    """Return the answers of a room that raised its hands.

    Args:
        counts: a number for each state; None is no hand.
        states: what was asked about.

    Raises:
        FormatError: a count for each state is missing, below zero, no hand at all, or too many.

    >>> count_hands([3, None], states=["umn", "lmn"]).mean
    (1.0, 0.0)
    """
    numbers = [count or 0 for count in counts]
    total = sum(numbers)
    if len(numbers) != len(states) or min(numbers, default=0) < 0 or not 1 <= total <= MOST:
        expected = f"{len(states)} counts that sum to 1 to {MOST:,}"
        raise FormatError(Fault("hands", str(numbers), expected, "Count again."))
    rows = np.repeat(np.eye(len(states)), numbers, axis=0)
    return Answers(HANDS, tuple(states), tuple(map(tuple, rows.tolist())))


def read_points(text: str, *, states: Sequence[str]) -> Answers:
    r"""Return the probabilities in a text: a line for each person, a number for each state.

    Numbers stand apart by spaces, tabs, semicolons or commas. They sum to 100, or to 1; what
    misses it by a tenth at most is stretched. A first line without a number is a heading.

    Args:
        text: what was pasted.
        states: what was asked about, in the order of the numbers.

    Raises:
        FormatError: with every line that cannot be read; nobody; too many.

    >>> read_points("70 30\n0.5; 0.5", states=["umn", "lmn"]).people
    ((0.7, 0.3), (0.5, 0.5))
    """
    lines = _lines(text)
    faults: list[Fault] = []
    rows = [_person(line, number, states, faults) for number, line in lines]
    _check(faults, len(lines))
    kept = [row for row in rows if row is not None]
    stretched = sum(abs(sum(row) - 1) > 1e-3 for row in kept)
    people = tuple(tuple(round(value / sum(row), 9) for value in row) for row in kept)
    return Answers(POINTS, tuple(states), people, stretched)


def read_chances(text: str, *, state: str) -> Answers:
    """Return the probabilities of one state that are in a text, one for each person.

    They stand on lines of their own, or apart by spaces, tabs, semicolons or commas. If one is
    above 1, all are percent; with a percent sign a number is percent in any case. A line that may
    be one number with a decimal comma or two people (12,5) is refused.

    Args:
        text: what was pasted.
        state: the one asked about; `OTHER` gets the rest.

    Raises:
        FormatError: with every line that cannot be read; nobody; too many.

    >>> read_chances("70, 55%, 1", state="umn").people
    ((0.7, 0.3), (0.55, 0.45), (0.01, 0.99))
    >>> read_chances("12,5%", state="umn").people
    ((0.125, 0.875),)
    """
    lines = _lines(text)
    unclear = ((number, _UNCLEAR.fullmatch(line)) for number, line in lines)
    faults = [_two_or_one(match[1], match[2], number) for number, match in unclear if match]
    found = [pair for number, line in lines for pair in _numbers(line, number, faults)]
    _check(faults, len(found))
    scale = 100 if any(value > 1 for value, sign in found if not sign) else 1
    chances = [value / (100 if sign else scale) for value, sign in found]
    faults += [
        Fault("an answer", f"{100 * p:g}%", "0 to 100%", "Correct it, or leave it out.")
        for p in chances
        if p > 1
    ]
    _check(faults, len(chances))
    people = tuple((round(p, 9), round(1 - p, 9)) for p in chances)
    return Answers(ONE, (state, OTHER), people)


def _lines(text: str) -> list[tuple[int, str]]:
    """Return the lines that are not empty with their numbers, without a heading."""
    if len(text) > LONGEST:
        raise FormatError(
            Fault("the answers", f"{len(text):,} letters", f"at most {LONGEST:,}", "Paste fewer.")
        )
    found = [(n, line.strip()) for n, line in enumerate(text.splitlines(), 1) if line.strip()]
    return found[1:] if found and not re.search(r"\d", found[0][1]) else found


def _person(
    line: str, number: int, states: Sequence[str], faults: list[Fault]
) -> tuple[float, ...] | None:
    """Return the numbers of one person, which sum to one or nearly so."""
    before = len(faults)
    found = _numbers(line, number, faults)
    if len(faults) > before:
        return None
    if len(found) != len(states):
        expected = f"{len(states)} numbers, for {', '.join(states)}"
        faults.append(_fault(number, f"{len(found)} in {line!r:.60}", expected))
        return None
    values = [value for value, _ in found]
    total = sum(values)
    whole = 1 if total <= 1 + _SLACK and not any(sign for _, sign in found) else 100
    if abs(total / whole - 1) > _SLACK + 1e-9:
        faults.append(_fault(number, f"a sum of {total:g}", "a sum of 100, or of 1"))
        return None
    return tuple(value / whole for value in values)


def _numbers(line: str, number: int, faults: list[Fault]) -> list[tuple[float, bool]]:
    """Return the numbers of a line, each with whether it has a percent sign."""
    found = []
    for word in _words(line):
        match = _NUMBER.fullmatch(word)
        if not match:
            faults.append(_fault(number, f"{word!r:.40}", "a number, not below zero"))
            return []
        found.append((float(match[1]), bool(match[2])))
    return found


def _words(line: str) -> list[str]:
    """Return the words of a line; a comma is a decimal comma where something else parts them.

    With a percent sign behind it, it is one in any case.

    >>> _words("0,25 0,75"), _words("25,75"), _words("25, 75"), _words("0,7"), _words("12,5 %")
    (['0.25', '0.75'], ['25', '75'], ['25', '75'], ['0.7'], ['12.5%'])
    """
    line = _PERCENT.sub(r"\1.\2", re.sub(r"\s+%", "%", line))
    if re.search(r"[^\s,;|/][\s;|/]+[^\s,;|/]", line) or re.fullmatch(r"0,\d+%?", line.strip()):
        line = _DECIMAL.sub(".", line)
    return [word for word in re.split(r"[\s,;|/]+", line) if word]


def _two_or_one(whole: str, rest: str, number: int) -> Fault:
    expected = "one number, or people apart by semicolons"
    remedy = f"Write {whole}.{rest} or {whole}; {rest}."
    return Fault(f"line {number}", repr(f"{whole},{rest}"), expected, remedy)


def _fault(number: int, found: str, expected: str) -> Fault:
    return Fault(f"line {number}", found, expected, "Correct the line, or leave it out.")


def _check(faults: list[Fault], people: int) -> None:
    if faults:
        raise FormatError(faults[:_FEW])
    if not 1 <= people <= MOST:
        expected = f"1 to {MOST:,}"
        raise FormatError(Fault("the answers", f"{people} people", expected, "Paste others."))
