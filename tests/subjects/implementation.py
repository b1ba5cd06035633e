"""Some operations behind the protocol, in Python; a fault is chosen by its name as the first argument.

Run as a program by the tests. It is written from docs/protocol.md and imports nothing of the project.
"""

from __future__ import annotations

import json
import os
import signal
import sys
import time
from typing import Any

FAULT = sys.argv[1] if len(sys.argv) > 1 else ""
LARGEST = 2**53 - 1


class Refused(Exception):
    pass


def index(i: int, n: int) -> int:
    if not 0 <= i < n:
        if FAULT == "dies-on-refusal":
            sys.exit(3)
        raise Refused(f"index {i} of {n}")
    return i


def selected(mask: list[bool], i: int) -> bool:
    return mask[index(i, len(mask))]


def all_mask(n: int) -> list[bool]:
    return [True] * n


def empty_mask(n: int) -> list[bool]:
    return [False] * n


def complement(mask: list[bool]) -> list[bool]:
    if FAULT == "dies" and len(mask) == 2:
        print("one line that helps", file=sys.stderr, flush=True)
        os.kill(os.getpid(), signal.SIGTERM)
    if FAULT == "hangs" and len(mask) == 2:
        time.sleep(60)
    if FAULT == "slow":
        time.sleep(0.05)
    if FAULT == "wrong" and len(mask) == 2:
        return mask
    return [not bit for bit in mask]


def masked_loss(indices: list[int], losses: list[int]) -> int:
    places = [index(i, len(losses)) for i in indices]
    total = sum(losses[i] for i in places)
    return int(float(total)) if FAULT == "rounds" else total


def vic_reg_guard_value(guard: dict[str, int]) -> int:
    if FAULT == "fields-by-place":
        guard = dict(zip(("lambda", "mu", "nu", "invariance", "variance", "covariance"), guard.values(), strict=True))
    weights = guard["lambda"], guard["mu"], guard["nu"]
    terms = guard["invariance"], guard["variance"], guard["covariance"]
    return sum(w * t for w, t in zip(weights, reversed(terms) if FAULT == "wrong" else terms, strict=True))


def real_variance_floor_penalty(gamma: float, spread: float) -> float | None:
    if FAULT == "wrong" and gamma == 1.5:
        return None
    return max(0, gamma - spread)


def view_graph_energy(graph: dict[str, list[tuple[int, int]]], edge_loss: list[list[int]]) -> int:
    ends = [(index(i, len(edge_loss)), index(j, len(edge_loss))) for i, j in graph["positive_edges"]]
    return sum(edge_loss[i][j] for i, j in ends)


def with_geometry_guard(contract: dict[str, Any], guard: int) -> dict[str, Any]:
    if FAULT == "wrong":
        del contract["geometry_guard"]
        return contract
    return {**contract, "geometry_guard": guard}


OPERATIONS = {
    f.__name__: f
    for f in (
        *(selected, all_mask, empty_mask, complement, masked_loss),
        *(vic_reg_guard_value, real_variance_floor_penalty, view_graph_energy, with_geometry_guard),
    )
}
ARITIES = {name: operation.__code__.co_argcount for name, operation in OPERATIONS.items()}


def decoded(value: Any) -> Any:
    if isinstance(value, list):
        return [decoded(v) for v in value]
    if isinstance(value, dict):
        return {name: decoded(v) for name, v in value.items()}
    if isinstance(value, str):
        if FAULT == "strings-only-when-big" and len(value) < 16:
            raise Refused(f"not a number: {value}")
        return int(value)
    return value


def encoded(value: Any) -> Any:
    if isinstance(value, list):
        return [encoded(v) for v in value]
    if isinstance(value, dict):
        return {name: encoded(v) for name, v in value.items()}
    if type(value) is int and abs(value) > LARGEST and FAULT != "big-numbers":
        return str(value)
    return value


def error(kind: str, message: str) -> dict[str, Any]:
    return {"error": {"kind": kind, "message": message}}


def answer(call: dict[str, Any]) -> dict[str, Any]:
    if FAULT == "strict-fields" and set(call) != {"id", "operation", "arguments"}:
        return {"id": call["id"], **error("protocol", "unknown field")}
    operation = OPERATIONS.get(call["operation"])
    if operation is None:
        if FAULT == "null-for-unknown":
            return {"id": call["id"], "result": []}
        return {"id": call["id"], **error("unsupported", call["operation"])}
    if len(call["arguments"]) != ARITIES[call["operation"]]:
        return {"id": call["id"], **error("protocol", "a wrong number of arguments")}
    try:
        return {"id": call["id"], "result": encoded(operation(*map(decoded, call["arguments"])))}
    except Refused as refused:
        return {"id": call["id"], **error("raised", str(refused))}


def respond(line: str) -> dict[str, Any]:
    try:
        request = json.loads(line)
    except ValueError as bad:
        if FAULT == "dies-on-bad-line":
            raise
        return {"type": "error", **error("protocol", str(bad))}
    if request.get("type") == "hello":
        if 1 not in request["protocols"] and FAULT != "any-version":
            return {"type": "error", **error("unsupported", "version 1 only")}
        hello = {"type": "hello", "protocol": 1, "name": "by hand", "operations": list(OPERATIONS)}
        if FAULT == "no-name":
            del hello["name"]
        if FAULT == "limits":
            hello["limits"] = {"max_n": 3, "max_nat": "4"}
        return hello
    if request.get("type") == "call":
        answers = [answer(call) for call in request["calls"]]
        if FAULT == "one-answer-missing" and len(answers) == 1:
            answers = []
        if FAULT == "sorted" and all(isinstance(a["id"], int) for a in answers):
            answers.sort(key=lambda a: a["id"])
        if FAULT == "reversed":
            answers.reverse()
        if FAULT == "twice" and len(answers) > 1:
            answers[1]["id"] = answers[0]["id"]
        if FAULT == "dies-on-many" and len(answers) > 1:
            sys.exit(7)
        if FAULT == "text-ids":
            answers = [{**a, "id": str(a["id"])} for a in answers]
        return {"type": "answer", "answers": answers}
    return {"type": "error", **error("protocol", "unknown type")}


def start_daemon(pipe: int) -> None:
    """Leaves a process that nobody is the parent of, in a session of its own, which holds the pipe open."""
    if os.fork() == 0:
        os.setsid()
        if os.fork():
            os._exit(0)
        os.write(pipe, b"!")
        time.sleep(600)
        os._exit(0)
    os.wait()


def main() -> None:
    if FAULT == "silent":
        time.sleep(60)
    if FAULT == "dies-at-once":
        sys.exit("it has no licence")
    if FAULT == "banner":
        print("masking 1.0 is ready", flush=True)
    if FAULT == "daemon":
        start_daemon(int(sys.argv[2]))
    kept: list[str] = []
    while line := sys.stdin.buffer.readline():
        try:
            text = line.decode("ascii" if FAULT == "ascii" else "utf-8")
            out = json.dumps(respond(text), ensure_ascii=False, indent=1 if FAULT == "indented" else None)
        except UnicodeDecodeError as bad:
            out = json.dumps({"type": "error", **error("protocol", str(bad))})
        if FAULT == "not-json":
            out = "{'type': 'hello'}" if '"hello"' in out else out.replace('"', "'")
        if FAULT == "endless" and '"answers"' in out:
            while True:
                sys.stdout.buffer.write(b"x" * 2**20)
        if FAULT == "long-hello" and '"hello"' in out:
            sys.stdout.buffer.write(b"x" * 2**21)
        if FAULT == "buffers":
            kept.append(out)
            continue
        sys.stdout.buffer.write(out.encode() + b"\n")
        sys.stdout.buffer.flush()
        if FAULT == "chatty" and '"answers"' in out:
            sys.stdout.buffer.write(b"answered\n")
    print(*kept, sep="\n", end="\n" if kept else "", flush=True)
    if FAULT == "stays":
        time.sleep(60)


if __name__ == "__main__":
    main()
