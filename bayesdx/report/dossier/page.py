"""A dossier as one web page that needs nothing else, to read, to keep and to print."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from pathlib import Path
from string import Template

from bayesdx.explain import Explanation, Weight
from bayesdx.inference import Posterior
from bayesdx.language import _, language, level, number, plural, translated
from bayesdx.network import Network
from bayesdx.report.advice_charts import burden_in_words, label_of_tests
from bayesdx.report.body import body_svg
from bayesdx.report.body.neurons import SITE
from bayesdx.report.charts import PATTERN_COLOURS, posterior_rows
from bayesdx.report.dossier import markup, words
from bayesdx.report.dossier.basis import FEW, Basis
from bayesdx.report.dossier.case import INTENDED, Dossier, Reasons
from bayesdx.report.dossier.files import MOST, command, data_in_words
from bayesdx.report.dossier.markup import Markup, element
from bayesdx.report.explanation import by_part, decibans, hypothesis_in_words
from bayesdx.report.labels import node_label
from bayesdx.report.named import named_bars, named_shares
from bayesdx.report.next_words import best_said
from bayesdx.report.sentences import (
    frequencies,
    headline,
    names_in_words,
    of_hundred,
    span,
)
from bayesdx.report.sure import sources_said

TESTS = 3
"""So many tests are named."""

ASSUMED = 6
"""So many assumptions are named, those that move the answer most."""

_TEXTS = Path(__file__).parents[1] / "texts"


def page(dossier: Dossier, *, body: str = "") -> str:
    """Return a dossier as a page that loads nothing: no script, no style sheet, no picture.

    Args:
        dossier: with its reasons, or without: then the page is short.
        body: a drawing of the body, SVG with its own alternative text.
    """
    template, style = _files()
    parts = [
        _answers(dossier, body),
        _found(dossier),
        _cautions(dossier),
        *_reasons(dossier),
        _again(dossier),
    ]
    first = _headline(dossier)
    return template.substitute(
        lang=language(),
        title=markup.shown(_("bayesdx report: {answer}").format(answer=first)),
        style=style,
        kicker=markup.shown(_("Report of a case")),
        headline=markup.shown(first),
        frequencies=markup.shown(frequencies(dossier.answers[0])),
        intended=markup.shown(translated(INTENDED)),
        about=_about(dossier),
        sections=markup.join(part for part in parts if part),
    )


def body_of(network: Network, dossier: Dossier) -> str:
    """Return the body with the sites by their probability; nothing where a model has no sites.

    Args:
        network: the one that the dossier is of.
        dossier: with an answer about the site, or without.
    """
    if network.spec is None:
        return ""
    both = zip(dossier.answers, dossier.priors, strict=True)
    drawn = (body_svg(network, *one) for one in both if one[0].target == SITE)
    return next(drawn, "")


def _headline(dossier: Dossier) -> str:
    """Return the first answer in one line, after the question where the answer does not say it."""
    first = dossier.answers[0]
    if first.target == "pattern":
        return headline(first)
    return _("{question}. {answer}").format(
        question=node_label(first.target), answer=headline(first)
    )


@cache
def _files() -> tuple[Template, str]:
    """Return the frame of the page and its style."""
    frame = (_TEXTS / "dossier.html").read_text("utf-8")
    style = (_TEXTS / "dossier.css").read_text("utf-8").strip()
    return Template(frame), f"{style}\n@media print {{\n{_flat()}\n}}"


def _flat() -> str:
    """Return rules that take the hatching from the body: on paper it weighs thirty megabytes.

    Its labels say in words which neuron is meant.
    """
    rules = (
        f'.drawing [{how}="url(#bayesdx-{name})"] {{ {how}: {colour}; }}'
        for name, colour in PATTERN_COLOURS.items()
        for how in ("fill", "stroke")
    )
    return "\n".join(rules)


def _section(title: str, *parts: str) -> Markup:
    return element("section", element("h2", title), *parts)


def _about(dossier: Dossier) -> Markup:
    rows = [
        (_("Model"), dossier.network),
        (_("Evidence"), data_in_words(dossier.data) if dossier.data else _("none of its own")),
        (_("Software"), f"bayesdx {dossier.software}"),
        (_("Date"), dossier.made.isoformat()),
    ]
    return markup.pairs(rows)


def _answers(dossier: Dossier, body: str) -> Markup:
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
    return _section(_("The answer"), element("p", note, class_="quiet"), figure, *tables)


def _answer(answer: Posterior, prior: Posterior) -> Markup:
    """Return the likeliest states of a node, and how many patients are left for the others."""
    rows = posterior_rows(answer, prior)
    if len(rows) > MOST:
        rows = sorted(rows, key=lambda row: -row["probability"])
    body: list[tuple[str, ...]] = [
        (
            markup.join(
                [
                    row["label"],
                    markup.bar(
                        row["probability"],
                        low=row["low"],
                        high=row["high"],
                        prior=row["prior"],
                        colour=_colour(answer.target, row["state"]),
                    ),
                ]
            ),
            _count(row["probability"], span(row["low"], row["high"])),
            of_hundred(row["prior"]),
        )
        for row in rows[:MOST]
    ]
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


def _count(p: float, interval: str) -> Markup:
    """Return how many of 100 patients, with the interval in brackets on one line."""
    brackets = element("span", f"({interval})", class_="whole") if interval else ""
    return markup.join([of_hundred(p), " ", brackets])


def _colour(target: str, state: str) -> str:
    return PATTERN_COLOURS.get(state, "") if target == "pattern" else ""


def _found(dossier: Dossier) -> Markup:
    """Return what was found and what was not, and what was known before."""
    parts: list[str] = []
    if dossier.examined:
        heads = (_("Finding"), _("Result"), _("How sure"))
        parts.append(markup.table(_("Examined"), heads, _rows(dossier, dossier.examined)))
    else:
        parts.append(element("p", _("Nothing was examined.")))
    if dossier.context:
        heads = (_("Circumstance"), _("Value"), _("How sure"))
        parts.append(markup.table(_("Setting"), heads, _rows(dossier, dossier.context)))
    for said, names in (
        (_("Not stated: {names}."), dossier.not_stated),
        (_("Not examined, which is not the same as absent: {names}."), dossier.not_examined),
    ):
        if names:
            parts.append(element("p", said.format(names=names_in_words(names))))
    return _section(_("What was found"), *parts)


def _rows(dossier: Dossier, names: tuple[str, ...]) -> Iterator[tuple[str, str, str]]:
    for name in names:
        states, vector = dossier.states[name], dossier.findings.likelihoods[name]
        said = dossier.findings.said[name]
        yield (
            node_label(name),
            words.result(name, states, vector, said),
            words.sure(name, states, vector),
        )


def _cautions(dossier: Dossier) -> Markup:
    said = markup.items(dossier.cautions) if dossier.cautions else ""
    return _section(_("Cautions"), said or element("p", _("None for these findings.")))


def _reasons(dossier: Dossier) -> Iterator[Markup]:
    found = dossier.reasons
    if found is None:
        return
    if found.explanation is None:
        observed = _("What was asked about was itself observed: there is nothing to explain.")
        yield _section(_("Why"), element("p", observed))
        return
    yield _why(dossier, found.explanation)
    yield _next(found)
    if found.basis is None:
        lacks = _(
            "This model has no literature of its own: what its numbers rest on, and how far the "
            "answer would move with them, cannot be said."
        )
        yield _section(_("What the answer rests on"), element("p", lacks))
        return
    yield _rests_on(found, found.basis)
    yield _publications(found.basis)


def _why(dossier: Dossier, found: Explanation) -> Markup:
    weights = found.weights
    what = hypothesis_in_words(weights.target, weights.state, level())
    parts = by_part(found, level())
    said = markup.paragraphs(parts["answer"][:1] + parts["fit"])
    if not weights.findings:
        return _section(_("Why"), said)
    ordered = sorted(weights.findings, key=lambda one: -abs(one.shapley or 0.0))
    rows = [
        (words.finding(dossier, one.finding), words.directed(one), markup.join(_weight(one)))
        for one in ordered
    ]
    caption = _(
        "How each finding speaks for {what}: its weight of evidence in decibans, 10 for odds times "
        "ten. The mean over all orders in which the findings could have been learnt; below it the "
        "least and the greatest."
    ).format(what=what)
    heads = (_("Finding"), _("What it says"), _("Decibans"))
    weighed = markup.table(caption, heads, rows, looks=("", "", "count weight"))
    return _section(_("Why"), said, weighed)


def _weight(one: Weight) -> Iterator[Markup]:
    """Yield the mean, and below it the range where there is one."""
    yield markup.shown(decibans(one.shapley))
    if one.minimum != one.maximum:
        ends = {"least": decibans(one.minimum), "greatest": decibans(one.maximum)}
        yield element("span", _("{least} to {greatest}").format(**ends), class_="range")


def _next(found: Reasons) -> Markup:
    tests = found.tests
    rows = [row for row in (tests.rows() if tests else []) if row["information_bits"] > 0][:TESTS]
    if tests is None or not rows:
        return _section(
            _("What to examine next"), element("p", _("Nothing that is left would tell anything."))
        )
    heads = (_("Test"), _("Expected to tell (bits)"), _("Burden"))
    body = [
        (
            label_of_tests(row["tests"]),
            number(row["information_bits"], ".3f"),
            burden_in_words(row["burden"]) if row["burden"] else "–",
        )
        for row in rows
    ]
    caption = _("The tests that would tell most, of {open} bits that are open").format(
        open=number(tests.entropy_bits, ".2f")
    )
    return _section(
        _("What to examine next"),
        element("p", best_said(tests)),
        markup.table(caption, heads, body),
    )


def _rests_on(found: Reasons, basis: Basis) -> Markup:
    rows = [
        (
            node_label(ground.node),
            words.kinds_in_words(ground.kinds),
            markup.join(_reference(basis.number(source)) for source in ground.sources) or "–",
        )
        for ground in basis.grounds
    ]
    heads = (_("Table"), _("How its columns come about"), _("Publications"))
    kinds = {kind for ground in basis.grounds for kind, part in ground.kinds.items() if part >= FEW}
    caption = _(
        "The tables that speak for patients like this one, by the part of these patients in "
        "columns of each kind"
    )
    return _section(
        _("What the answer rests on"),
        *_width(found),
        markup.table(caption, heads, rows),
        markup.pairs(words.kinds_explained(tuple(kinds))),
        _assumed(found, basis),
    )


def _reference(place: int) -> Markup:
    return markup.join([markup.link(f"[{place}]", f"#publication-{place}"), " "])


def _width(found: Reasons) -> Iterator[Markup]:
    """Yield in a sentence where the width of the interval comes from."""
    if found.shares and found.evidence:
        yield element("p", sources_said(found.shares, named_shares(found.shares, found.evidence)))


def _assumed(found: Reasons, basis: Basis) -> Markup:
    """Return the assumptions that move the answer most, with their reasons."""
    if not found.moves or not found.evidence:
        return Markup()
    known = {one.name: one for ground in basis.grounds for one in ground.parameters}
    named = zip(found.moves.bars, named_bars(found.moves, found.evidence).bars, strict=True)
    assumed = [(bar, label.name) for bar, label in named if bar.kind == "assumed"][:ASSUMED]
    if not assumed:
        return Markup()
    rows = [
        (
            _place(label, bar.parameter),
            known[bar.parameter].because if bar.parameter in known else "–",
            words.moved(bar),
        )
        for bar, label in assumed
    ]
    node, __, state = found.moves.target.partition("=")
    what = hypothesis_in_words(node, state, level())
    caption = _(
        "What is assumed and moves the answer most: the probability of {what} from one end of the "
        "assumption's interval to the other"
    ).format(what=what)
    heads = (_("Assumption"), _("Because"), _("Answer"))
    return markup.table(caption, heads, rows, looks=("", "loose", "count"))


def _place(label: str, parameter: str) -> Markup:
    """Return what an assumption is called, and where in the model file it stands."""
    return markup.join([label, " ", element("code", parameter)])


def _publications(basis: Basis) -> Markup:
    lines = [
        element(
            "li",
            markup.link(one.reference, one.link),
            " ",
            element("span", _("Used for {names}.").format(names=_uses(basis, one.source_id)),
                    class_="quiet"),
            id=f"publication-{place}",
        )
        for place, one in enumerate(basis.sources, 1)
    ]  # fmt: skip
    lead = _(
        "The figures of these publications enter the columns that speak for patients like this "
        "one. Links open in the browser; the page itself loads nothing."
    )
    count = _("Publications ({n})").format(n=len(lines))
    return _section(count, element("p", lead, class_="quiet"), element("ol", *lines))


def _uses(basis: Basis, source: str) -> str:
    nodes = [ground.node for ground in basis.grounds if source in ground.sources]
    return names_in_words(nodes)


def _again(dossier: Dossier) -> Markup:
    lead = _("This command gives the same answers again, with the same model and evidence:")
    return _section(
        _("To reproduce it"),
        element("p", lead),
        element("pre", element("code", command(dossier))),
    )
