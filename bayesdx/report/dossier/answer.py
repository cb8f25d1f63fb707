"""The answer as tables of how many of 100 such patients."""

from __future__ import annotations

from bayesdx.inference import Posterior
from bayesdx.language import _, number, plural
from bayesdx.report.charts import PATTERN_COLOURS, Row, posterior_rows
from bayesdx.report.dossier import markup
from bayesdx.report.dossier.case import Dossier
from bayesdx.report.dossier.files import MOST
from bayesdx.report.dossier.markup import Markup, element, section
from bayesdx.report.labels import node_label
from bayesdx.report.sentences import of_hundred, span


def answers(dossier: Dossier, body: str) -> Markup:
    """Return each answer as a table, below a drawing of the body where there is one."""
    note = _(
        "Bar: with the findings. Diamond: before them, with the same setting and nothing examined."
    )
    if dossier.answers[0].low is not None:
        share = number(100 * dossier.answers[0].level, "g")
        note += " " + _(
            "In brackets and as a line: the {level}% interval, how far the studies leave the "
            "number open. It is not the chance that the answer is right."
        ).format(level=share)
    figure = element("figure", Markup(body), class_="drawing") if body else Markup()
    tables = (_answer(*both) for both in zip(dossier.answers, dossier.priors, strict=True))
    return section(_("The answer"), element("p", note, class_="quiet"), figure, *tables)


def _answer(answer: Posterior, prior: Posterior) -> Markup:
    """Return the likeliest states of a node, and how many patients are left for the others."""
    rows = posterior_rows(answer, prior)
    if len(rows) > MOST:
        rows = sorted(rows, key=lambda row: -row["probability"])
    body = [_row(row, _colour(answer.target, row["state"])) for row in rows[:MOST]]
    if rest := rows[MOST:]:
        sums = [min(1.0, sum(row[name] for row in rest)) for name in ("probability", "prior")]
        label = plural("The other one", "The other {n} together", len(rest)).format(n=len(rest))
        body.append((label, *map(of_hundred, sums)))
    label = node_label(answer.target)
    return markup.join(
        [
            element("h3", label),
            markup.table(
                _("{what}: how many of 100 such patients").format(what=label),
                (_("Of 100 such patients"), _("With the findings"), _("Before")),
                body,
                looks=("", "count", "count before"),
                hidden=True,
            ),
        ]
    )


def _row(row: Row, colour: str) -> tuple[str, ...]:
    """Return a state with its bar, and how many patients have it, with the findings and before."""
    p, low, high, prior = (row[name] for name in ("probability", "low", "high", "prior"))
    drawn = markup.bar(p, low=low, high=high, prior=prior, colour=colour)
    return markup.join([row["label"], drawn]), _count(p, span(low, high)), of_hundred(prior)


def _count(p: float, interval: str) -> Markup:
    """Return how many of 100 patients, with the interval in brackets on one line."""
    brackets = element("span", f"({interval})", class_="whole") if interval else ""
    return markup.join([of_hundred(p), " ", brackets])


def _colour(target: str, state: str) -> str:
    return PATTERN_COLOURS.get(state, "") if target == "pattern" else ""
