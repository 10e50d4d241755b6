"""The data of one model of a snapshot: each object once, and what is not read is told."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

import pytest
from tests.fakes.blank import blank_estate

from modelkeep.app.classify_model import classify_places, places_of, unread
from modelkeep.bootstrap_classify import data_part
from modelkeep.core.artifacts import Artifact
from modelkeep.core.data import Classified, Span
from modelkeep.core.errors import AccessError, UsageError
from modelkeep.engines.posture.lineage import derive
from modelkeep.engines.posture.schema import insert_rows

ONE, TWO = "111122223333", "444455556666"
TUNED, OTHER = (f"arn:aws:bedrock:eu-west-1:{ONE}:custom-model/{name}" for name in ("tuned", "other"))


class Listing:
    """Two objects in an open bucket, and a closed one."""

    def listed(self, place: str, account: str = "") -> Iterator[Artifact]:
        if place.startswith("s3://closed/"):
            raise AccessError(f"{place}: AccessDenied", remedy="The principal needs s3:ListBucket.")
        yield from (Artifact(f"s3://data/{name}", 1, "", account) for name in "ab")

    def classify(self, artifacts: Iterable[Artifact]) -> Iterator[tuple[Artifact, Classified, Sequence[Span]]]:
        for each in artifacts:
            yield each, unread(each.place, "not looked into").classified, ()


def test_a_models_data_are_found_by_lineage() -> None:
    with blank_estate() as connection:
        here = {"account": ONE, "region": "eu-west-1"}
        insert_rows(
            connection,
            "bedrock_custom_model",
            [
                {"arn": TUNED, "name": "tuned", "training_data_s3_uri": "s3://data/x", "validation_data_s3_uris": [None], **here},
                {"arn": OTHER, "name": "other", "training_data_s3_uri": "", "validation_data_s3_uris": [], **here},
            ],
        )  # fmt: skip
        insert_rows(connection, "s3_bucket", [{"arn": "arn:aws:s3:::data", "account": TWO, "region": "eu-west-1"}])
        derive(connection, ())
        places, lost = places_of(connection, data_part(), "tuned")
        assert places == {"s3://data/x": TWO}
        assert [each.classified.gaps[0].reason for each in lost] == ["where the data lie was not read"]
        assert lost[0].classified.data_class is None
        with pytest.raises(UsageError, match="knows of no data of other"):
            places_of(connection, data_part(), "other")


def test_each_object_is_read_once_and_a_closed_place_is_told() -> None:
    looked = list(classify_places(Listing(), {"s3://data/a": "", "s3://closed/": "", "s3://data/": ""}))
    assert [each.classified.place for each in looked] == ["s3://data/a", "s3://data/b", "s3://closed/"]
    assert "AccessDenied" in looked[-1].classified.gaps[0].reason
