/*---
kind: runs_as
doc: The IAM role whose permissions a resource has while it runs.
---*/
select arn as src, role_arn as dst from sagemaker_notebook_instance
