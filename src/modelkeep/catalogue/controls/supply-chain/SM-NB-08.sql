/*---
id: SM-NB-08
title: Notebooks start with repositories that the account has registered
severity: low
subject: sagemaker_notebook_instance
complete: [sagemaker_code_repository]
why: >
  What is in the repository is on the notebook when it starts, and people run it with the notebook's role. A URL that
  somebody typed in can lead to code of a stranger, or to a name that a stranger may take over.
fix: >
  Register the repository (aws sagemaker create-code-repository) with an https URL of a host that you trust, and name it in
  DefaultCodeRepository instead of a URL.
maps:
  gdpr: ["Art.32(1)(d)"]
  hipaa: ["164.308(a)(1)(ii)(B)", "164.308(a)(5)(ii)(B)"]
  soc2: ["CC6.8"]
  mitre-atlas: [AML.T0010]
  owasp-llm: [LLM03]
references:
  - https://docs.aws.amazon.com/sagemaker/latest/dg/nbi-git-repo.html
notes: The account's own list of registered repositories is the list of allowed hosts; there is no other that AWS keeps.
---*/
with named as (
    select arn, account, region, default_code_repository as repository from sagemaker_notebook_instance
    where default_code_repository is distinct from ''
    union
    select arn, account, region, unnest(additional_code_repositories) from sagemaker_notebook_instance
)
select n.arn as resource,
       case when n.repository is null then null when r.arn is null then false
            else r.repository_url like 'https://%' and not regexp_matches(r.repository_url, '^https://[^/]*@') end as passed,
       case when n.repository is null then 'which repositories it starts with was not read'
            when r.arn is null then regexp_replace(n.repository, '//[^/@]*@', '//') || ' is not registered with the account'
            when r.repository_url not like 'https://%' or regexp_matches(r.repository_url, '^https://[^/]*@')
                then r.name || ' is registered with credentials in its URL, or without https'
            else r.name || ' is registered with the account' end as reason,
       []::varchar[] as uses
from named n
left join sagemaker_code_repository r
    on r.account = n.account and r.region = n.region and n.repository in (r.name, r.repository_url)

/*---
attack: >
  The attacker takes over an abandoned account at the Git host and pushes a notebook that sends the role's credentials away; the
  next person who opens and runs it does the rest.
console: >
  SageMaker AI > Notebooks > Git repositories > Add repository; then edit the stopped notebook and choose it under Git
  repositories.
cli: |
  aws sagemaker create-code-repository --code-repository-name NAME --git-config RepositoryUrl=https://HOST/REPOSITORY
  aws sagemaker update-notebook-instance --notebook-instance-name NOTEBOOK --default-code-repository NAME
cloudformation: |
  Repository:
    Type: AWS::SageMaker::CodeRepository
    Properties:
      GitConfig:
        RepositoryUrl: https://HOST/REPOSITORY
  Notebook:
    Type: AWS::SageMaker::NotebookInstance
    Properties:
      InstanceType: ml.t3.medium
      RoleArn: !GetAtt Role.Arn
      DefaultCodeRepository: !GetAtt Repository.CodeRepositoryName
terraform: |
  resource "aws_sagemaker_code_repository" "this" {
    code_repository_name = "notebooks"
    git_config {
      repository_url = "https://HOST/REPOSITORY"
    }
  }

  resource "aws_sagemaker_notebook_instance" "this" {
    name                    = "exploration"
    instance_type           = "ml.t3.medium"
    role_arn                = aws_iam_role.this.arn
    default_code_repository = aws_sagemaker_code_repository.this.code_repository_name
  }
---*/
