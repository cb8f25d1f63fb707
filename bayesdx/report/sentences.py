"""A posterior in words: numbers as people read them, one verbal scale, natural frequencies."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType

import numpy as np

from bayesdx.inference import Posterior
from bayesdx.language import N_, _, level, translated
from bayesdx.report.labels import (
    in_text,
    listed,
    node_label,
    said_label,
    spoken_label,
    state_label,
)

SCALE = (
    (0.8, N_("Very likely")),
    (0.6, N_("Likely")),
    (0.3, N_("Possible")),
    (0.15, N_("Unlikely")),
)
"""The lowest probability of each word; below the last it is `LEAST`.

The words are the five that the review by Hashim found to be understood alike across studies (Ulster
Med J 2024;93:18, PMID 38707974: very likely 80 to 95, likely 60 to 80, possible 30 to 60, unlikely
10 to 30, very unlikely 5 to 15); where two of its ranges overlap, the border is the upper one."""

LEAST = N_("Very unlikely")
_POSSIBLE = 0.3

PHRASES: Mapping[str, str] = MappingProxyType(
    {
        "neither": N_("a cause that spares both motor neurons"),
        "umn": N_("an upper motor neuron lesion"),
        "lmn": N_("a lower motor neuron lesion"),
        "mixed": N_("damage to both motor neurons, upper and lower"),
    }
)
"""What a patient of each pattern has."""

CLOSE = 0.05
"""A state as likely as this, or likelier, is named as the next in line."""


def percent(p: float) -> str:
    """Return a probability in percent; 0 or 100 only where it is exact, as of what was observed.

    >>> percent(0.624), percent(0.004), percent(0.996), percent(1.0)
    ('62%', '<1%', '>99%', '100%')
    """
    return _("{number}%").format(number=of_hundred(p))


def of_hundred(p: float) -> str:
    """Return how many of 100 patients that is.

    >>> of_hundred(0.624), of_hundred(0.004)
    ('62', '<1')
    """
    if p in (0.0, 1.0):
        return f"{100 * p:.0f}"
    if p < 0.01:
        return "<1"
    return ">99" if p > 0.99 else f"{100 * p:.0f}"


def span(low: float | None, high: float | None) -> str:
    """Return an interval in percent, without its sign; nothing where there is none.

    >>> span(0.478, 0.741), span(0.002, 0.004), span(0.4, 0.996), span(None, None)
    ('48–74', '<1', '40 to >99', '')
    """
    if low is None or high is None:
        return ""
    ends = (of_hundred(low), of_hundred(high))
    if ends[0] == ends[1]:
        return ends[0]
    apart = _("{low} to {high}") if ends[1].startswith(">") else "{low}–{high}"
    return apart.format(low=ends[0], high=ends[1])


def with_span(said: str, low: float | None, high: float | None) -> str:
    """Return a number with its interval in brackets, where it has one.

    >>> with_span("62%", 0.478, 0.741), with_span("62%", None, None)
    ('62% (48–74)', '62%')
    """
    interval = span(low, high)
    if not interval:
        return said
    spoken = _("{number} (between {low} and {high})") if level() == "patient" else ""
    if not spoken or low is None or high is None:
        return f"{said} ({interval})"
    return spoken.format(number=said, low=of_hundred(low), high=of_hundred(high))


def verbal(p: float) -> str:
    """Return the word for a probability, from `SCALE`.

    >>> verbal(0.92), verbal(0.45), verbal(0.02)
    ('Very likely', 'Possible', 'Very unlikely')
    """
    return translated(next((word for least, word in SCALE if p >= least), LEAST))


def phrase(target: str, state: str) -> str:
    """Return what a patient in this state of the target has, for the inside of a sentence.

    >>> phrase("pattern", "umn"), phrase("location", "brain")
    ('an upper motor neuron lesion', 'brain')
    """
    known = PHRASES.get(state) if target == "pattern" else None
    return translated(known) if known else in_text(state_label(target, state))


def headline(posterior: Posterior) -> str:
    """Return the likeliest state in one line: a word, and what it is; to a clinician, its figures.

    Where even the likeliest of many states is unlikely by the scale, it is still a possible one;
    where its interval and that of another meet, the studies leave open which it is.
    """
    best = int(np.argmax(posterior.probability))
    if level() == "clinician":
        figures = _in_figures(posterior, best)
        open_ = _("Not settled: {what}.").format(what=figures)
        return open_ if unsettled(posterior) else f"{figures}."
    word = verbal(max(float(posterior.probability[best]), _POSSIBLE))
    named = phrase(posterior.target, posterior.states[best])
    if unsettled(posterior):
        return _("Not settled, most likely {what}.").format(what=named)
    return _("{likely}: {what}.").format(likely=word, what=named)


def _in_figures(posterior: Posterior, at: int) -> str:
    """Return a state with its probability and interval, for those who read figures."""
    share = percent(float(posterior.probability[at]))
    label = state_label(posterior.target, posterior.states[at])
    return f"{label} {with_span(share, *bounds(posterior, at))}"


def unsettled(posterior: Posterior) -> bool:
    """Return whether the likeliest state's interval meets that of another state."""
    if posterior.low is None or posterior.high is None:
        return False
    best = int(np.argmax(posterior.probability))
    return bool(np.delete(posterior.high, best).max(initial=0.0) >= posterior.low[best])


def frequencies(posterior: Posterior) -> str:
    """Return the likeliest state as a count of 100 patients, and the next if it is in question.

    A clinician, who has read the likeliest as a figure, is told the next alone.
    """
    order = np.argsort(-posterior.probability, kind="stable")
    best, second = int(order[0]), int(order[1])
    likely = posterior.probability[second] >= CLOSE
    if level() == "clinician":
        what = _in_figures(posterior, second)
        return _("Next: {what}.").format(what=what) if likely else ""
    said = _("Of 100 such patients, {count} would have {what}").format(
        count=count(posterior, best), what=phrase(posterior.target, posterior.states[best])
    )
    if likely:
        named = phrase(posterior.target, posterior.states[second])
        next_ = _("; next comes {what} with {count}")
        said += next_.format(what=named, count=count(posterior, second))
    return f"{said}."


def count(posterior: Posterior, at: int) -> str:
    """Return how many of 100 patients are in the state at position `at`, with the interval."""
    low, high = bounds(posterior, at)
    return with_span(of_hundred(float(posterior.probability[at])), low, high)


def bounds(posterior: Posterior, at: int) -> tuple[float | None, float | None]:
    """Return the interval of the state at position `at`; None twice where there is none."""
    if posterior.low is None or posterior.high is None:
        return None, None
    return float(posterior.low[at]), float(posterior.high[at])


def findings_in_words(said: Mapping[str, str]) -> str:
    """Return findings, `Findings.said`, as a phrase.

    >>> findings_in_words({"tone": "increased", "atrophy": "mild or marked"})
    'muscle tone increased, muscle wasting mild or marked'
    """
    return ", ".join(result_in_words(node, text) for node, text in said.items())


def result_in_words(node: str, said: str) -> str:
    """Return one finding as a phrase; the name that a patient knows it by is a phrase already.

    >>> from bayesdx.language import speaking
    >>> with speaking("en", to="patient"):
    ...     result_in_words("tone", "increased")
    'how stiff or floppy the relaxed limbs are: increased'
    """
    if level() == "patient":
        return f"{in_text(spoken_label(node))}: {said_label(node, said)}"
    return f"{in_text(node_label(node))} {said_label(node, said)}"


def names_in_words(nodes: Sequence[str]) -> str:
    """Return the labels of nodes as a list in running text.

    >>> names_in_words(["tone", "emg", "setting"])
    'muscle tone, active denervation on EMG and where the patient is seen'
    """
    return listed([in_text(spoken_label(node)) for node in nodes])
