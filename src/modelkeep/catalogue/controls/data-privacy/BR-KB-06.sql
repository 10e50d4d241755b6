/*---
id: BR-KB-06
title: What knowledge bases are made of was searched for personal and health data, and holds none
severity: high
subject: bedrock_data_source
why: >
  A knowledge base quotes what it was given, to whoever asks. Personal data that slipped into the documents is given out word for word,
  and stays in the index after the document is gone.
fix: >
  Look through the bucket before it is synchronised, take out or mask what is personal, and synchronise again, so that the index forgets it
  too.
maps:
  gdpr: ["Art.5(1)(c)"]
  nist-ai-rmf: ["MEASURE 2.10"]
  soc2: ["C1.1"]
  mitre-atlas: [AML.T0057]
  owasp-llm: [LLM02]
references: ["https://docs.aws.amazon.com/bedrock/latest/userguide/s3-data-source-connector.html"]
notes: >
  Buckets can be looked into. Web pages, Confluence, SharePoint and Salesforce are other people's systems: for these the control stays
  UNKNOWN, and the place to look is there. A bucket of another account has to be looked into in a scan of that account. Needs the analysis
  of what data the buckets hold.
---*/
select s.arn as resource,
       case when s.type = 'S3' then case when len(d.classes) > 0 then false when d.complete and d.classes is not null then true end end as passed,
       case when passed then 'nothing sensitive was found in ' || s.bucket_arn
            when not passed then s.bucket_arn || ' holds ' || array_to_string(d.classes, ', ')
            when s.type <> 'S3' then 'a source of type ' || s.type || ' cannot be looked into from AWS: look there'
            else 'the bucket was not looked into, or not as a whole' end as reason,
       [s.arn] as uses
from bedrock_data_source s left join sensitive_data d on d.arn = s.bucket_arn

/*---
attack: >
  A support folder with scanned passports is synchronised with the manuals. A customer asks the assistant for an example of a filled-in
  form, and gets one.
console: >
  Macie > Jobs > Create job over the bucket of the data source; take out what was found, then Bedrock > Knowledge Bases > the knowledge
  base > Data source > Sync.
cli: |
  aws macie2 create-classification-job --job-type ONE_TIME --name NAME \
    --s3-job-definition '{"bucketDefinitions":[{"accountId":"ACCOUNT","buckets":["BUCKET"]}]}'
  aws bedrock-agent start-ingestion-job --knowledge-base-id KB --data-source-id DS
cloudformation: CloudFormation cannot look into a bucket (AWS::Macie::Session only turns Macie on); start the job with the CLI.
terraform: |
  resource "aws_macie2_classification_job" "documents" {
    job_type = "ONE_TIME"
    name     = "knowledge-base-documents"
    s3_job_definition {
      bucket_definitions {
        account_id = data.aws_caller_identity.current.account_id
        buckets    = [aws_s3_bucket.documents.bucket]
      }
    }
  }
---*/
