/*---
kind: stored_in
doc: The bucket that holds an agent's code, or the recordings of its browser.
---*/
select arn as src, 'arn:aws:s3:::' || code_bucket_name as dst from bedrockagentcore_runtime where code_bucket_name <> ''
union all
select arn, 'arn:aws:s3:::' || recording_bucket_name from bedrockagentcore_browser_custom where recording_bucket_name <> ''
