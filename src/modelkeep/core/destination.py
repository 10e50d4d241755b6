"""Where a finding belongs: AWS keeps findings per account and region, and has no region that is called global."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from modelkeep.core.arn import GLOBAL, parse_arn, partition_of
from modelkeep.core.finding import Finding

_HOMES = ("us-east-1", "cn-north-1", "us-gov-west-1")
"""The regions in which partitions run their global services."""


@dataclass(frozen=True, slots=True, order=True)
class Destination:
    """An account and a region, never `global`."""

    account: str
    region: str

    @property
    def partition(self) -> str:
        """The partition of the region."""
        return partition_of(self.region)


def destination(finding: Finding, accounts: Sequence[str], regions: Sequence[str]) -> Destination:
    """The account and region of a finding of a scan of these accounts and regions.

    Findings on global services belong to the scan's home region: that of the partition's global services where it was
    scanned, else the first. What has no account (a resource that only others name) belongs to the first account of the scan.
    """
    parts = parse_arn(finding.resource)
    named = parts.account if parts and parts.account in accounts else ""
    account = finding.account or named or next(iter(sorted(accounts)), "")
    region = finding.region if finding.region not in ("", GLOBAL) else home_region(regions)
    return Destination(account, region)


def home_region(regions: Sequence[str]) -> str:
    """The region of a scan in which findings on global services are kept."""
    named = [region for region in regions if region != GLOBAL]
    return next((home for home in _HOMES if home in named), min(named, default=_HOMES[0]))
