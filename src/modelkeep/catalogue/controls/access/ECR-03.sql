/*---
id: ECR-03
title: Repositories of model images are not open to everybody
severity: critical
subject: ecr_repository
scope: ai
why: >
  Images hold the inference code, often the weights, and sometimes credentials. An open policy gives them to every AWS
  account; if it allows pushing, everybody may replace what the model runs.
fix: Name the accounts in the repository policy's Principal, or add a condition on aws:PrincipalOrgID.
maps:
  gdpr: ["Art.32(1)(b)"]
  hipaa: ["164.312(a)(1)"]
  cis-aws-7.0: ["2.21"]
  soc2: ["CC6.1"]
  eu-ai-act: ["Art.15(5)"]
  mitre-atlas: [AML.T0035, AML.T0010, AML.M0005]
  owasp-llm: [LLM03]
profiles: [baseline]
peers: {prowler: [ecr_repositories_not_publicly_accessible], checkov: [CKV_AWS_32]}
references: ["https://docs.aws.amazon.com/AmazonECR/latest/userguide/repository-policies.html"]
---*/
select r.arn as resource,
       not any_true(case when s.arn is null then false
                         else when_allowed(s.effect, is_broad_principal(s.principals, s.not_principals)
                                                     and not restricts_to_account(s.conditions)
                                                     and not restricts_to_network(s.conditions)) end) as passed,
       case when passed is null then 'the repository policy could not be parsed'
            when not passed then 'the repository policy allows everybody'
            when count(s.arn) = 0 then 'no repository policy'
            else 'the repository policy names who may use it' end as reason
from ecr_repository r left join ecr_repository_policy_statement s on s.arn = r.arn
group by r.arn

/*---
attack: >
  Anybody with an AWS account pulls the image, with your code and whatever lies in it. Where pushing is allowed too,
  they put in an image with a back door, and your endpoint starts it.
console: >
  Amazon ECR > Private registry > Repositories > the repository > Permissions > Edit: name accounts in Principal, or
  add the condition aws:PrincipalOrgID.
cli: |
  aws ecr set-repository-policy --repository-name REPOSITORY --policy-text \
    '{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Principal": "*", "Action": ["ecr:BatchGetImage",
    "ecr:GetDownloadUrlForLayer"], "Condition": {"StringEquals": {"aws:PrincipalOrgID": "ORG"}}}]}'
cloudformation: |
  Type: AWS::ECR::Repository
  Properties:
    RepositoryPolicyText:
      Version: "2012-10-17"
      Statement:
        - Effect: Allow
          Principal: "*"
          Action:
            - ecr:BatchGetImage
            - ecr:GetDownloadUrlForLayer
          Condition:
            StringEquals:
              aws:PrincipalOrgID: !Ref OrganizationId
terraform: |
  resource "aws_ecr_repository_policy" "this" {
    repository = aws_ecr_repository.this.name
    policy = jsonencode({
      Version = "2012-10-17"
      Statement = [{
        Effect    = "Allow"
        Principal = "*"
        Action    = ["ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer"]
        Condition = { StringEquals = { "aws:PrincipalOrgID" = var.organization_id } }
      }]
    })
  }
---*/
