/*---
id: GD-05
title: Files that arrive in the buckets of models are scanned for malware
severity: high
subject: s3_bucket
complete: [guardduty_malware_protection_plan]
why: >
  Model files run code when they are loaded (pickle, custom layers), and downloads bring malware along. A scan on arrival tells
  before a notebook or an endpoint opens the file.
fix: >
  Create a GuardDuty malware protection plan for the bucket with tagging, and deny reading objects that are not tagged clean.
maps:
  gdpr: ["Art.32(1)(d)"]
  hipaa: ["164.308(a)(5)(ii)(B)"]
  soc2: ["CC6.8"]
  mitre-atlas: [AML.T0010]
  owasp-llm: [LLM03]
references: ["https://docs.aws.amazon.com/guardduty/latest/ug/gdu-malware-protection-s3.html"]
notes: Applies to the buckets that hold the files of models and model packages, or what training jobs write.
---*/
with plan as (
    select b.arn,
           any_true(case when p.arn is null then false
                         when p.bucket_name is null then null
                         when p.bucket_name <> b.name then false
                         else p.status = 'ACTIVE' and len(p.object_prefixes) = 0 end) as scanned,
           any_true(p.bucket_name = b.name) as planned,
           list(p.arn) filter (p.arn is not null) as plans
    from s3_bucket b
    left join guardduty_malware_protection_plan p on p.account = b.account and p.region = b.region
    where b.arn in (select dst from relation where kind = 'stored_in'
                    and regexp_matches(arn, ':(model|model-package|training-job|custom-model|imported-model)/'))
    group by b.arn
)
select arn as resource, scanned as passed,
       case when scanned then 'every new object is scanned'
            when scanned is null then 'a malware protection plan was not read'
            when planned then 'the plan is not active, or for some prefixes only'
            else 'no malware protection plan' end as reason,
       plans as uses
from plan

/*---
attack: >
  A model file from the internet carries code that runs when it is loaded. It is put into the bucket, a notebook or endpoint
  opens it, and the code runs with that role.
console: >
  GuardDuty > Protection plans > Malware Protection for S3, Enable, choose the bucket, all objects, "Tag objects", and a
  role.
cli: |
  aws guardduty create-malware-protection-plan --role ROLE_ARN \
    --protected-resource 'S3Bucket={BucketName=BUCKET}' --actions 'Tagging={Status=ENABLED}'
cloudformation: |
  Type: AWS::GuardDuty::MalwareProtectionPlan
  Properties:
    Role: !GetAtt ScanRole.Arn
    ProtectedResource:
      S3Bucket:
        BucketName: !Ref ModelBucket
    Actions:
      Tagging:
        Status: ENABLED
terraform: |
  resource "aws_guardduty_malware_protection_plan" "models" {
    role = aws_iam_role.scan.arn

    protected_resource {
      s3_bucket {
        bucket_name = aws_s3_bucket.models.id
      }
    }
    actions {
      tagging {
        status = "ENABLED"
      }
    }
  }
---*/
