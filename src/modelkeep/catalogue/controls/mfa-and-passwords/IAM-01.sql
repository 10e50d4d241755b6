/*---
id: IAM-01
title: The root user has a second factor, or no credentials at all
severity: critical
subject: iam_account_summary
why: >
  The root user can do everything in the account and nothing restrains it: whoever guesses or steals its
  password owns every model and all data.
fix: >
  Sign in as the root user and register a security key under Security credentials; in member accounts of an
  organisation, delete the root credentials through centralised root access.
maps:
  gdpr: ["Art.32(1)(b)"]
  hipaa: ["164.312(d)"]
  cis-aws-3.0: ["1.5"]
  cis-aws-5.0: ["1.4"]
  cis-aws-7.0: ["2.5"]
  soc2: ["CC6.1"]
  mitre-atlas: [AML.T0012]
profiles: [baseline]
peers: {prowler: [iam_root_mfa_enabled], securityhub: [IAM.9], config: [root-account-mfa-enabled]}
references:
  - https://docs.aws.amazon.com/IAM/latest/UserGuide/root-user-best-practices.html
  - https://docs.aws.amazon.com/securityhub/latest/userguide/iam-controls.html#iam-9
---*/
select arn as resource,
       root_mfa_enabled or (not root_password_present and not root_access_keys_present) as passed,
       case when root_mfa_enabled then 'the root user has a second factor'
            when not root_password_present and not root_access_keys_present then 'the root user has no credentials'
            when not root_mfa_enabled and root_access_keys_present then 'the root user has access keys and no second factor'
            when not root_mfa_enabled and root_password_present then 'the root user has a password and no second factor'
       end as reason
from iam_account_summary

/*---
attack: >
  A guessed or phished password is enough to own the account: the root user may delete every model, backup and log,
  and no policy of the account stops it.
console: >
  Sign in as the root user > Security credentials > Multi-factor authentication (MFA) > Assign MFA device. For member
  accounts: IAM > Root access management, and delete the root credentials.
cli: |
  # A device of the root user is registered in the console. Member accounts need no root credentials; in the management account:
  aws iam enable-organizations-root-credentials-management
  aws sts assume-root --target-principal MEMBER_ACCOUNT --duration-seconds 900 \
    --task-policy-arn arn=arn:aws:iam::aws:policy/root-task/IAMDeleteRootUserCredentials
  # then, with the credentials that assume-root returned:
  aws iam delete-login-profile
cloudformation: >
  CloudFormation cannot register a device for the root user, because that needs the root user at the console; use the
  console or the CLI.
terraform: |
  # Lets the management account delete the root credentials of member accounts; new ones start without any.
  resource "aws_iam_organizations_features" "this" {
    enabled_features = ["RootCredentialsManagement", "RootSessions"]
  }
---*/
