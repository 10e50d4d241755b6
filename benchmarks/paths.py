"""By which steps things are reached: the account of `access.py`, and one in which 300 roles may do nearly everything.

Very open roles are the worst case: each of them can take nearly every step that there is, towards every role.
"""

from __future__ import annotations

import sys
import time

import duckdb

import access
import measure
from modelkeep import bootstrap
from modelkeep.app.access import SnapshotEstate, world_of
from modelkeep.core.tables import table_of
from modelkeep.engines.access.paths.answer import find
from modelkeep.engines.access.paths.gathering import ROWS
from modelkeep.engines.access.paths.network import Network, network
from modelkeep.engines.posture.evaluate import load_macros
from modelkeep.engines.posture.lineage import derive

OPEN = 300
SERVICES = ("sagemaker", "lambda", "bedrock", "ec2", "glue", "codebuild", "cloudformation", "ecs", "ssm")
"""What trusts of the open account's roles name, in turn."""


def main() -> int:
    """Print the figures; the exit code says whether the promises are kept."""
    print(measure.machine())
    kept = [_account(), _open_account()]
    return 0 if all(kept) else 1


def _account() -> bool:
    connection = access.estate(accounts=1, principals=700, buckets=200, endpoints=200)
    print("700 principals, 1,716 statements, 200 buckets, 200 endpoints")
    return _measured(connection, "every step of the account", promise=5)


def _open_account() -> bool:
    connection = access.estate(accounts=1, principals=OPEN, buckets=200, endpoints=200)
    names = ", ".join(f"'Service:{each}.amazonaws.com'" for each in SERVICES)
    connection.execute(f"""
        UPDATE iam_role SET permissions_boundary_arn = '';
        DELETE FROM iam_role_policy_statement;
        INSERT INTO iam_role_policy_statement BY NAME
            SELECT arn, account, 'global' AS region, 'own' AS policy, 0 AS position, 'Allow' AS effect,
                ['sagemaker:*', 'lambda:*', 'bedrock*:*', 'ec2:*', 'glue:*', 's3:*', 'iam:PassRole'] AS actions,
                CASE WHEN hash(arn) % 10 = 0 THEN ['arn:aws:*:*:*:*'] ELSE ['*'] END AS resources, {access.NOTHING} AS conditions
            FROM iam_role;
        UPDATE iam_role_trust_statement SET principals = [[{names}][1 + (hash(arn) % {len(SERVICES)})::BIGINT]];
    """)
    print(f"{OPEN} roles that may do nearly everything")
    return _measured(connection, "every step of an open account", promise=10)


def _measured(connection: duckdb.DuckDBPyConnection, figure: str, *, promise: float) -> bool:
    """The CPU seconds of all steps and of the paths to one role; the world is built before, as for every question."""
    _read_everything(connection)
    load_macros(connection)
    derive(connection, bootstrap.load_catalogue().relations)
    world = world_of(connection, bootstrap.load_action_table())
    techniques = bootstrap.load_techniques()
    target = min(world.identities)
    before = time.process_time()
    found: Network = network(world, SnapshotEstate(connection), techniques, (target,))
    steps = time.process_time() - before
    answer = find(found, (target,), None, 20)
    all_of_it = time.process_time() - before
    each = 1000 * steps / max(1, len(found.edges))
    print(
        f"{len(found.edges):,} steps, {each:.3f} CPU-ms each; {answer.starts} starting points, {len(answer.chokes)} choke points"
    )
    return measure.show(figure, all_of_it, promise, "CPU-s")


def _read_everything(connection: duckdb.DuckDBPyConnection) -> None:
    """Nothing is unread: what is makes everybody's steps unknown, all of them."""
    calls = sorted(
        {call for row in ROWS for call in table_of(row).calls} | {"ram:GetResourceShares", "ram:ListResources"}
    )
    connection.execute(
        """
        INSERT INTO "read" BY NAME SELECT c AS call, account, 'global' AS region, '' AS resource, 'ok' AS outcome, now() AS at
        FROM scope_account, unnest(?) t(c) WHERE c NOT IN (SELECT call FROM "read")
        """,
        [calls],
    )


if __name__ == "__main__":
    sys.exit(main())
