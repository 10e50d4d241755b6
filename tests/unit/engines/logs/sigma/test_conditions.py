"""Sigma's modifiers and conditions, each on records that match and records that must not."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.unit.engines.logs.sigma.evaluated import book_of, fill, in_python, matched, program_of, rule, trouble


def agent(*values: Any) -> list[dict[str, Any]]:
    return [{} if each is None else {"userAgent": each} for each in values]


def parameters(*values: Any) -> list[dict[str, Any]]:
    return [{"requestParameters": each} for each in values]


MODIFIERS: list[tuple[str, Any, list[dict[str, Any]], set[int]]] = [
    ("userAgent", "Boto3", agent("boto3", "BOTO3", "boto3/1", None), {0, 1}),
    ("userAgent|cased", "Boto3", agent("boto3", "Boto3"), {1}),
    ("userAgent|contains", "oT", agent("boto3", "cli", ""), {0}),
    ("userAgent|contains|cased", "oT", agent("boto3", "boT"), {1}),
    ("userAgent|startswith", "bo", agent("Boto3", "a bo"), {0}),
    ("userAgent|endswith", "O3", agent("boto3", "boto31"), {0}),
    ("userAgent|contains|all", ["a", "b"], agent("xbya", "a", "b"), {0}),
    ("userAgent", "b*t?3", agent("boto3", "bt03", "bxxto3", "boto"), {0, 1, 2}),
    ("userAgent", r"b\*t", agent("b*t", "bot"), {0}),
    ("userAgent", r"a\\b", agent("a\\b", "a\\\\b"), {0}),
    ("userAgent", "50%_x!", agent("50%_x!", "50zzx!"), {0}),
    ("userAgent|contains", "%_!", agent("a%_!b", "a0b!"), {0}),
    ("userAgent", "", agent("", None, "x"), {0}),
    ("userAgent", None, agent("", None, "x"), {1}),
    ("userAgent|re", "bo.o[0-9]$", agent("my boto3", "Boto3", "boto3 x"), {0}),
    ("userAgent|re|i", "^BOTO", agent("boto3", "my boto"), {0}),
    ("userAgent|re", "a.b", agent("a\nb", "axb"), {1}),
    ("userAgent|re|s", "a.b", agent("a\nb", "axb"), {0, 1}),
    ("userAgent|re|m", "^b$", agent("a\nb\nc", "ab"), {0}),
    ("userAgent|base64", "foo", agent("Zm9v", "foo"), {0}),
    (
        "userAgent|base64offset|contains",
        "foobar",
        agent("xZm9vYmFy", "eGZvb2Jhcg==", "eHhmb29iYXI=", "foobar"),
        {0, 1, 2},
    ),
    ("userAgent|utf16|base64", "a", agent("//5hAA==", "YQ=="), {0}),
    ("userAgent|wide|base64", "a", agent("YQA=", "YQ=="), {0}),
    ("userAgent|windash|contains", "-enc", agent("x /ENC", "x -enc", "x enc"), {0, 1}),
    ("userAgent|exists", True, agent("", None, "x"), {0, 2}),
    ("userAgent|exists", False, agent("", None, "x"), {1}),
    (
        "userAgent|fieldref",
        "errorCode",
        [{"userAgent": "A", "errorCode": "a"}, {"userAgent": "b", "errorCode": "a"}, {}],
        {0},
    ),
    (
        "userAgent|fieldref|startswith",
        "errorCode",
        [{"userAgent": "abc", "errorCode": "AB"}, {"userAgent": "cab", "errorCode": "ab"}],
        {0},
    ),
    (
        "userAgent|fieldref|endswith",
        "errorCode",
        [{"userAgent": "abc", "errorCode": "BC"}, {"userAgent": "bca", "errorCode": "bc"}],
        {0},
    ),
    ("userAgent|neq", "x", agent("X", "y", None), {1, 2}),
    (
        "sourceIPAddress|cidr",
        "10.2.0.0/15",
        [
            {"sourceIPAddress": each}
            for each in ("10.0.255.255", "10.1.0.0", "10.2.255.255", "10.3.1.1", "10.1.0.0.x", "ec2.amazonaws.com")
        ],
        {2, 3},
    ),
    (
        "sourceIPAddress|cidr",
        "2001:db8::/33",
        [
            {"sourceIPAddress": each}
            for each in (
                "2001:db8::1",
                "2001:DB8:7fff::",
                "2001:db8:8000::",
                "::1",
                "2001:db8:0:0:1:2:3:4",
                "1.2.3.4",
                "::ffff:1.2.3.4",
            )
        ],
        {0, 1, 4},
    ),
    ("readOnly", False, [{"readOnly": False}, {"readOnly": True}, {}], {0}),
    ("readOnly", "TRUE", [{"readOnly": False}, {"readOnly": True}, {}], {1}),
    ("requestParameters.n", 5, parameters({"n": 5}, {"n": "5"}, {"n": 5.0}, {"n": "x"}, {"n": 50}, None), {0, 1, 2}),
    ("requestParameters.n|gte", 5, parameters({"n": 5}, {"n": "7"}, {"n": 4}, {"n": "x"}, {}), {0, 1}),
    ("requestParameters.n|lt", 5, parameters({"n": 5}, {"n": "4.5"}, {"n": None}), {1}),
    ("requestParameters.b", True, parameters({"b": True}, {"b": "true"}, {"b": False}, {"b": 1}), {0, 1}),
    ("requestParameters.b", "true", parameters({"b": True}, {"b": "TRUE"}, {"b": False}), {0, 1}),
    (
        "requestParameters.a.b",
        "x",
        parameters(
            {"a": {"b": "X"}},
            {"a": [{"b": "y"}, {"b": "x"}]},
            {"a": {"b": ["y", "x"]}},
            {"a": [{"b": ["z", "x"]}]},
            {"a": "x"},
            {"a": '{"b":"x"}'},
        ),
        {0, 1, 2, 3},
    ),
    ("requestParameters.a", "x", parameters({"a": []}, {"a": [None]}, {"a": ["q", "x"]}), {2}),
    (
        "requestParameters.a",
        None,
        parameters({"a": []}, {"a": [None]}, {"a": ["q"]}, {}, {"a": None}, None),
        {0, 1, 3, 4, 5},
    ),
    ("requestParameters.a|exists", True, parameters({"a": []}, {"a": None}, {"a": {}}, {}, {"a": False}), {0, 2, 4}),
    ("requestParameters.a|contains", '"c":"d"', parameters({"a": {"c": "d"}}, {"a": {"c": "e"}}), {0}),
    (
        "resources.ARN|endswith",
        "b",
        [{"resources": [{"ARN": "a"}, {"ARN": "ab"}]}, {"resources": [{"ARN": "a"}]}, {}],
        {0},
    ),
    ("requestParameters", None, [*parameters({"a": 1}), {}], {1}),
    ("eventTime|hour", 10, [{"t": 12 * 3600}, {}], {1}),
]


@pytest.mark.parametrize(
    ("key", "value", "records", "expected"), MODIFIERS, ids=[f"{key} {value}" for key, value, _, _ in MODIFIERS]
)
def test_modifier(key: str, value: Any, records: list[dict[str, Any]], expected: set[int]) -> None:
    assert matched({"s": {key: value}}, records) == expected


def test_what_is_missing_matches_under_not() -> None:
    records = [{"errorCode": "AccessDenied"}, {"errorCode": "x"}, {}]
    assert matched({"s": {"errorCode": "AccessDenied"}, "condition": "not s"}, records) == {1, 2}
    assert matched(
        {"s": {"requestParameters.a|re": "x"}, "condition": "not s"}, parameters({"a": "x"}, {}, {"a": ["y"]})
    ) == {1, 2}
    nested = {"s": {"errorCode": "x", "userAgent": "y"}, "f": {"userAgent": "z"}, "condition": "not (s and not f)"}
    assert matched(nested, [{}, {"errorCode": "x"}, {"errorCode": "x", "userAgent": "y"}]) == {0, 1}


def test_selectors_and_lists() -> None:
    records: list[dict[str, Any]] = [{"eventName": "A", "errorCode": "1"}, {"eventName": "A"}, {"errorCode": "1"}, {}]
    both = {"x_1": {"eventName": "a"}, "x_2": {"errorCode": "1"}, "y": {"eventName": "zzz"}}
    assert matched({**both, "condition": "1 of x*"}, records) == {0, 1, 2}
    assert matched({**both, "condition": "all of x_*"}, records) == {0}
    assert matched({**both, "condition": "1 of them and not y"}, records) == {0, 1, 2}
    assert matched({"s": [{"eventName": "a"}, {"errorCode": "1"}]}, records) == {0, 1, 2}
    assert matched({"s": {"eventName": ["b", "A"]}}, records) == {0, 1}


def test_keywords_look_everywhere_in_the_record() -> None:
    records: list[dict[str, Any]] = [
        {"userAgent": "my Evil tool"},
        {"requestParameters": {"x": {"y": "EVIL"}}},
        {"errorCode": "good"},
    ]
    assert matched({"s": ["evil", "n?ne"]}, records) == {0, 1}


def test_quotes_of_documents_inside_a_document_are_found() -> None:
    records = parameters(
        {"policyDocument": '{"Action": "s3:GetObject"}'}, {"action": "s3:GetObject"}, {"a": "s3:GetObjectAcl"}
    )
    assert matched({"s": {"requestParameters|contains": '"s3:GetObject"'}}, records) == {0, 1}


def test_placeholders_mean_their_values_literally() -> None:
    detection = {"s": {"requestParameters.bucketName|expand": "%buckets%"}}
    records = parameters({"bucketName": "a*"}, {"bucketName": "ab"}, {"bucketName": "c"})
    assert matched(detection, records, buckets=["a*", "c"]) == {0, 2}
    assert matched(detection, records, buckets=[]) == set()
    assert matched({**detection, "condition": "not s"}, records, buckets=[]) == {0, 1, 2}
    around = {"s": {"requestParameters.bucketName|expand|startswith": "%buckets%"}}
    assert matched(around, records, buckets=["a"]) == {0, 1}
    addresses = [{"sourceIPAddress": "10.0.0.1"}, {"sourceIPAddress": "11.0.0.1"}]
    assert matched({"s": {"sourceIPAddress|cidr|expand": "%nets%"}}, addresses, nets=["10.0.0.0/8"]) == {0}


def test_a_placeholder_that_nobody_knows_is_told() -> None:
    told = trouble(rule("R", {"s": {"eventName|expand": "%names%"}}))
    assert (told.wrong, told.message) == (
        False,
        "needs %names%: scan the estate first, or tell it by --known NAME=VALUE",
    )


@pytest.mark.parametrize(
    ("detection", "line", "part"),
    [
        ({"s": {"eventName": "x", "status": "y"}}, 11, "has no field 'status'"),
        ({"s": {"eventName": "x", "userAgent|re": "(?=x)y"}}, 1, "is invalid"),
        ({"s": {"eventName|foo": "x"}}, 1, "Unknown modifier"),
        ({"s": {"eventName": "x"}, "condition": "s and t"}, 8, "not defined"),
        (
            {"s": {"eventName": "x"}, "timeframe": "5m", "condition": "s | count(eventName) by userIdentity.arn >= 7"},
            8,
            "value_count, rules: [the rule's name], group-by: [userIdentity.arn], timespan: 5m, condition: {gte: 7, field: eventName}",
        ),
        (
            {"s": {"eventName": "x"}, "condition": "s | count() > 7"},
            8,
            "event_count, rules: [the rule's name], timespan: a time",
        ),
        ({"s": {"eventName": "x"}, "condition": "s | near t"}, 8, "temporal"),
        (
            {"s": {"eventName|fieldref": "nowhere"}},
            10,
            "has no field 'nowhere': fields have the names of https://docs.aws",
        ),
        ({"s": {"eventname": "x"}}, 10, "has no field 'eventname': is eventName meant?"),
    ],
)
def test_what_is_wrong_in_a_rule_has_its_line(detection: dict[str, Any], line: int, part: str) -> None:
    told = trouble(rule("R", {"condition": "s", **detection}))
    assert told.wrong
    assert part in told.message
    assert told.line == line


def test_a_rule_is_not_refused_for_what_no_evaluation_needs() -> None:
    beside = {
        "id": "no-uuid",
        "status": "new",
        "falsepositives": "none",
        "author": ["a"],
        "date": "soon",
        "references": "here",
        "fields": "x",
        "related": {},
    }
    assert program_of(book_of(rule("R", {"s": {"eventName": "x"}}, **beside))).troubles == ()
    told = trouble({"related": [{"id": "0", "type": "similar"}], **rule("R", {"s": {"type": "x"}})})
    assert (told.line, "has no field 'type': is userIdentity.type" in told.message) == (13, True)


def test_a_foreign_log_source_is_told_and_not_wrong() -> None:
    told = trouble(rule("R", {"s": {"EventID": 1}}, logsource={"product": "windows", "service": "security"}))
    assert (told.wrong, told.message) == (False, "there is no log source windows/security here")


def test_a_service_of_aws_needs_no_product() -> None:
    made = rule("R", {"s": {"eventName": "x"}}, logsource={"service": "cloudtrail"})
    assert program_of(book_of(made)).troubles == ()


def test_free_forms_that_nobody_documents_are_known() -> None:
    assert program_of(book_of(rule("R", {"s": {"requestParameters.any.thing": 1}}))).troubles == ()


_FIELDS = ("eventName", "errorCode", "requestParameters.p", "requestParameters.q")
_WORDS = st.text("abAB_%!.1*?\\", max_size=4)
_VALUES = st.one_of(_WORDS, st.booleans(), st.integers(-3, 12))
_MODIFIERS = st.sampled_from(["", "|contains", "|startswith", "|endswith", "|cased", "|contains|cased"])
_ITEMS = st.one_of(
    st.tuples(st.sampled_from(_FIELDS), _MODIFIERS, _WORDS),
    st.tuples(
        st.sampled_from(_FIELDS),
        st.just(""),
        st.one_of(st.none(), st.booleans(), st.integers(-3, 12), st.lists(_VALUES, min_size=1, max_size=3)),
    ),
    st.tuples(st.sampled_from(_FIELDS), st.just("|exists"), st.booleans()),
    st.tuples(st.sampled_from(_FIELDS), st.sampled_from(["|lt", "|gte"]), st.integers(-3, 12)),
)
_SELECTIONS = st.lists(_ITEMS, min_size=1, max_size=3).map(
    lambda items: {f"{field}{modifier}": value for field, modifier, value in items}
)
_CONDITIONS = st.sampled_from(
    [
        "a",
        "not a",
        "a and b",
        "a or b",
        "a and not b",
        "not (a or b)",
        "not a and not b",
        "1 of them",
        "not all of them",
    ]
)
_RECORDS = st.fixed_dictionaries(
    {},
    optional={
        "eventName": _WORDS,
        "errorCode": _WORDS,
        "requestParameters": st.dictionaries(
            st.sampled_from(["p", "q"]),
            st.one_of(_VALUES, st.none(), st.lists(st.one_of(_VALUES, st.none()), max_size=3)),
        ),
    },
)


@settings(max_examples=60, deadline=None)
@given(_SELECTIONS, _SELECTIONS, _CONDITIONS, st.lists(_RECORDS, min_size=1, max_size=6))
def test_sql_answers_what_a_walk_over_the_tree_answers(
    a: dict[str, Any], b: dict[str, Any], condition: str, records: list[dict[str, Any]]
) -> None:
    detection = {"a": a, "b": b, "condition": condition}
    expected = {number for number, record in enumerate(records) if in_python(detection, record)}
    assert matched(detection, records) == expected


def test_hits_hold_no_values_but_those_that_are_asked_for() -> None:
    program = program_of(book_of(rule("R", {"s": {"requestParameters.secret|contains": "x"}})))
    database = fill(parameters({"secret": "xyz"}))
    assert "xyz" not in str(database.execute(program.scans["cloudtrail"]).fetchall())
