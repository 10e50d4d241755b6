"""VPC flow logs, text and Parquet. Fields have the names of the documentation, with their hyphens."""

from __future__ import annotations

from modelkeep.core.logs.tables import LogTable, numbers, texts

VPC_FLOW = LogTable(
    name="vpc_flow",
    doc="Flows that VPC flow logs recorded: https://docs.aws.amazon.com/vpc/latest/userguide/flow-log-records.html",
    event_id=("modelkeepId",),
    at=("start",),
    account=("account-id",),
    region=("region",),
    epoch="s",
    columns=(
        *texts(
            interface="interface-id",
            source_ip="srcaddr",
            destination_ip="dstaddr",
        ),
        *numbers(
            version="version",
            source_port="srcport",
            destination_port="dstport",
            protocol="protocol",
            packets="packets",
            bytes="bytes",
            start_seconds="start",
            end_seconds="end",
            tcp_flags="tcp-flags",
            traffic_path="traffic-path",
        ),
        *texts(
            action="action",
            log_status="log-status",
            vpc_id="vpc-id",
            subnet_id="subnet-id",
            instance_id="instance-id",
            flow_type="type",
            packet_source_ip="pkt-srcaddr",
            packet_destination_ip="pkt-dstaddr",
            zone="az-id",
            source_service="pkt-src-aws-service",
            destination_service="pkt-dst-aws-service",
            direction="flow-direction",
            reject_reason="reject-reason",
        ),
    ),
    rest=(
        "sublocation-type", "sublocation-id", "ecs-cluster-arn", "ecs-cluster-name", "ecs-container-instance-arn",
        "ecs-container-instance-id", "ecs-container-id", "ecs-second-container-id", "ecs-service-name",
        "ecs-task-definition-arn", "ecs-task-arn", "ecs-task-id", "resource-id", "encryption-status",
    ),
)  # fmt: skip
