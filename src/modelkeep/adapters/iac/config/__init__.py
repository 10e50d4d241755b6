"""AWS Config snapshots and histories: what was recorded of resources that exist
(https://docs.aws.amazon.com/config/latest/developerguide/config-item-table.html)."""
