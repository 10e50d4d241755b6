/*---
kind: trained_by
doc: The job that made a model.
---*/
select arn as src, job_arn as dst from bedrock_custom_model
