/*---
id: IAM-04
title: Users who sign in with a password have a second factor
severity: critical
subject: iam_user
why: >
  A password that was reused, phished or guessed is enough to sign in, read training data and copy or replace
  models.
fix: >
  Let the user register a security key or an authenticator app, or remove the password and use single sign-on.
maps:
  gdpr: ["Art.32(1)(b)"]
  hipaa: ["164.312(d)"]
  aws-fsbp: [IAM.5]
  cis-aws-3.0: ["1.10"]
  cis-aws-5.0: ["1.9"]
  cis-aws-7.0: ["2.10"]
  soc2: ["CC6.1"]
  mitre-atlas: [AML.T0012]
profiles: [baseline]
peers: {prowler: [iam_user_mfa_enabled_console_access], securityhub: [IAM.5], config: [mfa-enabled-for-iam-console-access]}
references:
  - https://docs.aws.amazon.com/securityhub/latest/userguide/iam-controls.html#iam-5
  - https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_mfa.html
---*/
select u.arn as resource,
       case when c.has_password then c.mfa_active end as passed,
       case when c.arn is null then 'not in the credential report'
            when c.mfa_active then 'password and second factor' else 'password without a second factor' end as reason
from iam_user u left join iam_user_credential c on c.arn = u.arn
where c.has_password is distinct from false

/*---
attack: >
  The password is phished, or was used on another site that was broken into. It is all that the attacker needs to sign
  in and read what the user may read.
console: >
  IAM > Users > the user > Security credentials > Multi-factor authentication (MFA) > Assign MFA device. Or Console
  sign-in > Manage console access, Disable.
cli: |
  aws iam create-virtual-mfa-device --virtual-mfa-device-name USER --outfile qr.png --bootstrap-method QRCodePNG
  aws iam enable-mfa-device --user-name USER --serial-number arn:aws:iam::ACCOUNT:mfa/USER \
    --authentication-code1 CODE --authentication-code2 NEXT_CODE
  # or remove the password:
  aws iam delete-login-profile --user-name USER
cloudformation: >
  CloudFormation cannot activate a second factor, because that needs two codes of the device; leave LoginProfile out
  of AWS::IAM::User, or use the console.
terraform: >
  Terraform cannot activate a second factor, because that needs two codes of the device; leave
  aws_iam_user_login_profile out, or use the console.
---*/
