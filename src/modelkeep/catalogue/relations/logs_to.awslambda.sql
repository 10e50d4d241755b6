/*---
kind: logs_to
doc: The log group that a function writes to.
---*/
select arn as src, regexp_replace(arn, '^(arn:[^:]+):lambda:([^:]+:[^:]+):.*', '\1:logs:\2:log-group:') || log_group as dst
from lambda_function
