"""A Dask cluster, one that runs already or one started here, and whether its workers are fit."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

from bayesdx.errors import Fault, InputError
from bayesdx.resources import version

PATIENCE = 5.0
"""Seconds in which a scheduler has to answer."""

WORKERS = 30.0
"""Seconds in which its first worker has to come."""

_HERE = "127.0.0.1"
"""A cluster that is started here is reached from here alone."""


def dask() -> Any:
    """Return Dask's `distributed`.

    Raises:
        InputError: it is not installed.
    """
    try:
        import distributed
    except ModuleNotFoundError:
        remedy = 'Install it: pip install "bayesdx[dask]"'
        fault = Fault("--engine dask", "no Dask", "Dask's distributed", remedy)
        raise InputError(fault) from None
    return distributed


@contextmanager
def client_of(scheduler: str) -> Iterator[Any]:
    """Give a client of a scheduler, or of one that is started here."""
    with ExitStack() as stack:
        address = scheduler
        if not address:
            cluster = dask().LocalCluster(
                threads_per_worker=1,
                host=_HERE,
                dashboard_address=f"{_HERE}:0",
                worker_dashboard_address=f"{_HERE}:0",
                processes=True,
            )
            address = stack.enter_context(cluster).scheduler_address
        try:
            client = dask().Client(address, timeout=PATIENCE, set_as_default=False)
        except (OSError, ValueError) as error:
            said = (str(error) or "no answer").partition("\n")[0]
            remedy = "Start one with `dask scheduler`, and give the address that it tells."
            raise InputError(
                Fault(f"--scheduler {address}", said, "a Dask scheduler", remedy)
            ) from None
        yield stack.enter_context(client)


def check_workers(client: Any, folder: Path) -> None:
    """Refuse workers that lack bayesdx or do not see the folder."""
    try:
        client.wait_for_workers(1, timeout=WORKERS)
    except TimeoutError:
        remedy = "Start some with `dask worker ADDRESS`."
        fault = Fault("--scheduler", f"no worker within {WORKERS:g} s", "a worker", remedy)
        raise InputError(fault) from None
    found = client.run(lacking, folder, version(), on_error="return")
    faults = [
        Fault(
            f"worker {worker}",
            str(said) or repr(said),
            "a worker like the others",
            "Mend or remove it.",
        )
        for worker, said in sorted(found.items())
        if said
    ]
    if faults:
        raise InputError(faults)


def lacking(folder: Path, wanted: str) -> str:
    """Return what a worker lacks."""
    if version() != wanted:
        return f"bayesdx {version()}, here it is {wanted}"
    return "" if folder.is_dir() else f"no folder {folder}: storage has to be shared"
