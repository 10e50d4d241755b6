"""What a snapshot knows for detection rules, where the names of one service differ from those in its logs."""

from __future__ import annotations

from collections.abc import Iterator

import duckdb
import pytest

from modelkeep.adapters.lake.estate import empty_estate
from modelkeep.app.placeholders import NEVER_NONE, PLACEHOLDERS, known_placeholders
from modelkeep.core.kinds import calls_for, tables


@pytest.fixture(scope="module")
def estate() -> Iterator[duckdb.DuckDBPyConnection]:
    connection = empty_estate()
    connection.execute("CREATE VIEW resource_index AS SELECT '' AS arn, '' AS account WHERE FALSE")
    everything = [[call, "ok"] for call in sorted(calls_for(tables()))]
    connection.executemany('INSERT INTO "read" (call, outcome) VALUES (?, ?)', everything)
    yield connection
    connection.close()


@pytest.mark.parametrize(
    ("model", "told"),
    [
        (
            "eu.anthropic.claude-3-5-sonnet-20240620-v1:0",
            {"eu.anthropic.claude-3-5-sonnet-20240620-v1:0", "anthropic.claude-3-5-sonnet-20240620-v1:0"},
        ),
        (
            "arn:aws:bedrock:eu-west-1::foundation-model/amazon.nova-lite-v1:0",
            {"arn:aws:bedrock:eu-west-1::foundation-model/amazon.nova-lite-v1:0", "amazon.nova-lite-v1:0"},
        ),
    ],
)
def test_guarded_models_have_the_names_that_invocation_logs_use(
    estate: duckdb.DuckDBPyConnection, model: str, told: set[str]
) -> None:
    estate.execute("DELETE FROM bedrock_agent")
    for guardrail, name in (("gr4rdr41l1d0", model), (None, "cohere.unguarded-v1:0")):
        estate.execute(
            "INSERT INTO bedrock_agent BY NAME SELECT ? AS arn, ? AS foundation_model, ? AS guardrail_identifier",
            [f"arn:{name}", name, guardrail],
        )
    rows = estate.execute(PLACEHOLDERS["guarded_models"]).fetchall()
    assert {row[0] for row in rows} == told


def test_roles_and_models_require_a_guardrail_by_their_tag(estate: duckdb.DuckDBPyConnection) -> None:
    role = "arn:aws:iam::111122223333:role"
    for name, tags in (
        ("app/chat", {"guardrail-required": ""}),
        ("off", {"guardrail-required": "False"}),
        ("bare", {}),
    ):
        estate.execute(
            "INSERT INTO iam_role BY NAME SELECT ? AS arn, ?::MAP(VARCHAR, VARCHAR) AS tags", [f"{role}/{name}", tags]
        )
    estate.execute("INSERT INTO iam_role BY NAME SELECT 'arn:unread' AS arn, NULL AS tags")
    assert known_placeholders(estate, {})["guardrail_required"] == (f"{role}/chat",)


def test_captured_endpoints_are_those_whose_configuration_captures(estate: duckdb.DuckDBPyConnection) -> None:
    here = "'111122223333' AS account, 'eu-west-1' AS region"
    for number, captures in enumerate((True, False, None)):
        estate.execute(
            f"INSERT INTO sagemaker_endpoint_config BY NAME SELECT 'c{number}' AS name, ? AS data_capture_enabled, {here}",
            [captures],
        )
        estate.execute(
            f"INSERT INTO sagemaker_endpoint BY NAME SELECT 'e{number}' AS name, 'c{number}' AS endpoint_config_name, {here}"
        )
    estate.execute(
        "INSERT INTO sagemaker_endpoint BY NAME SELECT 'far' AS name, 'c0' AS endpoint_config_name, "
        "'111122223333' AS account, 'us-east-1' AS region"
    )
    assert known_placeholders(estate, {})["captured_endpoints"] == ("e0",)


def test_a_prefix_of_artifacts_ends_with_a_slash(estate: duckdb.DuckDBPyConnection) -> None:
    for url in ("s3://b/llm/v1/", "s3://b/fraud/model.tar.gz", "s3://b/", "s3://b"):
        estate.execute("INSERT INTO sagemaker_model_container BY NAME SELECT ? AS model_data_url", [url])
    assert known_placeholders(estate, {})["model_artifact_prefixes"] == ("llm/v1/",)


def test_everything_of_ours_is_never_nothing(estate: duckdb.DuckDBPyConnection) -> None:
    known = known_placeholders(estate, {})
    assert {name for name in PLACEHOLDERS if known[name] is None} == set(NEVER_NONE)
    estate.execute("INSERT INTO s3_bucket BY NAME SELECT 'arn:aws:s3:::acme' AS arn, 'acme' AS name")
    assert known_placeholders(estate, {})["owned_buckets"] == ("acme",)


def test_what_people_tell_wins(estate: duckdb.DuckDBPyConnection) -> None:
    known = known_placeholders(
        estate, {"endpoints": ("fraud",), "release_roles": ("arn:aws:iam::111122223333:role/ci",)}
    )
    assert known["endpoints"] == ("fraud",)
    assert known["release_roles"] == ("arn:aws:iam::111122223333:role/ci",)
    assert known["owned_networks"] is None
