"""The network page and the body, without a browser."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from bayesdx.inference.neighbours import markov_blanket
from bayesdx.report.labels import node_label, short_label
from bayesdx.ui import answers, body, one_node, state
from tests.ui.driven import healthy, shown

CASE = {"reflexes": "increased", "babinski": "extensor", "atrophy": "marked"}
PAGE = """
from bayesdx.ui import state
from bayesdx.ui.pages import {name}
state.begin()
{name}.page()
"""

Open = Callable[..., AppTest]


@pytest.fixture
def open_page() -> Open:
    def opened(name: str, findings: Mapping[str, str] = CASE, **kept: Any) -> AppTest:
        app = AppTest.from_string(PAGE.format(name=name), default_timeout=120)
        for finding, value in findings.items():
            app.query_params[finding] = value
        for key, value in kept.items():
            app.session_state[key.replace("_", "-")] = value
        return healthy(app.run())

    return opened


def headings(app: AppTest) -> list[str]:
    return [one.value for one in [*app.header, *app.subheader]]


def strip(app: AppTest) -> str:
    return next(one.value for one in app.html if "role='status'" in one.value)


def test_the_network_shows_the_pattern_until_another_node_is_chosen(open_page: Open) -> None:
    app = open_page("network")
    assert app.selectbox(key=one_node.CHOSEN).value == "pattern"
    assert "Pattern of the lesion" in headings(app)
    assert "**It cannot be set.** Not examined: it is inferred" in shown(app)


def test_the_blanket_is_named_by_its_parts(open_page: Open) -> None:
    app = open_page("network")
    healthy(app.selectbox(key=one_node.CHOSEN).set_value("umn").run())
    said = shown(app)
    for name in markov_blanket(state.network(), "umn"):
        assert node_label(name) in said
    assert "**Parents, which it depends on**: Site of the lesion" in said


def test_a_node_set_in_its_panel_is_the_finding_of_the_case(open_page: Open) -> None:
    app = open_page("network", {"babinski": "extensor"})
    healthy(app.selectbox(key=one_node.CHOSEN).set_value("reflexes").run())
    before = strip(app)
    healthy(app.segmented_control(key="set-reflexes").set_value("increased").run())
    assert app.segmented_control(key="reflexes").value == "increased"
    assert strip(app) != before
    healthy(app.segmented_control(key="reflexes").set_value("decreased").run())
    assert app.segmented_control(key="set-reflexes").value == "decreased"
    healthy(app.segmented_control(key="set-reflexes").set_value(None).run())
    assert app.segmented_control(key="reflexes").value is None
    assert strip(app) == before


def test_the_chosen_node_stays_when_the_case_changes(open_page: Open) -> None:
    app = open_page("network")
    healthy(app.selectbox(key=one_node.CHOSEN).set_value("emg").run())
    healthy(app.segmented_control(key="tone").set_value("spastic").run())
    assert app.selectbox(key=one_node.CHOSEN).value == "emg"


def test_what_is_supposed_to_be_known_closes_paths(open_page: Open) -> None:
    app = open_page("network", {"case": "none"})
    healthy(app.selectbox(key=one_node.CHOSEN).set_value("babinski").run())
    assert "each of the other nodes can still tell something" in shown(app)
    supposed = app.multiselect(key=one_node.SUPPOSED)
    healthy(supposed.set_value(["location", "umn"]).run())
    silent = next(one.value for one in app.markdown if "Cause" in one.value.split(", "))
    assert {"Muscle tone", "Site of the lesion"} <= set(silent.split(", "))


def test_of_what_is_known_nothing_tells_more(open_page: Open) -> None:
    app = open_page("network")
    healthy(app.selectbox(key=one_node.CHOSEN).set_value("babinski").run())
    assert "It is known: nothing else can tell anything about it." in shown(app)


def test_what_has_changed_is_said_with_before_and_now(open_page: Open) -> None:
    app = open_page("network")
    assert "What has changed since the prior" in headings(app)
    assert re.search(r"\d+ nodes have moved; furthest: .*\d+% → .*\d+%", shown(app))
    untouched = open_page("network", {"case": "none"})
    assert "Nothing: nothing has been examined that moves a node." in shown(untouched)


def test_findings_that_cannot_be_leave_the_controls(open_page: Open, monkeypatch: Any) -> None:
    from bayesdx.errors import ImpossibleFindings

    def refuse() -> None:
        raise ImpossibleFindings(["foot_drop=*present*"])

    monkeypatch.setattr(answers, "everything", refuse)
    app = open_page("network")
    assert r"foot\_drop=\*present\*" in app.error[0].value  # nothing of it is Markdown
    assert app.segmented_control(key="babinski").value == "extensor"


def test_every_node_can_be_looked_at(open_page: Open) -> None:
    app = open_page("network")
    for name in ("setting", "cause", "site", "location", "coexisting_lmn", "shock", "mri_spine"):
        healthy(app.selectbox(key=one_node.CHOSEN).set_value(name).run())
        assert node_label(name) in headings(app)


def test_a_site_is_told_when_it_is_chosen(open_page: Open) -> None:
    app = open_page("diagnose")
    assert app.selectbox(key=body.CHOSEN).value is None
    for site in ("cervical_cord", "functional", "muscle"):
        healthy(app.selectbox(key=body.CHOSEN).set_value(site).run())
        assert short_label("site", site) in headings(app)
        assert "of 100 such patients have their lesion here; before the findings" in shown(app)
        assert "**Signs that a lesion here makes likelier**" in shown(app)
    assert "It damages neither motor neuron." in shown(app)


def test_the_sites_stand_in_the_order_of_their_probability(open_page: Open) -> None:
    app = open_page("diagnose")
    chances = [
        float(re.sub(r".*\(<?>?(\d+) of 100\)", r"\1", option))
        for option in app.selectbox(key=body.CHOSEN).options
    ]
    assert chances == sorted(chances, reverse=True)
    assert len(chances) == len(state.network().states["site"])
