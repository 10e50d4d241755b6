/*---
id: S3-13
title: Buckets with data that are owed encryption in transit refuse requests without TLS
severity: high
subject: s3_bucket
scope: ai
why: >
  What models are made of here names people or worse. S3 also answers over plain HTTP: whoever sits on the way reads along, and nobody
  learns of it.
fix: >
  Add a statement to the bucket policy that denies s3:* to everybody on the bucket and its objects when aws:SecureTransport is false.
maps:
  gdpr: ["Art.32(1)(a)"]
  hipaa: ["164.312(e)(1)", "164.312(e)(2)(ii)"]
  soc2: ["CC6.7"]
references: ["https://docs.aws.amazon.com/AmazonS3/latest/userguide/security-best-practices.html#transit"]
notes: >
  Judged are buckets whose data are of a class that is owed `tls-only` by catalogue/classes.toml, or by the file of --classes. S3-03 asks the
  same of all buckets of models, as medium: what is mended here is mended there. Needs the analysis of what data models are made of:
  `modelkeep scan --classify`.
---*/
with held as (
    select b.arn, d.data_class, d.reasons, owes_protection(d.owes, d.complete, 'tls-only') as owed
    from s3_bucket b left join data_class d on d.arn = b.arn and d.type = 'bucket'
    where d.arn is not null or b.arn in (select dst from relation where kind in ('trained_from', 'retrieves_from'))
),
refusal as (
    select arn,
           any_true(when_denied(effect, denies_insecure_transport(effect, principals, not_principals, actions, conditions, 's3')
                                        and any_pattern_matches(resources, arn))) as of_bucket,
           any_true(when_denied(effect, denies_insecure_transport(effect, principals, not_principals, actions, conditions, 's3')
                                        and any_pattern_matches(resources, arn || '/~any object~'))) as of_objects
    from s3_bucket_policy_statement
    group by arn
)
select h.arn as resource,
       case when h.owed then case when not p.configured then false
                                  when p.configured then coalesce(r.arn is not null, false) and r.of_bucket and r.of_objects end end as passed,
       case when passed then h.data_class || ' data, and the policy denies requests without TLS'
            when not passed then told_class(h.data_class, h.reasons) || ', and no policy denies every request without TLS'
            when h.owed then told_class(h.data_class, h.reasons) || '; the policy was not read, or could not be understood'
            else 'not all that it holds was looked into' end as reason,
       [h.arn] as uses
from held h
left join s3_bucket_policy p on p.arn = h.arn
left join refusal r on r.arn = h.arn
where h.owed is distinct from false

/*---
attack: >
  A notebook in a shared network loads the training table with a tool that is set to plain http://. Whoever listens there has the card
  numbers, and S3's log shows a request like any other.
console: >
  S3 > the bucket > Permissions > Bucket policy > Edit, add a statement that denies s3:* to everybody on the bucket and its objects where
  aws:SecureTransport is false.
cli: |
  # This replaces the policy: merge the statement into the one that is there (aws s3api get-bucket-policy).
  aws s3api put-bucket-policy --bucket BUCKET --policy '{"Version": "2012-10-17", "Statement": [{"Sid": "TlsOnly",
    "Effect": "Deny", "Principal": "*", "Action": "s3:*", "Resource": ["arn:aws:s3:::BUCKET", "arn:aws:s3:::BUCKET/*"],
    "Condition": {"Bool": {"aws:SecureTransport": "false"}}}]}'
cloudformation: |
  Type: AWS::S3::BucketPolicy
  Properties:
    Bucket: !Ref Bucket
    PolicyDocument:
      Statement:
        - Effect: Deny
          Principal: "*"
          Action: s3:*
          Resource:
            - !GetAtt Bucket.Arn
            - !Sub ${Bucket.Arn}/*
          Condition:
            Bool:
              aws:SecureTransport: "false"
terraform: |
  resource "aws_s3_bucket_policy" "tls_only" {
    bucket = aws_s3_bucket.this.id
    policy = jsonencode({
      Statement = [{
        Effect    = "Deny"
        Principal = "*"
        Action    = "s3:*"
        Resource  = [aws_s3_bucket.this.arn, "${aws_s3_bucket.this.arn}/*"]
        Condition = { Bool = { "aws:SecureTransport" = "false" } }
      }]
    })
  }
---*/
