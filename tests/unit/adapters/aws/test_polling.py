"""A look at a prefix costs the same however much lies there, and finds what is new."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from modelkeep.adapters.aws.clients import Endpoint
from modelkeep.adapters.aws.polling import PrefixPolling
from modelkeep.adapters.store.positions import FilePositions
from modelkeep.core.errors import UsageError

PAGE = 3
TRAIL = "AWSLogs/o-example12345/111122223333/CloudTrail/"


class _S3:
    """A bucket that lists as S3 does: in the order of keys, by pages, with folders, after a key."""

    def __init__(self, *keys: str) -> None:
        self.keys = set(keys)
        self.pages = 0

    def list_objects_v2(self, **asked: Any) -> dict[str, Any]:
        self.pages += 1
        prefix, after = asked["Prefix"], asked.get("StartAfter", "")
        delimiter, token = asked.get("Delimiter"), asked.get("ContinuationToken", "")
        found: dict[str, bool] = {}
        for key in sorted(self.keys):
            if not key.startswith(prefix) or key <= after:
                continue
            head, slash, _ = key[len(prefix) :].partition("/") if delimiter else ("", "", "")
            found[prefix + head + "/" if slash else key] = bool(slash)
        page = [name for name in found if name > token][:PAGE]
        more = bool(page) and page[-1] != list(found)[-1]
        return {
            "Contents": [{"Key": each, "Size": 5, "ETag": '"t"'} for each in page if not found[each]],
            "CommonPrefixes": [{"Prefix": each} for each in page if found[each]],
            "IsTruncated": more, **({"NextContinuationToken": page[-1]} if more else {}),
        }  # fmt: skip


class _Polling(PrefixPolling):
    """Asks a bucket of the test's."""

    bucket = _S3()

    def _s3(self) -> Any:
        return self.bucket


def _key(day: date, region: str = "eu-west-1", number: int = 0) -> str:
    return f"{TRAIL}{region}/{day:%Y/%m/%d}/111122223333_CloudTrail_{region}_{day:%Y%m%d}T0000Z_{number}.json.gz"


class _Looking:
    """Looks, and remembers what it saw as following does."""

    def __init__(self, folder: Path, bucket: _S3, place: str = "s3://trail/AWSLogs/", style: str = "") -> None:
        self.now = datetime(2026, 11, 21, 12, tzinfo=UTC)
        self.positions = FilePositions(folder)
        self.bucket, self.place = bucket, place
        kind = type("Polling", (_Polling,), {"bucket": bucket})
        self.polling: PrefixPolling = kind(
            Endpoint(), place, self.positions, self.now.date() - timedelta(days=1), lambda: self.now
        )

    def look(self) -> list[str]:
        found = []
        for each in self.polling.look():
            found.append(each.object.key)
            self.positions.save(self.place, {each.part: each.position})
        return found


def test_the_cost_of_a_look_does_not_grow_with_the_bucket(tmp_path: Path) -> None:
    today = date(2026, 11, 21)
    old = [_key(today - timedelta(days=back)) for back in range(2, 200)]
    bucket = _S3(*old, _key(today - timedelta(days=1)), _key(today))
    looking = _Looking(tmp_path, bucket)
    assert looking.look() == [_key(today - timedelta(days=1)), _key(today)]
    bucket.pages = 0
    assert looking.look() == [_key(today - timedelta(days=1)), _key(today)], "the ledger knows what was read"
    assert bucket.pages == 1
    looking.now += timedelta(days=3)
    bucket.keys |= {_key(today + timedelta(days=back)) for back in range(1, 4)}
    looking.polling._walked = looking.now
    assert looking.look()[0] == _key(today), "from where it was when it was away for long"
    assert looking.look() == [_key(today + timedelta(days=2)), _key(today + timedelta(days=3))]


def test_new_accounts_and_regions_are_found_within_an_hour(tmp_path: Path) -> None:
    today = date(2026, 11, 21)
    bucket = _S3(_key(today))
    looking = _Looking(tmp_path, bucket)
    looking.look()
    bucket.keys.add(_key(today, "us-east-1"))
    bucket.keys.add(TRAIL.replace("CloudTrail", "CloudTrail-Digest") + "eu-west-1/2026/11/21/d.json.gz")
    assert looking.look() == [_key(today)]
    looking.now += timedelta(hours=1)
    assert sorted(looking.look()) == [_key(today), _key(today, "us-east-1")]


@pytest.mark.parametrize("style", ["{:%Y/%m/%d}", "eventDay={:%Y%m%d}", "year={:%Y}/month={:%m}/day={:%d}"])
def test_every_way_to_write_a_day_is_known(tmp_path: Path, style: str) -> None:
    def key(day: int) -> str:
        return "x/region=eu-west-1/" + style.replace("{:", "{0:").format(date(2026, 11, day)) + "/a.gz"

    looking = _Looking(tmp_path, _S3(*(key(day) for day in range(1, 22))), "s3://trail/x/")
    assert looking.look() == [key(20), key(21)]
    assert looking.positions.all("s3://trail/x/") == {"x/region=eu-west-1/": "2026-11-21"}


def test_objects_without_days_are_listed_whole(tmp_path: Path) -> None:
    looking = _Looking(tmp_path, _S3("x/a.json", "x/b.json", "x/folder/"), "s3://trail/x/")
    assert looking.look() == ["x/a.json", "x/b.json"]
    assert looking.look() == ["x/a.json", "x/b.json"]


def test_what_is_no_prefix_is_said(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="no address in S3"):
        _Looking(tmp_path, _S3(), "s3://").look()
