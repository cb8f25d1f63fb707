"""Every example in README.md and docs/ runs and prints what the text says."""

from __future__ import annotations

import doctest
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
DOCUMENTS = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]
FENCE = re.compile(r"^```(\w+)\n(.*?)^```", re.MULTILINE | re.DOTALL)


def fences(document: Path, language: str) -> list[str]:
    found = FENCE.findall(document.read_text(encoding="utf-8"))
    return [body for name, body in found if name == language]


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda document: document.name)
def test_python_examples_print_what_the_page_says(document: Path) -> None:
    text = "\n".join(fences(document, "python"))
    example = doctest.DocTestParser().get_doctest(text, {}, document.name, str(document), 0)
    said: list[str] = []
    runner = doctest.DocTestRunner(optionflags=doctest.ELLIPSIS | doctest.NORMALIZE_WHITESPACE)
    assert runner.run(example, out=said.append).failed == 0, "".join(said)


def commands(document: Path) -> list[tuple[str, str]]:
    """Return the commands of a page with the output that it shows for them."""
    pairs: list[tuple[str, str]] = []
    for body in fences(document, "console"):
        for block in re.split(r"^\$ ", body, flags=re.MULTILINE)[1:]:
            command, _, output = block.replace("\\\n", " ").partition("\n")
            pairs.append((command, output))
    return pairs


@pytest.mark.parametrize(
    ("command", "output"),
    [
        pair
        for document in DOCUMENTS
        for pair in commands(document)
        if pair[0].startswith("bayesdx ")
    ],
)
def test_commands_print_what_the_page_says(command: str, output: str, tmp_path: Path) -> None:
    words = [sys.executable, "-m", *shlex.split(command)]
    shutil.copytree(ROOT / "data" / "cases", tmp_path / "data" / "cases")
    done = subprocess.run(words, capture_output=True, text=True, cwd=tmp_path, check=False)
    assert done.returncode == 0, done.stderr
    options = doctest.ELLIPSIS | doctest.NORMALIZE_WHITESPACE
    assert doctest.OutputChecker().check_output(output, done.stdout, options), done.stdout


def test_every_local_link_of_the_pages_leads_somewhere() -> None:
    broken = [
        f"{document.name}: {target}"
        for document in DOCUMENTS
        for target in re.findall(r"\]\((?!https?:|#)([^)#]+)", document.read_text(encoding="utf-8"))
        if not (document.parent / target).exists()
    ]
    assert not broken
