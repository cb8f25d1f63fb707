"""Undo and redo, without a page."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from bayesdx.ui.history import LONGEST, History, Moment

MOMENTS = st.builds(
    lambda pairs: Moment.of(dict(pairs), {}),
    st.lists(st.tuples(st.sampled_from("abc"), st.sampled_from("xy")), max_size=3),
)


def test_what_is_undone_can_be_redone() -> None:
    one, two = Moment((("tone", "normal"),)), Moment((("tone", "increased"),))
    history = History(one).seen(two)
    assert history.undone().now == one
    assert history.undone().redone() == history


def test_a_new_change_ends_what_could_be_redone() -> None:
    one, two, three = (Moment((("tone", code),)) for code in ("normal", "increased", "decreased"))
    history = History(one).seen(two).undone().seen(three)
    assert history.future == ()
    assert history.past == (one,)


def test_nothing_to_undo_changes_nothing() -> None:
    history = History(Moment())
    assert history.undone() == history.redone() == history


def test_how_sure_one_is_of_what_was_not_found_is_forgotten() -> None:
    assert Moment.of({"tone": "normal"}, {"emg": "75"}) == Moment.of({"tone": "normal"}, {})


@given(st.lists(MOMENTS, max_size=12))
def test_undoing_all_leads_to_the_first_moment_and_redoing_all_to_the_last(
    several: list[Moment],
) -> None:
    history = History(Moment())
    for moment in several:
        history = history.seen(moment)
    back = history
    while back.past:
        back = back.undone()
    assert back.now == Moment()
    while back.future:
        back = back.redone()
    assert back == history


def test_the_oldest_moments_are_forgotten() -> None:
    history = History(Moment())
    for n in range(LONGEST + 10):
        history = history.seen(Moment((("tone", str(n)),)))
    assert len(history.past) == LONGEST
