"""The page's state, and the only file that holds any.

What may be shared is in widgets bound to the address, unless the reader keeps findings out of it;
the network is one for everyone and never changed; answers are kept for as long as they are likely
to be asked for again.
"""

from __future__ import annotations

import gc
import threading
from collections.abc import Mapping
from functools import cache
from typing import cast
from urllib.parse import urlsplit

import streamlit as st
from threadpoolctl import threadpool_limits

from bayesdx import load, load_evidence
from bayesdx.evidence import Evidence
from bayesdx.findings import CONTEXT
from bayesdx.language import language, speaking
from bayesdx.network import Network
from bayesdx.resources import DEFAULT_MODEL
from bayesdx.ui import sureness
from bayesdx.ui.cases import Case, load_examples
from bayesdx.ui.choices import (
    NO_CASE,
    SURE,
    Choice,
    choices,
    in_labels,
    read_link,
    write_link,
)
from bayesdx.ui.history import History, Moment

CARRIED = "asked-"
"""How the keys begin of what a reader chooses once for several pages."""

PRIVATE = f"{CARRIED}private"
"""The key of the switch that keeps findings out of the address."""

OTHER_PARAMS = frozenset({"lesson", "round", "source", "estimate"})
"""Parts of an address that are no findings, and belong to another page."""

TABLES_KEPT = 500

TABLE = "table"
"""The key of the table whose numbers are shown."""

_DROPPED, _REVEALED = "dropped", "revealed"
_HISTORY, _SURE, _PLACE = "history", "sure", "place"


# What a run asks for fifty times is kept by the function itself: a look into Streamlit's own stock
# costs a tenth of a millisecond.
@cache
def network() -> Network:
    """Return the compiled model."""
    return _network()


@st.cache_resource(show_spinner="Compiling the model …")
def _network() -> Network:
    """Compile the model, once: who asks meanwhile waits.

    From here on a product of matrices keeps to one thread: with many readers the threads of each
    would wait for those of all others. What is in memory now stays, and is not gone through for
    garbage again.
    """
    threadpool_limits(1, user_api="blas")
    compiled = load(DEFAULT_MODEL)
    gc.collect()
    gc.freeze()
    return compiled


@st.cache_resource(show_spinner=False)
def evidence() -> Evidence:
    """Return the literature."""
    return load_evidence()


@st.cache_resource(show_spinner=False)
def examples() -> tuple[Case, ...]:
    """Return the example cases."""
    return load_examples(network())


def controls() -> tuple[Choice, ...]:
    """Return what can be chosen for each finding."""
    return _controls(language())


@cache
def _controls(language: str) -> tuple[Choice, ...]:
    with speaking(language):  # the labels are in it
        return choices(network())


def begin() -> None:
    """Take the case from the link on a first visit, or open the first example without one.

    From then on the address follows the case and not the other way round: a click may be under way
    with an address that is one step behind.
    """
    for name in [key for key in st.session_state if str(key).startswith(CARRIED)]:
        st.session_state[name] = st.session_state[name]  # else it is lost where nothing shows it
    if _HISTORY in st.session_state:
        _hand_over()
    else:
        _open_address()
    st.session_state[_HISTORY] = st.session_state[_HISTORY].seen(now())
    _run.codes = _codes()
    _write_address()


def _open_address() -> None:
    """Take the case from the address."""
    given = {name: st.query_params.get_all(name) for name in st.query_params}
    params = {name: values for name, values in given.items() if name not in OTHER_PARAMS}
    link = read_link(params, network())
    first = Moment.of(link.values, link.sure) if params else Moment.of(examples()[0].findings, {})
    _set(first)
    st.session_state[_DROPPED] = link.dropped
    st.session_state[_HISTORY] = History(first)
    st.session_state[_PLACE] = _place()


def _hand_over() -> None:
    """Give the case to controls that are new, as those of another page or language are."""
    before, st.session_state[_PLACE] = st.session_state[_PLACE], _place()
    if not any(one.name in st.session_state for one in controls()):
        _put(history().now)  # a page without controls has lost them
    elif before != _place():
        _put(now())


def _place() -> tuple[str, str]:
    """Return in which language and on which page the case is shown."""
    return language(), urlsplit(str(st.context.url or "")).path


def _write_address() -> None:
    """Have the address say what the case is, in the labels of the page; or that it does not."""
    others = {name: st.query_params[name] for name in st.query_params if name in OTHER_PARAMS}
    how = {SURE: sureness.written(sure())} if sure() else {}
    case = {} if private() else {**in_labels(codes(), controls()), **how}
    wanted = {**others, **(case or NO_CASE)}
    if st.query_params.to_dict() != wanted:
        st.query_params.from_dict(wanted)


def private() -> bool:
    """Return whether findings are kept out of the address."""
    return bool(st.session_state.get(PRIVATE))


class _Run(threading.local):
    """What cannot change while the page is drawn: forty controls are read once."""

    codes: dict[str, str] | None = None


_run = _Run()


def end() -> None:
    """Forget what was read for this run: the next one begins with what the reader changed."""
    _run.codes = None


def codes() -> dict[str, str]:
    """Return node → code of what is chosen; what was not examined is not in it."""
    return dict(_codes() if _run.codes is None else _run.codes)


def _codes() -> dict[str, str]:
    found = ((choice.name, st.session_state.get(choice.name)) for choice in controls())
    return {name: code for name, code in found if code}


def sure() -> dict[str, str]:
    """Return node → how sure, of each finding that is not certain."""
    kept, known = st.session_state.get(_SURE, {}), codes()
    return {name: how for name, how in kept.items() if name in known}


def set_sure(name: str, how: str | None) -> None:
    """Note how sure one is of a finding."""
    kept = {one: said for one, said in sure().items() if one != name}
    given = {} if how in (None, sureness.CERTAIN) else {name: str(how)}
    st.session_state[_SURE] = kept | given


def now() -> Moment:
    """Return the case as it is."""
    return Moment.of(codes(), sure())


def findings() -> dict[str, str]:
    """Return node → what was found, as the library takes it; not examined is not in it.

    A finding that is certain is its code, another one says the likelihood of each state.
    """
    return said_of(now())


def said_of(moment: Moment) -> dict[str, str]:
    """Return the findings of a moment, as `findings` has them."""
    how = dict(moment.sure)
    return {
        name: _told(name, code, how[name]) if name in how else code
        for name, code in moment.findings
    }


def labels(name: str) -> Mapping[str, str]:
    """Return code → label of what can be chosen for a finding."""
    return next(one.labels for one in controls() if one.name == name)


def chosen(name: str) -> bool:
    """Return whether a finding has been chosen."""
    return name in codes()


def context() -> dict[str, str]:
    """Return what is known before anything is examined."""
    given = findings()
    return {name: given[name] for name in _names(context=True) if name in given}


def not_stated() -> list[str]:
    """Return what could be known before anything is examined, and is not."""
    known = codes()
    return [name for name in _names(context=True) if name not in known]


def not_examined() -> list[str]:
    """Return what could be examined and was not."""
    known = codes()
    return [name for name in _names(context=False) if name not in known]


def _names(*, context: bool) -> list[str]:
    return [one.name for one in controls() if (one.term.group == CONTEXT) == context]


def reset() -> None:
    """Take back every finding."""
    _set(Moment())


def open_example(case: Case) -> None:
    """Put a published case in the place of what was chosen."""
    _set(Moment.of(case.findings, {}))


def open_moment(moment: Moment) -> None:
    """Put a case in the place of what was chosen."""
    _set(moment)


def history() -> History:
    """Return what can be undone and redone."""
    return cast(History, st.session_state[_HISTORY])


def undo() -> None:
    """Go back by one change of the case, whatever made it."""
    _go(history().undone())


def redo() -> None:
    """Take back the last undo."""
    _go(history().redone())


def _go(history: History) -> None:
    st.session_state[_HISTORY] = history
    _set(history.now)


def example() -> Case | None:
    """Return the published case that the findings are those of, if they are."""
    before = context()
    given = {name: code for name, code in findings().items() if name not in before}
    return next((case for case in examples() if case.findings == given), None)


def reveal(case: Case) -> None:
    """Show the final diagnosis of a case."""
    st.session_state[_REVEALED] = case.id


def revealed(case: Case) -> bool:
    """Return whether the final diagnosis of a case has been asked for."""
    return bool(st.session_state.get(_REVEALED) == case.id)


def dropped() -> tuple[str, ...]:
    """Return a sentence on each part of the link that was not understood."""
    return tuple(st.session_state.get(_DROPPED, ()))


def link() -> str:
    """Return the address of this case."""
    here = urlsplit(str(st.context.url or ""))
    base = f"{here.scheme}://{here.netloc}/" if here.netloc else "/"
    return base + write_link(in_labels(codes(), controls()), sure())


def touched(name: str) -> None:
    """Note that a finding was changed: its table is the one to show."""
    st.session_state[TABLE] = name
    st.session_state.pop(_DROPPED, None)
    set_sure(name, None)


@st.cache_resource(max_entries=TABLES_KEPT, show_spinner=False)
def _told(name: str, code: str, how: str) -> str:
    return sureness.told(network(), name, code, how)


def _set(moment: Moment) -> None:
    """Put another case in the place of the present one, and drop the notes on that."""
    _put(moment)
    for note in (TABLE, _DROPPED):
        st.session_state.pop(note, None)


def _put(moment: Moment) -> None:
    values = dict(moment.findings)
    for choice in controls():
        st.session_state[choice.name] = values.get(choice.name)
    st.session_state[_SURE] = dict(moment.sure)
