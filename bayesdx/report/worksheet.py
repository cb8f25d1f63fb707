"""Training rounds on paper: a page to print, with the key on a page of its own.

The same as Markdown, for those who make their own sheets from it.
"""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from bayesdx.language import _, language
from bayesdx.network import Network
from bayesdx.report.labels import state_label
from bayesdx.report.sentences import percent
from bayesdx.report.training import told, turned_out
from bayesdx.teaching.rounds import Round

_STYLE = """
body { font: 11pt/1.4 system-ui, sans-serif; max-width: 46rem; margin: 1.5rem auto; padding: 0 1rem;
  color: #111; background: #fff; }
h1 { font-size: 1.5rem; } h2 { font-size: 1.15rem; margin: 1.4rem 0 0.4rem; }
section { break-inside: avoid; }
table { border-collapse: collapse; width: 100%; margin: 0.4rem 0; }
th, td { border: 1px solid #666; padding: 0.35rem 0.5rem; text-align: left; font-weight: 400; }
thead th { font-weight: 600; } td { width: 4.5rem; } td:empty { height: 1.4rem; }
.key { break-before: page; } footer { margin-top: 2rem; font-size: 0.85rem; }
"""


def worksheet(network: Network, rounds: Sequence[Round]) -> str:
    """Return rounds as a web page to print: what is told, room for predictions, and the key.

    Args:
        network: the model, for its words.
        rounds: in the order in which they stand on the page.
    """
    sheets = "".join(_sheet(network, one, number) for number, one in enumerate(rounds, 1))
    keys = "".join(_key(network, one, number) for number, one in enumerate(rounds, 1))
    title, key = escape(_title()), escape(_("Key"))
    return (
        f'<!doctype html><html lang="{language()}"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{title}</title><style>{_STYLE}</style></head><body>"
        f"<main><h1>{title}</h1><p>{escape(_how())}</p>"
        f'{sheets}<div class="key"><h1>{key}</h1>{keys}</div></main>'
        f"<footer>{escape(_small(rounds))}</footer></body></html>"
    )


def worksheet_markdown(network: Network, rounds: Sequence[Round]) -> str:
    """Return the same as Markdown: the sheets, a rule, and the key."""
    parts = [f"# {_title()}", _how()]
    for number, one in enumerate(rounds, 1):
        blank = [[""] * len(one.states)] * len(one.model)
        parts += [f"## {_patient(number)}", _markdown(network, one, blank)]
    parts += ["---", f"# {_('Key')}"]
    for number, one in enumerate(rounds, 1):
        cells = [[percent(p) for p in chances] for chances in one.model]
        parts += [f"## {_patient(number)}", _answer(one), _markdown(network, one, cells)]
    return "\n\n".join([*parts, _small(rounds)]) + "\n"


def _markdown(network: Network, one: Round, cells: Sequence[Sequence[str]]) -> str:
    names = [_("Told"), *(state_label(one.target, state) for state in one.states)]
    rows = [names, ["---"] * len(names)]
    lines = _lines(network, one)
    rows += [[line, *values] for line, values in zip(lines, cells, strict=True)]
    return "\n".join(f"| {' | '.join(row)} |" for row in rows)


def _title() -> str:
    return _("Predict, then see")


def _how() -> str:
    return _(
        "Cover the lines below the first. In each line give 100 points to the patterns, then "
        "uncover the next. The last page has what the model says, and what it was."
    )


def _small(rounds: Sequence[Round]) -> str:
    intended = _("For education and research, never for the care of a patient.")
    version = rounds[0].network if rounds else ""
    return f"{intended} {_('Model: {version}.').format(version=version)}"


def _patient(number: int) -> str:
    return _("Patient {n}").format(n=number)


def _sheet(network: Network, one: Round, number: int) -> str:
    rows = "".join(
        f'<tr><th scope="row">{escape(line)}</th>{"<td></td>" * len(one.states)}</tr>'
        for line in _lines(network, one)
    )
    return f"<section><h2>{escape(_patient(number))}</h2>{_table(one, rows)}</section>"


def _key(network: Network, one: Round, number: int) -> str:
    rows = "".join(
        f'<tr><th scope="row">{escape(line)}</th>'
        f"{''.join(f'<td>{escape(percent(p))}</td>' for p in chances)}</tr>"
        for line, chances in zip(_lines(network, one), one.model, strict=True)
    )
    heading, said = escape(_patient(number)), escape(_answer(one))
    return f"<section><h2>{heading}</h2><p>{said}</p>{_table(one, rows)}</section>"


def _answer(one: Round) -> str:
    """Return what a patient had, and where this was published."""
    patient = one.patient
    source = _("Source: {source}.").format(source=patient.source) if patient.source else ""
    return f"{turned_out(patient, one.target)} {source}".strip()


def _lines(network: Network, one: Round) -> list[str]:
    """Return what is told before each prediction."""
    context = "; ".join(told(network, one.patient.context))
    return [context or _("Nothing but that there is a patient"), *_each(network, one)]


def _each(network: Network, one: Round) -> list[str]:
    return [line for pair in one.patient.findings for line in told(network, (pair,))]


def _table(one: Round, rows: str) -> str:
    names = "".join(
        f'<th scope="col">{escape(state_label(one.target, s))}</th>' for s in one.states
    )
    head = f'<thead><tr><th scope="col">{escape(_("Told"))}</th>{names}</tr></thead>'
    return f"<table>{head}<tbody>{rows}</tbody></table>"
