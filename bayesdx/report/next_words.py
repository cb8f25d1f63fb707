"""Whether to go on testing, and with what, in sentences; and how surely a decision stands."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from bayesdx.advice import Advice, SameDecision, Stop
from bayesdx.language import _, level, number
from bayesdx.report.advice_charts import advice_rows, burden_in_words, label_of_tests
from bayesdx.report.charts import PLAIN_COLOUR
from bayesdx.report.dots import Across, Dots, dots_chart
from bayesdx.report.explanation_words import hypothesis_in_words
from bayesdx.report.labels import in_text, node_label
from bayesdx.report.sentences import percent

if TYPE_CHECKING:
    import altair as alt

SURE = 0.95
"""From this probability on that no test changes a decision it counts as settled."""


def stop_said(found: Stop) -> str:
    """Return in a sentence whether one more test could change the decision.

    It never says that one may stop: several tests may do together what none does alone.
    """
    acts = _("At {probability} and a threshold of {threshold} one would act")
    waits = _("At {probability} and a threshold of {threshold} one would not act")
    now = (acts if found.acts else waits).format(
        probability=percent(found.probability), threshold=percent(found.threshold)
    )
    if found.test is None:
        then = _("{now}; no finding is left that could be examined.")
    elif found.why == "no value":
        then = _("{now}, and no single test alone could change that; several together may.")
    elif found.stop:
        then = _(
            "{now}, and after {test}, which shakes it most, the decision would stand with a "
            "probability of {held}; several tests together may still change it."
        )
    else:
        then = _(
            "{now}, but that is not settled: the chance that the decision is still the same once "
            "{test} is known is {held}."
        )
    test = in_text(node_label(found.test)) if found.test else ""
    return then.format(now=now, held=percent(found.same_decision_probability), test=test)


def best_said(found: Advice) -> str:
    """Return in a sentence which test comes first, and what it brings."""
    rows = found.rows()
    node, _sign, state = found.target.partition("=")
    name = hypothesis_in_words(node, state, level())
    if not rows or found.entropy_bits <= 0 or rows[0]["information_bits"] <= 0:
        return _("No finding that is left says anything about {what}.").format(what=name)
    first = max(rows, key=lambda row: row["information_bits"])
    bits, left = first["information_bits"], found.entropy_bits
    spoken = _(
        "{test} would tell most: about {share} of what is open on whether it is {what} would be "
        "settled."
    )
    counted = _(
        "{test} would tell most: it is expected to take away {bits} of the {left} bits, {share} "
        "of what is open on whether it is {what}."
    )
    return (spoken if level() == "patient" else counted).format(
        test=label_of_tests(first["tests"]),
        bits=number(bits, ".2f"),
        left=number(left, ".2f"),
        share=percent(bits / left),
        what=name,
    )


def worth_said(found: Advice) -> str:
    """Return in a sentence which test is worth most for the decision."""
    rows = [row for row in found.rows() if (row["expected_value"] or 0) > 0]
    if not rows:
        return _("For this decision no single test is worth anything: none could change it.")
    first = rows[0]
    return _(
        "For the decision {test} is worth most: {value}, where 1 is the benefit of acting rightly "
        "and the harm of acting wrongly taken together. Its own burden is not subtracted."
    ).format(
        test=in_text(label_of_tests(first["tests"])),
        value=number(first["expected_value"], ".3f"),
    )


def pair_said(pair: Advice, single: Advice) -> str:
    """Return in a sentence what two tests together bring over the best one.

    Args:
        pair: the sets of two.
        single: the tests one by one, ranked by the same measure.
    """
    if not pair.tests or not single.tests:
        return _("There are no two tests left to combine.")
    best = pair.rows()[0]
    value = "information_bits" if pair.threshold is None else "expected_value"
    alone = max(row[value] or 0.0 for row in single.rows())
    unit = _("bits") if pair.threshold is None else _("of benefit and harm of acting")
    said = _(
        "The best pair is {tests}: {value} {unit}, where the best single test has {alone}."
    ).format(
        tests=in_text(label_of_tests(best["tests"])),
        value=number(best[value], ".3f"),
        unit=unit,
        alone=number(alone, ".3f"),
    )
    if best["burden"]:
        together = _("Both together: {burden}.").format(burden=burden_in_words(best["burden"]))
        said = f"{said} {together}"
    return said


def tests_chart(found: Advice) -> alt.LayerChart:
    """Return a line for each test as long as what it tells or is worth, the best on top."""
    rows = advice_rows(found)
    longest = max((row["size"] for row in rows), default=1.0)
    across = Across(0.0, 1.02 * longest, _ticks(longest), form=".3~g")
    return dots_chart(
        [
            Dots(row["caption"], low=0.0, high=row["size"], mark=row["size"], colour=PLAIN_COLOUR)
            for row in rows
        ],
        across,
    )


def _ticks(longest: float) -> tuple[float, ...]:
    """Return round values up to the longest.

    >>> _ticks(0.45)
    (0.0, 0.1, 0.2, 0.3, 0.4)
    """
    step = 10.0 ** math.floor(math.log10(longest))
    step *= 1.0 if longest / step >= 4 else 0.5 if longest / step >= 2 else 0.25
    return tuple(round(i * step, 12) for i in range(int(longest / step + 1e-9) + 1))


def advice_alt(found: Advice, captions: list[str]) -> str:
    """Return what the bars show, for those who do not see them."""
    return _("Tests for {target}, the best first: {tests}.").format(
        target=found.target, tests="; ".join(captions) or _("none")
    )


def decision_chart(found: SameDecision, most: int) -> alt.LayerChart:
    """Return how surely the decision outlasts each test, the one that shakes it most on top."""
    rows = [
        Dots(
            f"{node_label(row['test'])}: {percent(row['same_decision_probability'])}",
            low=0.0,
            high=row["same_decision_probability"],
            mark=row["same_decision_probability"],
            shape="circle" if row["same_decision_probability"] >= SURE else "triangle-left",
            colour=PLAIN_COLOUR if row["same_decision_probability"] >= SURE else "#D55E00",
        )
        for row in found.rows()[:most]
    ]
    return dots_chart(rows, Across(guide=SURE))


def decision_alt(found: SameDecision, most: int) -> str:
    """Return what the picture shows, for those who do not see it."""
    listed = "; ".join(
        f"{node_label(row['test'])} {percent(row['same_decision_probability'])}"
        for row in found.rows()[:most]
    )
    return _("Probability that the decision stands after each test: {rows}.").format(rows=listed)
