"""Fifty readers at once: `python -m benchmarks.sessions`, over the page's own websocket.

Each session opens the page, then sets findings of its own with time to think between them, as a
browser does it: it sends the state of every control, keeps what the server allows it to keep, and
waits until the run has finished. What it is shown has to be what the library computes for its
findings: nobody sees another's. Printed are the times from sending to the end of the run (the
drawing in the browser is not in them), and the memory of the server.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import random
import re
import statistics
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.asyncio.client import ClientConnection, connect

from bayesdx import load
from bayesdx.findings import read_findings
from bayesdx.inference import score_cases
from bayesdx.network import Network
from bayesdx.report.sentences import percent
from bayesdx.resources import DEFAULT_MODEL
from bayesdx.ui.choices import choices
from benchmarks.served import served

GOAL = 500
"""Milliseconds that half of all reruns may take at most."""

PATIENCE = 120
"""Seconds that a run may take before the session gives up."""

_PATTERNS = ("umn", "lmn", "mixed", "neither")
_FINISHED = (ForwardMsg.FINISHED_SUCCESSFULLY, ForwardMsg.FINISHED_WITH_COMPILE_ERROR)


@dataclass
class Reader:
    """One open page: what it has been sent, and what its reader has chosen.

    Attributes:
        url: of the server, without a scheme.
        model: what the answers are held against.
        rng: makes the choices; its seed is the reader's number.
        chosen: node → code of the option.
        controls: label of a control → its last state.
        shown: what was chosen at the end of each run, and the strip with its answer.
        wrong: what was not as the library computes it.
        times: milliseconds of each run, the first one that of opening the page.
    """

    url: str
    model: Network
    rng: random.Random
    chosen: dict[str, str] = field(default_factory=dict)
    controls: dict[str, Any] = field(default_factory=dict)
    shown: list[tuple[dict[str, str], str]] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)
    times: list[float] = field(default_factory=list)
    _address: str = ""
    _page: str = ""
    _kept: dict[str, ForwardMsg] = field(default_factory=dict)
    _strip: str = ""
    _values: dict[str, list[str]] = field(default_factory=dict)

    async def read(self, *, steps: int, think: float, until: asyncio.Barrier) -> list[float]:
        """Open the page, wait for the others, and return the milliseconds of each rerun.

        The first of them is that of opening the page.
        """
        address = f"ws://{self.url}/_stcore/stream"
        options: dict[str, Any] = {"subprotocols": ["streamlit"], "max_size": None, "proxy": None}
        options["ping_interval"] = None  # as a browser, which does not ask either
        async with connect(address, **options) as socket:
            await asyncio.sleep(self.rng.uniform(0, think))
            self.choose_first()
            times = [await self.run(socket)]
            await until.wait()
            for _ in range(steps):
                await asyncio.sleep(self.rng.uniform(0.4, 1.6) * think)
                self.choose()
                times.append(await self.run(socket))
        return times

    def choose_first(self) -> None:
        """Come with a link that has three findings, so that no two readers see the same."""
        for choice in self.rng.sample(choices(self.model), 3):
            self.chosen[choice.name] = self.rng.choice([*choice.labels])
        self._address = urlencode(self.chosen)

    def choose(self) -> None:
        """Set a finding, or take one back."""
        choice = self.rng.choice(choices(self.model))
        code = self.rng.choice([*choice.labels])
        self.chosen.pop(choice.name, None) if self.rng.random() < 0.2 else self.chosen.update(
            {choice.name: code}
        )
        control = self.controls[choice.term.label]
        labels = [choice.labels[self.chosen[choice.name]]] if choice.name in self.chosen else []
        self._values[control.id] = labels

    async def run(self, socket: ClientConnection) -> float:
        """Ask for a run, take everything in until it has finished, and return how long it took."""
        message = BackMsg()
        state = message.rerun_script
        state.query_string = self._address
        state.page_script_hash = self._page
        state.cached_message_hashes.extend(self._kept)
        for name, labels in self._values.items():
            widget = state.widget_states.widgets.add(id=name)
            widget.string_array_value.data.extend(labels)
        self._strip = ""
        began = time.perf_counter()
        await socket.send(message.SerializeToString())
        async with asyncio.timeout(PATIENCE):
            while not self._taken(ForwardMsg.FromString(await socket.recv(decode=False))):
                pass
        lasted = 1000 * (time.perf_counter() - began)
        self.shown.append((dict(self.chosen), self._strip))
        return lasted

    def _taken(self, message: ForwardMsg) -> bool:
        """Take a message in, and return whether it is the last of its run."""
        kind = message.WhichOneof("type")
        if kind == "ref_hash":
            message, kind = self._kept[message.ref_hash], "delta"
        elif message.metadata.cacheable and message.hash:
            self._kept[message.hash] = message
        if kind == "new_session":
            self._page = message.new_session.page_script_hash
        elif kind == "page_info_changed":
            self._address = message.page_info_changed.query_string
        elif kind == "delta":
            self._shown(message.delta)
        return kind == "script_finished" and message.script_finished in _FINISHED

    def _shown(self, delta: Any) -> None:
        element = delta.new_element
        kind = element.WhichOneof("type")
        if kind == "exception":
            self.wrong.append(f"{element.exception.type}: {element.exception.message}")
        elif kind == "html" and "aria-label='Pattern'" in element.html.body:
            self._strip = element.html.body
        elif kind == "button_group":
            group = element.button_group
            self.controls[group.label] = group
            if group.set_value:
                self._values[group.id] = list(group.raw_values)

    def compare(self) -> None:
        """Note where what was shown is not the answer to this reader's own findings."""
        for chosen, strip in self.shown:
            shown = re.findall(r"<strong>(.*?)</strong>", strip)
            if shown != (expected := _expected(self.model, chosen)):
                self.wrong.append(f"{chosen}: shown {shown}, expected {expected}")


def _expected(model: Network, chosen: Mapping[str, str]) -> list[str]:
    """Return the numbers of the strip; none where the findings cannot occur together."""
    found = read_findings(chosen, states=model.states).likelihoods
    cases = {name: vector[None] for name, vector in found.items()}
    [chances], [total] = score_cases(model, cases, target="pattern")
    states = model.states["pattern"]
    return [percent(float(chances[states.index(name)])) for name in _PATTERNS] if total else []


async def together(url: str, *, readers: int, steps: int, think: float) -> list[Reader]:
    """Let several readers read at once; each has its times in `times`."""
    model = load(DEFAULT_MODEL)
    several = [Reader(url, model, random.Random(seed)) for seed in range(readers)]
    until = asyncio.Barrier(readers)
    asked = (one.read(steps=steps, think=think, until=until) for one in several)
    for one, times in zip(several, await asyncio.gather(*asked), strict=True):
        one.times = times
        one.compare()
    return several


def busy(process: int) -> float:
    """Return how many seconds of a processor a process has used; NaN where no system says so."""
    status = Path(f"/proc/{process}/stat")
    if not status.exists():
        return float("nan")
    used = status.read_text(encoding="ascii").rpartition(")")[2].split()[11:13]
    return sum(map(int, used)) / os.sysconf("SC_CLK_TCK")


def memory(process: int) -> str:
    """Return how much memory a process has in use and had at most, where the system says so."""
    status = Path(f"/proc/{process}/status")
    if not status.exists():
        return "not known on this system"
    found = dict(re.findall(r"Vm(RSS|HWM):\s+(\d+)", status.read_text(encoding="ascii")))
    return f"{int(found['RSS']) / 1024:.0f} MB, at most {int(found['HWM']) / 1024:.0f} MB"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--readers", type=int, default=50)
    parser.add_argument("--steps", type=int, default=10, help="findings that each sets")
    parser.add_argument("--think", type=float, default=10.0, help="seconds between two, on average")
    parser.add_argument("--url", help="of a server that runs already, host:port")
    asked = parser.parse_args()
    before = os.getloadavg()[0] if hasattr(os, "getloadavg") else float("nan")
    with served() as (url, process):
        warm = asyncio.run(together(asked.url or url, readers=1, steps=2, think=0.1))
        print(f"one reader: opens in {warm[0].times[0]:.0f} ms on a cold server")
        alone = asyncio.run(together(asked.url or url, readers=1, steps=20, think=0.2))
        print(f"one reader: opens in {alone[0].times[0]:.0f} ms; {_said(alone)}")
        print(f"memory of the server: {memory(process)}")
        began, used = time.perf_counter(), busy(process)
        several = asyncio.run(
            together(asked.url or url, readers=asked.readers, steps=asked.steps, think=asked.think)
        )
        first = statistics.median(one.times[0] for one in several)
        print(
            f"{asked.readers} readers, {asked.think:g} s to think: open in {first:.0f} ms (median)"
        )
        print(f"{asked.readers} readers: {_said(several)}; goal: median {GOAL} ms")
        runs = sum(len(one.times) for one in several)
        used, lasted = busy(process) - used, time.perf_counter() - began
        print(f"processor: {1000 * used / runs:.0f} ms a run, {used / lasted:.1f} of it in use")
        print(f"memory of the server: {memory(process)}")
    wrong = [said for one in (*alone, *several) for said in one.wrong]
    runs = sum(len(one.times) for one in (*alone, *several))
    print(f"{len(wrong)} of {runs} runs wrong or with an error; load before {before:.1f}")
    print("\n".join(wrong[:5]), end="")
    raise SystemExit(bool(wrong))


def _said(several: list[Reader]) -> str:
    times = sorted(t for one in several for t in one.times[1:])
    late = times[int(0.95 * (len(times) - 1))]
    return f"rerun median {statistics.median(times):.0f} ms, 95% within {late:.0f} ms"


if __name__ == "__main__":
    main()
