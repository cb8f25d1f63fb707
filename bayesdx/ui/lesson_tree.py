"""The lesson in which the reader fills a frequency tree."""

from __future__ import annotations

from dataclasses import dataclass

import streamlit as st

from bayesdx.language import N_, _
from bayesdx.report.frequency_tree import tree_in_words, tree_svg
from bayesdx.report.labels import in_text, state_label
from bayesdx.report.measured import chance, in_words
from bayesdx.report.sentences import percent
from bayesdx.report.tree_exercise import BLANKS, FOUND, MISSING, WITH, WITHOUT, Exercise
from bayesdx.ui import panels, state
from bayesdx.ui.lesson_picture import picture

_CHOICE = "lesson-tree-choice"


@dataclass(frozen=True, slots=True)
class Story:
    """What a tree is about; texts are translated where they are shown.

    Attributes:
        setting: where the patients are seen.
        condition: a node and its states, as `bayesdx.report.measured` reads them.
        finding: likewise.
        ill, well: the two groups; `present` and `absent` the two results.
        given: the blanks that are filled in to begin with.
    """

    setting: str
    condition: tuple[str, tuple[str, ...]]
    finding: tuple[str, str]
    ill: str
    well: str
    present: str
    absent: str
    given: tuple[str, ...] = ()


def _brisk(setting: str, *given: str) -> Story:
    return Story(
        setting,
        ("pattern", ("umn", "mixed")),
        ("reflexes", "increased"),
        ill=N_("upper lesion"),
        well=N_("no upper lesion"),
        present=N_("brisk jerks"),
        absent=N_("no brisk jerks"),
        given=given,
    )


STORIES = (
    _brisk("neurology_clinic", WITH, WITHOUT),
    _brisk("emg_laboratory"),
    Story(
        "neurology_clinic",
        ("cause", ("als",)),
        ("fasciculations", "present"),
        ill=N_("ALS"),
        well=N_("no ALS"),
        present=N_("twitches"),
        absent=N_("none"),
    ),
)
"""In the first the groups are given; then all is blank, with the same sign elsewhere; then a rare
disease."""


def fill_tree() -> None:
    """Let the reader fill a tree; then show it, and what the model says without rounding."""
    place = st.segmented_control(
        _("Tree"),
        range(len(STORIES)),
        format_func=lambda n: str(n + 1),
        default=0,
        required=True,
        key=_CHOICE,
    )
    number = place or 0
    story = STORIES[number]
    one = exercise(number)
    st.markdown(_given(story, one))
    with st.form(f"lesson-tree-{number}"):
        said = _blanks(story, one, number)
        sent = st.form_submit_button(_("Check"), icon=":material/done:")
    key = f"lesson-tree-{number}-sent"
    if sent:
        st.session_state[key] = said
    if key in st.session_state:
        _checked(story, one, st.session_state[key], number)


@st.cache_resource(max_entries=20, show_spinner=False)
def exercise(number: int) -> Exercise:
    """Return the percents of a story, by its place in `STORIES`; they come from the model."""
    story, network = STORIES[number], state.network()
    node, states = story.condition
    rest = tuple(one for one in network.states[node] if one not in states)
    given: dict[str, object] = {"setting": story.setting}
    share = chance(network, {node: states}, given)
    hit, alarm = (
        chance(network, dict([story.finding]), {**given, node: which}) for which in (states, rest)
    )
    return Exercise.of(share.value, hit.value, alarm.value)


def _given(story: Story, one: Exercise) -> str:
    return _(
        "Seen here: {setting}. By this model **{share}%** of the patients are of the first group "
        "({ill}). Of these **{hit}%** have the finding ({present}); of the others **{alarm}%** "
        "have it. Rounded to whole percents."
    ).format(
        setting=in_text(state_label("setting", story.setting)),
        share=one.share,
        ill=_(story.ill),
        hit=one.hit,
        present=_(story.present),
        alarm=one.alarm,
    )


def _blanks(story: Story, one: Exercise, number: int) -> dict[str, int | None]:
    """Show the tree as boxes within boxes, each with room for a count."""
    st.markdown(f"**{_('1,000 patients')}**")
    said: dict[str, int | None] = {}
    for group, name in ((WITH, story.ill), (WITHOUT, story.well)):
        with st.container(border=True):
            said[group] = _blank(story, one, number, group, _(name))
            left, right = st.columns(2)
            for place, leaf, word in (
                (left, FOUND, story.present),
                (right, MISSING, story.absent),
            ):
                with place:
                    blank = f"{group}-{leaf}"
                    label = f"{_(name)}, {_(word)}"
                    said[blank] = _blank(story, one, number, blank, label)
    label = _("All of the 1,000: {finding}").format(finding=_(story.present))
    said[FOUND] = _blank(story, one, number, FOUND, label)
    return said


def _blank(story: Story, one: Exercise, number: int, name: str, label: str) -> int | None:
    given = name in story.given
    found: int | None = st.number_input(
        label[:1].upper() + label[1:],
        0,
        1000,
        value=one.right[name] if given else None,
        disabled=given,
        placeholder=_("how many?"),
        key=f"lesson-tree-{number}-{name}",
    )
    return found


def _checked(story: Story, one: Exercise, said: dict[str, int | None], number: int) -> None:
    """Say which numbers are right; show the tree when all are, or when the reader gives up."""
    wrong = one.wrong(said)
    shown = f"lesson-tree-{number}-shown"
    if wrong:
        st.warning(
            _("Right: {right} of {all}. Look again at: {names}.").format(
                right=len(BLANKS) - len(wrong),
                all=len(BLANKS),
                names="; ".join(_named(story, name) for name in wrong),
            ),
            icon=":material/edit:",
        )
        st.caption(_hint(one, wrong[0]))
        if not st.session_state.get(shown):
            st.button(
                _("Show the tree"),
                icon=":material/visibility:",
                on_click=st.session_state.__setitem__,
                args=(shown, True),
            )
            return
    else:
        st.success(_("All of it is right."), icon=":material/done_all:")
    _filled(story, one)


def _named(story: Story, blank: str) -> str:
    group, _dash, leaf = blank.partition("-")
    if group == FOUND:
        return _("all with the finding ({present})").format(present=_(story.present))
    name = _(story.ill if group == WITH else story.well)
    return f"{name}, {_(story.present if leaf == FOUND else story.absent)}" if leaf else name


def _hint(one: Exercise, blank: str) -> str:
    """Return how to come by the first number that is wrong, in counts."""
    right = one.right
    if blank == WITH:
        return _("{p}% of 1,000 are 10 times {p}.").format(p=one.share)
    if blank == WITHOUT:
        return _("Both groups together are 1,000.")
    if blank == FOUND:
        return _("All with the finding come from both groups: add them.")
    group, _dash, leaf = blank.partition("-")
    if leaf == MISSING:
        return _("Those with and without the finding add up to their group of {n}.").format(
            n=right[group]
        )
    p = one.hit if group == WITH else one.alarm
    return _("{p}% of {n}: a hundredth of {n}, times {p}, rounded.").format(p=p, n=right[group])


def _filled(story: Story, one: Exercise) -> None:
    labels = (_(story.ill), _(story.well))
    tree = one.tree(labels, present=_(story.present), absent=_(story.absent))
    picture(key="lesson-filled-tree", data={"html": tree_svg(tree)})
    st.markdown(tree_in_words(tree).replace("\n", "\n\n"))
    node, states = story.condition
    finding, word = story.finding
    exact = in_words(
        state.network(),
        f"P({node}={' or '.join(states)} | setting={story.setting}; {finding}={word})",
    )
    right = one.right
    st.markdown(
        _(
            "So of the {all} with the finding {some} have what is asked about: **{share}**. "
            "Without rounding the model says {exact}."
        ).format(
            all=right[FOUND],
            some=right[f"{WITH}-{FOUND}"],
            share=percent(one.after),
            exact=panels.plain(exact),
        )
    )
