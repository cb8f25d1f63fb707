#!/usr/bin/env python3
"""The two commands of bayesdx. They need Python 3.11 or newer, and nothing else.

    python3 run.py app     open the dashboard (further words go to Streamlit)
    python3 run.py test    run every check (further words go to pytest: run.py test -k query)

A third one, for those who change pages:

    python3 run.py pictures    photograph every page, light and dark, wide and on a phone

The first run puts what bayesdx needs into .venv: 0.7 GB for the app, 1.5 GB for the tests, in half
a minute to two minutes, less with uv. Later runs use it as it is, until pyproject.toml,
constraints.txt or Python changes.
"""

import hashlib
import importlib.util
import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

# Above everything that an older Python could trip over.
if sys.version_info < (3, 11):
    sys.exit("bayesdx needs Python 3.11 or newer; this is Python {}.{}.".format(*sys.version_info))

ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
BIN, EXE = (VENV / "Scripts", ".exe") if os.name == "nt" else (VENV / "bin", "")
PYTHON = BIN / f"python{EXE}"
CHECKS = {
    "lint": ["ruff", "check", "."],
    "format": ["ruff", "format", "--check", "."],
    "types": ["mypy"],
    "imports": ["lint-imports", "--no-logo"],
    "data and models": ["bayesdx", "check"],
    "tests": ["pytest", "-n", "2", "--dist", "loadfile", "--no-loadscope-reorder"],
}
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "chrome")


def say(text: str) -> None:
    """Print at once: the programs started from here write to the same screen."""
    print(text, flush=True)


def call(*command: object) -> int:
    """Run a command in this folder and return its exit status."""
    return subprocess.call([str(word) for word in command], cwd=ROOT)


def must(*command: object) -> None:
    """Run a command without which there is no environment."""
    if call(*command) != 0:
        sys.exit("This failed, for the reason above: " + " ".join(map(str, command)))


def apt_install(package: str) -> bool:
    """Install a package as root on Debian, and nowhere else; return whether that was done."""
    if not shutil.which("apt-get") or getattr(os, "geteuid", lambda: 1)() != 0:
        return False
    say(f"Installing {package} by apt.")
    os.environ["DEBIAN_FRONTEND"] = "noninteractive"  # it must not stop to ask
    call("apt-get", "update", "-qq")
    return call("apt-get", "install", "-qq", "-y", "--no-install-recommends", package) == 0


def fingerprint() -> str:
    """Return a hash of all that the environment is made from."""
    files = [(ROOT / name).read_bytes() for name in ("pyproject.toml", "constraints.txt")]
    return hashlib.sha256(b"\0".join([*files, sys.version.encode(), bytes(ROOT)])).hexdigest()


def ready(purpose: str) -> bool:
    """Return whether .venv is whole, and made from what stands here now."""
    stamp = VENV / f"made-for-{purpose}"  # written last
    return PYTHON.exists() and stamp.exists() and stamp.read_text() == fingerprint()


def make_venv(uv: str | None) -> None:
    """Make an empty .venv in the place of an old or broken one."""
    shutil.rmtree(VENV, ignore_errors=True)
    package = "python{}.{}-venv".format(*sys.version_info)  # Debian keeps ensurepip in it
    if not uv and not importlib.util.find_spec("ensurepip") and not apt_install(package):
        sys.exit(f"This Python cannot make an environment. First run: sudo apt install {package}")
    python = getattr(sys, "_base_executable", sys.executable)
    must(
        *([uv, "venv", "-q", "--seed", "--python", python] if uv else [python, "-m", "venv"]), VENV
    )


def prepare(purpose: str) -> None:
    """Make .venv fit for `purpose`: "app" needs no test tools, "test" needs all."""
    if ready(purpose):
        return
    size = "1.5 GB" if purpose == "test" else "0.7 GB"
    say(f"Preparing .venv: about {size}, in half a minute to two minutes, less with uv.")
    started, uv = time.monotonic(), shutil.which("uv")
    if not ready("app"):
        make_venv(uv)
    pip = [PYTHON, "-m", "pip", "install", "--no-compile", "--disable-pip-version-check"]
    install = [uv, "pip", "install", "--python", PYTHON] if uv else pip
    must(*install, "-c", "constraints.txt", "-e", ".[test]" if purpose == "test" else ".")
    for name in {"app", purpose}:
        (VENV / f"made-for-{name}").write_text(fingerprint())
    say(f"Prepared in {time.monotonic() - started:.0f} s.")


def find_chromium() -> str | None:
    """Return the path of this machine's Chromium or Chrome."""
    mac = "/Applications/{0}.app/Contents/MacOS/{0}"
    places = [shutil.which(name) for name in BROWSERS]
    places += [mac.format("Google Chrome"), mac.format("Chromium")]
    named = os.environ.get("BAYESDX_CHROMIUM")
    return named or next((path for path in places if path and Path(path).exists()), None)


def provide_chromium() -> None:
    """Look for a browser to test with; where there is none, try to get one."""
    if find_chromium() or apt_install("chromium"):
        return
    say("No Chromium or Chrome here: asking Playwright for its own (about 170 MB, once).")
    fetch = [str(BIN / f"playwright{EXE}"), "install", "chromium"]
    done = subprocess.run(fetch, capture_output=True, text=True)
    if done.returncode != 0:
        reason = (done.stderr or done.stdout).strip().splitlines()[:1]
        say(f"No browser, so no browser tests: {' '.join(reason)}")


def app(words: list[str]) -> int:
    """Serve the dashboard on this machine until Ctrl-C."""
    prepare("app")
    return call(BIN / f"streamlit{EXE}", "run", "app.py", *words)


def test(words: list[str]) -> int:
    """Run every check, going on after a failure; the longest comes last."""
    prepare("test")
    provide_chromium()
    table = []
    for name, (tool, *options) in CHECKS.items():
        options += words if tool == "pytest" else []
        say(f"\n== {name}: {' '.join([tool, *options])}")
        started = time.monotonic()
        result = "failed" if call(BIN / f"{tool}{EXE}", *options) else "ok"
        table.append(f"{name:16}{time.monotonic() - started:7.1f} s  {result}")
    say("\n" + "\n".join(table))
    return int(any(row.endswith("failed") for row in table))


def pictures(words: list[str]) -> int:
    """Photograph every page into pictures/, and into docs/ what stands there."""
    prepare("test")
    provide_chromium()
    return call(BIN / f"pytest{EXE}", "tests/browser/pictures.py", *words)


def main() -> int:
    """Run the command that was named; without one, say what there is."""
    name, *words = sys.argv[1:] or ["--help"]
    commands = {"app": app, "test": test, "pictures": pictures}
    if name not in commands:
        say(__doc__)
        return 0 if name in ("-h", "--help") else 2
    try:
        return commands[name](words)
    except KeyboardInterrupt:
        return 130


if __name__ == "__main__":
    sys.exit(main())
