import gzip
import json
from pathlib import Path

from modelkeep.adapters.logs.delivery import LARGEST, Delivery
from modelkeep.engines.logs.organisation.records import BEDROCK_INVOCATION, CLOUDTRAIL, LogRecord

AT = 1_790_000_000.0  # 2026-09-21T14:13:20Z


def _record(number: int, table: str = CLOUDTRAIL, at: float = AT) -> LogRecord:
    return LogRecord(at, table, "111122223333", "eu-west-1", str(number), json.dumps({"n": number}))


def test_cloudtrail_files_are_where_and_as_aws_delivers_them(tmp_path: Path) -> None:
    Delivery(tmp_path).write([_record(1), _record(2)])
    (file,) = (each for each in tmp_path.rglob("*") if each.is_file())
    assert file.parent == tmp_path / "AWSLogs/111122223333/CloudTrail/eu-west-1/2026/09/21"
    assert file.name.startswith("111122223333_CloudTrail_eu-west-1_20260921T1415Z_")
    assert json.loads(gzip.decompress(file.read_bytes())) == {"Records": [{"n": 1}, {"n": 2}]}


def test_invocation_logs_are_lines(tmp_path: Path) -> None:
    Delivery(tmp_path).write([_record(1, BEDROCK_INVOCATION), _record(2, BEDROCK_INVOCATION)])
    (file,) = tmp_path.rglob("*.gz")
    assert file.parent == tmp_path / "AWSLogs/111122223333/BedrockModelInvocationLogs/eu-west-1/2026/09/21/14"
    assert gzip.decompress(file.read_bytes()).decode() == '{"n": 1}\n{"n": 2}\n'


def test_files_end_with_their_period_and_before_they_grow_too_large(tmp_path: Path) -> None:
    delivery = Delivery(tmp_path)
    delivery.write([*(_record(number) for number in range(LARGEST + 1)), _record(-1, at=AT + 600)])
    assert (delivery.files, delivery.records) == (3, LARGEST + 2)
    kept = [json.loads(gzip.decompress(each.read_bytes()))["Records"] for each in tmp_path.rglob("*.gz")]
    assert sorted(each["n"] for records in kept for each in records) == [-1, *range(LARGEST + 1)]
