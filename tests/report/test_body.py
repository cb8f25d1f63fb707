"""The body: a region for every site, and labels that say what the posterior says."""

from __future__ import annotations

import re
from functools import cache
from itertools import pairwise
from xml.etree import ElementTree

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import bayesdx
from bayesdx.inference import Posterior, query
from bayesdx.network import Network
from bayesdx.report.body import body_svg, neurons_at, told
from bayesdx.report.body.labels import SAID_FROM, Site, likeliest, spread
from bayesdx.report.body.neurons import Neurons
from bayesdx.report.body.shapes import CUT, HEIGHT, ORDER, REGIONS, WIDTH
from bayesdx.report.charts import PATTERN_COLOURS
from bayesdx.report.sentences import of_hundred

SVG = "{http://www.w3.org/2000/svg}"
CORD_EDGE = 121.0
OUTSIDE = {"none", "functional"}
"""Sites that are no place of the body."""


@cache
def model() -> Network:
    return bayesdx.load("localisation")


def posterior(probability: list[float]) -> Posterior:
    values = np.array(probability) / sum(probability)
    states = model().states["site"]
    low, high = values * 0.5, np.minimum(1, values * 1.5)
    return Posterior("site", states, values, low, high, 0.95, 1.0, (), "by hand")


def distributions() -> st.SearchStrategy[Posterior]:
    size = len(model().states["site"])
    cell = st.one_of(st.just(0.0), st.floats(1e-6, 1.0))
    several = st.lists(cell, min_size=size, max_size=size).filter(lambda cells: sum(cells) > 0)
    return several.map(posterior)


def parts(drawn: str) -> dict[str, ElementTree.Element]:
    """Return site → its group."""
    root = ElementTree.fromstring(drawn)
    return {name: g for g in root.iter(f"{SVG}g") if (name := g.get("data-pick"))}


def texts(group: ElementTree.Element) -> list[str]:
    return ["".join(text.itertext()) for text in group.iter(f"{SVG}text")]


def test_every_site_of_the_model_has_a_region_or_is_no_place() -> None:
    sites = set(model().states["site"])
    assert set(REGIONS) == sites - OUTSIDE
    assert sorted(ORDER) == sorted(REGIONS)
    drawn = parts(body_svg(model(), query(model(), {}, target="site")))
    assert set(drawn) == sites
    for name, group in drawn.items():
        assert (group.find(f".//{SVG}path") is None) == (name in OUTSIDE)


def test_which_neurons_a_site_has_comes_from_the_tables_of_the_model() -> None:
    found = neurons_at(model())
    tables = {node.name: table for node, table in zip(model().nodes, model().tables, strict=True)}
    for i, site in enumerate(model().states["site"]):
        assert found[site].upper == pytest.approx(1 - tables["umn"][0, i])
        assert found[site].lower == pytest.approx(1 - tables["lmn"][0, i])
    assert {name: found[name].pattern for name in ("cortex", "nerve", "conus", "muscle")} == {
        "cortex": "umn",
        "nerve": "lmn",
        "conus": "mixed",
        "muscle": "neither",
    }


@given(distributions())
@settings(max_examples=40, deadline=None)
def test_the_numbers_in_the_labels_are_those_of_the_posterior(answer: Posterior) -> None:
    drawn = parts(body_svg(model(), answer))
    chances = dict(zip(answer.states, answer.probability.tolist(), strict=True))
    labelled = {name for name, group in drawn.items() if texts(group)}
    for name in labelled:
        assert texts(drawn[name])[0].startswith(f"{of_hundred(chances[name])} of 100")
    least = min((chances[name] for name in labelled - OUTSIDE), default=1.0)
    hidden = [p for name, p in chances.items() if name not in labelled]
    assert max(hidden, default=0.0) <= max(least, SAID_FROM) or labelled == OUTSIDE


@given(distributions())
@settings(max_examples=40, deadline=None)
def test_every_site_says_its_number_aloud(answer: Posterior) -> None:
    drawn = parts(body_svg(model(), answer, interactive=True))
    for name, p in zip(answer.states, answer.probability.tolist(), strict=True):
        said = drawn[name].get("aria-label") or ""
        assert f": {of_hundred(p)} of 100, " in said
        assert drawn[name].get("role") == "button"


@given(distributions())
@settings(max_examples=60, deadline=None)
def test_no_label_covers_another_or_leaves_the_picture(answer: Posterior) -> None:
    drawn = parts(body_svg(model(), answer, answer))
    boxes = sorted(
        (float(box.get("y", 0)), float(box.get("height", 0)))
        for group in drawn.values()
        for box in group.iter(f"{SVG}rect")
        if box.get("class") == "hit"
    )
    assert boxes[0][0] >= 0
    assert boxes[-1][0] + boxes[-1][1] <= HEIGHT
    for (top, height), (below, _) in pairwise(boxes):
        assert top + height <= below
    for group in drawn.values():
        for text in group.iter(f"{SVG}text"):
            letter = {"number": 9.0, "name": 8.2, "beside": 7.2}[text.get("class", "")]
            said = text.text or ""
            beside = sum(7 * len(span.text or "") for span in text.iter(f"{SVG}tspan"))
            assert float(text.get("x", 0)) + letter * len(said) + beside <= WIDTH, said


@given(st.floats(0, 1), st.floats(0, 1))
def test_the_likelier_the_stronger(one: float, other: float) -> None:
    def strength(p: float) -> float:
        rest = [0.0] * len(model().states["site"])
        rest[0], rest[model().states["site"].index("cortex")] = 1 - p, p
        path = parts(body_svg(model(), posterior(rest)))["cortex"].find(f".//{SVG}path")
        assert path is not None
        return float(path.get("fill-opacity", 0))

    if one <= other:
        assert strength(one) <= strength(other)


def test_colour_is_never_alone() -> None:
    root = ElementTree.fromstring(body_svg(model(), query(model(), {}, target="site")))
    hatched = {p.get("id"): ElementTree.tostring(p) for p in root.iter(f"{SVG}pattern")}
    assert set(hatched) == {f"bayesdx-{name}" for name in PATTERN_COLOURS}
    shapes = [re.sub(rb"#[0-9A-F]{6}|bayesdx-\w+", b"", text) for text in hatched.values()]
    assert len(set(shapes)) == len(shapes)
    key = ["".join(text.itertext()) for text in root.findall(f"{SVG}text")]
    assert {"Upper motor neuron", "Lower motor neuron", "Both", "Neither"} <= set(key)


def test_a_disease_of_both_neurons_is_drawn_as_the_two() -> None:
    drawn = body_svg(model(), query(model(), {"cause": "als"}, target="site"))
    group = parts(drawn)["upper_and_lower_motor_neurons"]
    paints = {path.get("stroke") for path in group.iter(f"{SVG}path")}
    assert {"url(#bayesdx-umn)", "url(#bayesdx-lmn)"} <= paints
    assert texts(group)[0].startswith("100 of 100")


def test_combined_degeneration_is_drawn_as_the_tracts_and_nerves_it_damages() -> None:
    answer = query(model(), {"cause": "subacute_combined_degeneration"}, target="site")
    group = parts(body_svg(model(), answer))["cord_and_nerve"]
    faces = [path for path in group.iter(f"{SVG}path") if "url" in "".join(path.attrib.values())]
    assert {_paint(path) for path in faces} == {"umn", "lmn", "neither"}
    assert texts(group)[0].startswith("100 of 100")


def test_the_posterior_columns_hold_no_motor_neuron_and_the_nerves_no_upper_one() -> None:
    shapes = REGIONS["cord_and_nerve"].shapes
    across = {shape.pattern for shape in shapes if shape.axis == CUT}
    assert across == {"umn", "neither"}
    for shape in shapes:
        start = float(re.findall(r"[\d.]+", shape.path)[0])
        if shape.axis != CUT:
            assert shape.pattern == ("umn" if start < CORD_EDGE else "lmn")


def _paint(path: ElementTree.Element) -> str:
    fill, stroke = path.get("fill", ""), path.get("stroke", "")
    return (fill if "url" in fill else stroke)[len("url(#bayesdx-") : -1]


def test_alone_it_is_one_picture_and_on_a_page_a_group_of_buttons() -> None:
    answer = query(model(), {}, target="site")
    alone, live = body_svg(model(), answer), body_svg(model(), answer, interactive=True)
    assert ElementTree.fromstring(alone).get("role") == "img"
    assert ElementTree.fromstring(live).get("role") == "group"
    assert "button" not in alone
    for drawn in (alone, live):
        assert "http" not in drawn.replace("http://www.w3.org/2000/svg", "")
        assert "var(" not in drawn


def test_a_posterior_of_something_else_is_refused() -> None:
    with pytest.raises(ValueError, match="a posterior of pattern"):
        body_svg(model(), query(model(), {}, target="pattern"))


@given(st.lists(st.tuples(st.floats(0, 400), st.floats(20, 60)), min_size=1, max_size=5))
def test_labels_are_spread_near_where_they_are_wanted(wanted: list[tuple[float, float]]) -> None:
    middles, heights = zip(*sorted(wanted), strict=True)
    tops = spread(middles, heights, first=0, last=440)
    assert all(t + h <= b + 1e-9 for t, h, b in zip(tops, heights, tops[1:], strict=False))
    assert tops[-1] + heights[-1] <= 440 + 1e-9
    assert tops[0] >= -1e-9
    if len(tops) == 1:
        assert tops[0] == pytest.approx(min(max(middles[0] - heights[0] / 2, 0), 440 - heights[0]))


def test_the_likeliest_has_a_label_even_where_all_are_unlikely() -> None:
    sites = [Site(str(i), "umn", 0.005 - i / 1e4) for i in range(10)]
    assert [site.name for site in likeliest(sites, 5)] == ["0"]


def test_what_is_told_of_a_site_has_its_numbers() -> None:
    answer, before = (query(model(), found, target="site") for found in ({"clonus": "present"}, {}))
    at = answer.states.index("cervical_cord")
    said = told.how_likely(answer, before, "cervical_cord")
    assert said.startswith(f"{of_hundred(answer.probability[at])} (")
    assert f"before the findings {of_hundred(before.probability[at])} (" in said
    assert told.which_neurons(Neurons(0.0, 0.0)) == "It damages neither motor neuron."


def test_the_causes_of_a_site_are_those_of_the_model() -> None:
    answer = query(model(), {"site": "anterior_horn"}, target="cause")
    said = told.causes(answer)
    best = int(answer.probability.argmax())
    assert f": {of_hundred(answer.probability[best])} (" in said[0]
    assert len(said) <= told.CAUSES
    assert told.causes(query(model(), {"site": "basal_ganglia"}, target="cause")) == [
        "Parkinson disease: 100 (100) of 100"
    ]


def test_the_signs_of_a_site_are_the_ones_that_it_moves_most() -> None:
    among = ["tone", "reflexes", "babinski", "sacral_reflexes", "emg", "creatine_kinase"]
    found = told.signs(model(), "muscle", context={}, among=among)
    assert found[0].node == "creatine_kinase"
    there = query(model(), {"site": "muscle"}, target="creatine_kinase")
    sign = found[0]
    assert sign.now == pytest.approx(there.probability[there.states.index(sign.state)])
    assert sign.now > sign.before
    assert "against" in told.sign_in_words(sign)
