"""AWS Config (https://docs.aws.amazon.com/config/latest/APIReference/)."""

from __future__ import annotations

from modelkeep.core.tables import Resource, Row, facet, kind


@kind("AWS::Config::ConfigurationRecorder", calls="config:DescribeConfigurationRecorders")
class ConfigurationRecorder(Resource):
    """The customer's recorder of configuration changes in a region.

    `recording_strategy` is `ALL_SUPPORTED_RESOURCE_TYPES`, `INCLUSION_BY_RESOURCE_TYPES` (of `resource_types`) or
    `EXCLUSION_BY_RESOURCE_TYPES` (all but `excluded_resource_types`).
    """

    recording_strategy: str | None = None
    include_global_resource_types: bool | None = None
    resource_types: tuple[str, ...] | None = None
    excluded_resource_types: tuple[str, ...] | None = None
    recording_frequency: str | None = None
    role_arn: str | None = None


@facet(
    ConfigurationRecorder,
    "status",
    calls="config:DescribeConfigurationRecorders config:DescribeConfigurationRecorderStatus",
)
class ConfigurationRecorderStatus(Row):
    """Whether the recorder runs; `last_status` is that of its last delivery."""

    recording: bool | None = None
    last_status: str | None = None


@kind("AWS::Config::ConfigRule", calls="config:DescribeConfigRules")
class ConfigRule(Resource):
    """A rule that AWS Config checks resources against, its own and those of conformance packs and Security Hub."""

    state: str | None = None
    source_owner: str | None = None
    source_identifier: str | None = None
    resource_types: tuple[str, ...] | None = None
    created_by: str | None = None
