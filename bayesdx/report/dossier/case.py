"""A case with all that the library says of it, gathered once, for any file."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from bayesdx.advice import Advice, next_tests
from bayesdx.evidence import Evidence
from bayesdx.explain import Explanation, explain
from bayesdx.findings import Findings, load_terms, read_findings
from bayesdx.inference import Posterior, query
from bayesdx.inference.roles import circumstances, examinable
from bayesdx.language import N_
from bayesdx.network import Network
from bayesdx.report.cautions import cautions
from bayesdx.report.dossier.basis import Basis, basis_of
from bayesdx.resources import version
from bayesdx.sensitivity import Tornado, tornado
from bayesdx.uncertainty import Sources, sources

INTENDED = N_("For education and research, never for the care of a patient.")

SHOWN = ("pattern", "site", "cause", "location")
"""What is asked about where nothing is named, as far as a model has it, three at most."""


@dataclass(frozen=True, slots=True)
class Reasons:
    """What stands behind the first answer; None where it cannot be said of this network.

    Attributes:
        explanation: what each finding says.
        tests: what to examine next.
        basis: the publications and assumptions that the answers rest on.
        shares: where the width of the interval comes from.
        moves: how far each number moves the answer.
        evidence: the literature, for the names of publications and quantities.
    """

    explanation: Explanation | None
    tests: Advice | None
    basis: Basis | None
    shares: Sources | None
    moves: Tornado | None
    evidence: Evidence | None


@dataclass(frozen=True, eq=False)
class Dossier:
    """One case and its answers.

    Attributes:
        model: the word by which the model is loaded.
        network: name and version of the network, and its digest.
        digest: of the network's tables.
        data: as `data_version` gives it; empty without literature.
        software: the version of bayesdx.
        made: the day.
        findings: all that is known.
        context: the names of what is known without examining.
        not_stated: what could be known so and is not.
        not_examined: what could be examined and was not.
        states: node → its states, of what was found.
        answers: the posteriors.
        priors: the same before the findings, under the context alone.
        cautions: what has to be said beside them.
        reasons: what stands behind the first of them; None if not asked for.
    """

    model: str
    network: str
    digest: str
    data: Mapping[str, int | str]
    software: str
    made: date
    findings: Findings
    context: tuple[str, ...]
    not_stated: tuple[str, ...]
    not_examined: tuple[str, ...]
    states: Mapping[str, tuple[str, ...]]
    answers: tuple[Posterior, ...]
    priors: tuple[Posterior, ...]
    cautions: tuple[str, ...]
    reasons: Reasons | None

    @property
    def examined(self) -> tuple[str, ...]:
        """The names of what was examined, in the order of an examination."""
        return _ordered(name for name in self.findings.said if name not in self.context)


def targets_of(network: Network) -> tuple[str, ...]:
    """Return what is asked about where nothing is named.

    >>> from bayesdx import load
    >>> targets_of(load("core"))
    ('pattern', 'location')
    """
    return tuple(name for name in SHOWN if name in network.states)[:3]


def compile_dossier(
    network: Network,
    findings: Findings | Mapping[str, object],
    *,
    made: date,
    evidence: Evidence | None = None,
    targets: Sequence[str] = (),
    model: str = "",
    level: float = 0.95,
    reasons: bool = True,
) -> Dossier:
    """Ask a network everything about one case.

    Args:
        network: the network to ask.
        findings: what was observed, or a mapping as `read_findings` takes it.
        made: the day that the files bear.
        evidence: the literature it was compiled from; None for a foreign network.
        targets: the nodes asked about, the first of which is explained; by default `targets_of`.
        model: the word by which the model is loaded; by default the network's name.
        level: the probability that the intervals shall hold.
        reasons: whether to ask why, what next, and what it rests on, too.

    Raises:
        FindingError: as `query`.
        ImpossibleFindings: as `query`.

    >>> from bayesdx import load
    >>> found = compile_dossier(
    ...     load("core"), {"babinski": "extensor"}, made=date(2026, 1, 31), reasons=False
    ... )
    >>> found.not_stated
    ('setting', 'time_since_onset')
    """
    if not isinstance(findings, Findings):
        findings = read_findings(findings, states=network.states)
    asked = tuple(targets) or targets_of(network)
    known = [network.nodes[place].name for place in circumstances(network)]
    context = _part(findings, [name for name in findings.said if name in known])
    answers = tuple(query(network, findings, target=name, level=level) for name in asked)
    busy = {network.index[name] for name in (*findings.said, *asked)}
    return Dossier(
        model=model or network.name,
        network=network.version or network.name,
        digest=_digest_of(network),
        data=data_version(evidence) if evidence and network.spec else {},
        software=version(),
        made=made,
        findings=findings,
        context=_ordered(context.said),
        not_stated=_ordered(name for name in known if name not in findings.said),
        not_examined=_ordered(network.nodes[i].name for i in examinable(network, busy)),
        states={name: network.states[name] for name in findings.said},
        answers=answers,
        priors=tuple(query(network, context, target=name, level=level) for name in asked),
        cautions=cautions(network, findings),
        reasons=_reasons(network, findings, context, answers, evidence) if reasons else None,
    )


def data_version(evidence: Evidence) -> dict[str, int | str]:
    """Return how many figures there are, from how many publications, and a digest of all they say.

    Publications that are listed and gave no figure are counted by themselves.

    >>> from bayesdx import load_evidence
    >>> sorted(data_version(load_evidence()))
    ['digest', 'figures', 'publications', 'without_figure']
    """
    digest = hashlib.sha256()
    for table in (evidence.sources, evidence.estimates, evidence.quantities):
        for name in sorted(table):
            digest.update(repr(table[name]).encode())
    bearing = {said.source_id for said in evidence.estimates.values()}
    return {
        "figures": len(evidence.estimates),
        "publications": len(bearing),
        "without_figure": len(evidence.sources.keys() - bearing),
        "digest": digest.hexdigest()[:12],
    }


def _part(findings: Findings, names: Iterable[str]) -> Findings:
    kept = tuple(names)
    return Findings(
        {name: findings.likelihoods[name] for name in kept},
        {name: findings.said[name] for name in kept},
    )


def _ordered(names: Iterable[str]) -> tuple[str, ...]:
    """Return names in the order of an examination; foreign ones as they come."""
    place = {name: i for i, name in enumerate(load_terms())}
    return tuple(sorted(names, key=lambda name: place.get(name, 0)))


def _digest_of(network: Network) -> str:
    found = re.search(r"\(([0-9a-f]{12})\)$", network.version)
    return found[1] if found else ""


def _reasons(
    network: Network,
    findings: Findings,
    context: Findings,
    answers: Sequence[Posterior],
    evidence: Evidence | None,
) -> Reasons:
    """Return what stands behind the first answer; of what was itself observed, nothing."""
    first = answers[0]
    if first.target in findings.said:
        return Reasons(None, None, None, None, None, None)
    target = f"{first.target}={first.states[int(first.probability.argmax())]}"
    examined = _part(findings, [name for name in findings.said if name not in context.said])
    explanation = explain(network, examined, target=target, context=context)
    tests = next_tests(network, findings, target=target, draws=0)
    if evidence is None or network.spec is None:
        return Reasons(explanation, tests, None, None, None, None)
    names = [answer.target for answer in answers]
    return Reasons(
        explanation,
        tests,
        basis_of(network, evidence, findings, context=context, targets=names),
        sources(network, findings, target=target),
        tornado(network, findings, target=target),
        evidence,
    )
