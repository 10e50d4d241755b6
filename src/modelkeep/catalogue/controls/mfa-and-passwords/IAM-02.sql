/*---
id: IAM-02
title: The root user's second factor is a device, not an app
severity: high
subject: iam_account_summary
why: >
  The secret of an authenticator app can be copied from a phone, its backup or a phishing page; that of a
  security key cannot.
fix: >
  Register a security key or a hardware token for the root user, then remove the virtual device.
maps:
  gdpr: ["Art.32(1)(b)"]
  hipaa: ["164.312(d)"]
  aws-fsbp: [IAM.6]
  cis-aws-3.0: ["1.6"]
  cis-aws-5.0: ["1.5"]
  cis-aws-7.0: ["2.6"]
  soc2: ["CC6.1"]
peers: {prowler: [iam_root_hardware_mfa_enabled], securityhub: [IAM.6], config: [root-account-hardware-mfa-enabled]}
references:
  - https://docs.aws.amazon.com/securityhub/latest/userguide/iam-controls.html#iam-6
  - https://docs.aws.amazon.com/IAM/latest/UserGuide/enable-mfa-for-root.html
---*/
select s.arn as resource,
       (not s.root_password_present and not s.root_access_keys_present) or (s.root_mfa_enabled and v.user_arn is null) as passed,
       case when not s.root_password_present and not s.root_access_keys_present then 'the root user has no credentials'
            when v.user_arn is not null then 'the root user has an authenticator app'
            when not s.root_mfa_enabled then 'the root user has no second factor'
            else 'the root user has a device'
       end as reason,
       [v.arn] as uses
from iam_account_summary s
left join (select user_arn, min(arn) as arn from iam_virtual_mfa_device group by user_arn) v on v.user_arn = s.arn

/*---
attack: >
  An authenticator app can be copied with its phone's backup, and its codes can be asked for on a false sign-in page
  and used at once. A security key answers AWS only.
console: >
  Sign in as the root user > Security credentials > Multi-factor authentication (MFA) > Assign MFA device, Passkey or
  security key; then remove the virtual device.
cli: |
  # The security key is registered in the console; then, with credentials of the root user:
  aws iam deactivate-mfa-device --serial-number arn:aws:iam::ACCOUNT:mfa/DEVICE
  aws iam delete-virtual-mfa-device --serial-number arn:aws:iam::ACCOUNT:mfa/DEVICE
cloudformation: >
  CloudFormation cannot register a security key for the root user, because that needs the root user at the console;
  use the console.
terraform: |
  # Lets the management account delete the root credentials of member accounts; new ones start without any.
  resource "aws_iam_organizations_features" "this" {
    enabled_features = ["RootCredentialsManagement", "RootSessions"]
  }
---*/
