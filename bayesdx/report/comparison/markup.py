"""Lines of the comparison → an HTML table that becomes a list of cards on a narrow screen."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape
from typing import Any

from bayesdx.language import N_, _, translated
from bayesdx.report.charts import PATTERN_COLOURS
from bayesdx.report.comparison.answer import Line, Reference
from bayesdx.report.comparison.rows import BY_PLACE, PATTERNS, Share
from bayesdx.report.labels import in_text, node_label, short_label

_HEADS = {"umn": N_("Upper"), "lmn": N_("Lower"), "mixed": N_("Both"), "neither": N_("Neither")}


def lines_table(lines: Sequence[Line], references: Sequence[Reference], *, label: str) -> str:
    """Return the lines that have shares as a table: a row for each, a column for each pattern.

    Args:
        lines: the lines of one part.
        references: all references of the page; `Line.refs` are their numbers.
        label: what the table shows, for those who do not see it.
    """
    links = {one.number: one.link for one in references}
    heads = "".join(f'<th scope="col" role="columnheader">{_head(p)}</th>' for p in PATTERNS)
    body = "".join(_row(line, links) for line in lines if line.shares)
    return (
        f'<table class="bayesdx-compare" role="table" aria-label="{escape(label)}">'
        f'<thead role="rowgroup"><tr role="row"><th scope="col" role="columnheader">'
        f"{escape(_('Finding'))}</th>"
        f'{heads}</tr></thead><tbody role="rowgroup">{body}</tbody></table>'
    )


def _head(pattern: str) -> str:
    return escape(translated(_HEADS[pattern]))


def _row(line: Line, links: Mapping[int, str | None]) -> str:
    said = [f"<strong>{escape(line.heading)}</strong>{cited(line.refs, links)}"]
    said.append(f"<span>{escape(line.says)}</span>")
    small = [_("Published: {share}").format(share=one) for one in line.figures]
    small += [_("Rests on: {kinds}").format(kinds=line.rests_on)] if line.rests_on else []
    said += [f"<small>{escape(one)}</small>" for one in small]
    cells = "".join(_cell(p, line.shares.get(p), line.numbers.get(p, "–")) for p in PATTERNS)
    return f'<tr role="row"><th scope="row" role="rowheader">{"".join(said)}</th>{cells}</tr>'


def _cell(pattern: str, share: Share | None, number: str) -> str:
    bar = _bar(share, PATTERN_COLOURS[pattern]) if share else ""
    name = f'<b aria-hidden="true">{_head(pattern)}</b>'
    return f'<td role="cell">{name}<span>{escape(number)}</span>{bar}</td>'


def _bar(share: Share, colour: str) -> str:
    """Return a bar with its interval as a line below it; the number beside it says the same."""
    parts = [f'<i style="width:{100 * share.probability:.1f}%;background:{colour}"></i>']
    if share.low is not None and share.high is not None:
        width = 100 * (share.high - share.low)
        parts.append(f'<u style="margin-left:{100 * share.low:.1f}%;width:{width:.1f}%"></u>')
    return f'<span class="bar" aria-hidden="true">{"".join(parts)}</span>'


def cited(refs: Sequence[int], links: Mapping[int, str | None]) -> str:
    """Return the numbers of references, each a link where there is one.

    >>> cited((2,), {2: None})
    ' <sup>[2]</sup>'
    """
    said = "".join(_reference(number, links.get(number)) for number in refs)
    return f" <sup>{said}</sup>" if said else ""


def _reference(number: int, link: str | None) -> str:
    if link is None:
        return f"[{number}]"
    return f'<a href="{escape(link)}" target="_blank" rel="noopener">[{number}]</a>'


def places_table(rows: Sequence[Mapping[str, Any]], *, label: str, level: str = "student") -> str:
    """Return signs by the place of the lesion as a table, a column for each known of `BY_PLACE`."""
    shown = [text for text in BY_PLACE if rows and text in rows[0]]
    names = [_sign(text) for text in shown]
    heads = "".join(f'<th scope="col" role="columnheader">{escape(name)}</th>' for name in names)
    body = "".join(
        f'<tr role="row"><th scope="row" role="rowheader">{escape(row["place"])}</th>'
        + "".join(
            f'<td role="cell"><b aria-hidden="true">{escape(name)}</b>{number}</td>'
            for name, number in zip(names, (_number(row[one], level) for one in shown), strict=True)
        )
        + "</tr>"
        for row in rows
    )
    return (
        f'<table class="bayesdx-compare" role="table" aria-label="{escape(label)}">'
        f'<thead role="rowgroup"><tr role="row"><th scope="col" role="columnheader">'
        f"{escape(_('Place'))}</th>"
        f'{heads}</tr></thead><tbody role="rowgroup">{body}</tbody></table>'
    )


def _number(share: float, level: str) -> str:
    """Return a share without interval as a reader of this level reads it."""
    return escape(Share(share, None, None).text(level))


def _sign(text: str) -> str:
    """Return a condition in words: the finding, and the state where one is meant.

    >>> _sign("reflexes=increased"), _sign("atrophy=mild|marked")
    ('Tendon reflexes increased', 'Muscle wasting')
    """
    node, _sign, states = text.partition("=")
    label = node_label(node)
    return label if "|" in states else f"{label} {in_text(short_label(node, states))}"
