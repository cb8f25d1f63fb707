"""The picture of a network, read as XML."""

from __future__ import annotations

import re
from itertools import combinations
from xml.etree import ElementTree

import pytest

import bayesdx
from bayesdx.network import Network, Node
from bayesdx.report.drawing import Box, StateRow, layout, network_svg, ranks

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
