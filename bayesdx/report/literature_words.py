"""What the words of the tables of the literature are called: findings, conditions, measures."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from bayesdx.evidence import Estimate
from bayesdx.findings import load_terms
from bayesdx.language import N_, _, languages, speaking, translated
from bayesdx.report.labels import capital, node_label, state_label

MEASURES: Mapping[str, str] = MappingProxyType(
    {
        "sensitivity": N_("Sensitivity"),
        "specificity": N_("Specificity"),
        "prevalence": N_("Prevalence"),
        "proportion": N_("Proportion"),
        "incidence": N_("Incidence per 100,000 person-years"),
        "odds_ratio": N_("Odds ratio"),
        "kappa": N_("Agreement (kappa)"),
        "lr_plus": N_("Likelihood ratio, positive"),
        "lr_minus": N_("Likelihood ratio, negative"),
    }
)
"""Metric of the tables → what it is called."""

GROUPS: Mapping[str, str] = MappingProxyType(
    {
        "none": N_("No such lesion"),
        "umn": N_("Upper motor neuron"),
        "lmn": N_("Lower motor neuron"),
        "mixed": N_("Both, or cord and root"),
        "muscle": N_("Muscle"),
        "nmj": N_("Neuromuscular junction"),
        "functional": N_("Functional"),
        "cortex": N_("Cortex"),
        "subcortical": N_("White matter of the brain"),
        "brainstem": N_("Brainstem"),
        "cervical_cord": N_("Cervical cord"),
        "thoracic_cord": N_("Thoracic cord"),
        "corticospinal_diffuse": N_("Corticospinal tracts throughout"),
        "mnd_mixed": N_("Amyotrophic lateral sclerosis"),
        "conus": N_("Conus medullaris"),
        "anterior_horn": N_("Anterior horn"),
        "root": N_("Nerve root"),
        "cauda_equina": N_("Cauda equina"),
        "plexus": N_("Plexus"),
        "nerve": N_("Single nerves"),
        "polyneuropathy": N_("Polyneuropathy"),
        "cerebellum": N_("Cerebellum"),
        "basal_ganglia": N_("Basal ganglia"),
    }
)
"""Group of patients of the tables → what it is called."""

_CAPITALS = {
    word.casefold(): word
    for word in (
        "AChR",
        "ALS",
        "AQP4",
        "CSF",
        "CT",
        "EMG",
        "GM1",
        "IgG",
        "LMN",
        "MND",
        "MRI",
        "MuSK",
    )
} | {"ncs": "Nerve conduction:", "umn": "UMN"}


def finding_label(finding: str) -> str:
    """Return what a finding of the literature is called; most of them are no node of a model.

    >>> finding_label("babinski"), finding_label("achr_antibody"), finding_label("foot_drop_site")
    ('Plantar response', 'AChR antibody', 'Foot drop site')
    """
    if finding in load_terms():
        return node_label(finding)
    words = " ".join(_CAPITALS.get(word, word) for word in finding.split("_"))
    return capital(words)


def measure_label(metric: str) -> str:
    """Return what is measured.

    >>> measure_label("lr_plus")
    'Likelihood ratio, positive'
    """
    return translated(MEASURES[metric])


def group_label(group: str) -> str:
    """Return what a group of patients is called."""
    return capital(_(GROUPS[group])) if group in GROUPS else node_label(group)


def other_words(said: Estimate) -> list[str]:
    """Return the names and labels of what a number is about, in every language.

    >>> from bayesdx import load_evidence
    >>> words = other_words(load_evidence().estimates["houten2008_babinski_umn"])
    >>> {"babinski sign", "Plantar response", "Prevalence"} <= {*words}
    True
    """
    codes = (said.finding, said.state, said.group, said.disease, said.metric)
    found = dict.fromkeys(code.replace("_", " ") for code in codes if code)
    if term := load_terms().get(said.finding):
        found |= dict.fromkeys(name.replace("_", " ") for name in (term.name, *term.names))
    for code in languages():
        with speaking(code):
            found |= dict.fromkeys(_labels(said))
    return [*found]


def _labels(said: Estimate) -> list[str]:
    return [
        finding_label(said.finding),
        state_label(said.finding, said.state),
        group_label(said.group),
        measure_label(said.metric),
        *([node_label(said.disease)] if said.disease else []),
    ]
