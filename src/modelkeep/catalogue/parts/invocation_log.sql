/*---
kind: invocation_log
doc: The log of invocations in the model's account and region.
---*/
select m.arn as src, c.arn as dst
from model m join bedrock_model_invocation_logging_configuration c on c.account = m.account and c.region = m.region
where c.enabled is distinct from false and m.arn like 'arn:%:bedrock:%'
