"""Every language says all that English says: with the same placeholders, numbers and links."""

from __future__ import annotations

import re
import string
from collections.abc import Iterator
from pathlib import Path

import pytest

from bayesdx.csvfile import read_rows
from bayesdx.language import (
    ENGLISH,
    _catalogue,
    languages,
    level,
    number,
    speak,
    speaking,
    translated,
)
from bayesdx.report.comparison import load_items
from bayesdx.report.labels import in_text, node_label, said_label, short_label
from bayesdx.report.sentences import findings_in_words, percent
from bayesdx.ui.messages import catalogue, contexts, keys, renewed

UI = Path(__file__).parents[1] / "bayesdx" / "ui"
REPORT = UI.parent / "report"
OTHERS = [code for code in languages() if code != ENGLISH]


@pytest.fixture(params=OTHERS)
def code(request: pytest.FixtureRequest) -> str:
    return str(request.param)


PARSE = string.Formatter().parse


def slots(text: str) -> set[str]:
    return {name for _, name, _, _ in PARSE(text) if name}


def braces(text: str) -> list[str]:
    return sorted(re.findall(r"\{\{.*?\}\}", text))


def links(text: str) -> list[str]:
    return sorted(re.findall(r"https?://[^)\s]+|`[^`]+`", text))


def translations(code: str, where: Path, ending: str = "*.md") -> Iterator[tuple[str, str]]:
    """Yield each text and its translation; a translation that is missing is empty."""
    for file in sorted(where.glob(ending)):
        other = where / code / file.name
        yield file.read_text("utf-8"), other.read_text("utf-8") if other.exists() else ""


def test_no_placeholder_says_how_its_number_is_written(code: str) -> None:
    said = [text for one in catalogue(code) for text in (str(one.id), str(one.string))]
    assert [text for text in said for _, name, form, _ in PARSE(text) if name and form] == []


def test_nothing_that_is_shown_is_without_translation(code: str) -> None:
    said = {str(one.id) for one in catalogue(code) if one.id and one.string and not one.fuzzy}
    assert sorted(keys().keys() - said) == []


def test_nothing_is_translated_that_is_not_shown(code: str) -> None:
    known = {(one.context or "", str(one.id)) for one in catalogue(code) if one.id}
    assert sorted(known - {("", text) for text in keys()} - contexts()) == []


def test_a_translation_has_the_placeholders_of_its_text(code: str) -> None:
    pairs = [(str(one.id), str(one.string)) for one in catalogue(code) if one.id]
    assert [text for text, other in pairs if slots(text) != slots(other)] == []


def test_bold_text_stays_bold(code: str) -> None:
    pairs = [(str(one.id), str(one.string)) for one in catalogue(code) if one.id]
    assert [text for text, other in pairs if text.count("**") != other.count("**")] == []


def test_every_text_and_lesson_has_its_counterpart_with_the_same_numbers_and_links(
    code: str,
) -> None:
    both = [*translations(code, UI / "texts"), *translations(code, UI / "lessons")]
    assert [text[:60] for text, other in both if not other] == []
    assert [text[:60] for text, other in both if braces(text) != braces(other)] == []
    assert [text[:60] for text, other in both if links(text) != links(other)] == []
    marks = re.compile(r"^(#+|-|\d+\.) ", re.MULTILINE)
    assert [t[:60] for t, o in both if marks.findall(t) != marks.findall(o)] == []


def test_no_translation_is_of_a_text_that_is_gone(code: str) -> None:
    for where in (UI / "texts", UI / "lessons", REPORT / "texts"):
        names = {file.name for file in where.glob("*.*")}
        assert {file.name for file in (where / code).glob("*.*")} <= names


def test_explanations_have_the_same_keys_and_slots(code: str) -> None:
    columns = ("key", "patient", "student", "clinician")
    english = read_rows(REPORT / "texts" / "explanation.csv", columns)
    other = read_rows(REPORT / "texts" / code / "explanation.csv", columns)
    assert [row["key"] for row in english] == [row["key"] for row in other]
    for row, own in zip(english, other, strict=True):
        for column in columns[1:]:
            assert bool(row[column]) == bool(own[column]), row["key"]
            names = [{name.lower() for name in slots(each[column])} for each in (row, own)]
            assert names[0] == names[1], (row["key"], column)


def test_every_item_of_the_comparison_has_words_of_its_own(code: str) -> None:
    for item, own in zip(load_items(), load_items(code), strict=True):
        assert item.key == own.key
        assert all(own.says.values())
        assert own.says["student"] != item.says["student"]


def test_a_language_is_spoken_for_a_while_and_then_no_longer(code: str) -> None:
    with speaking(code, to="patient"):
        assert translated("Not examined yet") != "Not examined yet"
        assert level() == "patient"
    assert translated("Not examined yet") == "Not examined yet"
    assert level() == "student"


def test_a_translation_that_is_not_sure_is_not_shown_and_stays_marked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "texts").mkdir()
    text = 'msgid "Not examined"\nmsgstr "Peut-être"\n'
    (tmp_path / "texts" / "fr.po").write_text(f"#, fuzzy\n{text}", encoding="utf-8")
    monkeypatch.setattr("bayesdx.language.folder", lambda _: tmp_path)
    assert _catalogue.__wrapped__("fr") == {}
    monkeypatch.setattr("bayesdx.ui.messages.keys", lambda: {"Not examined": ["here"]})
    monkeypatch.setattr("bayesdx.ui.messages._path", lambda _: tmp_path / "texts" / "fr.po")
    assert renewed("fr").get("Not examined").fuzzy
    (tmp_path / "texts" / "fr.po").write_text(text, encoding="utf-8")
    assert _catalogue.__wrapped__("fr") == {("", "Not examined"): "Peut-être"}
    assert not renewed("fr").get("Not examined").fuzzy


def test_a_language_or_reader_that_there_is_not_is_refused() -> None:
    with pytest.raises(ValueError, match="'xx' is none of en"):
        speak("xx")
    with pytest.raises(ValueError, match="'nurse' is none of patient"):
        speak(ENGLISH, to="nurse")


def test_german_nouns_keep_their_capital_and_other_words_do_not() -> None:
    with speaking("de"):
        assert in_text(node_label("tone")) == "Muskeltonus"
        assert node_label("bulbar_signs") == "Bulbäre Zeichen"
        assert in_text(node_label("bulbar_signs")) == "bulbäre Zeichen"
        assert short_label("babinski", "extensor") == "Extensorisch"
        assert said_label("atrophy", "mild or marked") == "leicht oder ausgeprägt"
        assert said_label("atrophy", "present") == "vorhanden"
        said = {"tone": "increased", "reflexes": "increased"}
        assert findings_in_words(said) == "Muskeltonus erhöht, Muskeleigenreflexe gesteigert"


def test_german_numbers_have_a_comma_and_a_space_before_the_percent_sign() -> None:
    with speaking("de"):
        assert number(1234.5, ",.1f") == "1.234,5"
        assert percent(0.624) == "62\u00a0%"
