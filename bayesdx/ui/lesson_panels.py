"""The live panels of the lessons: a name, as a lesson says it, and what it shows."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType

import streamlit as st

from bayesdx.findings import read_findings
from bayesdx.language import N_, _
from bayesdx.report import nomogram, quantile_dots
from bayesdx.report.charts import PATTERN_COLOURS
from bayesdx.report.dots import Across, Dots, dots_chart
from bayesdx.report.frequency_tree import Branch, frequency_tree, tree_in_words, tree_svg
from bayesdx.report.icons import Group, icon_array
from bayesdx.report.labels import in_text, node_label, said_label, short_label, state_label
from bayesdx.report.measured import Measured, chance
from bayesdx.report.nomogram import Update, update
from bayesdx.report.sentences import findings_in_words, percent, with_span
from bayesdx.ui import panels, state
from bayesdx.ui.lesson_picture import picture
from bayesdx.ui.lesson_tree import fill_tree

Given = Mapping[str, str]

CLINIC: Given = MappingProxyType({"setting": "neurology_clinic"})
"""Where the patients of most lessons are seen."""

PATTERNS = ("umn", "lmn", "mixed", "neither")
SHORT = {"umn": N_("upper"), "lmn": N_("lower"), "mixed": N_("both"), "neither": N_("neither")}
_IN = {"umn": N_("In upper lesions"), "lmn": N_("In lower lesions")}
_IS = {
    "umn": N_("The lesion is upper"),
    "lmn": N_("The lesion is lower"),
    "mixed": N_("Both are damaged"),
    "neither": N_("Neither is damaged"),
}
SHAPES = {"umn": "triangle-up", "lmn": "triangle-down", "mixed": "diamond", "neither": "circle"}
BLUE, ORANGE = PATTERN_COLOURS["umn"], PATTERN_COLOURS["lmn"]

SIGNS = (
    ("tone", "spastic"),
    ("reflexes", "increased"),
    ("babinski", "extensor"),
    ("clonus", "present"),
    ("reflexes", "decreased"),
    ("atrophy", "present"),
    ("fasciculations", "present"),
    ("emg", "present"),
)

BLOOD = (
    ("vitamin_b12", "low", "subacute_combined_degeneration"),
    ("acetylcholine_receptor_antibody", "positive", "myasthenia_gravis"),
    ("aqp4_antibody", "positive", "neuromyelitis_optica"),
    ("anti_gm1", "positive", "multifocal_motor_neuropathy"),
    ("csf_oligoclonal_bands", "positive", "multiple_sclerosis"),
    ("creatine_kinase", "raised", "inflammatory_myopathy"),
    ("inflammatory_markers", "raised", "vasculitic_neuropathy"),
    ("neurofilament_light", "raised", "als"),
)
"""Tests of blood and spinal fluid, and the cause that each is done for."""

UPPER: Given = MappingProxyType({"pattern": "umn|mixed"})
THREE: tuple[tuple[str, str], ...] = (
    ("tone", "spastic"),
    ("reflexes", "increased"),
    ("babinski", "extensor"),
)
"""The three signs of the upper motor neuron that the lessons speak of."""

WASTED: Given = MappingProxyType({"atrophy": "present", "fasciculations": "present"})
SLACK: Given = MappingProxyType({"tone": "decreased", "reflexes": "decreased"})


def _of(event: Given, given: Given) -> Measured:
    """Return P(event | given), asked for once for all readers."""
    return _chance(tuple(event.items()), tuple(given.items()))


@st.cache_resource(max_entries=500, show_spinner=False)
def _chance(event: tuple[tuple[str, str], ...], given: tuple[tuple[str, str], ...]) -> Measured:
    return chance(state.network(), _read(event), _read(given))


def _read(pairs: Sequence[tuple[str, str]]) -> dict[str, object]:
    return {node: tuple(word.split("|")) if "|" in word else word for node, word in pairs}


def _updated(findings: Sequence[tuple[str, str]], hypothesis: Given, name: str) -> Update:
    return _update(tuple(findings), tuple(hypothesis.items()), name)


@st.cache_resource(max_entries=100, show_spinner=False)
def _update(
    findings: tuple[tuple[str, str], ...], hypothesis: tuple[tuple[str, str], ...], name: str
) -> Update:
    return update(
        state.network(), dict(findings), _read(hypothesis), context=dict(CLINIC), name=name
    )


def _named(findings: Given) -> str:
    """Return findings as the beginning of a line."""
    said = findings_in_words(read_findings(findings, states=state.network().states).said)
    return f"{said[:1].upper()}{said[1:]}"


def _row(name: str, found: Measured, shape: str, colour: str, tick: float | None = None) -> Dots:
    text = f"{name}: {with_span(percent(found.value), found.low, found.high)}"
    return Dots(text, found.low, found.high, tick, found.value, shape=shape, colour=colour)


def _show(rows: Sequence[Dots], key: str, across: Across | None = None) -> None:
    """Show rows as a picture; what it says is said to those who do not see it as well."""
    heading, said = "", []
    for row in rows:
        heading = row.text if row.heading else heading
        if not row.heading:
            said.append(f"{heading}: {row.text}" if heading else row.text)
    panels.picture(dots_chart(rows, across), f"{'. '.join(said)}.")
    st.caption(key)


def signs() -> None:
    """Show how often each sign is found in upper and in lower lesions."""
    rows = []
    for node, word in SIGNS:
        rows.append(Dots(f"{node_label(node)}: {said_label(node, word)}", heading=True))
        for pattern in ("umn", "lmn"):
            found = _of({node: word}, {"pattern": pattern, **CLINIC})
            look = SHAPES[pattern], PATTERN_COLOURS[pattern]
            rows.append(_row(_(_IN[pattern]), found, *look))
    _show(rows, _("Triangle: the model, up for upper and down for lower. Line: 95% interval."))


def babinski_tree() -> None:
    """Show 1,000 patients of a clinic, by pattern and plantar response."""
    branches = [
        Branch(
            _(SHORT[pattern]),
            _of({"pattern": pattern}, CLINIC).value,
            _of({"babinski": "extensor"}, {"pattern": pattern, **CLINIC}).value,
        )
        for pattern in PATTERNS
    ]
    tree = frequency_tree(branches, present=_("extensor"), absent=_("flexor"))
    picture(key="lesson-tree", data={"html": tree_svg(tree)})
    st.markdown(tree_in_words(tree).replace("\n", "\n\n"))


def settings() -> None:
    """Show what the same two signs mean in each setting."""
    rows = []
    for setting in state.network().states["setting"]:
        before = _of({"cause": "als"}, {"setting": setting})
        after = _of({"cause": "als"}, {"setting": setting, **WASTED})
        rows.append(Dots(state_label("setting", setting), heading=True))
        said = _("ALS before {p}, after both signs").format(p=percent(before.value))
        rows.append(_row(said, after, "circle", BLUE, tick=before.value))
    _show(rows, _("Upright stroke: before the signs. Circle: after them. Line: 95% interval."))


def setting_icons() -> None:
    """Show 1,000 patients with the same signs in the setting that is chosen."""
    names = state.network().states["setting"]
    setting = st.segmented_control(
        _("Where are they seen?"),
        names,
        format_func=lambda name: short_label("setting", name),
        default=names[0],
        required=True,
        key="lesson-setting",
        wrap=True,
    )
    share = _of({"cause": "als"}, {"setting": setting or names[0], **WASTED}).value
    groups = [
        Group(_("Have ALS"), share, "diamond", ORANGE),
        Group(_("Have something else"), 1 - share, "ring", ""),
    ]
    whose = _("with wasting and fasciculations ({place})").format(
        place=in_text(state_label("setting", setting))
    )
    picture(key="lesson-icons", data={"html": icon_array(groups, whose=whose)})


def fagan_one() -> None:
    """Show what one finding does, by the nomogram."""
    choices = [(node, word) for node, word in THREE]
    choices += [("babinski", "flexor"), ("reflexes", "normal"), ("tone", "normal")]
    chosen = st.selectbox(
        _("Finding"), choices, format_func=lambda one: _named(dict([one])), key="lesson-finding"
    )
    found = _updated([chosen], UPPER, _named(dict([chosen])))
    _nomogram(found, None)


def fagan_three() -> None:
    """Show what three signs do together to the question of an upper lesion."""
    _nomogram(_together(UPPER), None)


def fagan_cause() -> None:
    """Show what three signs do to one cause, beside the product of their likelihood ratios."""
    myelopathy = {"cause": "cervical_myelopathy"}
    alone = [_updated([one], myelopathy, _named(dict([one]))) for one in THREE]
    product = nomogram.multiplied(alone, name=_("If the ratios are multiplied"))
    _nomogram(_together(myelopathy), product, alone)


def _together(hypothesis: Given) -> Update:
    return _updated(THREE, hypothesis, _("All three together"))


def _nomogram(found: Update, beside: Update | None, alone: Sequence[Update] = ()) -> None:
    several = [*alone, found, *([beside] if beside else [])]
    said = "\n".join(f"- {panels.plain(nomogram.in_words(one))}" for one in several)
    st.markdown(said)
    chart = nomogram.nomogram(found, beside=beside)
    panels.picture(chart, " ".join(map(nomogram.in_words, several)))
    key = _("Line with circles: the model. Band: 95% interval, of before and findings at once.")
    st.caption(f"{key} {_('Dashed with squares: the product.')}" if beside else key)


def shock_course() -> None:
    """Show tone, reflexes and plantar response after a cord injury, by the time since it."""
    rows = []
    for when in state.network().states["time_since_onset"]:
        rows.append(Dots(state_label("time_since_onset", when), heading=True))
        given = {"cause": "cord_injury", "time_since_onset": when}
        for (node, word), shape in zip(
            [*SLACK.items(), ("babinski", "extensor")],
            ("circle", "square", "triangle-up"),
            strict=True,
        ):
            found = _of({node: word}, given)
            rows.append(_row(_named({node: word}), found, shape, BLUE))
    _show(rows, _("Mark: the model. Line: 95% interval. All patients have a cord injury."))


def shock_answer() -> None:
    """Show what slack limbs without jerks mean, by the time since onset."""
    rows = []
    for when in state.network().states["time_since_onset"]:
        rows.append(Dots(state_label("time_since_onset", when), heading=True))
        for pattern in ("umn", "lmn"):
            found = _of({"pattern": pattern}, {**CLINIC, "time_since_onset": when, **SLACK})
            look = SHAPES[pattern], PATTERN_COLOURS[pattern]
            rows.append(_row(_(_IS[pattern]), found, *look))
    _show(rows, _("Triangle: the model, up for upper and down for lower. Line: 95% interval."))


def emg_course() -> None:
    """Show how often denervation is seen, by the time since onset, in lower lesions and others."""
    rows = []
    for when in state.network().states["time_since_onset"]:
        rows.append(Dots(state_label("time_since_onset", when), heading=True))
        given = {**CLINIC, "time_since_onset": when}
        for pattern, name in (
            ("lmn", _("In lower lesions")),
            ("neither", _("In those with neither")),
        ):
            found = _of({"emg": "present"}, {"pattern": pattern, **given})
            rows.append(_row(name, found, SHAPES[pattern], PATTERN_COLOURS[pattern]))
    _show(rows, _("Triangle: lower lesions. Circle: neither upper nor lower. Line: 95% interval."))


def draws() -> None:
    """Show what is left open of one answer, as fifty dots."""
    found = _of({"pattern": "umn"}, {**CLINIC, "reflexes": "increased"})
    said = quantile_dots.in_words(found)
    st.markdown(panels.plain(said))
    panels.picture(quantile_dots.quantile_dots(found), said)
    st.caption(_("Dot: one in fifty of the draws. Dashed: the answer with every number as it is."))


def more_findings() -> None:
    """Show how probability and interval move as findings come in."""
    rows, known = [], dict(CLINIC)
    rows.append(_row(_("Nothing examined"), _of({"pattern": "umn"}, known), "circle", BLUE))
    for node, word in (("reflexes", "increased"), ("babinski", "extensor"), ("atrophy", "none")):
        known[node] = word
        found = _of({"pattern": "umn"}, known)
        rows.append(
            _row(
                _("And {finding}").format(finding=in_text(_named({node: word}))),
                found,
                "circle",
                BLUE,
            )
        )
    _show(rows, _("Circle: probability of a purely upper lesion. Line: 95% interval."))


def foot_drop() -> None:
    """Show which neuron a foot drop comes from, by how it is examined."""
    rows = []
    for word in ("spastic", "flaccid"):
        rows.append(Dots(_named({"foot_drop": word}), heading=True))
        for pattern in PATTERNS:
            found = _of({"pattern": pattern}, {**CLINIC, "foot_drop": word})
            rows.append(_row(_(_IS[pattern]), found, SHAPES[pattern], PATTERN_COLOURS[pattern]))
    _show(rows, _("Mark: the model, a shape for each pattern. Line: 95% interval."))


def amyotrophy() -> None:
    """Show the signs of thoracic spondylotic amyotrophy beside those of peroneal neuropathy."""
    rows = []
    for node, word in (
        ("foot_drop", "flaccid"),
        ("reflexes", "decreased"),
        ("babinski", "extensor"),
        ("sensory_loss", "present"),
        ("mri_spine", "cord_compression"),
    ):
        rows.append(Dots(_named({node: word}), heading=True))
        for cause, shape, colour in (
            ("thoracic_spondylotic_amyotrophy", "diamond", BLUE),
            ("peroneal_neuropathy", "circle", ORANGE),
        ):
            name = state_label("cause", cause)
            rows.append(_row(name, _of({node: word}, {"cause": cause}), shape, colour))
    _show(rows, _("Diamond: disease of the cord. Circle: of the nerve. Line: 95% interval."))


def sacral() -> None:
    """Show how often sacral reflexes are absent, by the cause."""
    rows = []
    for cause in ("cauda_equina_syndrome", "cord_injury", "als", "no_lesion"):
        found = _of({"sacral_reflexes": "absent"}, {"cause": cause})
        rows.append(_row(state_label("cause", cause), found, "circle", BLUE))
    _show(rows, _("Circle: how often sacral reflexes are absent. Line: 95% interval."))


def mri() -> None:
    """Show how often the cord is compressed in those without a lesion, and in those with one."""
    rows = [Dots(_("Neither neuron is damaged"), heading=True)]
    for age in state.network().states["age_band"]:
        found = _of({"mri_spine": "cord_compression"}, {"pattern": "neither", "age_band": age})
        rows.append(_row(state_label("age_band", age), found, "circle", BLUE))
    rows.append(Dots(state_label("cause", "cervical_myelopathy"), heading=True))
    found = _of({"mri_spine": "cord_compression"}, {"cause": "cervical_myelopathy"})
    rows.append(_row(_("All ages"), found, "diamond", ORANGE))
    _show(rows, _("Mark: share with a compressed cord on MRI. Line: 95% interval."))


def blood() -> None:
    """Show what each blood test makes of the cause that it is done for."""
    rows = []
    for node, word, cause in BLOOD:
        before, after = (_of({"cause": cause}, given) for given in (CLINIC, {**CLINIC, node: word}))
        rows.append(Dots(_named({node: word}), heading=True))
        said = _("{cause}: before {p}, after").format(
            cause=state_label("cause", cause), p=percent(before.value)
        )
        rows.append(_row(said, after, "circle", BLUE, tick=before.value))
    _show(rows, _("Upright stroke: before the test. Circle: after it. Line: 95% interval."))


PANELS: Mapping[str, Callable[[], None]] = MappingProxyType(
    {
        "signs": signs,
        "babinski-tree": babinski_tree,
        "settings": settings,
        "setting-icons": setting_icons,
        "fagan-one": fagan_one,
        "fagan-three": fagan_three,
        "fagan-cause": fagan_cause,
        "shock-course": shock_course,
        "shock-answer": shock_answer,
        "emg-course": emg_course,
        "draws": draws,
        "more-findings": more_findings,
        "fill-tree": fill_tree,
        "foot-drop": foot_drop,
        "amyotrophy": amyotrophy,
        "sacral": sacral,
        "mri": mri,
        "blood": blood,
    }
)
"""What may stand after `panel:` in a lesson."""
