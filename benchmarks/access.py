"""Who can reach what: an account of 700 principals, and an organisation of 50 accounts with 20,000 principals and 100,000 resources.

Every part of the semantics is in it: managed and inline policies, permission boundaries, service control policies, policies of buckets
that require TLS, conditions on the request, on tags and on the organisation, Deny statements, roles of other accounts.
"""

from __future__ import annotations

import resource
import sys
import time
from collections.abc import Sequence

import duckdb

import measure
from modelkeep import bootstrap
from modelkeep.adapters.lake.estate import connect
from modelkeep.app.access import world_of
from modelkeep.engines.access.crowd import Crowd
from modelkeep.engines.access.world import World
from modelkeep.engines.posture.schema import create_tables

NOW = "TIMESTAMP '2026-11-01'"
ROLE = "'arn:aws:iam::' || account || ':role/team-' || (n % 20) || '/r' || n"
PRINCIPALS = """
    CREATE TEMP TABLE principal AS SELECT (100000000000 + a)::VARCHAR AS account, n, {role} AS arn
    FROM range({accounts}) t(a), range({each}) u(n), LATERAL (SELECT (100000000000 + a)::VARCHAR AS account)
"""
MANAGER = "999999999999"
MANAGER_ARN = f"arn:aws:organizations::{MANAGER}:account/o-bench/{MANAGER}"
NOTHING = "[]::STRUCT(operator VARCHAR, key VARCHAR, values VARCHAR[])[]"


def condition(operator: str, key: str, value: str) -> str:
    """A list of one condition, as SQL."""
    return f"[{{'operator': '{operator}', 'key': '{key}', 'values': [{value}]}}]"


def main() -> int:
    """Print the figures; the exit code says whether the promises are kept."""
    print(measure.machine())
    kept = [*_one_account(), *_organisation()]
    return 0 if all(kept) else 1


def _one_account() -> list[bool]:
    connection = estate(accounts=1, principals=700, buckets=200, endpoints=200)
    world = world_of(connection, bootstrap.load_action_table())
    count = connection.execute(
        "SELECT (SELECT count(*) FROM iam_role_policy_statement WHERE policy NOT LIKE 'arn:%')"
        " + (SELECT count(*) FROM iam_managed_policy_statement) + (SELECT count(*) FROM iam_role_trust_statement)"
        " + (SELECT count(*) FROM s3_bucket_policy_statement)"
    ).fetchone()
    buckets = _column(connection, "SELECT arn || '/fraud/model.tar.gz' FROM s3_bucket ORDER BY arn")
    endpoints = _column(connection, "SELECT arn FROM sagemaker_endpoint ORDER BY arn")
    size = f"{len(world.identities)} principals, {count[0] if count else 0:,} statements"
    print(f"{size}, {len(buckets)} buckets, {len(endpoints)} endpoints")
    crowd = Crowd(world)
    list(crowd.who_can("s3:GetObject", buckets[0]))
    single = [_question(crowd, each) for each in buckets[1:40]]
    found = measure.show("who-can, warm", measure.median([each * 1000 for each in single]), 10, "CPU-ms")
    fresh = Crowd(world)
    before = time.process_time()
    holders = conditional = 0
    for action, resources in (
        ("s3:GetObject", buckets), ("s3:PutObject", buckets),
        ("sagemaker:InvokeEndpoint", endpoints), ("sagemaker:UpdateEndpoint", endpoints),
    ):  # fmt: skip
        for each in resources:
            answer = fresh.ask(action, each)
            holders += len(answer)
            conditional += sum(decision.condition != "" for decision in answer.values())
    pairs = measure.show("all pairs of 700 x 400 x 2 actions", time.process_time() - before, 5, "CPU-s")
    _told(world)
    print(f"{holders:,} of {700 * 400 * 2:,} not denied, {conditional:,} of them under a condition")
    return [found, pairs, _agrees(world, crowd, buckets[:5])]


def _organisation() -> list[bool]:
    connection = estate(accounts=50, principals=400, buckets=1_000, endpoints=1_000)
    wall, cpu = time.perf_counter(), time.process_time()
    world = world_of(connection, bootstrap.load_action_table())
    crowd = Crowd(world)
    built = time.perf_counter() - wall
    size = f"{len(world.identities):,} principals, {len(world.targets):,} of 100,000 resources with policies"
    print(f"{size}; {time.process_time() - cpu:.1f} CPU-s")
    questions = _column(connection, "SELECT arn || '/fraud/model.tar.gz' FROM s3_bucket USING SAMPLE 40")
    list(crowd.who_can("s3:GetObject", questions[0]))
    single = [_question(crowd, each) for each in questions[1:]]
    return [
        measure.show("built", built, 60, "s"),
        measure.show("peak memory", resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024, 2048, "MiB"),
        measure.show("who-can in the organisation", measure.median(single), 0.5, "CPU-s"),
        _agrees(world, crowd, questions[:1]),
    ]


def _told(world: World) -> None:
    """What the estate leaves unread: an unread policy makes every answer that it touches unknown, which is quicker."""
    for each in world.unread:
        print(f"unread: {each.what}, {each.where}: {each.why}")


def _agrees(world: World, crowd: Crowd, resources: Sequence[str]) -> bool:
    """Both evaluators give the same: a fast answer that is wrong is no figure."""
    for arn in resources:
        exact = {each.principal.name: each.decision.condition for each in world.who_can("s3:GetObject", arn)}
        if exact != {each.principal.name: each.decision.condition for each in crowd.who_can("s3:GetObject", arn)}:
            print(f"the evaluators differ on {arn}")
            return False
    return True


def _question(crowd: Crowd, resource: str) -> float:
    """CPU seconds of one who-can."""
    before = time.process_time()
    list(crowd.who_can("s3:GetObject", resource))
    return time.process_time() - before


def _column(connection: duckdb.DuckDBPyConnection, query: str) -> list[str]:
    return [str(row[0]) for row in connection.execute(query).fetchall()]


def estate(*, accounts: int, principals: int, buckets: int, endpoints: int) -> duckdb.DuckDBPyConnection:
    """An organisation's tables: accounts with as many principals, buckets and endpoints each."""
    connection = connect()
    create_tables(connection)
    connection.execute(PRINCIPALS.format(role=ROLE, accounts=accounts, each=principals))
    _accounts(connection, accounts)
    _roles(connection)
    _policies(connection)
    _resources(connection, accounts, buckets, endpoints)
    return connection


def _accounts(connection: duckdb.DuckDBPyConnection, accounts: int) -> None:
    every = f"FROM (SELECT (100000000000 + a)::VARCHAR AS account FROM range({accounts}) t(a))"
    connection.execute(f"""
        INSERT INTO scope_account (arn, account, region) SELECT 'arn:aws:iam::' || account || ':root', account, 'global' {every};
        INSERT INTO scope_account_organization BY NAME SELECT 'arn:aws:iam::' || account || ':root' AS arn, account, 'global' AS region,
            'o-bench' AS organization_id, '999999999999' AS management_account, 'ALL' AS feature_set {every};
        INSERT INTO organizations_account BY NAME SELECT 'arn:aws:organizations::999999999999:account/o-bench/' || account AS arn,
            '999999999999' AS account, account AS account_id, false AS is_management, ['o-bench', 'r-1', 'ou-1',
                account] AS parents {every};
        INSERT INTO organizations_policy BY NAME
            SELECT 'arn:scp/full' AS arn, 'SERVICE_CONTROL_POLICY' AS policy_type UNION ALL SELECT 'arn:scp/deny', 'SERVICE_CONTROL_POLICY';
        INSERT INTO organizations_policy_statement BY NAME
            SELECT 'arn:scp/full' AS arn, 'FullAWSAccess' AS policy, 0 AS position, 'Allow' AS effect, ['*'] AS actions, ['*'] AS resources,
                {NOTHING} AS conditions UNION ALL
            SELECT 'arn:scp/deny', 'Network', 0, 'Deny', ['s3:DeleteBucket', 'sagemaker:Delete*'], ['*'],
                {condition("StringNotEquals", "aws:PrincipalTag/team", "'platform'")};
        INSERT INTO organizations_policy_target BY NAME
            SELECT 'arn:scp/full' AS arn, 'r-1' AS target_id UNION ALL SELECT 'arn:scp/full', 'ou-1' UNION ALL
            SELECT 'arn:scp/deny', 'ou-1' UNION ALL SELECT 'arn:scp/full', account {every};
        INSERT INTO organizations_account BY NAME SELECT '{MANAGER_ARN}' AS arn, '{MANAGER}' AS account, '{MANAGER}' AS account_id,
            true AS is_management, ['o-bench', 'r-1', '{MANAGER}'] AS parents;
        INSERT INTO "read" BY NAME SELECT c AS call, account, 'global' AS region, '' AS resource, 'ok' AS outcome, {NOW} AS at
            {every}, unnest(['iam:GetAccountAuthorizationDetails', 's3:ListBuckets', 's3:GetBucketPolicy', 'ram:GetResourceShares']) t(c);
        INSERT INTO "read" BY NAME SELECT c AS call, '{MANAGER}' AS account, 'global' AS region, r AS resource, 'ok' AS outcome, {NOW} AS at
            FROM (VALUES ('organizations:ListPolicies', ''), ('organizations:ListPolicies', 'arn:aws:iam::{MANAGER}:root'),
                ('organizations:ListTargetsForPolicy', 'arn:scp/full'), ('organizations:ListTargetsForPolicy', 'arn:scp/deny')) t(c, r);
    """)


def _roles(connection: duckdb.DuckDBPyConnection) -> None:
    managed = "'arn:aws:iam::' || account || ':policy/p'"
    connection.execute(f"""
        INSERT INTO iam_role BY NAME SELECT arn, account, 'global' AS region, 'r' || n AS name,
            MAP {{'team': 'team-' || (n % 20)}} AS tags, '/' AS path,
            CASE WHEN n % 10 = 0 THEN {managed} || 0 ELSE '' END AS permissions_boundary_arn,
            [{managed} || (n % 40), {managed} || ((n * 7) % 40)] AS attached_policy_arns, ['own'] AS inline_policy_names FROM principal;
        INSERT INTO iam_role_trust_statement BY NAME SELECT arn, account, 'global' AS region, '' AS policy,
            0 AS position, 'Allow' AS effect,
            ['sts:AssumeRole'] AS actions, ['Service:sagemaker.amazonaws.com'] AS principals, {NOTHING} AS conditions FROM principal;
    """)


def _policies(connection: duckdb.DuckDBPyConnection) -> None:
    """40 managed policies of three statements an account, two on each role; one inline policy on each."""
    connection.execute(f"""
        INSERT INTO iam_managed_policy_statement BY NAME
        SELECT 'arn:aws:iam::' || account || ':policy/p' || p AS arn, account, 'global' AS region,
            'arn:aws:iam::' || account || ':policy/p' || p AS policy, s AS position,
            CASE WHEN s = 2 AND p % 4 = 0 THEN 'Deny' ELSE 'Allow' END AS effect,
            CASE s WHEN 0 THEN ['s3:Get*', 's3:List*'] WHEN 1 THEN ['sagemaker:InvokeEndpoint', 'sagemaker:Describe*']
                ELSE ['s3:PutObject', 'sagemaker:UpdateEndpoint'] END AS actions,
            CASE s WHEN 0 THEN ['arn:aws:s3:::b-' || account || '-' || p || '*'] WHEN 1
                THEN ['arn:aws:sagemaker:*:' || account || ':endpoint/e' || p || '*'] ELSE ['*'] END AS resources,
            CASE WHEN p % 5 = 0 THEN {condition("IpAddress", "aws:SourceIp", "'10.0.0.0/8'")}
                WHEN p % 5 = 1 AND s = 2 THEN {condition("StringEquals", "aws:ResourceTag/team", "'${aws:PrincipalTag/team}'")}
                ELSE {NOTHING} END AS conditions
        FROM (SELECT DISTINCT account FROM principal), range(40) t(p), range(3) u(s);
        INSERT INTO iam_role_policy_statement BY NAME
            SELECT r.arn, r.account, s.region, s.policy, s.position, s.effect, s.actions, s.resources, s.conditions
            FROM iam_role r, unnest(r.attached_policy_arns) t(p) JOIN iam_managed_policy_statement s ON s.arn = p;
        INSERT INTO iam_role_policy_statement BY NAME
            SELECT arn, account, 'global' AS region, 'own' AS policy, 0 AS position, 'Allow' AS effect, ['s3:*'] AS actions,
                ['arn:aws:s3:::b-' || account || '-' || (n % 200) || '/*'] AS resources, {NOTHING} AS conditions FROM principal;
    """)


def _resources(connection: duckdb.DuckDBPyConnection, accounts: int, buckets: int, endpoints: int) -> None:
    every = f"FROM (SELECT (100000000000 + a)::VARCHAR AS account FROM range({accounts}) t(a))"
    connection.execute(f"""
        INSERT INTO s3_bucket BY NAME SELECT 'arn:aws:s3:::b-' || account || '-' || n AS arn, account, 'eu-west-1' AS region, 'b' AS name,
            MAP {{'team': 'team-' || (n % 20)}} AS tags {every}, range({buckets}) u(n);
        INSERT INTO s3_bucket_policy_statement BY NAME
            SELECT arn, account, region, 'policy' AS policy, 0 AS position, 'Deny' AS effect, ['s3:*'] AS actions,
                [arn, arn || '/*'] AS resources,
                ['*'] AS principals, {condition("Bool", "aws:SecureTransport", "'false'")} AS conditions FROM s3_bucket
            UNION ALL
            SELECT arn, account, region, 'policy', 1, 'Allow', ['s3:GetObject'], [arn || '/*'],
                ['AWS:arn:aws:iam::' || account || ':role/team-1/r1', 'AWS:arn:aws:iam::100000000001:root'],
                {condition("StringEquals", "aws:PrincipalOrgID", "'o-bench'")} FROM s3_bucket WHERE hash(arn) % 4 = 0;
        INSERT INTO s3_bucket_ownership BY NAME SELECT arn, account, region, 'BucketOwnerEnforced' AS object_ownership FROM s3_bucket;
        INSERT INTO s3_bucket_public_access_block BY NAME SELECT arn, account, region, true AS block_public_acls,
            true AS ignore_public_acls, true AS block_public_policy, true AS restrict_public_buckets FROM s3_bucket;
        INSERT INTO "read" BY NAME SELECT c AS call, account, region, arn AS resource, 'ok' AS outcome, {NOW} AS at
            FROM s3_bucket, unnest(['s3:GetPublicAccessBlock', 's3:GetBucketOwnershipControls', 's3:GetBucketAcl']) t(c);
        INSERT INTO sagemaker_endpoint BY NAME SELECT 'arn:aws:sagemaker:eu-west-1:' || account || ':endpoint/e' || n AS arn, account,
            'eu-west-1' AS region, 'e' || n AS name {every}, range({endpoints}) u(n);
        INSERT INTO "read" BY NAME SELECT 'sagemaker:ListEndpoints' AS call, account, 'eu-west-1' AS region, '' AS resource,
            'ok' AS outcome, {NOW} AS at {every};
        INSERT INTO "read" BY NAME SELECT 'sagemaker:GetEndpointPolicy' AS call, account, region, arn AS resource,
            'absent' AS outcome, {NOW} AS at FROM sagemaker_endpoint;
    """)


if __name__ == "__main__":
    sys.exit(main())
