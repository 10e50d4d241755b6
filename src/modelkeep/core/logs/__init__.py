"""Logs: the tables of the lake, one module for each source, and what is found in them."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from types import MappingProxyType

from modelkeep.core.logs.tables import LogTable


@cache
def log_tables() -> Mapping[str, LogTable]:
    """Every log table by its name."""
    from modelkeep.core.logs.bedrock_invocation import BEDROCK_INVOCATION
    from modelkeep.core.logs.cloudtrail import CLOUDTRAIL
    from modelkeep.core.logs.cloudwatch import CLOUDWATCH
    from modelkeep.core.logs.guardduty import GUARDDUTY
    from modelkeep.core.logs.ocsf import OCSF
    from modelkeep.core.logs.route53_resolver import ROUTE53_RESOLVER
    from modelkeep.core.logs.sagemaker_capture import SAGEMAKER_CAPTURE
    from modelkeep.core.logs.security_hub import SECURITY_HUB
    from modelkeep.core.logs.vpc_flow import VPC_FLOW

    every = (
        CLOUDTRAIL, GUARDDUTY, SECURITY_HUB, OCSF, VPC_FLOW, CLOUDWATCH, BEDROCK_INVOCATION, SAGEMAKER_CAPTURE, ROUTE53_RESOLVER,
    )  # fmt: skip
    return MappingProxyType({table.name: table for table in every})
