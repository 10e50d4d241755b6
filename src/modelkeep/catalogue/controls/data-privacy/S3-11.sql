/*---
id: S3-11
title: Buckets that models depend on are labelled where they hold sensitive data
severity: high
subject: s3_bucket
scope: ai
why: >
  Personal or health data gets into a model because nobody knew that it was in the bucket. A label says so to the next person, and to the
  policies that decide who may train with it.
fix: >
  Look through the bucket. Where personal or health data was found, tag the bucket with its classification, and let policies allow
  training only with what is approved for it.
maps: {gdpr: [Art.30], nist-ai-rmf: ["MEASURE 2.10"], soc2: ["C1.1"], mitre-atlas: [AML.T0057], owasp-llm: [LLM02]}
references: ["https://docs.aws.amazon.com/macie/latest/user/data-classification.html"]
notes: >
  A label is a tag whose key speaks of classification, sensitivity or confidentiality. Whether training with the data was approved is a
  decision that AWS does not know. Needs the analysis of what data the buckets hold.
---*/
select b.arn as resource,
       case when len(d.classes) > 0 then not list_contains(lacking_tags(b.tags), 'data classification')
            when d.complete and d.classes is not null then true end as passed,
       case when passed and len(d.classes) > 0 then 'labelled, and holds ' || array_to_string(d.classes, ', ')
            when passed then 'nothing sensitive was found'
            when not passed then 'no label, but holds ' || array_to_string(d.classes, ', ')
            when len(d.classes) > 0 then 'holds ' || array_to_string(d.classes, ', ') || '; its tags were not read'
            else 'not all of it was looked into' end as reason,
       [b.arn] as uses
from s3_bucket b left join sensitive_data d on d.arn = b.arn

/*---
attack: >
  An export of patient records is dropped into the training bucket for one experiment. The next training run takes in the whole prefix,
  and the model recites names when asked for an example.
console: >
  Macie > Jobs > Create job, choose the bucket; then S3 > the bucket > Properties > Tags > Edit and add what was found, such as
  data-classification = health.
cli: |
  aws macie2 create-classification-job --job-type ONE_TIME --name NAME \
    --s3-job-definition '{"bucketDefinitions":[{"accountId":"ACCOUNT","buckets":["BUCKET"]}]}'
  aws s3api put-bucket-tagging --bucket BUCKET --tagging 'TagSet=[{Key=data-classification,Value=health}]'
cloudformation: |
  Type: AWS::S3::Bucket
  Properties:
    Tags:
      - Key: data-classification
        Value: health
terraform: |
  resource "aws_s3_bucket" "this" {
    bucket = "training-data"
    tags = {
      data-classification = "health"
    }
  }
---*/
