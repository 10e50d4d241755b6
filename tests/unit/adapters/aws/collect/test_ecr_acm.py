"""Images and certificates: what becomes of the replies."""

from __future__ import annotations

from modelkeep.adapters.aws.collect.acm import _KEY_TYPES, _certificate
from modelkeep.adapters.aws.collect.ecr import _repository, _scanning_rules

REPOSITORY = {"repositoryArn": "repo", "repositoryName": "models/fraud", "repositoryUri": "1.dkr.ecr/models/fraud"}


def test_what_a_repository_does_not_say_is_unread() -> None:
    row = _repository(REPOSITORY)
    assert (row.image_tag_mutability, row.scan_on_push, row.encryption_type, row.kms_key) == (None, None, None, None)


def test_tags_that_can_be_moved_in_an_immutable_repository_are_named() -> None:
    filters = [{"filterType": "WILDCARD", "filter": "latest*"}]
    row = _repository({
        **REPOSITORY, "imageTagMutability": "IMMUTABLE_WITH_EXCLUSION", "imageTagMutabilityExclusionFilters": filters,
    })  # fmt: skip
    assert row.mutable_tag_filters == ("latest*",)


def test_every_filter_of_a_scanning_rule_is_a_row() -> None:
    rule = {
        "scanFrequency": "CONTINUOUS_SCAN",
        "repositoryFilters": [
            {"filter": "a*", "filterType": "WILDCARD"},
            {"filter": "b", "filterType": "WILDCARD"},
        ],
    }
    assert [row.repository_filter for row in _scanning_rules("registry", {"rules": [rule]})] == ["a*", "b"]


def test_certificates_of_all_key_types_are_asked_for() -> None:
    assert {"RSA_4096", "EC_prime256v1", "EC_secp384r1"} <= set(_KEY_TYPES)
    assert _certificate({"CertificateArn": "c", "KeyAlgorithm": "RSA-2048"}).key_algorithm == "RSA_2048"
    assert _certificate({"CertificateArn": "c"}).not_after is None
