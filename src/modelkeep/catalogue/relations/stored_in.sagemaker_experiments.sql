/*---
kind: stored_in
doc: The bucket in which an inference experiment keeps requests and answers.
---*/
select arn as src, bucket_arn_of(data_s3_uri) as dst from sagemaker_inference_experiment where data_s3_uri <> ''
