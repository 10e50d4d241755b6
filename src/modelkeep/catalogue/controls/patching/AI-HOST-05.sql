/*---
id: AI-HOST-05
title: Functions around models run on supported runtimes
severity: medium
subject: lambda_function
scope: ai
why: >
  A deprecated runtime gets no security fixes any more. The function handles prompts, answers and the credentials to call
  models, and its language's next hole stays open in it.
fix: Move the function to a current runtime, for example python3.13 or nodejs22.x, and test it.
maps: {gdpr: ["Art.32(1)(d)"], hipaa: ["164.308(a)(1)(ii)(B)"], aws-fsbp: [Lambda.2], soc2: ["CC7.1"]}
profiles: [baseline]
peers: {prowler: [awslambda_function_using_supported_runtimes], securityhub: [Lambda.2], checkov: [CKV_AWS_363], config: [lambda-function-settings-check]}
references: ["https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtimes.html"]
notes: >
  The dates are those of AWS's page as of the beginning of 2026; AWS says there that they may move. For the runtimes on Amazon
  Linux 2 it has announced fixes beyond the dates that it gave before, and runtimes that are not in the table are newer
  than it: both are UNKNOWN. Functions that are container images are left out; ECR-01 asks whether those are scanned.
---*/
with deprecated(runtime, since) as (
    values ('nodejs', date '2016-10-31'), ('nodejs4.3', date '2020-03-05'), ('nodejs4.3-edge', date '2020-03-05'),
           ('nodejs6.10', date '2019-08-12'), ('nodejs8.10', date '2020-03-06'), ('nodejs10.x', date '2021-07-30'),
           ('nodejs12.x', date '2023-03-31'), ('nodejs14.x', date '2023-12-04'), ('nodejs16.x', date '2024-06-12'),
           ('nodejs18.x', date '2025-09-01'), ('nodejs20.x', date '2026-04-30'), ('nodejs22.x', date '2027-04-30'),
           ('nodejs24.x', date '2028-04-30'),
           ('python2.7', date '2021-07-15'), ('python3.6', date '2022-07-18'), ('python3.7', date '2023-12-04'),
           ('python3.8', date '2024-10-14'), ('python3.9', date '2025-12-15'), ('python3.12', date '2028-10-31'),
           ('python3.13', date '2029-06-30'), ('python3.14', date '2029-06-30'),
           ('java8', date '2024-01-08'), ('java21', date '2029-06-30'), ('java25', date '2029-06-30'),
           ('dotnetcore1.0', date '2019-07-27'), ('dotnetcore2.0', date '2019-05-30'), ('dotnetcore2.1', date '2022-01-05'),
           ('dotnetcore3.1', date '2023-04-03'), ('dotnet5.0', date '2022-05-10'), ('dotnet6', date '2024-12-20'),
           ('dotnet7', date '2024-05-14'), ('dotnet8', date '2026-11-10'), ('dotnet10', date '2028-11-14'),
           ('go1.x', date '2024-01-08'), ('ruby2.5', date '2021-07-30'), ('ruby2.7', date '2023-12-07'),
           ('ruby3.2', date '2026-03-31'), ('ruby3.3', date '2027-03-31'), ('ruby3.4', date '2028-03-31'),
           ('provided', date '2024-01-08'), ('provided.al2023', date '2029-06-30')
)
select f.arn as resource,
       f.collected_at::date < d.since as passed,
       case when d.since is null then f.runtime || ': whether it is still supported is not in the table; see AWS''s page of runtimes'
            else f.runtime || case when passed then ' is supported until ' else ' is deprecated since ' end || d.since end as reason
from lambda_function f left join deprecated d on d.runtime = f.runtime
where f.package_type = 'Zip' or f.package_type is null

/*---
attack: >
  A hole in an old Python or Node.js is published and will never be fixed in your runtime. A crafted prompt or file
  reaches it, and the attacker has the function's credentials, with which it calls your models.
console: >
  Lambda > Functions, open the function, Code > Runtime settings, Edit, choose a current runtime, save and test.
cli: |
  aws lambda update-function-configuration --function-name FUNCTION --runtime python3.13
cloudformation: |
  Type: AWS::Lambda::Function
  Properties:
    Runtime: python3.13
terraform: |
  resource "aws_lambda_function" "this" {
    runtime = "python3.13"
  }
---*/
