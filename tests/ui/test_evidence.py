"""The Evidence page, without a browser: find a number, follow it to its cells, and back."""

from __future__ import annotations

import re
from collections.abc import Mapping

import pytest
from streamlit.testing.v1 import AppTest

import bayesdx
from bayesdx.report.literature_words import GROUPS, group_label
from bayesdx.ui import sift
from tests.ui.driven import healthy, shown

SCRIPT = """
from bayesdx.ui import state
from bayesdx.ui.pages import evidence
state.begin()
evidence.page()
"""
HOUTEN = "houten2008_babinski_umn"
EVIDENCE = bayesdx.load_evidence()


def opened(query: Mapping[str, str] | None = None) -> AppTest:
    app = AppTest.from_string(SCRIPT, default_timeout=120)
    for name, value in (query or {}).items():
        app.query_params[name] = value
    return healthy(app.run())


def look(app: AppTest, view: str = "", **filters: str | None) -> AppTest:
    if view:
        app.segmented_control(key=sift.VIEW).set_value(view)
        app.run()
    for name, value in filters.items():
        if name == "words":
            app.text_input(key="evidence-filter-words").set_value(value)
        else:
            app.selectbox(key=f"evidence-filter-{name}").set_value(value)
    return healthy(app.run())


def how_many(app: AppTest) -> int:
    found = re.search(r"(\d+) (?:number|publication|assumption)s? of \d+", shown(app))
    assert found
    return int(found[1])


def test_everything_is_there_before_anything_is_looked_for() -> None:
    app = opened()
    assert how_many(app) == len(EVIDENCE.estimates)
    assert how_many(look(app, sift.PUBLICATIONS)) == len(EVIDENCE.sources)
    total = re.search(r"on (\d+) declared assumptions", shown(app))
    assert total
    assert how_many(look(app, sift.ASSUMPTIONS)) == int(total[1])


@pytest.mark.parametrize(
    ("name", "value", "expected"),
    [
        ("group", "root", sum(e.group == "root" for e in EVIDENCE.estimates.values())),
        (
            "applicability",
            "low",
            sum(e.applicability == "low" for e in EVIDENCE.estimates.values()),
        ),
        (
            "text_read",
            "excerpt",
            sum(
                EVIDENCE.sources[e.source_id].text_read == "excerpt"
                for e in EVIDENCE.estimates.values()
            ),
        ),
    ],
)
def test_a_filter_leaves_what_it_names(name: str, value: str, expected: int) -> None:
    app = look(opened(), **{name: value})
    assert how_many(app) == expected
    assert len(app.dataframe[-1].value) == expected


def test_filters_add_up_and_are_taken_back_at_once() -> None:
    app = look(opened(), about="babinski", kind="cited")
    few = how_many(app)
    assert 0 < few < how_many(look(app, kind=None))
    look(app, words="no such words")
    assert "0 numbers of" in shown(app)
    healthy(app.button(key="evidence-clear").click().run())
    assert how_many(app) == len(EVIDENCE.estimates)


def test_years_leave_out_what_has_none() -> None:
    app = opened()
    first, last = app.slider(key="evidence-filter-years").value
    healthy(app.slider(key="evidence-filter-years").set_value((2020, last)).run())
    years = (EVIDENCE.sources[e.source_id].year for e in EVIDENCE.estimates.values())
    assert how_many(app) == sum((year or 0) >= 2020 for year in years)
    healthy(app.slider(key="evidence-filter-years").set_value((first, last)).run())
    assert how_many(app) == len(EVIDENCE.estimates)


def test_from_a_number_to_the_table_that_uses_it_and_back() -> None:
    app = opened()
    healthy(app.selectbox(key=sift.NUMBER).set_value(HOUTEN).run())
    text = shown(app)
    assert "74/225" in text
    assert "of the pull" in text
    assert "columns of the model's tables" in text
    assert "Implied against published" in text
    healthy(app.button(key="evidence-open-babinski").click().run())
    assert app.segmented_control(key=sift.VIEW).value == sift.TABLES
    assert app.selectbox(key="table").value == "babinski"
    assert "74/225" in shown(app)
    healthy(app.button(key=f"evidence-open-{HOUTEN}").click().run())
    assert app.selectbox(key=sift.NUMBER).value == HOUTEN
    assert app.segmented_control(key=sift.VIEW).value == sift.NUMBERS


def test_every_way_a_number_can_be_used_can_be_opened() -> None:
    app = opened()
    for kind in ("cited", "borrowed", "derived", "part assumed", "not used"):
        look(app, kind=kind)
        options = app.selectbox(key=sift.NUMBER).options
        assert options
        app.selectbox(key=sift.NUMBER).select_index(0)
        healthy(app.run())
        assert ("does not use this number" in shown(app)) == (kind == "not used")


def test_a_publication_leads_to_its_numbers() -> None:
    app = look(opened(), sift.PUBLICATIONS, words="houten")
    healthy(app.selectbox(key=sift.PUBLICATION).set_value("houten_2008").run())
    assert "](https://doi.org/10.3171/SPI/2008/9/9/237)" in shown(app)
    healthy(app.button(key=f"evidence-open-{HOUTEN}").click().run())
    assert app.selectbox(key=sift.NUMBER).value == HOUTEN


def test_a_publication_without_a_number_says_so() -> None:
    app = opened({"source": "accessmedicine_weakness"})
    assert app.segmented_control(key=sift.VIEW).value == sift.PUBLICATIONS
    assert "It bears no number of the tables" in shown(app)


def test_an_assumption_gives_its_weight_its_reason_and_its_cells() -> None:
    app = look(opened(), sift.ASSUMPTIONS, about="tone")
    app.selectbox(key=sift.ASSUMPTION).select_index(0)
    text = shown(healthy(app.run()))
    assert re.search(r"\*\*Weight:\*\* (worth|within)", text)
    assert "**Reason:** " in text
    assert "muscle tone" in text


def test_a_link_opens_a_number_and_leaves_the_case_alone() -> None:
    app = opened({"estimate": HOUTEN, "babinski": "extensor"})
    assert app.selectbox(key=sift.NUMBER).value == HOUTEN
    assert app.session_state["babinski"] == "extensor"
    assert not app.warning


def test_a_link_to_a_number_and_a_publication_is_followed_once_and_leaves_the_filters() -> None:
    app = opened({"estimate": HOUTEN, "source": "houten_2008"})
    assert app.segmented_control(key=sift.VIEW).value == sift.PUBLICATIONS
    few = how_many(look(app, words="houten"))
    assert 0 < few < len(EVIDENCE.sources)
    assert how_many(healthy(app.run())) == few
    assert app.text_input(key="evidence-filter-words").value == "houten"


def test_a_link_to_what_is_not_there_says_so() -> None:
    app = opened({"estimate": "nobody_1900"})
    assert "Nothing here is called nobody\\_1900" in app.warning[0].value
    assert how_many(app) == len(EVIDENCE.estimates)


def test_nothing_is_said_of_a_date_that_is_not_known() -> None:
    app = opened()
    healthy(app.selectbox(key=sift.NUMBER).set_value(HOUTEN).run())
    assert "read twice: confirmed" in shown(app)
    assert "The tables hold no dates" in shown(app)


def test_every_condition_of_the_tables_has_a_name_of_its_own() -> None:
    groups = {one.group for one in EVIDENCE.estimates.values()}
    assert groups <= {*GROUPS}
    assert len({group_label(group) for group in groups}) == len(groups)
