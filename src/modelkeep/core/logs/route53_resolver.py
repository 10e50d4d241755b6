"""Queries that Route 53 Resolver logged."""

from __future__ import annotations

from modelkeep.core.logs.tables import LogTable, texts

ROUTE53_RESOLVER = LogTable(
    name="route53_resolver",
    doc="DNS queries out of VPCs: https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/resolver-query-logs-format.html",
    event_id=("modelkeepId",),
    at=("query_timestamp",),
    account=("account_id",),
    region=("region",),
    columns=texts(
        vpc_id="vpc_id",
        query_name="query_name",
        query_type="query_type",
        query_class="query_class",
        rcode="rcode",
        source_ip="srcaddr",
        source_port="srcport",
        transport="transport",
        instance_id="srcids.instance",
        resolver_endpoint="srcids.resolver_endpoint",
        firewall_action="firewall_rule_action",
        firewall_group="firewall_rule_group_id",
        firewall_list="firewall_domain_list_id",
    ),
    free=texts(answers="answers", source_ids="srcids"),
    rest=("version", "firewall_protection"),
)
