"""The model card as a page shows it, and a citation that agrees with CITATION.cff."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import yaml

from bayesdx.report.colophon import TITLE, model_card, software_citation


def test_the_citation_has_the_title_and_the_authors_of_the_citation_file(root: Path) -> None:
    said = yaml.safe_load((root / "CITATION.cff").read_text("utf-8"))
    assert said["title"] == TITLE
    assert software_citation("1", "m").startswith(f"{said['authors'][0]['name']}. {TITLE}.")


def test_the_model_card_keeps_every_sentence_and_no_link_that_leads_nowhere(root: Path) -> None:
    card, text = model_card(), (root / "docs" / "model_card.md").read_text("utf-8")
    links = re.findall(r"\]\(([^)]+)\)", card)
    assert links
    assert all(link.startswith("https://doi.org/") for link in links)
    assert len(card.splitlines()) >= len(text.splitlines()) - 3
    assert not re.search(r"^##? ", card, re.MULTILINE)
    assert "### Intended use" in card


def test_the_model_card_is_in_the_wheel(root: Path) -> None:
    build = tomllib.loads((root / "pyproject.toml").read_text("utf-8"))["tool"]["hatch"]["build"]
    included = build["targets"]["wheel"]["force-include"]
    assert included["docs/model_card.md"] == "bayesdx/docs/model_card.md"
