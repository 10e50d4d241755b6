/*---
id: S3-03
title: Buckets that models depend on refuse requests without TLS
severity: medium
subject: s3_bucket
scope: ai
why: >
  S3 also answers over plain HTTP. Whoever sits on the way can then read training data and prompts,
  or change a model while it is being loaded.
fix: >
  Add a statement to the bucket policy that denies s3:* to everybody on the bucket and its objects
  when aws:SecureTransport is false.
maps:
  gdpr: ["Art.32(1)(a)"]
  hipaa: ["164.312(e)(1)", "164.312(e)(2)(ii)", "164.312(e)(2)(i)"]
  aws-fsbp: ["S3.5"]
  cis-aws-3.0: ["2.1.1"]
  cis-aws-5.0: ["2.1.1"]
  cis-aws-7.0: ["3.1.1"]
  soc2: ["CC6.7"]
profiles: [baseline]
peers: {prowler: [s3_bucket_secure_transport_policy], securityhub: [S3.5], config: [s3-bucket-ssl-requests-only]}
references: ["https://docs.aws.amazon.com/AmazonS3/latest/userguide/security-best-practices.html#transit"]
---*/
with refusal as (
    select arn,
           any_true(when_denied(effect, denies_insecure_transport(effect, principals, not_principals, actions, conditions, 's3')
                                        and any_pattern_matches(resources, arn))) as of_bucket,
           any_true(when_denied(effect, denies_insecure_transport(effect, principals, not_principals, actions, conditions, 's3')
                                        and any_pattern_matches(resources, arn || '/~any object~'))) as of_objects
    from s3_bucket_policy_statement
    group by arn
)
select b.arn as resource,
       case when not p.configured then false
            when p.configured and r.arn is null then false
            when p.configured then r.of_bucket and r.of_objects end as passed,
       case when passed then 'the policy denies requests without TLS'
            when not p.configured then 'there is no bucket policy, so plain HTTP is accepted'
            when passed is null then 'the policy could not be understood'
            when r.of_objects then 'the policy denies requests without TLS for objects only, not for the bucket'
            when r.of_bucket then 'the policy denies requests without TLS for the bucket only, not for its objects'
            else 'no statement of the policy denies every request without TLS' end as reason
from s3_bucket b
left join s3_bucket_policy p on p.arn = b.arn
left join refusal r on r.arn = b.arn

/*---
attack: >
  On a network that an attacker controls or listens to, a tool that is set to plain http:// downloads a model. The
  attacker reads it, or hands over another file with a back door.
console: >
  S3 > the bucket > Permissions > Bucket policy > Edit, add a statement that denies s3:* to everybody on the bucket
  and its objects where aws:SecureTransport is false.
cli: |
  aws s3api put-bucket-policy --bucket BUCKET --policy '{"Version": "2012-10-17", "Statement": [{"Sid": "TlsOnly",
    "Effect": "Deny", "Principal": "*", "Action": "s3:*", "Resource": ["arn:aws:s3:::BUCKET", "arn:aws:s3:::BUCKET/*"],
    "Condition": {"Bool": {"aws:SecureTransport": "false"}}}]}'
  # This replaces the policy: merge the statement into the one that is there (aws s3api get-bucket-policy).
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
