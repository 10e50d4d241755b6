/*---
kind: log_group
doc: The log groups that hold what was asked and answered.
---*/
select model as src, arn as dst from model_resource where arn like 'arn:%:logs:%:log-group:%'
