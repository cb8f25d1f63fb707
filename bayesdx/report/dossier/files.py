"""A dossier as JSON, as csv and as one picture, and the command that gives it again."""

from __future__ import annotations

import shlex
import textwrap
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from numpy.typing import NDArray

from bayesdx.language import _, number, plural, translated
from bayesdx.report.charts import alt_text, posterior_chart, posterior_rows
from bayesdx.report.dossier.basis import Basis
from bayesdx.report.dossier.case import INTENDED, Dossier, Reasons
from bayesdx.report.dossier.words import finding
from bayesdx.report.labels import node_label
from bayesdx.report.sentences import frequencies, headline
from bayesdx.report.sheet import sheet
from bayesdx.report.tables import as_csv, as_json, plain

if TYPE_CHECKING:
    import altair as alt

    from bayesdx.sensitivity import Tornado

MOST = 8
"""So many states of an answer are drawn, the likeliest."""

_LETTERS = 110
"""So many letters of the picture's key stand on a line."""


def coded(states: tuple[str, ...], likelihood: NDArray[Any]) -> str:
    """Return a finding as a command takes it, in full precision.

    >>> import numpy as np
    >>> coded(("none", "mild", "marked"), np.array([0.0, 1.0, 1.0]))
    'mild|marked'
    >>> coded(("flexor", "extensor"), np.array([0.2, 0.8]))
    'flexor:0.2,extensor:0.8'
    """
    weights = dict(zip(states, likelihood.tolist(), strict=True))
    if set(weights.values()) <= {0.0, 1.0}:
        return "|".join(state for state, weight in weights.items() if weight)
    return ",".join(f"{state}:{weight!r}" for state, weight in weights.items())


def codes(dossier: Dossier) -> dict[str, str]:
    """Return node → what was found, as a command takes it."""
    known = dossier.findings.likelihoods
    return {name: coded(dossier.states[name], vector) for name, vector in known.items()}


def command(dossier: Dossier) -> str:
    """Return the command that gives the same answers again."""
    words = ["bayesdx", "query", "--model", dossier.model]
    for name, code in codes(dossier).items():
        words += ["--set" if name in dossier.context else "--finding", f"{name}={code}"]
    for answer in dossier.answers:
        words += ["--target", answer.target]
    level = dossier.answers[0].level
    return shlex.join(words if level == 0.95 else [*words, "--level", repr(level)])


def as_csv_file(dossier: Dossier) -> str:
    """Return a row for each state of each answer; every row says what it rests on."""
    found = "; ".join(f"{name}={code}" for name, code in codes(dossier).items())
    about = {
        "findings": found,
        "model": dossier.network,
        "data": str(dossier.data.get("digest", "")),
        "made": dossier.made.isoformat(),
        "intended_use": INTENDED,
    }
    rows = [
        row | {"level": answer.level, "prior": p} | about
        for answer, prior in zip(dossier.answers, dossier.priors, strict=True)
        for row, p in zip(answer.rows(), prior.probability.tolist(), strict=True)
    ]
    return as_csv(rows)


def as_json_file(dossier: Dossier) -> str:
    """Return everything, in full precision; docs/dashboard.md says what each key is."""
    findings = dossier.findings
    return as_json(
        {
            "intended_use": INTENDED,
            "made": dossier.made.isoformat(),
            "bayesdx": dossier.software,
            "model": {
                "name": dossier.model,
                "version": dossier.network,
                "digest": dossier.digest,
            },
            "data": dict(dossier.data),
            "command": command(dossier),
            "findings": [
                {
                    "finding": name,
                    "said": said,
                    "context": name in dossier.context,
                    "likelihood": dict(
                        zip(dossier.states[name], findings.likelihoods[name].tolist(), strict=True)
                    ),
                }
                for name, said in findings.said.items()
            ],
            "not_stated": list(dossier.not_stated),
            "not_examined": list(dossier.not_examined),
            "cautions": list(dossier.cautions),
            "answers": [
                answer.as_dict() | {"prior": prior.probability.tolist()}
                for answer, prior in zip(dossier.answers, dossier.priors, strict=True)
            ],
            **_reasons(dossier.reasons),
        }
    )


def _reasons(found: Reasons | None) -> dict[str, Any]:
    if found is None:
        return {}
    return {
        "explanation": plain(found.explanation.as_dict()) if found.explanation else None,
        "next_tests": found.tests.rows() if found.tests else None,
        "variance_shares": dict(found.shares.shares) if found.shares else None,
        "numbers_that_move_it": _moves(found.moves),
        "rests_on": _rests_on(found.basis),
        "publications": _publications(found.basis),
    }


def _moves(found: Tornado | None) -> list[dict[str, Any]] | None:
    return plain(found.rows()) if found else None


def _rests_on(basis: Basis | None) -> list[dict[str, Any]] | None:
    if basis is None:
        return None
    return [
        {
            "node": ground.node,
            "columns": ground.columns,
            "kinds": dict(ground.kinds),
            "quantities": [one.name for one in ground.parameters if one.cited],
            "assumptions": [one.name for one in ground.parameters if not one.cited],
            "publications": list(ground.sources),
        }
        for ground in basis.grounds
    ]


def _publications(basis: Basis | None) -> list[dict[str, Any]] | None:
    if basis is None:
        return None
    return [
        {
            "number": place,
            "source_id": one.source_id,
            "reference": one.reference,
            "doi": one.doi or None,
            "pmid": one.pmid or None,
            "link": one.link,
        }
        for place, one in enumerate(basis.sources, 1)
    ]


def about(dossier: Dossier) -> list[str]:
    """Return the lines that say which model and evidence it is, when it was made and what for."""
    lines = [_("Model: {version}").format(version=dossier.network)]
    if dossier.data:
        lines.append(_("Evidence: {size}").format(size=data_in_words(dossier.data)))
    made = _("bayesdx {version}, {day}").format(
        version=dossier.software, day=dossier.made.isoformat()
    )
    return [*lines, made, translated(INTENDED)]


def data_in_words(data: Mapping[str, int | str]) -> str:
    """Return how large the evidence is, and its digest.

    >>> data = {"figures": 1200, "publications": 3, "without_figure": 1, "digest": "0123456789ab"}
    >>> data_in_words(data)
    '1,200 figures from 3 publications; 1 more is listed and gave no figure (0123456789ab)'
    """
    counted = {
        name: number(int(data[name]), ",d")
        for name in ("figures", "publications", "without_figure")
    }
    said = plural(
        "{figures} figures from {publications} publications; {without_figure} more is listed and "
        "gave no figure ({digest})",
        "{figures} figures from {publications} publications; {without_figure} more are listed and "
        "gave no figure ({digest})",
        int(data["without_figure"]),
    )
    return said.format(**counted, digest=data["digest"])


def picture(dossier: Dossier) -> alt.VConcatChart:
    """Return the answers as one picture for a file, with their findings and what it rests on."""
    names = (*dossier.context, *dossier.examined)
    found = "; ".join(finding(dossier, name) for name in names) or _("nothing")
    reading = _("Bar: with the findings. Line: interval. Diamond: before the findings.")
    lines = [
        _("Found: {findings}").format(findings=found),
        frequencies(dossier.answers[0]),
    ]
    key = [part for line in (*lines, reading, *about(dossier), "") for part in _wrapped(line)]
    charts, said = [], []
    for answer, prior in zip(dossier.answers, dossier.priors, strict=True):
        rows = posterior_rows(answer, prior)
        if len(rows) > MOST:
            rows = sorted(rows, key=lambda row: -row["probability"])[:MOST]
        said.append(alt_text(answer.target, rows))
        charts.append((node_label(answer.target), posterior_chart(rows)))
    drawn = sheet(headline(dossier.answers[0]), key, charts)
    drawn.description = " ".join(said)
    return drawn


def _wrapped(line: str) -> list[str]:
    return textwrap.wrap(line, _LETTERS) or [""]
