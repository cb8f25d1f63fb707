"""What there is to translate, and the catalogue of a language brought up to date with it.

`python -m bayesdx.ui.messages de` adds what is new to `data/texts/de.po`, takes out what nothing
says any more, and names what has no translation yet. With a new language it begins a catalogue.
"""

from __future__ import annotations

import ast
import csv
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from bayesdx.findings import load_terms
from bayesdx.resources import folder
from bayesdx.spec import load_spec

if TYPE_CHECKING:
    from babel.messages import Catalog

Key = tuple[str, str]
"""What a text is said of, where that matters, and the text in English."""

_MARKS = {"_": 1, "translated": 1, "N_": 1, "plural": 2}
"""What marks a text in code, and how many of its arguments are texts."""

_PACKAGE = Path(__file__).parents[1]
_SOURCES = ("ui", "report", "validation", "network")
_WIDTH = 96
_HEADER = """msgid ""
msgstr ""
"Language: {code}\\n"
"MIME-Version: 1.0\\n"
"Content-Type: text/plain; charset=utf-8\\n"
"Content-Transfer-Encoding: 8bit\\n"

"""


def keys() -> dict[str, list[str]]:
    """Return every English text that is shown → where it is said, in the order of the files."""
    found: dict[str, list[str]] = {}
    for where, text in _said():
        found.setdefault(text, []).append(where)
    return found


def _said() -> Iterator[tuple[str, str]]:
    yield from _in_code()
    yield from _in_terms()
    yield from _in_models()
    yield from _in_examples()


def _in_code() -> Iterator[tuple[str, str]]:
    files = [path for name in _SOURCES for path in sorted((_PACKAGE / name).rglob("*.py"))]
    app = _PACKAGE.parent / "app.py"
    for path in [*files, *([app] if app.exists() else [])]:
        for said in _marked(ast.parse(path.read_text("utf-8"))):
            yield path.name, said


def _marked(code: ast.Module) -> Iterator[str]:
    """Yield the texts of a module in their order, those within f-strings among them."""
    calls = [node for node in ast.walk(code) if isinstance(node, ast.Call)]
    for call in sorted(calls, key=lambda call: (call.lineno, call.col_offset)):
        marks = _MARKS.get(call.func.id, 0) if isinstance(call.func, ast.Name) else 0
        for said in call.args[:marks]:
            if isinstance(said, ast.Constant) and isinstance(said.value, str):
                yield said.value


def _in_terms() -> Iterator[tuple[str, str]]:
    for term in load_terms().values():
        for text in (term.label, term.plain, term.question, *term.state_labels.values()):
            if text:
                yield f"terms.csv, {term.name}", text


def _in_models() -> Iterator[tuple[str, str]]:
    for path in sorted(folder("models").glob("*.yaml")):
        for caution in load_spec(path).cautions:
            yield path.name, caution.say


def _in_examples() -> Iterator[tuple[str, str]]:
    with (_PACKAGE / "ui" / "texts" / "examples.csv").open(encoding="utf-8") as file:
        for row in csv.DictReader(file):
            yield from (("examples.csv", row["name"]), ("examples.csv", row["lesson"]))


def contexts() -> set[Key]:
    """Return the texts that may be said differently of different things: states of findings."""
    terms = load_terms().values()
    return {(term.name, label) for term in terms for label in term.state_labels.values()}


def renewed(code: str) -> Catalog:
    """Return the catalogue of a language with every text that is shown, and no other."""
    from babel.messages import Catalog

    old = catalogue(code)
    new = Catalog(locale=code, project="bayesdx", version="0", fuzzy=False)
    kept = {(one.context or "", one.id): one for one in old if one.id}
    for text, where in keys().items():
        said_of = [of for of, known in kept if of and known == text and (of, text) in contexts()]
        for of in ("", *said_of):
            before = kept.get((of, text))
            new.add(
                text,
                before.string if before else "",
                context=of or None,
                flags=["fuzzy"] if before and before.fuzzy else [],
                auto_comments=[", ".join(dict.fromkeys(where))],
            )
    return new


def catalogue(code: str) -> Catalog:
    """Return the catalogue of a language as it stands; an empty one where there is none."""
    from babel.messages import Catalog
    from babel.messages.pofile import read_po

    path = _path(code)
    if not path.exists():
        return Catalog(locale=code)
    with path.open("rb") as file:
        return read_po(file)


def _path(code: str) -> Path:
    return folder("data") / "texts" / f"{code}.po"


def write(catalog: Catalog, path: Path) -> None:
    """Write a catalogue, without the times that would change it each time."""
    from babel.messages.pofile import write_po

    with path.open("wb") as file:
        file.write(_HEADER.format(code=catalog.locale).encode())
        write_po(file, catalog, width=_WIDTH, omit_header=True)


def main() -> None:
    """Bring a catalogue up to date, and print what it lacks."""
    if len(sys.argv) != 2:
        sys.exit("usage: python -m bayesdx.ui.messages LANGUAGE")
    catalog = renewed(sys.argv[1])
    write(catalog, _path(sys.argv[1]))
    lacking = [str(one.id) for one in catalog if one.id and (one.fuzzy or not one.string)]
    print(f"{len(catalog)} texts, {len(lacking)} without translation", file=sys.stderr)
    for text in lacking:
        print(text)


if __name__ == "__main__":
    main()
