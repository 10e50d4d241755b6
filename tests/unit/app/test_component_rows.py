"""The analysis of components within a scan: each thing is looked into once, and nothing that was not read looks good."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime

import duckdb
import pytest
from tests.fakes.blank import blank_estate

from modelkeep.app.component_rows import COMPONENTS_ENGINE, analyse_components, built_from, place_of
from modelkeep.app.vulnerabilities import NO_INDEX, Lookup, Tools
from modelkeep.bootstrap_components import built_from_part
from modelkeep.catalogue.loader import built_in_components, built_in_relations, load_relations
from modelkeep.core.artifacts import Gap
from modelkeep.core.components import Component, Composition, PackageType
from modelkeep.core.errors import AccessError
from modelkeep.core.kinds import calls_for
from modelkeep.core.verdict import Severity
from modelkeep.core.vulnerabilities import Checked, Match, Scanned, Vulnerability
from modelkeep.engines.posture.lineage import derive, lineage_tables
from modelkeep.engines.posture.schema import insert_rows
from modelkeep.ports import Silent

NOW = datetime(2026, 11, 21, tzinfo=UTC)
PART = built_from_part()
ONE, TWO = "111122223333", "444455556666"
REGISTRY = f"{ONE}.dkr.ecr.eu-west-1.amazonaws.com/fraud"
REPOSITORY = f"arn:aws:ecr:eu-west-1:{ONE}:repository/fraud"
DIGEST, OTHER = f"sha256:{'a' * 64}", f"sha256:{'b' * 64}"
FRAUD, CHURN, IDLE = (
    f"arn:aws:sagemaker:eu-west-1:{account}:model/{name}"
    for account, name in ((ONE, "fraud"), (TWO, "churn"), (ONE, "idle"))
)
ENDPOINT = f"arn:aws:sagemaker:eu-west-1:{ONE}:endpoint/live"
LOST = f"arn:aws:sagemaker:eu-west-1:{ONE}:endpoint/lost"
JINJA = Component(type=PackageType.PYPI, name="jinja2", version="2.11.2", place=("image", "METADATA"))
HOLE = Vulnerability(id="PYSEC-1", aliases=("CVE-2020-1",), severity=Severity.HIGH, exploited=True)


@dataclass
class Scripted:
    """Composes what the test says, and remembers what it was asked."""

    compositions: Mapping[str, Composition]
    asked: list[str] = field(default_factory=list)

    def compose(self, place: str, account: str = "") -> Composition:
        """What the test says, or that it may not be read."""
        self.asked.append(place)
        if place not in self.compositions:
            raise AccessError(f"{place}: AccessDenied", remedy="The principal needs ecr:BatchGetImage.")
        return self.compositions[place]


@dataclass
class Reporting:
    """A scanner of AWS that reports the same of everything."""

    scanned: Scanned
    asked: list[str] = field(default_factory=list)

    def reported(self, place: str, account: str = "") -> Scanned:
        """What the test says."""
        self.asked.append(place)
        return self.scanned


@pytest.fixture
def estate() -> Iterator[duckdb.DuckDBPyConnection]:
    """One image by tag and by digest, in two accounts; an endpoint that runs another digest than its model names; one of which no
    model was read."""
    with blank_estate() as connection:
        here = {"region": "eu-west-1"}
        rows: dict[str, list[dict[str, object]]] = {
            "sagemaker_model": [
                {"arn": FRAUD, "account": ONE, "name": "fraud"}, {"arn": CHURN, "account": TWO, "name": "churn"},
                {"arn": IDLE, "account": ONE, "name": "idle"},
            ],
            "sagemaker_model_container": [
                {"arn": FRAUD, "account": ONE, "image": f"{REGISTRY}:1", "model_data_url": "s3://b/m.tar.gz"},
                {"arn": CHURN, "account": TWO, "image": f"{REGISTRY}@{OTHER}", "model_data_url": ""},
                {"arn": IDLE, "account": ONE, "image": f"{REGISTRY}:1", "model_data_url": ""},
            ],
            "sagemaker_endpoint": [
                {"arn": ENDPOINT, "account": ONE, "name": "live", "endpoint_config_name": "c"},
                {"arn": LOST, "account": ONE, "name": "lost", "endpoint_config_name": "unread"},
            ],
            "sagemaker_endpoint_config": [{"arn": "c", "account": ONE, "name": "c"}],
            "sagemaker_endpoint_config_production_variant": [
                {"arn": "c", "account": ONE, "variant_name": "v", "model_name": "fraud"},
            ],
            "sagemaker_endpoint_deployed_image": [
                {"arn": ENDPOINT, "account": ONE, "variant_name": "v", "specified_image": f"{REGISTRY}:1",
                 "resolved_image": f"{REGISTRY}@{DIGEST}"},
            ],
        }  # fmt: skip
        for table, each in rows.items():
            insert_rows(connection, table, [{**row, **here} for row in each])
        derive(connection, ())
        yield connection


def test_what_runs_is_what_the_endpoint_resolved(estate: duckdb.DuckDBPyConnection) -> None:
    subjects, lost = built_from(estate, PART)
    told = {each.arn: [(use.model, use.runner) for use in each.uses] for each in subjects}
    assert told == {
        "arn:aws:s3:::b/m.tar.gz": [(FRAUD, ENDPOINT)],
        f"{REPOSITORY}:1": [(IDLE, "")],
        f"{REPOSITORY}@{DIGEST}": [(FRAUD, ENDPOINT)],
        f"{REPOSITORY}@{OTHER}": [(CHURN, "")],
    }
    assert [(each.model, each.runner) for each in lost] == [(LOST, LOST)]
    assert [each.arn for each in built_from(estate, PART, CHURN)[0]] == [f"{REPOSITORY}@{OTHER}"]


@pytest.mark.parametrize(
    ("arn", "place"),
    [
        ("arn:aws:s3:::b/prefix/", "s3://b/prefix/"),
        (f"{REPOSITORY}@{DIGEST}", f"{REGISTRY}@{DIGEST}"),
        ("arn:aws-cn:ecr:cn-north-1:1:repository/a/b:2", "1.dkr.ecr.cn-north-1.amazonaws.com.cn/a/b:2"),
        ("docker.io/library/python:3.11", "docker.io/library/python:3.11"),
        ("arn:aws:lambda:eu-west-1:1:function:f", "arn:aws:lambda:eu-west-1:1:function:f"),
    ],
)
def test_an_arn_says_where_it_can_be_read(arn: str, place: str) -> None:
    assert place_of(arn) == place


def image(digest: str, *gaps: Gap) -> Composition:
    """An image with one package."""
    return Composition(subject=f"{REGISTRY}@{digest}", digest=digest, components=(JINJA,), gaps=gaps, created=NOW)


COMPOSITIONS = {
    f"{REGISTRY}:1": image(DIGEST),
    f"{REGISTRY}@{DIGEST}": image(DIGEST),
    f"{REGISTRY}@{OTHER}": image(OTHER, Gap(("image", "layer"), "truncated")),
}


def looked_up(components: Iterable[Component]) -> Iterator[Checked]:
    """Everything has the hole."""
    for each in components:
        yield Checked(component=each, matches=(Match(component=each, vulnerability=HOLE, fixed=("2.11.3",)),))


def test_each_image_is_read_once_and_every_user_is_told(estate: duckdb.DuckDBPyConnection) -> None:
    composer = Scripted(COMPOSITIONS)
    report = Match(component=JINJA, vulnerability=Vulnerability(id="CVE-2020-1"), sources=("inspector",))
    scanner = Reporting(Scanned("ACTIVE", (report,)))
    tools = Tools(composer, Lookup(check=looked_up, made=(("PyPI", NOW),)), scanner)
    reads = analyse_components(estate, PART, tools, [ONE, TWO], NOW, Silent())
    assert sorted(composer.asked) == [f"{REGISTRY}:1", f"{REGISTRY}@{OTHER}", "s3://b/m.tar.gz"]
    assert f"{REGISTRY}@{DIGEST}" in scanner.asked
    scans = estate.execute(
        "SELECT arn, complete, reason, components, no_data, scanner FROM component_scan ORDER BY arn"
    ).fetchall()
    assert scans == [
        (f"{REPOSITORY}@{DIGEST}", True, "", 1, 0, "ACTIVE"),
        (f"{REPOSITORY}@{OTHER}", False, "layer: truncated", 1, 0, "ACTIVE"),
        (
            "arn:aws:s3:::b/m.tar.gz", False, "AccessDenied. The principal needs ecr:BatchGetImage.", 0, 0, "ACTIVE",
        ),
    ]  # fmt: skip
    uses = estate.execute("SELECT arn, model, runner, account FROM component_use ORDER BY ALL").fetchall()
    assert set(uses) == {
        ("", LOST, LOST, ONE),
        ("arn:aws:s3:::b/m.tar.gz", FRAUD, ENDPOINT, ONE),
        (f"{REPOSITORY}@{DIGEST}", FRAUD, ENDPOINT, ONE),
        (f"{REPOSITORY}@{DIGEST}", IDLE, "", ONE),
        (f"{REPOSITORY}@{OTHER}", CHURN, "", TWO),
    }
    told = estate.execute(
        "SELECT arn, vulnerability, aliases, fixed_version, sources, exploited, open, place FROM vulnerability "
        "WHERE arn LIKE '%repository%' ORDER BY arn"
    ).fetchall()
    hole = ("CVE-2020-1", ["PYSEC-1"], "2.11.3", ["osv", "inspector"], True, True, "METADATA")
    assert told == [(f"{REPOSITORY}@{each}", *hole) for each in (DIGEST, OTHER)]
    assert [(each.account, each.outcome) for each in reads] == [(ONE, "ok"), (TWO, "ok")]


def test_without_data_packages_are_listed_and_nothing_is_known_of_them(estate: duckdb.DuckDBPyConnection) -> None:
    analyse_components(estate, PART, Tools(Scripted(COMPOSITIONS)), [ONE], NOW, Silent())
    assert estate.execute("SELECT DISTINCT standing, reason FROM component").fetchall() == [(None, NO_INDEX)]
    assert estate.execute("SELECT DISTINCT no_data, data_at FROM component_scan").fetchall() == [(None, None)]
    assert estate.execute("SELECT DISTINCT account FROM component_use").fetchall() == [(ONE,)]


def test_a_list_that_was_not_read_leaves_its_account_open(estate: duckdb.DuckDBPyConnection) -> None:
    denied: dict[str, object] = {
        "call": "sagemaker:ListModels", "account": ONE, "region": "eu-west-1", "outcome": "denied", "code": "AccessDenied", "at": NOW,
    }  # fmt: skip
    insert_rows(estate, "read", [denied])
    one, two = analyse_components(estate, PART, Tools(Scripted(COMPOSITIONS)), [ONE, TWO], NOW, Silent())
    assert (one.outcome, two.outcome) == ("not-analysed", "ok")
    assert one.message.endswith("(sagemaker:ListModels denied (AccessDenied))")
    rows = estate.execute('SELECT account, outcome FROM "read" WHERE call = ? ORDER BY 1', [COMPONENTS_ENGINE])
    assert rows.fetchall() == [(ONE, "not-analysed"), (TWO, "ok")]


def test_what_a_model_is_built_from_is_a_query_over_the_estate() -> None:
    with blank_estate() as connection:
        (part,) = load_relations(built_in_components(), connection)
        columns = [column[0] for column in connection.execute(f"DESCRIBE ({part.sql})").fetchall()]
    assert (part.tables, columns) == (PART.tables, ["src", "dst", "runner", "doubt"])


def test_every_scan_reads_what_says_which_model_is_built_from_what() -> None:
    lineage = lineage_tables(load_relations(built_in_relations(), None))
    assert calls_for(PART.tables) <= calls_for(lineage)
