"""A plan of tests in words: a sentence, an indented list that fits a phone, and plain rows."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from bayesdx.advice import Advice, Plan
from bayesdx.advice.plan import Step
from bayesdx.language import _, number
from bayesdx.report.advice_charts import hypothesis_label
from bayesdx.report.labels import either, in_text, listed, node_label, short_label
from bayesdx.report.sentences import percent


class Place(NamedTuple):
    """One result in a plan, and what then: how many tests are done, and a line of words."""

    depth: int
    text: str


def plan_said(found: Plan, pair: Advice | None = None) -> list[str]:
    """Return in sentences which test comes first and what follows, and what that is worth.

    Args:
        found: the plan.
        pair: the sets of two tests that do not wait for a result, by the same measure.
    """
    if not found.step:
        return [_("No plan of up to two tests adds anything.")]
    return [_order(found.step), _worth(found, pair)]


def _order(step: Step) -> str:
    """Return what is done first, and what next after which results."""
    first = _("First {test}.").format(test=in_text(node_label(step.test)))
    after: dict[str, list[str]] = {}
    for branch in step.branches:
        after.setdefault(branch.step.test if branch.step else "", []).append(branch.result)
    if set(after) == {""}:
        return _("{first} Whatever it shows, no single test after it adds anything.").format(
            first=first
        )
    if len(after) == 1:
        [test] = after
        then = _("{first} Whatever it shows, then {test}.")
        return then.format(first=first, test=in_text(node_label(test)))
    return " ".join([first, *(_after(step.test, test, several) for test, several in after.items())])


def _after(test: str, then: str, results: list[str]) -> str:
    states = either([in_text(short_label(test, one)) for one in results])
    if not then:
        return _("If the result is {states}, no single test after it adds anything.").format(
            states=states
        )
    said = _("If the result is {states}, then {test}.")
    return said.format(states=states, test=in_text(node_label(then)))


def _worth(found: Plan, pair: Advice | None) -> str:
    unit = _("bits") if found.threshold is None else _("of benefit and harm of acting")
    said = _("The whole plan is expected to give {value} {unit}").format(
        value=number(found.value, ".3f"), unit=unit
    )
    rows = pair.rows() if pair else []
    if not rows:
        return f"{said}."
    fixed = rows[0]["information_bits" if found.threshold is None else "expected_value"]
    form = _("{said}, the best two tests chosen once and for all {fixed}.")
    return form.format(said=said, fixed=number(fixed or 0.0, ".3f"))


def plan_list(found: Plan) -> list[Place]:
    """Return a line for each result, below the test it is of.

    >>> from bayesdx import load
    >>> from bayesdx.advice import best_plan
    >>> among = ["babinski", "reflexes"]
    >>> plan = best_plan(load("core"), {}, target="pattern=umn", depth=1, among=among)
    >>> plan_list(plan)[0].depth, plan_list(plan)[0].text.partition(" (")[0]
    (0, 'First: Plantar response')
    """
    if not found.step:
        return []
    node = found.target.partition("=")[0]
    first = _("First: {test}").format(test=node_label(found.step.test))
    return [Place(0, first), *_lines(found.step, node, 1)]


def _lines(step: Step, node: str, depth: int) -> Iterator[Place]:
    for branch in step.branches:
        then = node_label(branch.step.test) if branch.step else ""
        ends = (
            _("{result} ({p}): {believed}")
            if depth > 1
            else _("{result} ({p}): {believed}; the plan ends")
        )
        goes = _("{result} ({p}): {believed}; then: {test}")
        text = (goes if then else ends).format(
            result=short_label(step.test, branch.result),
            p=percent(branch.probability),
            believed=believed(branch.posterior, node),
            test=then,
        )
        yield Place(depth, text)
        if branch.step:
            yield from _lines(branch.step, node, depth + 1)


def believed(posterior: Mapping[str, float], node: str) -> str:
    """Return the likeliest hypothesis with its probability."""
    top = max(posterior, key=lambda state: posterior[state])
    return f"{hypothesis_label(node, top)} {percent(posterior[top])}"


def plan_alt(found: Plan) -> str:
    """Return what the tree shows, for those who do not see it."""
    return _("A tree of tests. {lines}.").format(
        lines="; ".join(place.text for place in plan_list(found)) or _("No test")
    )


def plan_rows_named(found: Plan) -> list[dict[str, Any]]:
    """Return the rows of the plan with their words: what was found, is believed, comes next."""
    node = found.target.partition("=")[0]
    return [
        {
            "after": listed(
                [
                    f"{in_text(node_label(test))} {in_text(short_label(test, result))}"
                    for test, result in row["found"].items()
                ]
            )
            or _("nothing yet"),
            "then": node_label(row["next"]) if row["next"] else _("the plan ends"),
            "believed": believed(row["posterior"], node),
            **row,
        }
        for row in found.rows()
    ]
