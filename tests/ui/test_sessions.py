"""Several readers at once, over the websocket as a browser uses it: nobody sees another's case."""

from __future__ import annotations

import asyncio
import signal
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

import pytest

from benchmarks import served as serving
from benchmarks.served import served
from benchmarks.sessions import together


def test_readers_at_once_see_the_answers_to_their_own_findings_and_no_error() -> None:
    # In a thread of its own: browser tests leave a running loop in this one.
    with served() as (url, _), ThreadPoolExecutor(1) as own:
        asked = together(url, readers=3, steps=4, think=0.2)
        several = own.submit(asyncio.run, asked).result()
    assert [said for one in several for said in one.wrong] == []
    assert [len(one.times) for one in several] == [5, 5, 5]
    cases = {tuple(sorted(one.chosen.items())) for one in several}
    assert len(cases) == 3


@pytest.mark.skipif(sys.platform == "win32", reason="no signal that can be left unheard")
def test_a_server_that_does_not_listen_is_killed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(serving, "_PATIENCE", 0.2)
    deaf = "import signal; signal.signal(15, signal.SIG_IGN); print(flush=True); signal.pause()"
    with subprocess.Popen([sys.executable, "-c", deaf], stdout=subprocess.PIPE) as server:
        assert server.stdout is not None
        server.stdout.readline()
        serving._stop(server)
        assert server.wait(10) == -signal.SIGKILL
