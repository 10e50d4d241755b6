/*---
kind: reads_from
doc: The bucket whose prompts a batch answers.
---*/
select arn as src, bucket_arn_of(input_s3_uri) as dst from bedrock_model_invocation_job
