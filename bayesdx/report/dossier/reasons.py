"""The reasons of an answer: why it is so, what to examine next, and what it rests on."""

from __future__ import annotations

from collections.abc import Iterator

from bayesdx.explain import Explanation, Weight
from bayesdx.language import _, level, number
from bayesdx.report.advice_charts import burden_in_words, label_of_tests
from bayesdx.report.dossier import markup, words
from bayesdx.report.dossier.basis import FEW, Basis
from bayesdx.report.dossier.case import Dossier, Reasons
from bayesdx.report.dossier.markup import Markup, element, section
from bayesdx.report.explanation import by_part
from bayesdx.report.explanation_words import decibans, hypothesis_in_words
from bayesdx.report.labels import node_label
from bayesdx.report.named import named_bars, named_shares
from bayesdx.report.next_words import best_said
from bayesdx.report.sentences import names_in_words
from bayesdx.report.sure import sources_said

TESTS = 3
"""So many tests are named."""

ASSUMED = 6
"""So many assumptions are named, those that move the answer most."""


def reasons(dossier: Dossier) -> Iterator[Markup]:
    """Yield what is said of the reasons, a section each; nothing for a dossier without them."""
    found = dossier.reasons
    if found is None:
        return
    if found.explanation is None:
        observed = _("What was asked about was itself observed: there is nothing to explain.")
        yield section(_("Why"), element("p", observed))
        return
    yield _why(dossier, found.explanation)
    yield _next(found)
    if found.basis is None:
        lacks = _(
            "This model has no literature of its own: what its numbers rest on, and how far the "
            "answer would move with them, cannot be said."
        )
        yield section(_("What the answer rests on"), element("p", lacks))
        return
    yield _rests_on(found, found.basis)
    yield _publications(found.basis)


def _why(dossier: Dossier, found: Explanation) -> Markup:
    weights = found.weights
    what = hypothesis_in_words(weights.target, weights.state, level())
    parts = by_part(found, level())
    said = markup.paragraphs(parts["answer"][:1] + parts["fit"])
    if not weights.findings:
        return section(_("Why"), said)
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
    return section(_("Why"), said, weighed)


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
        return section(
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
    return section(
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
    return section(
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
    return section(count, element("p", lead, class_="quiet"), element("ol", *lines))


def _uses(basis: Basis, source: str) -> str:
    nodes = [ground.node for ground in basis.grounds if source in ground.sources]
    return names_in_words(nodes)
