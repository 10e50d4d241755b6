"""The lab's server."""

from __future__ import annotations

from modelkeep.lab.seed import MANAGEMENT, RESEARCH, Acme
from modelkeep.lab.seed.organisation import credentials, organisation
from modelkeep.lab.server import LabServer


def test_every_lab_of_a_process_starts_with_nothing() -> None:
    for _ in range(3):
        with LabServer() as lab:
            acme = Acme(lab.url, hardened=True)
            assert acme.client("s3").list_buckets()["Buckets"] == []
            credentials.plant(acme)
            organisation.plant(acme)
            acme.client("s3").create_bucket(Bucket="left-behind")
            described = acme.within(RESEARCH).client("organizations").describe_organization()["Organization"]
            assert described["MasterAccountId"] == MANAGEMENT
