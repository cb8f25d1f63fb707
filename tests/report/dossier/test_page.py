"""The report: the library's numbers, nothing from outside, nothing that could be markup."""

from __future__ import annotations

import itertools
import re
from dataclasses import replace
from html import unescape
from html.parser import HTMLParser
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as some
from typer.testing import CliRunner

from bayesdx import load, load_evidence, query
from bayesdx.cli import cli
from bayesdx.findings import Findings
from bayesdx.network import Node, assemble
from bayesdx.report.dossier import INTENDED, body_of, command, compile_dossier, page
from bayesdx.report.dossier.case import Dossier
from bayesdx.report.dossier.markup import bar, element, link
from bayesdx.report.labels import state_label
from bayesdx.report.sentences import of_hundred, span
from tests.report.dossier.conftest import CASE, DAY

LOADING = {"src", "srcset", "data", "poster", "background", "action", "formaction", "manifest"}
VOID = {"meta", "link", "br", "img", "hr", "input", "base"}


class Read(HTMLParser):
    """Collects tags, attributes and text, and refuses what is not closed in order."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.open: list[str] = []
        self.rows: list[list[str]] = []
        self.said = ""
        self.feed(text)
        assert not self.open

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag == "tr":
            self.rows.append([])
        if tag in ("td", "th"):
            self.rows[-1].append("")
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if "style" not in self.open:
            self.said += data
        if {"td", "th"} & set(self.open):
            self.rows[-1][-1] += data

    def all(self, tag: str) -> list[dict[str, str | None]]:
        return [attrs for name, attrs in self.tags if name == tag]


@pytest.fixture(scope="module")
def whole() -> str:
    """Return the report of the dashboard's model, with the body."""
    model = load("localisation")
    found = compile_dossier(model, CASE, made=DAY, evidence=load_evidence())
    return page(found, body=body_of(model, found))


def test_the_numbers_are_those_of_query(dossier: Dossier) -> None:
    rows = {row[0]: row for row in Read(page(dossier)).rows}
    answer = query(load("core"), CASE, target="pattern")
    prior = query(load("core"), {"setting": "neurology_clinic"}, target="pattern")
    assert answer.low is not None
    assert answer.high is not None
    for i, state in enumerate(answer.states):
        _, with_findings, before = rows[state_label("pattern", state)]
        interval = span(float(answer.low[i]), float(answer.high[i]))
        assert with_findings == f"{of_hundred(float(answer.probability[i]))} ({interval})"
        assert before == of_hundred(float(prior.probability[i]))


def test_the_likeliest_places_and_all_others_together_are_all_patients() -> None:
    found = compile_dossier(load("localisation"), {}, made=DAY, reasons=False)
    shown = Read(page(found)).rows
    rest = next(row for row in shown if row[0] == "The other 13 together")
    answer = next(one for one in found.answers if one.target == "site")
    left = np.sort(answer.probability)[:-8].sum()
    assert rest[1] == of_hundred(float(left))


def test_it_says_the_version_the_evidence_the_day_and_what_it_is_for(dossier: Dossier) -> None:
    said = Read(page(dossier)).said
    for part in (load("core").version, str(dossier.data["digest"]), "2026-01-31", command(dossier)):
        assert part in said
    assert said.count(INTENDED) == 2


def test_it_says_how_sure_and_what_was_not_looked_at(dossier: Dossier) -> None:
    said = Read(page(dossier)).said
    assert "Unsure: likelihood 0.8 under extensor, 0.2 under flexor" in said
    assert "Sure that it is one of these" in said
    assert "Not stated: time since onset." in said
    assert "tendon reflexes" in said.partition("Not examined")[2]


def test_each_finding_has_its_weight_in_a_sentence(dossier: Dossier) -> None:
    assert dossier.reasons is not None
    assert dossier.reasons.explanation is not None
    rows = {row[0]: row for row in Read(page(dossier)).rows}
    weights = dossier.reasons.explanation.weights.findings
    assert [one.finding for one in weights] == ["tone", "babinski", "atrophy"]
    for one in weights:
        label = {
            "tone": "Muscle tone: increased",
            "babinski": "Plantar response: extensor (Babinski sign), unsure",
            "atrophy": "Muscle wasting: mild or marked",
        }[one.finding]
        towards = {"for": "Speaks for it", "against": "Speaks against it", "depends": "depending"}
        assert towards[one.direction] in rows[label][1]
        assert f"{one.shapley:+.1f}".replace("-", "−") in rows[label][2]


def test_the_publications_are_those_of_the_basis_and_no_others(dossier: Dossier) -> None:
    assert dossier.reasons is not None
    assert dossier.reasons.basis is not None
    read = Read(page(dossier))
    hrefs = [a["href"] or "" for a in read.all("a")]
    sources = dossier.reasons.basis.sources
    outside = [href for href in hrefs if not href.startswith("#")]
    assert outside == [source.link for source in sources if source.link]
    assert all(source.reference in read.said for source in sources)
    places = {attrs["id"] for attrs in read.all("li") if "id" in attrs}
    assert {href[1:] for href in hrefs if href.startswith("#")} == places


def test_nothing_is_loaded_from_anywhere(whole: str) -> None:
    read = Read(whole)
    for tag, attrs in read.tags:
        assert tag not in {"script", "link", "iframe", "object", "embed", "img", "base", "form"}
        assert not LOADING & attrs.keys()
        assert not [name for name in attrs if name.startswith("on")]
        for name in {"href", "xlink:href"} & attrs.keys():
            assert tag == "a"
            assert (attrs[name] or "").startswith(("https://", "#"))
    css = " ".join(re.findall(r"<style>(.*?)</style>", whole, re.DOTALL))
    inline = " ".join(value or "" for _, attrs in read.tags for value in attrs.values())
    assert "@import" not in css
    assert not re.search(r"url\((?!#)", css + inline)


def test_it_can_be_read_out(whole: str) -> None:
    read = Read(whole)
    assert read.all("html") == [{"lang": "en"}]
    assert len(read.all("h1")) == 1
    levels = [int(tag[1]) for tag, _ in read.tags if re.fullmatch("h[1-6]", tag)]
    assert all(after <= before + 1 for before, after in itertools.pairwise(levels))
    tables = read.all("table")
    assert len(read.all("caption")) == len(tables)
    assert all(attrs.get("scope") in ("row", "col") for attrs in read.all("th"))
    pictures = [attrs for attrs in read.all("svg") if "x" not in attrs]
    assert all("aria-hidden" in attrs or attrs.get("aria-label") for attrs in pictures)
    assert any(attrs.get("role") == "img" for attrs in pictures)


def test_without_literature_it_says_so_and_names_no_publication(root: Path) -> None:
    asia = load(str(root / "tests" / "golden" / "asia.bif"))
    found = compile_dossier(
        asia, {"dysp": "yes"}, made=DAY, evidence=load_evidence(), targets=["lung"]
    )
    read = Read(page(found))
    assert "This model has no literature of its own" in read.said
    assert "none of its own" in read.said
    assert not read.all("a")


def test_what_was_itself_observed_is_not_explained(root: Path) -> None:
    asia = load(str(root / "tests" / "golden" / "asia.bif"))
    found = compile_dossier(asia, {"lung": "yes"}, made=DAY, targets=["lung"])
    assert "there is nothing to explain" in Read(page(found)).said


WORDS = some.text(
    some.characters(codec="utf-8", exclude_categories=["Cc", "Cs"]), min_size=1, max_size=20
)
HOSTILE = some.sampled_from(
    [
        "<script>alert(1)</script>",
        '"><img src=x onerror=alert(1)>',
        "'--></style><svg onload=alert(1)>",
        "$title",
        "${style}",
        "&lt;b&gt;",
        "{state}",
    ]
)


@given(
    name=WORDS | HOSTILE, states=some.lists(WORDS | HOSTILE, min_size=2, max_size=3, unique=True)
)
def test_no_name_of_a_network_becomes_markup(name: str, states: list[str]) -> None:
    """What is said stands there as it is; the tags are those of a network with plain names."""

    def tags(node: str, of: list[str]) -> list[str]:
        root = Node("root", ("no", "yes"))
        child = Node(node, tuple(of), ("root",))
        flat = np.full((len(of), 2), 1 / len(of))
        network = assemble("n", [root, child], [np.array([0.5, 0.5]), flat], version=node)
        found = Findings({node: np.eye(len(of))[0]}, {node: of[0]})
        made = compile_dossier(network, found, made=DAY, targets=["root"], model=node)
        text = page(made)
        assert node in unescape(text)
        said = of[0].replace("_", " ").strip()  # a label has a capital of its own
        assert said.casefold() in unescape(text).casefold()
        return [tag for tag, _ in Read(text).tags]

    if name != "root":
        plain = [f"s{i}" for i in range(len(states))]
        assert tags(name, states) == tags("plain", plain)


@given(WORDS | HOSTILE, WORDS | HOSTILE)
def test_words_and_attributes_come_back_as_they_were(words: str, value: str) -> None:
    read = Read(element("p", words, title=value))
    assert read.said == words
    assert read.tags == [("p", {"title": value})]


@given(WORDS | HOSTILE | some.just("javascript:alert(1)") | some.just("data:text/html,x"))
def test_only_addresses_of_the_web_are_links(address: str) -> None:
    safe = address.startswith(("https://", "#"))
    assert bool(Read(link("words", address)).all("a")) == safe


@given(some.floats(0, 1), some.floats(0, 1), some.floats(0, 1))
def test_a_bar_is_as_long_as_its_probability(p: float, low: float, prior: float) -> None:
    rects = Read(bar(p, low=low, high=1.0, prior=prior)).all("rect")
    assert float((rects[1]["width"] or "").rstrip("%")) == pytest.approx(100 * p, abs=0.005)


def test_a_hostile_caution_is_text(dossier: Dossier) -> None:
    text = page(replace(dossier, cautions=("<script>alert(1)</script>",)))
    assert "<script>" not in text
    assert "<script>alert(1)</script>" in Read(text).said


def test_the_command_writes_the_report_whole_or_not_at_all(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    words = ["query", "--model", "core", "--finding", "babinski=extensor"]
    path = tmp_path / "case.html"
    plain = CliRunner().invoke(cli, words)
    said = CliRunner().invoke(cli, [*words, "--report", str(path)])
    assert said.stdout == plain.stdout
    assert Read(path.read_text("utf-8")).all("html") == [{"lang": "en"}]

    def broken(self: Path, data: bytes) -> int:
        raise OSError(28, "No space left on device")

    before = path.read_text("utf-8")
    monkeypatch.setattr(Path, "write_bytes", broken)
    full = CliRunner().invoke(cli, [*words, "--report", str(path)])
    assert full.exit_code != 0
    assert path.read_text("utf-8") == before
    assert [file.name for file in tmp_path.iterdir()] == ["case.html"]


@pytest.mark.parametrize("name", ["case.txt", "nowhere/case.html", "case"])
def test_a_report_that_cannot_be_written_is_refused_before_anything_is_asked(
    name: str, tmp_path: Path
) -> None:
    words = ["query", "--model", "core", "--report", str(tmp_path / name)]
    said = CliRunner().invoke(cli, words)
    assert said.exit_code != 0
    assert not said.stdout
