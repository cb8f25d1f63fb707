"""What to examine next in pictures: a bar for each test, and a plan as a tree."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from bayesdx.advice import Advice, Plan
from bayesdx.advice.plan import Step
from bayesdx.language import _, level, number, plural
from bayesdx.report.charts import INK, PATTERN_COLOURS, PLAIN_COLOUR, chart_of
from bayesdx.report.labels import in_text, listed, node_label, short_label
from bayesdx.report.sentences import percent
from bayesdx.report.sheet import sheet
from bayesdx.report.tables import probability

if TYPE_CHECKING:
    import altair as alt

MOST = 15
"""So many bars are drawn."""

_STEP, _LEAF = 34, 44
"""Height of a bar with its text, and of a leaf of the tree with its words, in pixels."""

_LEVEL = 0.88
"""How far from one test to the next a line stays level, so that it crosses no words."""

_BITS = "Bar: what a test is expected to tell about {target}, in bits; {open:.2f} bits are open."
_VALUE = (
    "Bar: what a test is worth for acting on {target} from {threshold} on,",
    "in units of the benefit of acting rightly and the harm of acting wrongly, taken together.",
)


def advice_rows(found: Advice) -> list[dict[str, Any]]:
    """Return a row for each bar: its tests, its length, and a caption with all that is known.

    The best `MOST` are drawn; a test that tells nothing is not.
    """
    rows = []
    for row in found.rows()[:MOST]:
        size = row["information_bits"] if found.threshold is None else row["expected_value"]
        if size > 0:
            rows.append({"tests": row["tests"], "size": size, "caption": _caption(row, size)})
    return rows


def _caption(row: Mapping[str, Any], size: float) -> str:
    """Return what stands above a bar."""
    said = label_of_tests(row["tests"])
    said += "" if level() == "patient" else f"  {probability(size)}"
    if row["probability_best"] is not None:
        said += _(", best with {share}").format(share=percent(row["probability_best"]))
    burden = row["burden"]
    return said + (f"; {burden_in_words(burden)}" if burden else "")


def label_of_tests(tests: Sequence[str]) -> str:
    """Return the tests in words.

    >>> label_of_tests(["babinski", "mri_brain"])
    'Plantar response and MRI of the brain'
    """
    labels = [node_label(test) for test in tests]
    return listed([labels[0], *map(in_text, labels[1:])])


def burden_in_words(burden: Mapping[str, float]) -> str:
    """Return what a test costs the patient, in a few words.

    >>> burden_in_words({"money": 0, "pain": 0, "delay": 0, "availability": 1})
    'at the bedside'
    >>> burden_in_words({"money": 31.7, "pain": 3.6, "delay": 14, "availability": 3})
    '$32, pain 3.6 of 10, 14 days'
    """
    if burden["availability"] <= 1 and not burden["delay"]:
        return ", ".join([_("at the bedside"), *_pain(burden)])
    parts = [f"${burden['money']:.0f}"] if burden["money"] else []
    days = round(burden["delay"])
    waited = plural("{n} day", "{n} days", days).format(n=days)
    return ", ".join([*parts, *_pain(burden), waited])


def _pain(burden: Mapping[str, float]) -> list[str]:
    said = _("pain {pain} of 10").format(pain=number(burden["pain"], "g"))
    return [said] if burden["pain"] else []


def advice_chart(rows: Sequence[Mapping[str, Any]]) -> alt.LayerChart:
    """Return a bar for each test with its caption above it, the best on top.

    Args:
        rows: as `advice_rows` gives them.
    """
    import altair as alt

    longest = max((row["size"] for row in rows), default=1.0)
    y = alt.Y("caption:N", sort=None, axis=None)
    x = alt.X("size:Q", scale=alt.Scale(domain=[0, longest]), axis=None)
    base = chart_of(rows).encode(y=y)
    bars = base.mark_bar(size=10, yOffset=9, cornerRadiusEnd=2, color=PLAIN_COLOUR)
    words = base.mark_text(align="left", yOffset=-6, fontSize=12.5, fill=INK)
    return alt.LayerChart(
        layer=[
            bars.encode(x=x, tooltip="caption:N"),
            words.encode(x=alt.value(0), text="caption:N"),
        ],
        height=_STEP * max(len(rows), 1),
    )


def advice_plot(found: Advice) -> alt.VConcatChart:
    """Return the picture of a ranking for a file."""
    if found.threshold is None:
        key = [_BITS.format(target=_target(found.target), open=found.entropy_bits)]
    else:
        told = {"target": _target(found.target), "threshold": percent(found.threshold)}
        key = [line.format(**told) for line in _VALUE]
    rows = advice_rows(found)
    heading = "" if rows else "No test would change anything."
    return sheet(_title(found.target, found.findings), key, [(heading, advice_chart(rows))])


def plan_plot(found: Plan) -> alt.VConcatChart:
    """Return the picture of a plan for a file."""
    unit = "bits" if found.threshold is None else "of benefit and harm of acting"
    key = (
        "From left to right: what to examine, what may be found and how probable that is, and what "
        "is believed then.",
        f"The whole plan is expected to give {found.value:.3f} {unit}.",
    )
    return sheet(_title(found.target, found.findings), key, [("", plan_chart(found))])


def _title(target: str, findings: Mapping[str, str]) -> str:
    said = ", ".join(f"{name}={text}" for name, text in findings.items())
    return f"{target} | {said or 'no findings'}"


def _target(target: str) -> str:
    node, _sign, state = target.partition("=")
    label = in_text(node_label(node))
    return f"{label} {in_text(short_label(node, state))}" if state else label


def plan_chart(found: Plan) -> alt.LayerChart:
    """Return a plan as a tree, from left to right; its words say all that it shows."""
    import altair as alt

    places, lines = plan_rows(found)
    across = max(place["x"] for place in places)
    height = _LEAF * max(1, round(max(place["y"] for place in places)) + 1)
    x = alt.X("x:Q", scale=alt.Scale(domain=[0, across + 1]), axis=None)
    scale = alt.Scale(domain=[-0.7, height / _LEAF - 0.3], reverse=True, nice=False, zero=False)
    y = alt.Y("y:Q", scale=scale, axis=None)
    rules = chart_of(lines).mark_rule(color=INK, opacity=0.35, strokeWidth=1.5)
    base = chart_of(places).encode(x=x, y=y)
    dots = base.mark_point(filled=True, size=80, opacity=1).encode(
        fill=alt.Fill("colour:N", scale=None), tooltip=["found:N", "believed:N", "next:N"]
    )
    words: dict[str, Any] = {"align": "left", "dx": 8, "fill": INK, "fontSize": 11.5}
    found_ = base.mark_text(**words, dy=-17, baseline="bottom")
    believed = base.mark_text(**words, dy=-3, baseline="bottom")
    next_ = base.mark_text(**words, dy=4, baseline="top", fontWeight="bold")
    return alt.LayerChart(
        layer=[
            rules.encode(x=x, y=y, x2="x2:Q", y2="y2:Q"),
            dots,
            found_.encode(text="found:N"),
            believed.encode(text="believed:N"),
            next_.encode(text="next:N"),
        ],
        height=height,
    )


def plan_rows(found: Plan) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """Return the places of a plan's tree and the lines between them.

    Returns:
        per place x (how many tests are done), y (in leaves from the top), what was found, what is
        believed, what to do next, and a colour; per line x, y, x2, y2.
    """
    places: list[dict[str, Any]] = []
    lines: list[dict[str, Any]] = []
    node = found.target.partition("=")[0]

    def place(x: int, text: str, posterior: Mapping[str, float], step: Step | None) -> float:
        """Add a place with all behind it; return its height."""
        below = []
        for branch in step.branches if step else ():
            label = short_label(step.test, branch.result) if step else ""
            said = f"{label} {percent(branch.probability)}"
            below.append(place(x + 1, said, branch.posterior, branch.step))
        leaves = sum(one["next"] == "" for one in places)
        y = sum(below) / len(below) if below else float(leaves)
        if below:  # level under the words, then steep
            lines.append({"x": x, "y": y, "x2": x + _LEVEL, "y2": y})
        lines.extend({"x": x + _LEVEL, "y": y, "x2": x + 1, "y2": other} for other in below)
        top = max(posterior, key=lambda state: posterior[state])
        places.append(
            {
                "x": x,
                "y": y,
                "found": text,
                "believed": f"{hypothesis_label(node, top)} {percent(posterior[top])}",
                "next": node_label(step.test) if step else "",
                "colour": PATTERN_COLOURS.get(top, PLAIN_COLOUR),
            }
        )
        return y

    place(0, "", found.prior, found.step)
    return places, lines


def hypothesis_label(node: str, state: str) -> str:
    """Return a hypothesis of a plan in words: a state, or not a state."""
    other = state.removeprefix("not ")
    label = in_text(short_label(node, other))
    return _("not {state}").format(state=label) if other != state else label
