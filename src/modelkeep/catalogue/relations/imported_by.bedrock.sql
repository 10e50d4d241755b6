/*---
kind: imported_by
doc: The job that brought a model's weights.
---*/
select arn as src, job_arn as dst from bedrock_imported_model
