"""The launcher, the pins, and what the project says about itself."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml

import run

IMPORTED_AS = {"pyyaml": "yaml", "opt-einsum": "opt_einsum"}


def imports(file: Path) -> set[str]:
    """Return the first part of every name that a file imports, wherever in it."""
    found = set()
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.level == 0:
            found.add(str(node.module).split(".")[0])
    return found


def distribution(requirement: str) -> str:
    return re.split(r"[^\w.-]", requirement)[0].lower().replace("_", "-")


@pytest.fixture(scope="module")
def pyproject(root: Path) -> dict[str, Any]:
    return tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def constraints(root: Path) -> str:
    return (root / "constraints.txt").read_text(encoding="utf-8")


# The launcher: what a person sees who has only Python


def test_an_older_python_is_refused_in_one_sentence(root: Path) -> None:
    as_python_3_9 = "import runpy, sys; sys.version_info = (3, 9, 2); runpy.run_path('run.py')"
    done = subprocess.run(
        [sys.executable, "-c", as_python_3_9], cwd=root, capture_output=True, text=True
    )
    assert done.returncode == 1
    assert done.stderr == "bayesdx needs Python 3.11 or newer; this is Python 3.9.\n"


def parses_in_python_3_7(text: str) -> bool:
    try:
        ast.parse(text, feature_version=(3, 7))
    except SyntaxError:
        return False
    return True


def test_an_older_python_can_parse_the_launcher_and_so_say_that_it_is_too_old(root: Path) -> None:
    assert not parses_in_python_3_7("(newer := True)")
    assert parses_in_python_3_7((root / "run.py").read_text(encoding="utf-8"))


def test_the_launcher_needs_the_standard_library_only(root: Path) -> None:
    assert imports(root / "run.py") <= sys.stdlib_module_names


@pytest.mark.parametrize(("words", "status"), [([], 0), (["--help"], 0), (["tset"], 2)])
def test_without_a_known_command_the_launcher_says_what_there_is(
    words: list[str],
    status: int,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setattr(sys, "argv", ["run.py", *words])
    assert run.main() == status
    assert "run.py app" in capsys.readouterr().out


def test_the_checks_of_ci_are_those_of_a_person(root: Path) -> None:
    lines = (root / ".ci" / "run").read_text(encoding="utf-8").splitlines()
    assert lines[1:] == ["set -e", 'cd "$(dirname "$0")/.."', "exec python3 run.py test"]


# The launcher: the environment. Its commands are noted, not run.


@pytest.fixture
def commands(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> list[str]:
    """Give the launcher a checkout of its own and return the commands that it would run there."""
    said: list[str] = []

    def note(*command: object) -> int:
        said.append(" ".join(map(str, command)))
        if "venv" in command:
            python.parent.mkdir(parents=True)
            python.touch()
        return 0

    python = tmp_path / ".venv" / "bin" / "python"
    for name, value in {"ROOT": tmp_path, "VENV": tmp_path / ".venv", "PYTHON": python}.items():
        monkeypatch.setattr(run, name, value)
    monkeypatch.setattr(run, "call", note)
    monkeypatch.setattr(run.shutil, "which", {}.get)
    (tmp_path / "pyproject.toml").write_text("")
    (tmp_path / "constraints.txt").write_text("numpy==2.4.6\n")
    return said


def test_without_uv_the_environment_is_made_by_venv_and_pip(commands: list[str]) -> None:
    run.prepare("test")
    made, installed = commands
    assert " -m venv " in made
    assert " -m pip install --no-compile " in installed
    assert installed.endswith("-c constraints.txt -e .[test]")


def test_with_uv_the_environment_is_made_by_uv(
    commands: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(run.shutil, "which", {"uv": "/opt/uv"}.get)
    run.prepare("test")
    made, installed = commands
    assert made.startswith("/opt/uv venv ")
    assert installed.startswith("/opt/uv pip install --python ")
    assert installed.endswith("-c constraints.txt -e .[test]")


def test_the_second_time_nothing_is_made(commands: list[str]) -> None:
    run.prepare("test")
    commands.clear()
    run.prepare("test")
    run.prepare("app")
    assert commands == []


def test_the_app_needs_no_test_tools_and_the_tests_add_them_in_place(commands: list[str]) -> None:
    run.prepare("app")
    assert commands[-1].endswith("-e .")
    commands.clear()
    run.prepare("test")
    (added,) = commands
    assert added.endswith("-e .[test]")


def new_pins() -> None:
    (run.ROOT / "constraints.txt").write_text("numpy==2.5.5\n")


def new_project() -> None:
    (run.ROOT / "pyproject.toml").write_text("[project]\n")


def lost_python() -> None:
    run.PYTHON.unlink()


def half_made() -> None:
    (run.VENV / "made-for-app").unlink()
    (run.VENV / "made-for-test").unlink()


@pytest.mark.parametrize("change", [new_pins, new_project, lost_python, half_made])
def test_an_old_or_broken_environment_is_made_anew(
    change: Callable[[], None], commands: list[str]
) -> None:
    run.prepare("test")
    (run.VENV / "left-over").touch()
    commands.clear()
    change()
    run.prepare("test")
    assert len(commands) == 2
    assert not (run.VENV / "left-over").exists()


def test_a_failed_install_leaves_no_stamp_and_no_traceback(
    commands: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(run, "call", lambda *command: int("pip" in command))
    with pytest.raises(SystemExit, match=r"^This failed, for the reason above: .* pip install"):
        run.prepare("app")
    assert not run.ready("app")


def test_a_debian_without_venv_gets_the_one_line_that_helps(
    commands: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(run.importlib.util, "find_spec", lambda name: None)
    with pytest.raises(SystemExit, match=r"sudo apt install python3\.\d+-venv$"):
        run.prepare("app")
    assert commands == []


# The launcher: the checks


@pytest.fixture
def checks(commands: list[str], monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Let the linter fail and all else pass; return the checks that ran."""

    def note(*command: object) -> int:
        tool, *options = command
        commands.append(" ".join([Path(str(tool)).stem, *map(str, options)]))
        return int(commands[-1] == "ruff check .")

    monkeypatch.setattr(run, "prepare", lambda purpose: None)
    monkeypatch.setattr(run, "provide_chromium", lambda: None)
    monkeypatch.setattr(run, "call", note)
    return commands


def test_a_failed_check_is_named_at_the_end_and_stops_no_other(
    checks: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert run.test([]) == 1
    assert len(checks) == len(run.CHECKS)
    table = capsys.readouterr().out.splitlines()[-len(run.CHECKS) :]
    assert [row.split()[0] for row in table if row.endswith("failed")] == ["lint"]


def test_further_words_go_to_pytest_and_to_no_other_check(checks: list[str]) -> None:
    run.test(["-k", "query"])
    assert [check for check in checks if "query" in check] == [
        "pytest -n 2 --dist loadfile --no-loadscope-reorder -k query"
    ]
    assert run.CHECKS["tests"][1:] == ["-n", "2", "--dist", "loadfile", "--no-loadscope-reorder"]


def test_the_browser_named_in_the_environment_goes_first(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(run.shutil, "which", {"chromium": __file__}.get)
    monkeypatch.delenv("BAYESDX_CHROMIUM", raising=False)
    assert run.find_chromium() == __file__
    monkeypatch.setenv("BAYESDX_CHROMIUM", "/opt/my/chromium")
    assert run.find_chromium() == "/opt/my/chromium"


def test_where_no_browser_can_be_had_one_line_says_why(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    failed = subprocess.CompletedProcess([], 1, stdout="", stderr="Error: no network\n  at x\n")
    monkeypatch.setattr(run, "find_chromium", lambda: None)
    monkeypatch.setattr(run, "apt_install", lambda package: False)
    monkeypatch.setattr(run.subprocess, "run", lambda *args, **options: failed)
    run.provide_chromium()
    last = capsys.readouterr().out.splitlines()[-1]
    assert last == "No browser, so no browser tests: Error: no network"


# The pins


def test_every_direct_dependency_is_pinned(pyproject: dict[str, Any], constraints: str) -> None:
    project = pyproject["project"]
    groups = [project["dependencies"], *project["optional-dependencies"].values()]
    asked = {distribution(requirement) for group in groups for requirement in group} - {"bayesdx"}
    pinned = set(re.findall(r"^([\w.-]+)==", constraints, flags=re.MULTILINE))
    assert asked <= pinned


def test_the_pins_name_no_host_and_no_file(constraints: str) -> None:
    pin = re.compile(r"[\w.-]+==[\w.]+( ; [\w '<>=!.()]+)?")
    assert [line for line in constraints.splitlines() if not pin.fullmatch(line)] == []


def test_the_package_imports_nothing_that_it_does_not_declare(
    root: Path, pyproject: dict[str, Any]
) -> None:
    project = pyproject["project"]
    extras = [project["optional-dependencies"][name] for name in ("dask", "fast")]
    declared = {distribution(t) for group in (project["dependencies"], *extras) for t in group}
    known = {IMPORTED_AS.get(name, name) for name in declared} | {"bayesdx"}
    for file in (root / "bayesdx").rglob("*.py"):
        assert imports(file) <= known | sys.stdlib_module_names, file


# What the project says about itself


def test_the_dashboard_sends_no_usage_statistics_and_listens_on_this_machine(root: Path) -> None:
    config = tomllib.loads((root / ".streamlit" / "config.toml").read_text(encoding="utf-8"))
    assert config["browser"]["gatherUsageStats"] is False
    assert config["server"]["address"] == "localhost"


def test_the_modules_that_may_import_pgmpy_exist(root: Path, pyproject: dict[str, Any]) -> None:
    contracts = pyproject["tool"]["importlinter"]["contracts"]
    (pgmpy,) = [each for each in contracts if each.get("forbidden_modules") == ["pgmpy"]]
    doors = [allowed.split(" -> ")[0] for allowed in pgmpy["ignore_imports"]]
    assert doors == ["bayesdx.formats.pgm", "bayesdx.inference.exact"]
    assert all((root / (door.replace(".", "/") + ".py")).is_file() for door in doors)


def test_the_citation_names_the_version_of_the_package(
    root: Path, pyproject: dict[str, Any]
) -> None:
    citation = yaml.safe_load((root / "CITATION.cff").read_text(encoding="utf-8"))
    assert citation["version"] == pyproject["project"]["version"]
    assert citation["license"] == pyproject["project"]["license"]


def test_a_wheel_carries_what_the_package_reads(root: Path, pyproject: dict[str, Any]) -> None:
    carried = pyproject["tool"]["hatch"]["build"]["targets"]["wheel"]["force-include"]
    assert set(carried) == {"app.py", "data", "docs/model_card.md", "models", ".streamlit"}
    assert all((root / path).exists() for path in carried)
    assert all((root / path).is_file() for path in pyproject["project"]["license-files"])
