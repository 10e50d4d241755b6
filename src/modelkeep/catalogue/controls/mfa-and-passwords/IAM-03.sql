/*---
id: IAM-03
title: The root user has no access keys
severity: critical
subject: iam_account_summary
why: >
  A root access key is a password without a second factor that works from anywhere and cannot be restrained.
fix: >
  Delete the root user's access keys; let what used them assume a role.
maps:
  gdpr: ["Art.32(1)(b)"]
  hipaa: ["164.312(d)"]
  aws-fsbp: [IAM.4]
  cis-aws-3.0: ["1.4"]
  cis-aws-5.0: ["1.3"]
  cis-aws-7.0: ["2.4"]
profiles: [baseline]
peers: {prowler: [iam_no_root_access_key], securityhub: [IAM.4], config: [iam-root-access-key-check]}
references:
  - https://docs.aws.amazon.com/securityhub/latest/userguide/iam-controls.html#iam-4
---*/
select arn as resource,
       not root_access_keys_present as passed,
       case when root_access_keys_present then 'the root user has access keys' else 'the root user has no access keys' end as reason
from iam_account_summary

/*---
attack: >
  A key of the root user in a script or a repository opens everything in the account, without a second factor, and no
  policy of the account can limit it.
console: >
  Sign in as the root user > Security credentials > Access keys, deactivate and delete each. For member accounts: IAM
  > Root access management, and delete the root credentials.
cli: |
  # with credentials of the root user, or of a root session for that task (aws sts assume-root):
  aws iam list-access-keys
  aws iam delete-access-key --access-key-id KEY
cloudformation: >
  CloudFormation cannot delete access keys of the root user; use the console or the CLI.
terraform: |
  # Lets the management account delete the root credentials of member accounts; new ones start without any.
  resource "aws_iam_organizations_features" "this" {
    enabled_features = ["RootCredentialsManagement", "RootSessions"]
  }
---*/
