/*---
kind: is_ai
doc: >
  Functions that name a model in their environment variables: by ARN, or by an ID of the form that Bedrock's
  foundation models and inference profiles have.
---*/
select arn as src, arn as dst
from lambda_function
where list_bool_or(list_transform(environment_model_references, lambda r:
    r like 'arn:%' or regexp_full_match(r, '([a-z]{2,6}(-gov)?\.)?[a-z0-9-]+\.[a-z][a-z0-9-]*[a-z0-9.:-]*')))
