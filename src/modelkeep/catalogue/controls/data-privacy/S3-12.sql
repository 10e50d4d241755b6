/*---
id: S3-12
title: Restricted data that models are trained on have a recorded legal basis
severity: high
subject: s3_bucket
scope: ai
why: >
  What a model has learned of people cannot be taken out of it again. Health data, numbers of persons and cards may be used for training only
  on a legal basis, and whoever trains next has to be able to see which one it is, and that there is none.
fix: >
  Decide with whoever is responsible for data protection on what basis the data may be used for training, and record it in a tag of the bucket,
  legal-basis. Where there is none, take the data out or redact them, and train the model anew.
maps: {gdpr: ["Art.5(1)(a)", "Art.5(2)"], soc2: ["C1.1"]}
references: ["https://eur-lex.europa.eu/eli/reg/2016/679/oj"]
notes: >
  Judged are buckets that jobs train on, by the data there that are used for training and validation. Which tags count and what is restricted
  is said by catalogue/classes.toml, or by the file of --classes. Whether the basis is a good one is nothing that AWS knows.
  Needs the analysis of what data models are made of: `modelkeep scan --classify`.
---*/
with trained as (
    select split_part(u.arn, '/', 1) as bucket,
           bool_or(coalesce(list_contains(c.owes, 'legal-basis'), false)) as owing,
           bool_and(coalesce(c.complete, false)) as complete
    from data_use u left join data_class c on c.arn = u.arn and c.type <> 'model'
    where u."use" in ('training', 'validation') and u.arn <> ''
    group by all
)
select b.arn as resource,
       case when t.owing then case when d.legal_basis <> '' then true when d.legal_basis = '' then false end
            when t.complete then true end as passed,
       case when passed and t.owing then 'restricted data are used for training: ' || d.legal_basis
            when passed then 'no restricted data are used for training'
            when not passed then 'restricted data are used for training, and no tag names a legal basis'
            when t.owing then 'restricted data are used for training; the tags of the bucket were not read'
            else 'not all data that are used for training were looked into' end as reason,
       [r.arn] as uses
from s3_bucket b
join relation r on r.dst = b.arn and r.kind = 'trained_from'
left join trained t on t.bucket = b.arn
left join data_class d on d.arn = b.arn and d.type = 'bucket'

/*---
attack: >
  A model is tuned on tickets with diagnoses, because they were at hand. A customer asks it about a neighbour, and gets an answer. The
  supervisory authority asks on what basis the data were used: nobody knows, and the model has to go.
console: >
  S3 > the bucket > Properties > Tags > Edit, add legal-basis with the basis that was decided on, such as consent-2026-04.
cli: |
  aws s3api get-bucket-tagging --bucket BUCKET
  aws s3api put-bucket-tagging --bucket BUCKET --tagging 'TagSet=[{Key=legal-basis,Value=consent-2026-04}]'
cloudformation: |
  Type: AWS::S3::Bucket
  Properties:
    Tags:
      - Key: legal-basis
        Value: consent-2026-04
terraform: |
  resource "aws_s3_bucket" "this" {
    bucket = "training-data"
    tags = {
      legal-basis = "consent-2026-04"
    }
  }
---*/
