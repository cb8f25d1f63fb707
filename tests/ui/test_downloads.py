"""The case as a file, without a browser."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path
from unittest.mock import patch

import pytest
from streamlit.testing.v1 import AppTest

from bayesdx import load, load_evidence, query
from bayesdx.errors import ImpossibleFindings
from bayesdx.language import language, level
from bayesdx.ui import answers, downloads

FOUND = {"babinski": "flexor:0.2,extensor:0.8", "setting": "neurology_clinic"}


@pytest.fixture(scope="module")
def asked() -> downloads.Asked:
    model = load("localisation")
    day = date(2026, 1, 31)
    return downloads.Asked(
        model, load_evidence(), FOUND, ("pattern", "site", "cause"), "en", "student", day
    )


def buttons(root: Path, query: Mapping[str, str]) -> list[str]:
    app = AppTest.from_file(str(root / "app.py"), default_timeout=60)
    for name, value in query.items():
        app.query_params[name] = value
    app.run()
    assert not app.exception
    return [one.key for one in app.get("download_button") if "download-" in str(one.key)]


def test_the_page_offers_five_files_and_makes_none_of_them(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def made(*_: object) -> bytes:
        raise AssertionError("made before it was asked for")

    monkeypatch.setattr(downloads, "made", made)
    found = buttons(root, {"babinski": "extensor"})
    assert found == [f"download-{form}" for form in ("html", "png", "svg", "csv", "json")]


def test_nothing_is_offered_of_a_case_that_cannot_be(root: Path) -> None:
    refusal = ImpossibleFindings(["tone=increased", "reflexes=decreased"])
    answers.answer.__globals__["_together"].clear()
    with patch.object(answers, "posteriors", side_effect=refusal):
        assert buttons(root, {"tone": "increased"}) == []


@pytest.mark.parametrize(
    ("form", "begins"),
    [
        ("html", b"<!doctype html>"),
        ("png", b"\x89PNG"),
        ("svg", b"<svg"),
        ("csv", b"target,state"),
        ("json", b"{"),
    ],
)
def test_each_file_is_what_its_ending_says(
    asked: downloads.Asked, form: str, begins: bytes
) -> None:
    assert downloads.made(asked, form).startswith(begins)


def test_files_hold_the_numbers_of_the_page(asked: downloads.Asked) -> None:
    said = json.loads(downloads.made(asked, "json"))
    rows = csv.DictReader(io.StringIO(downloads.made(asked, "csv").decode()))
    flat = [float(row["probability"]) for row in rows]
    answers = [query(asked.network, FOUND, target=name) for name in asked.targets]
    expected = [p for answer in answers for p in answer.probability.tolist()]
    assert flat == expected
    assert [p for one in said["answers"] for p in one["probability"]] == expected


def test_a_file_speaks_the_language_of_its_reader_and_leaves_ours_alone(
    asked: downloads.Asked,
) -> None:
    before = (language(), level())
    text = downloads.made(replace(asked, language="de"), "html").decode()
    assert '<html lang="de">' in text
    assert (language(), level()) == before
