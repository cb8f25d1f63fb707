"""A dossier as one web page that needs nothing else, to read, to keep and to print."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from pathlib import Path
from string import Template

from bayesdx.language import _, language, translated
from bayesdx.network import Network
from bayesdx.report.body import body_svg
from bayesdx.report.body.neurons import SITE
from bayesdx.report.charts import PATTERN_COLOURS
from bayesdx.report.dossier import markup, words
from bayesdx.report.dossier.answer import answers
from bayesdx.report.dossier.case import INTENDED, Dossier
from bayesdx.report.dossier.files import command, data_in_words
from bayesdx.report.dossier.markup import Markup, element, section
from bayesdx.report.dossier.reasons import reasons
from bayesdx.report.labels import node_label
from bayesdx.report.sentences import frequencies, headline, names_in_words

_TEXTS = Path(__file__).parents[1] / "texts"


def page(dossier: Dossier, *, body: str = "") -> str:
    """Return a dossier as a page that loads nothing: no script, no style sheet, no picture.

    Args:
        dossier: with its reasons, or without: then the page is short.
        body: a drawing of the body, SVG with its own alternative text.
    """
    template, style = _files()
    parts = [
        answers(dossier, body),
        _found(dossier),
        _cautions(dossier),
        *reasons(dossier),
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


def _about(dossier: Dossier) -> Markup:
    rows = [
        (_("Model"), dossier.network),
        (_("Evidence"), data_in_words(dossier.data) if dossier.data else _("none of its own")),
        (_("Software"), f"bayesdx {dossier.software}"),
        (_("Date"), dossier.made.isoformat()),
    ]
    return markup.pairs(rows)


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
    return section(_("What was found"), *parts)


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
    return section(_("Cautions"), said or element("p", _("None for these findings.")))


def _again(dossier: Dossier) -> Markup:
    lead = _("This command gives the same answers again, with the same model and evidence:")
    return section(
        _("To reproduce it"),
        element("p", lead),
        element("pre", element("code", command(dossier))),
    )
