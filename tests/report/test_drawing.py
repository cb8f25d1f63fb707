"""The picture of a network, read as XML."""

from __future__ import annotations

import re
from itertools import combinations
from xml.etree import ElementTree

import pytest

import bayesdx
from bayesdx.network import Network, Node
from bayesdx.report.drawing import Box, Look, StateRow, layout, network_svg, ranks

SVG = "{http://www.w3.org/2000/svg}"


@pytest.fixture(scope="module")
def core() -> Network:
    return bayesdx.load("core")


def boxes_of(network: Network) -> dict[str, Box]:
    return {
        node.name: Box(node.name, tuple(StateRow(state, 0.5, 0.25) for state in node.states))
        for node in network.nodes
    }


def test_every_arrow_runs_from_left_to_right(core: Network) -> None:
    column = {name: i for i, names in enumerate(ranks(core.nodes)) for name in names}
    assert all(column[parent] < column[node.name] for node in core.nodes for parent in node.parents)


def test_no_box_covers_another(core: Network) -> None:
    places = layout(core.nodes, boxes_of(core)).values()
    for a, b in combinations(places, 2):
        beside = a.x + a.width <= b.x or b.x + b.width <= a.x
        above = a.y + a.height <= b.y or b.y + b.height <= a.y
        assert beside or above


def test_there_is_an_arrow_for_every_parent_and_a_bar_for_every_state(core: Network) -> None:
    root = ElementTree.fromstring(network_svg(core.nodes, boxes_of(core), label="core"))
    assert len(root.findall(f"{SVG}path[@class='arrow']")) == sum(
        len(n.parents) for n in core.nodes
    )
    assert len(root.findall(f".//{SVG}rect[@class='bar']")) == sum(
        len(n.states) for n in core.nodes
    )


def test_a_bar_is_as_long_as_its_state_is_likely() -> None:
    nodes = [Node("coin", ("heads", "tails"))]
    box = Box("Coin", (StateRow("Heads", 0.25, 0.5), StateRow("Tails", 0.75, 0.5)))
    root = ElementTree.fromstring(network_svg(nodes, {"coin": box}, label="one coin"))
    heads, tails = (float(bar.get("width", 0)) for bar in root.iter() if bar.get("class") == "bar")
    assert tails == pytest.approx(3 * heads)


def test_the_picture_is_named_for_those_who_do_not_see_it() -> None:
    nodes = [Node("coin", ("heads",))]
    drawn = network_svg(nodes, {"coin": Box("Coin", (StateRow("Heads", 1.0),))}, label='a "coin" <')
    root = ElementTree.fromstring(drawn)
    assert (root.get("role"), root.get("aria-label")) == ("img", 'a "coin" <')


def test_an_examined_node_is_marked_by_a_sign_and_not_by_colour_alone() -> None:
    nodes = [Node("coin", ("heads",))]
    box = Box("Coin", (StateRow("Heads", 1.0),), said="heads")
    assert re.search(r">✓ Coin<", network_svg(nodes, {"coin": box}, label=""))


def test_the_picture_takes_its_colours_from_the_page(core: Network) -> None:
    drawn = network_svg(core.nodes, boxes_of(core), label="core")
    assert "var(--st-text-color" in drawn
    assert "http" not in drawn.replace("http://www.w3.org/2000/svg", "")


def looked_at(core: Network, look: Look) -> ElementTree.Element:
    return ElementTree.fromstring(network_svg(core.nodes, boxes_of(core), label="core", look=look))


def buttons(root: ElementTree.Element) -> dict[str, ElementTree.Element]:
    return {name: g for g in root.iter(f"{SVG}g") if (name := g.get("data-pick"))}


def test_where_a_node_is_looked_at_every_box_is_a_named_button(core: Network) -> None:
    root = looked_at(core, Look("pattern", frozenset({"umn", "lmn"})))
    found = buttons(root)
    assert root.get("role") == "group"
    assert list(found) == [name for column in ranks(core.nodes) for name in column]
    assert [int(one.get("data-order", -1)) for one in found.values()] == list(range(len(found)))
    assert {one.get("role") for one in found.values()} == {"button"}
    assert all((one.get("aria-label") or "").startswith(name) for name, one in found.items())


def test_what_a_node_is_to_the_chosen_one_is_drawn_and_said(core: Network) -> None:
    look = Look("pattern", frozenset({"umn", "lmn"}), frozenset({"babinski"}))
    found = buttons(looked_at(core, look))
    assert [found[name].get("class") for name in ("pattern", "umn", "babinski")] == [
        "node chosen",
        "node near",
        "node silent",
    ]
    assert "in the Markov blanket" in (found["umn"].get("aria-label") or "")
    assert "can tell nothing more" in (found["babinski"].get("aria-label") or "")


def test_arrows_within_the_blanket_stand_out_and_those_of_a_silent_node_step_back(
    core: Network,
) -> None:
    look = Look("pattern", frozenset({"umn", "lmn"}), frozenset({"babinski"}))
    root = looked_at(core, look)
    parents = {node.name: node.parents for node in core.nodes}
    silent = root.findall(f"{SVG}path[@class='arrow silent']")
    near = root.findall(f"{SVG}path[@class='arrow near']")
    assert len(silent) == len(parents["babinski"])
    assert len(near) == len(parents["pattern"])


def test_a_long_title_is_cut_and_said_in_full() -> None:
    nodes, long = [Node("coin", ("heads",))], "A title that is longer than any box of it could be"
    drawn = network_svg(
        nodes, {"coin": Box(long, (StateRow("Heads", 1.0),))}, label="", look=Look("coin")
    )
    [button] = buttons(ElementTree.fromstring(drawn)).values()
    assert (button.get("aria-label") or "").startswith(long)
    assert f">{long}<" not in drawn
