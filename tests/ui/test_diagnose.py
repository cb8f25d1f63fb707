"""What can be done with a case on the page, without a browser."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from bayesdx.ui.case_tools import SURE
from tests.ui.driven import choose, healthy, numbers

PACKETS = Path("data") / "cases" / "phenopackets"


@pytest.fixture
def open_app(open_app: Callable[..., AppTest]) -> Callable[..., AppTest]:
    """Open the dashboard with the controls of how sure one is."""
    return partial(open_app, kept={SURE: True})


def press(app: AppTest, key: str) -> AppTest:
    return healthy(app.button(key=key).click().run())


def chosen(app: AppTest, *names: str) -> list[str | None]:
    return [app.segmented_control(key=name).value for name in names]


def shown(app: AppTest) -> str:
    kinds = ("markdown", "caption", "html", "success", "error", "warning")
    return "\n".join(one.value for kind in kinds for one in app.get(kind))


def test_every_change_can_be_undone_and_redone_whatever_made_it(open_app) -> None:
    app = open_app({"reflexes": "increased"})
    assert app.button(key="undo").disabled
    choose(app, babinski="extensor")
    press(app, "open-PPK-ddff756642")
    press(app, "reset")
    assert chosen(app, "reflexes", "babinski") == [None, None]
    press(app, "undo")
    assert chosen(app, "atrophy") == ["none"]
    press(app, "undo")
    assert chosen(app, "reflexes", "babinski") == ["increased", "extensor"]
    press(app, "undo")
    assert chosen(app, "reflexes", "babinski") == ["increased", None]
    assert app.button(key="undo").disabled
    press(app, "redo")
    assert chosen(app, "reflexes", "babinski") == ["increased", "extensor"]
    choose(app, tone="normal")
    assert app.button(key="redo").disabled


def test_the_steps_of_the_examination_are_named_in_their_order(open_app) -> None:
    steps = [one.value for one in open_app().subheader]
    wanted = [
        *("Tone", "Power", "Reflexes", "Plantar response", "Wasting", "Fasciculation"),
        *("Sensation", "Coordination", "Cranial nerves", "Bladder and bowel"),
        *("EMG and nerve conduction", "Imaging", "Blood and spinal fluid"),
    ]
    assert [step for step in steps if step in wanted] == wanted


def test_less_than_certain_moves_the_answer_towards_what_it_was_without_the_finding(
    open_app,
) -> None:
    app = open_app({"reflexes": "increased"})
    without = numbers(app)["Upper"]
    certain = numbers(choose(app, babinski="extensor"))["Upper"]
    sure = {}
    for how in ("90", "60"):
        sure[how] = numbers(choose(app, **{"sure-babinski": how}))["Upper"]
    assert without < sure["60"] < sure["90"] <= certain
    assert "Your own number" in shown(app)
    assert "sure=babinski%3A0.6" in app.code[0].value


def test_as_sure_as_examiners_agree_is_not_understood(open_app) -> None:
    app = open_app({"babinski": "extensor", "sure": "babinski:agreed"})
    assert "`sure=babinski:agreed` does not say how sure" in app.warning[0].value
    assert app.segmented_control(key="sure-babinski").value == "certain"
    options = app.segmented_control(key="sure-babinski").options
    assert options == ["Certain", "90% sure", "75% sure", "60% sure"]


def test_a_link_says_how_sure_and_a_finding_that_is_changed_is_certain_again(open_app) -> None:
    app = open_app({"babinski": "extensor", "sure": "babinski:0.8,hat:0.7"})
    assert app.segmented_control(key="sure-babinski").value == "80"
    assert "`sure=hat:0.7` speaks of nothing that was found." in app.warning[0].value
    choose(app, babinski="flexor")
    assert app.segmented_control(key="sure-babinski").value == "certain"
    press(app, "undo")
    assert app.segmented_control(key="sure-babinski").value == "80"


@pytest.mark.parametrize("path", ["why", "how-sure", "what-if", "next-test"])
def test_the_pages_that_think_further_take_a_finding_as_sure_as_it_is(root, path: str) -> None:
    name = path.replace("-", "_")
    script = (
        "from bayesdx.ui import state\n"
        f"from bayesdx.ui.pages import {name}\n"
        f"state.begin()\n{name}.page()\n"
    )
    app = AppTest.from_string(script, default_timeout=120)
    app.query_params["babinski"], app.query_params["sure"] = "extensor", "babinski:0.8"
    healthy(app.run())
    assert "plantar response probably extensor (0.8 against 0.2)" in shown(app)


def test_findings_can_be_kept_out_of_the_address(open_app) -> None:
    app = open_app({"babinski": "extensor", "sure": "babinski:0.8", "lesson": "two"})
    assert dict(app.query_params)["babinski"] == "Extensor"
    before = numbers(app)
    app.toggle(key="asked-private").set_value(True)
    healthy(app.run())
    assert set(app.query_params) == {"lesson", "case"}
    assert numbers(app) == before
    assert "babinski=Extensor&sure=babinski%3A0.8" in app.code[0].value


def upload(app: AppTest, name: str, content: bytes) -> AppTest:
    app.file_uploader(key="phenopacket").set_value((name, content, "application/json"))
    return healthy(app.run())


def test_a_phenopacket_takes_the_place_of_the_case_and_what_it_leaves_out_is_listed(
    open_app, root: Path
) -> None:
    app = open_app({"emg": "absent"})
    packet = root / PACKETS / "lmn__BAG3__PMID_28754666_75553_0001.json"
    upload(app, packet.name, packet.read_bytes())
    assert re.search(r"\*\*\d+ findings? read from lmn", shown(app))
    assert any("not used" in one.label for one in app.expander)
    after = chosen(app, "emg")
    assert after != ["absent"]
    press(app, "undo")
    assert chosen(app, "emg") == ["absent"]
    assert "read from" not in shown(app)


@pytest.mark.parametrize(
    "content", [b"", b"{", b"[1]", b"\xff\xfe", b'{"proband": {}}', b'{"subject": 1}']
)
def test_a_broken_file_gives_one_message_and_leaves_the_case(open_app, content: bytes) -> None:
    app = upload(open_app({"babinski": "extensor"}), "broken.json", content)
    [error] = app.error
    assert "broken.json could not be opened, and the case is as it was." in error.value
    assert chosen(app, "babinski") == ["extensor"]


def test_a_moment_is_kept_under_its_name(open_app) -> None:
    app = open_app({"reflexes": "increased"})
    app.text_input(key="moment-name").set_value("Before the sole")
    press(app, "keep")
    press(app, "keep")
    assert "Kept until this tab is closed: Before the sole, Moment 1." in shown(app)


TWO_CASES = """
import streamlit as st
from bayesdx.ui import case_tools, state
from bayesdx.ui.history import Moment
from bayesdx.ui.pages import two_cases
state.begin()
before = case_tools.Kept("Before", Moment((("reflexes", "increased"),)))
st.session_state.setdefault("kept", [before])
two_cases.page()
"""


def two_cases(**query: str) -> AppTest:
    app = AppTest.from_string(TWO_CASES, default_timeout=120)
    for name, value in query.items():
        app.query_params[name] = value
    return healthy(app.run())


def test_a_kept_moment_is_held_against_the_case_as_it_became() -> None:
    app = two_cases(reflexes="increased", babinski="extensor", sure="babinski:0.9")
    assert app.selectbox(key="asked-left").value == "kept:Before"
    assert app.selectbox(key="asked-right").value == "now"
    assert re.search(
        r"Of 100 patients like “Before” \S+ \(.*\) would have .*, like “.*\.", shown(app)
    )
    assert "| Finding | Before | Now |" in shown(app)
    assert "| not examined | probably extensor (0.9 against 0.1) |" in shown(app)
    assert [one.value for one in app.header][-2:] == ["Site of the lesion", "Cause"]


def test_the_same_case_on_both_sides_is_said_to_be_the_same() -> None:
    app = two_cases(reflexes="increased")
    assert "Both are the same case" in app.info[0].value
    app.selectbox(key="asked-left").set_value("example:PPK-ddff756642")
    healthy(app.run())
    assert "Of 100 patients like “Stiff legs”" in shown(app)
