"""Patients made up for a round: as hard, as contradictory and as cluttered as asked for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

import numpy as np

from bayesdx.errors import Fault, FindingError, did_you_mean
from bayesdx.findings import load_terms
from bayesdx.inference.roles import circumstances, examinable
from bayesdx.inference.sampling import sampler
from bayesdx.network import Network
from bayesdx.teaching.rounds import (
    SIMULATED,
    TARGET,
    Patient,
    Round,
    Said,
    ask,
    entropy,
    round_of,
)

ANY = "any"
DIFFICULTY: Mapping[str, tuple[float, float]] = MappingProxyType(
    {ANY: (0.0, 9.0), "easy": (0.0, 0.4), "medium": (0.4, 1.0), "hard": (1.0, 9.0)}
)
"""How open the answer is in the end, in bits of entropy: from, and below."""

CONFLICT: Mapping[str, tuple[float, float]] = MappingProxyType(
    {ANY: (-1e9, 1e9), "fit": (-1e9, 0.0), "clash": (0.0, 1e9)}
)
"""How the findings fit each other, in bits of conflict: from, and below."""

LITTLE = 0.01
"""Bits that a distractor tells of the target on average; what tells more is no distractor."""

CANDIDATES = 200
"""So many patients are drawn to choose one from."""

_NOISE = 1e-6
"""By so little a figure differs where it is added up in another order."""

_DIAGNOSIS = ("cause", "site", "location")
"""The finest node that says what the patient had, in this order."""


@dataclass(frozen=True, slots=True)
class Dials:
    """What kind of patient is wanted.

    Attributes:
        difficulty: of `DIFFICULTY`.
        conflict: of `CONFLICT`.
        findings: how many findings that tell something are told.
        distractors: how many beside them that tell next to nothing.
    """

    difficulty: str = ANY
    conflict: str = ANY
    findings: int = 5
    distractors: int = 1


def simulated_round(
    network: Network,
    *,
    seed: int,
    dials: Dials | None = None,
    context: Mapping[str, str] | None = None,
    target: str = TARGET,
) -> Round:
    """Return a round about a patient drawn from the model; the same seed gives the same.

    Of `CANDIDATES` patients the first that the dials fit is taken; where they fit none, the one
    that comes nearest to them. Where the patient is seen is drawn first, every setting as often as
    the next, so that base rates differ from round to round.

    Args:
        network: the model.
        seed: of all that is drawn.
        dials: what kind of patient is wanted.
        context: what is known of the patient; where the setting is not in it, it is drawn.
        target: the node asked about.

    Raises:
        FindingError: an unknown dial, finding or state; a negative seed; no findings.
        ImpossibleFindings: the context is impossible.

    >>> from bayesdx import load
    >>> one = simulated_round(load("core"), seed=1, dials=Dials("hard", findings=3, distractors=0))
    >>> one.entropy >= 1.0, len(one.patient.findings)
    (True, 3)
    """
    dials = dials or Dials()
    check(dials, seed)
    rng = np.random.default_rng([seed, 20])
    known = _known(network, dict(context or {}), rng)
    patients = list(_patients(network, known, dials, seed, rng, target))
    return round_of(network, patients[nearest(network, patients, dials, target)], target=target)


def check(dials: Dials, seed: int) -> None:
    """Refuse dials that do not exist.

    Raises:
        FindingError: with every fault.
    """
    faults = [] if seed >= 0 else [Fault("seed", str(seed), "0 or more", "Give another seed.")]
    for name, word, known in (
        ("difficulty", dials.difficulty, DIFFICULTY),
        ("conflict", dials.conflict, CONFLICT),
    ):
        if word not in known:
            expected = f"one of {', '.join(known)}"
            faults.append(Fault(name, repr(word), expected, did_you_mean(word, known)))
    if dials.findings < 1:
        faults.append(Fault("findings", str(dials.findings), "1 or more", "Ask for some."))
    if dials.distractors < 0:
        faults.append(Fault("distractors", str(dials.distractors), "0 or more", "Ask for none."))
    if faults:
        raise FindingError(faults)


def missed(one: Round, dials: Dials) -> tuple[str, ...]:
    """Return the dials that a round does not fit, in the order of `Dials`.

    Where no patient fits all of them, the nearest is told. Of published patients the report says
    how many findings there are, not the dials.

    >>> from bayesdx import load
    >>> dials = Dials("hard", findings=3, distractors=0)
    >>> missed(simulated_round(load("core"), seed=1, dials=dials), dials)
    ()
    """
    outside = {
        "difficulty": _outside(one.entropy, DIFFICULTY[dials.difficulty]),
        "conflict": _outside(one.conflict, CONFLICT[dials.conflict]),
    }
    if one.patient.kind == SIMULATED:
        wanted = dials.findings + dials.distractors
        outside["findings"] = float(wanted - len(one.patient.findings))
    return tuple(name for name, off in outside.items() if off > _NOISE)


def nearest(network: Network, patients: Sequence[Patient], dials: Dials, target: str) -> int:
    """Return which patient the dials fit first, or come nearest to; all share one context."""
    known = dict(patients[0].context)
    pairs = list(dict.fromkeys(pair for one in patients for pair in one.findings))
    cases = [known, *({**known, name: said} for name, said in pairs)]
    asked = ask(
        network, [*cases, *({**known, **dict(p.findings)} for p in patients)], target=target
    )
    posterior, total = asked
    alone = dict(zip(pairs, np.log2(total[1 : len(cases)] / total[0]), strict=True))
    off = []
    for row, patient in enumerate(patients, len(cases)):
        bits = sum(alone[pair] for pair in patient.findings) - np.log2(total[row] / total[0])
        off.append(
            _outside(entropy(posterior[row].tolist()), DIFFICULTY[dials.difficulty])
            + _outside(float(bits), CONFLICT[dials.conflict])
        )
    return int(np.argmin(off))


def _outside(value: float, ends: tuple[float, float]) -> float:
    """Return how far a value lies outside its range; never zero at the upper end."""
    low, high = ends
    return max(low - value, value - high + 1e-9 if value >= high else 0.0, 0.0)


def _known(network: Network, context: dict[str, str], rng: np.random.Generator) -> dict[str, str]:
    """Return the context with a setting, where the network has one."""
    place = rng.random()
    if network.spec and "setting" in network.states and "setting" not in context:
        states = network.states["setting"]
        context = {"setting": states[int(place * len(states))], **context}
    return context


def _patients(
    network: Network,
    known: Mapping[str, str],
    dials: Dials,
    seed: int,
    rng: np.random.Generator,
    target: str,
) -> list[Patient]:
    """Return patients to choose from, each with some of their findings in the usual order."""
    drawn = sampler(network, known).draw(CANDIDATES, rng)
    telling, little = _sorted_findings(network, known, target)
    order = {name: place for place, name in enumerate(_examined(network))}
    ends = [name for name in _DIAGNOSIS if name in network.states and network.spec]
    patients = []
    for row in range(CANDIDATES):
        state = {
            node.name: node.states[codes[row]]
            for node, codes in zip(network.nodes, drawn, strict=True)
        }
        chosen = [*_some(telling, dials.findings, rng), *_some(little, dials.distractors, rng)]
        chosen.sort(key=order.__getitem__)
        findings: Said = tuple((name, state[name]) for name in chosen)
        diagnosis = state[ends[0]] if ends else state[target]
        patients.append(
            Patient(
                id=f"{SIMULATED}-{seed}",
                kind=SIMULATED,
                context=tuple(known.items()),
                findings=findings,
                truth=state[target],
                diagnosis=diagnosis,
            )
        )
    return patients


def _some(names: Sequence[str], many: int, rng: np.random.Generator) -> list[str]:
    return [names[i] for i in rng.permutation(len(names))[:many].tolist()]


def _examined(network: Network) -> list[str]:
    """Return what can be examined, in the order of an examination."""
    able = {network.nodes[node].name for node in examinable(network, circumstances(network))}
    terms = load_terms() if network.spec else {}
    return [*(n for n in terms if n in able), *(n for n in network.index if n in able - {*terms})]


def _sorted_findings(
    network: Network, known: Mapping[str, str], target: str
) -> tuple[list[str], list[str]]:
    """Return the findings that tell something of the target on average, and the others."""
    names = [name for name in _examined(network) if name != target and name not in known]
    cases = [{**known, name: state} for name in names for state in network.states[name]]
    posterior, total = ask(network, [dict(known), *cases], target=target)
    before = entropy(posterior[0].tolist())
    telling: list[str] = []
    little: list[str] = []
    row = 1
    for name in names:
        rows = range(row, row := row + len(network.states[name]))
        after = sum(
            total[i] / total[0] * entropy(posterior[i].tolist()) for i in rows if total[i] > 0
        )
        (telling if before - after >= LITTLE else little).append(name)
    return telling, little
