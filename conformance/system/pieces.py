"""What a fresh interpreter does that `fresh` starts: it runs pieces of source, each time from the same beginning.

It is run as a script and imports nothing of ours, so that what it runs finds the interpreter as a snippet does that
somebody pastes. Requests and answers are a line of JSON each.
"""

from __future__ import annotations

import json
import os
import select
import signal
import sys
import time
from typing import Any


def main() -> None:
    """Loads, and answers each request with the piece that raised, in a copy of this process where that is safe."""
    requests, answers = os.fdopen(os.dup(0), "rb"), os.dup(1)
    nowhere = os.open(os.devnull, os.O_RDWR)
    for descriptor in (0, 1, 2):
        os.dup2(nowhere, descriptor)
    plan = json.loads(requests.readline())
    sys.path[:] = plan["path"]
    namespace: dict[str, Any] = {"__name__": "__main__", "__builtins__": __builtins__}
    try:
        exec(compile(plan["source"], "<snippet>", "exec"), namespace)
    except BaseException as error:
        _say(answers, {"refuses": _told(error)})
        return
    copies = _can_be_copied()
    _say(answers, {"copies": copies})
    codes: dict[str, Any] = {}
    for line in requests:
        asked = json.loads(line)
        pieces = []
        for source in asked["pieces"]:
            if source not in codes:
                codes[source] = compile(source, "<snippet>", "exec")
            pieces.append(codes[source])
        if copies:
            _say(answers, _in_copy(pieces, asked["times"], namespace, asked["seconds"]))
        else:
            _say(answers, _run(pieces, asked["times"], namespace))


def _can_be_copied() -> bool:
    """Whether a fork has all that this process has: no other threads, and no processes that it speaks with."""
    if not hasattr(os, "fork"):
        return False
    try:
        threads = os.listdir("/proc/self/task")
        with open(f"/proc/self/task/{threads[0]}/children", "rb") as file:
            return len(threads) == 1 and not file.read()
    except OSError:
        return False


def _run(pieces: list[Any], times: int, namespace: dict[str, Any]) -> dict[str, Any]:
    """The first piece that raises, counted over all rounds, None where none does, and what it raised."""
    for turn in range(times):
        for k, piece in enumerate(pieces):
            try:
                exec(piece, namespace)
            except BaseException as error:
                return {"failed": turn * len(pieces) + k, "told": _told(error)}
    return {"failed": None}


def _told(error: BaseException) -> str:
    try:
        text = " ".join(str(error).split())[:300]
    except BaseException:
        text = ""
    return text if type(error) is AssertionError else f"{type(error).__name__}: {text}"


def _in_copy(pieces: list[Any], times: int, namespace: dict[str, Any], seconds: float) -> dict[str, Any]:
    read, write = os.pipe()
    process = os.fork()
    if not process:
        try:
            os.close(read)
            _say(write, _run(pieces, times, namespace))
        finally:
            os._exit(0)
    os.close(write)
    end = time.monotonic() + seconds
    said = b""
    while not said.endswith(b"\n"):
        ready, _, _ = select.select([read], [], [], max(0.0, end - time.monotonic()))
        chunk = os.read(read, 4096) if ready else b""
        if not chunk:
            break
        said += chunk
    os.close(read)
    os.kill(process, signal.SIGKILL)
    os.waitpid(process, 0)
    answer: dict[str, Any] = json.loads(said) if said.endswith(b"\n") else {"silent": True}
    return answer


def _say(descriptor: int, answer: dict[str, Any]) -> None:
    unsent = json.dumps(answer).encode() + b"\n"
    while unsent:
        unsent = unsent[os.write(descriptor, unsent) :]


if __name__ == "__main__":
    main()
