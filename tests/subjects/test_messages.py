"""Messages: what the schema, the reading by hand and the page say is the same."""

from __future__ import annotations

import json
import math
import random
import re
import subprocess
from functools import cache
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from conformance.laws.specfile import MODULES, shipped
from conformance.lean.syntax import Definition
from conformance.protocol.session import schema
from conformance.subjects.messages import (
    MAX_NUMBER,
    BadMessage,
    ErrorAnswer,
    call_line,
    call_text,
    decode_value,
    encode_value,
    hello_line,
    line_of,
    read_answers,
    read_hello,
)
from conformance.values.naming import snake_case

from .support import ROOT, needs_node, node_words

PAGE = (ROOT / "docs" / "protocol.md").read_text(encoding="utf-8")
HELLO = {"type": "hello", "protocol": 1, "name": "mine", "operations": ["selected"]}
VALUES = st.recursive(
    st.booleans() | st.integers() | st.floats(-1e9, 1e9),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.sampled_from("abc"), inner),
    max_leaves=12,
)


@cache
def of_schema(part: str) -> Draft202012Validator:
    whole = schema()
    Draft202012Validator.check_schema(whole)
    return Draft202012Validator({"$ref": f"#/$defs/{part}", "$defs": whole["$defs"]})


@given(VALUES)
def test_values_go_and_come_back_and_have_the_form_of_the_schema(value: Any) -> None:
    written = json.loads(json.dumps(encode_value(value)))
    assert decode_value(written) == value
    assert of_schema("value").is_valid(written)


@pytest.mark.parametrize(
    ("value", "written"),
    [(MAX_NUMBER, MAX_NUMBER), (MAX_NUMBER + 1, "9007199254740992"), (-MAX_NUMBER - 1, "-9007199254740992")],
)
def test_integers_become_text_exactly_beyond_what_a_double_counts(value: int, written: object) -> None:
    assert encode_value(value) == written
    assert encode_value([value, True]) == [written, True]


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_a_real_number_goes_and_comes_back_as_the_double_that_it_is(value: float) -> None:
    written = json.loads(json.dumps(encode_value([value])))
    assert decode_value(written) == [value]
    assert of_schema("value").is_valid(written)


def test_a_structure_is_an_object_with_its_fields_and_a_pair_an_array() -> None:
    guard = SimpleNamespace(lambda_=2**60, edges=[(0, 1), (2**60, 0)], gamma=0.5)
    written = {"lambda": str(2**60), "edges": [[0, 1], [str(2**60), 0]], "gamma": 0.5}
    assert json.loads(json.dumps(encode_value([guard, True]))) == [written, True]
    assert decode_value(written) == {"lambda": 2**60, "edges": [[0, 1], [2**60, 0]], "gamma": 0.5}


@pytest.mark.parametrize("text", ["1.0", "01", "+1", " 1", "1e3", "-", "", "٣", "1_000"])
def test_text_that_is_no_integer_stays_text(text: str) -> None:
    assert decode_value(text) == text
    assert not of_schema("value").is_valid(text)


@pytest.mark.parametrize("number", [MAX_NUMBER + 1, 1e16, -1e300, math.inf])
def test_a_number_that_may_have_been_rounded_is_refused(number: float) -> None:
    for value in ([1, number], {"gamma": number}):
        with pytest.raises(BadMessage, match="a string of decimal digits"):
            decode_value(value)
        assert not of_schema("value").is_valid(value)


def test_requests_have_the_form_of_the_schema() -> None:
    lines = [hello_line(), call_line([]), call_line([call_text(1, "masked_loss", [[0], [2**60]])])]
    assert all(of_schema("request").is_valid(json.loads(line)) for line in lines)
    assert all(line.endswith(b"\n") and line.count(b"\n") == 1 and line.isascii() for line in lines)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"type": "hi"}, 'its "type" must be "hello"'),
        ({"protocol": 2}, 'its "protocol" must be one of those offered, 1, not 2'),
        ({"protocol": "1"}, "not '1'"),
        ({"protocol": True}, "not True"),
        ({"name": ""}, 'its "name" must be text'),
        ({"name": None}, 'its "name" must be text'),
        ({"operations": "selected"}, 'its "operations" must be a list of names'),
        ({"operations": [1]}, 'its "operations" must be a list of names'),
        ({"limits": [3]}, 'its "limits" must be an object'),
        ({"version": 1}, 'its "version" must be text'),
        ({"name": "x" * 201}, "of at most 200 characters"),
        ({"version": "x" * 201}, "of at most 200 characters"),
        ({"operations": ["x" * 201]}, "of at most 200 characters each"),
        ({"operations": [f"op{k}" for k in range(1_001)]}, "at most 1,000 names"),
        ({"operations": ["selected", "selected"]}, "each once"),
        ({"limits": {f"l{k}": 1 for k in range(101)}}, "at most 100 names"),
    ],
)
def test_a_bad_hello_is_refused_by_hand_and_by_the_schema(change: dict[str, Any], message: str) -> None:
    with pytest.raises(BadMessage) as told:
        read_hello(line_of(HELLO | change))
    assert message in str(told.value)
    # Which versions were offered is not the schema's matter.
    assert not of_schema("hello_answer").is_valid(HELLO | change) or change == {"protocol": 2}


def test_a_good_hello_is_taken_with_fields_that_are_not_known() -> None:
    message = HELLO | {"limits": {"max_nat": "9007199254740993"}, "later": [1]}
    hello = read_hello(line_of(message))
    assert (hello.name, hello.operations, hello.limits) == ("mine", ("selected",), {"max_nat": 2**53 + 1})
    assert of_schema("answer").is_valid(message)


def answered(*answers: object) -> bytes:
    return line_of({"type": "answer", "answers": answers})


@pytest.mark.parametrize(
    ("line", "message"),
    [
        (b"[1]", "not a JSON object"),
        (b"{}x", "not JSON"),
        (b'{"type":"answer","answers":[{"id":1,"result":NaN}]}', "NaN is not JSON"),
        (b'{"type":"answer","answers":[{"id":1,"result":-Infinity}]}', "-Infinity is not JSON"),
        (b'{"type":"answer","answers":[{"id":2,"id":1,"result":1}]}', 'the key "id" twice'),
        (b'{"type":"answer","answers":[],"answers":[{"id":1,"result":1}]}', 'the key "answers" twice'),
        (b'{"type":"answer","answers":[{"id":1,"result":' + b"9" * 5_000 + b"}]}", "a number has too many digits"),
        (b"\xff", "not UTF-8"),
        (b"\x00" * 300, "(300 bytes)"),
        (b"[" * 100_000, "nested too deeply"),
        (line_of({"type": "error", "error": {"kind": "protocol", "message": "what?"}}), "refused the request"),
        (answered(), "it has 0 answers for 1 calls"),
        (answered({"id": 1, "result": 1}, {"id": 2, "result": 1}), "it has 2 answers for 1 calls"),
        (answered({"id": 2, "result": 1}), "answer 0 has the id 2 where the call had 1"),
        (answered({"id": True, "result": 1}), "answer 0 has the id true"),
        (answered({"id": 1}), 'either "result" or "error"'),
        (answered({"id": 1, "result": 1, "error": {}}), 'either "result" or "error"'),
        (answered({"id": 1, "error": {"kind": "oops", "message": ""}}), "one of raised, unsupported, protocol"),
        (answered({"id": 1, "error": {"kind": "raised"}}), '"message", which is text'),
        (answered(1), "answer 0 must be an object"),
    ],
)
def test_a_bad_answer_is_refused_with_what_is_wrong(line: bytes, message: str) -> None:
    with pytest.raises(BadMessage) as told:
        read_answers(line, [1])
    assert message in str(told.value)


def test_answers_out_of_order_or_with_one_id_twice_are_refused() -> None:
    for ids in ([2, 1], [1, 1], [2, 2]):
        with pytest.raises(BadMessage, match="has the id"):
            read_answers(answered(*({"id": i, "result": 1} for i in ids)), [1, 2])


def test_a_value_that_is_nested_deeply_is_the_fault_of_its_call_alone() -> None:
    deep: Any = 1
    for _ in range(100):
        deep = [{"a": deep}]
    bad, good = read_answers(answered({"id": 1, "result": deep}, {"id": 2, "result": [[1]]}), [1, 2])
    assert isinstance(bad, BadMessage)
    assert "nested deeper than 32 arrays and objects" in str(bad)
    assert good == [[1]]


def test_a_bad_line_is_told_in_few_characters() -> None:
    for line in (b"x" * 10**6, b"[" * 10**6, b'{"a":"' + b"\xc3\xa9" * 10**5, answered(*([{"id": "y" * 10**5}] * 9))):
        with pytest.raises(BadMessage) as told:
            read_answers(line, [1])
        assert len(str(told.value)) < 600


def test_a_hello_of_many_bytes_is_refused() -> None:
    with pytest.raises(BadMessage, match="at most 1,048,576 bytes"):
        read_hello(line_of(HELLO | {"later": "x" * 2**20}))


# Mutations


def mutated(line: bytes, rng: random.Random) -> bytes:
    """A line with a few bytes, or one value of its JSON, changed."""
    if rng.random() < 0.5:
        found = bytearray(line)
        for _ in range(rng.randint(1, 4)):
            place = rng.randrange(len(found))
            found[place : place + rng.choice((0, 1, 1, 5))] = rng.choice(
                (
                    b"",
                    b'"',
                    b"[",
                    b"]",
                    b"{",
                    b"}",
                    b",",
                    b":",
                    b"0",
                    b"-",
                    b"1e9",
                    b"\xff",
                    b"NaN",
                    b"null",
                    b"\\u0000",
                )
            )
        return bytes(found)
    message = json.loads(line)
    places: list[tuple[Any, Any]] = []
    todo = [message]
    while todo:
        value = todo.pop()
        for key in value if isinstance(value, dict) else range(len(value)):
            places.append((value, key))
            if isinstance(value[key], dict | list):
                todo.append(value[key])
    holder, key = rng.choice(places)
    holder[key] = rng.choice(
        (None, True, 0, -1, 2**53, 10**30, 0.5, "", "1", "x" * 1_000, [], [[]], {}, {"id": 1}, [1] * 100, holder[key])
    )
    return line_of(message)


@pytest.mark.slow
def test_whatever_a_process_writes_is_an_answer_or_a_bad_message() -> None:
    rng = random.Random(14)
    line = answered({"id": 1, "result": [True, "7"]}, {"id": 2, "error": {"kind": "raised", "message": "no"}})
    refusals = []
    for turn in range(2_000):
        hello = turn % 2 == 0
        text = mutated(line_of(HELLO | {"limits": {"max_n": 3}}) if hello else line, rng)
        try:
            assert read_hello(text) if hello else len(read_answers(text, [1, 2])) == 2
        except BadMessage as bad:
            refusals.append(str(bad))
    assert len(refusals) > 1_000
    assert max(map(len, refusals)) < 1_000


def test_errors_are_those_of_their_calls() -> None:
    line = answered({"id": 1, "error": {"kind": "raised", "message": "no"}}, {"id": 2, "result": ["7"]})
    assert read_answers(line, [1, 2]) == [ErrorAnswer("raised", "no"), [7]]


# The page


def transcript() -> list[tuple[str, str]]:
    """Each line of the page's session, with who writes it."""
    block = PAGE.split("<!-- transcript -->\n```\n")[1].split("\n```")[0]
    return [(line[0], line[2:]) for line in block.splitlines()]


def test_the_session_on_the_page_has_the_form_of_the_schema() -> None:
    lines = transcript()
    assert [mark for mark, _ in lines] == [">", "<"] * (len(lines) // 2)
    for mark, line in lines:
        of_schema("request" if mark == ">" else "answer").validate(json.loads(line))


def test_the_session_on_the_page_is_what_the_harness_writes_and_reads() -> None:
    (_, first), (_, hello), *calls = transcript()
    assert hello_line() == f"{first}\n".encode()
    assert read_hello(hello.encode()).operations
    for (_, request), (_, answer) in zip(calls[::2], calls[1::2], strict=True):
        asked = json.loads(request)["calls"]
        texts = [call_text(c["id"], c["operation"], decode_value(c["arguments"])) for c in asked]
        assert call_line(texts) == f"{request}\n".encode()
        assert len(read_answers(answer.encode(), [c["id"] for c in asked])) == len(asked)


@needs_node
def test_the_session_on_the_page_is_that_of_the_node_example() -> None:
    lines = transcript()
    asked = "".join(f"{line}\n" for mark, line in lines if mark == ">")
    done = subprocess.run(node_words(), input=asked, capture_output=True, text=True, check=True)
    assert done.stdout.splitlines() == [line for mark, line in lines if mark == "<"]


def test_the_page_tells_the_arguments_of_every_operation_of_the_upstream_modules() -> None:
    rows = PAGE.split("| operation | arguments |")[1].split("\n\n")[0].splitlines()[2:]
    told = [(name, row.split("|")[2]) for row in rows for name in re.findall(r"`(\w+)`", row.split("|")[1])]
    upstream = shipped(*(module for module in MODULES if module != "practice"))
    operations = [d.declared for d in upstream.declarations if isinstance(d.declared, Definition)]
    assert [name for name, _ in told] == [snake_case(d.name) for d in operations]
    assert [arguments.count(",") + 1 for _, arguments in told] == [len(d.explicit) for d in operations]


def test_the_page_names_every_limit_kind_and_time_of_the_code() -> None:
    from conformance.subjects import client

    named = set(re.findall(r"`(\w+)`", PAGE))
    assert {*schema()["$defs"]["limits"]["properties"], *schema()["$defs"]["error"]["properties"]["kind"]["enum"]} <= (
        named
    )
    assert f"must come within {client.HELLO_SECONDS:g} seconds" in PAGE
    assert f"must come within {client.ANSWER_SECONDS:g} seconds" in PAGE
    assert client.END_SECONDS == 0.5
    assert "longer than half a second" in PAGE
