/*---
id: SM-DOM-06
title: JupyterLab and Code Editor in Studio stop when nobody uses them
severity: low
subject: sagemaker_domain
also: [sagemaker_user_profile]
why: >
  An application that runs over night and weekend keeps its role's credentials, its open files and its bill, and nobody looks
  at it.
fix: Turn on idle shutdown in the domain's settings for JupyterLab and Code Editor, and remove what users set against it.
maps:
  hipaa: ["164.308(a)(1)(ii)(A)"]
  gdpr: ["Art.25"]
references:
  - https://docs.aws.amazon.com/sagemaker/latest/dg/studio-updated-idle-shutdown-setup.html
---*/
with setting as (
    select arn, 'JupyterLab' as application, jupyter_lab_idle_minutes as minutes from sagemaker_domain
    union all
    select arn, 'Code Editor', code_editor_idle_minutes from sagemaker_domain
    union all
    select arn, 'JupyterLab', jupyter_lab_idle_minutes from sagemaker_user_profile where jupyter_lab_idle_minutes <> -1
    union all
    select arn, 'Code Editor', code_editor_idle_minutes from sagemaker_user_profile where code_editor_idle_minutes <> -1
)
select arn as resource,
       minutes > 0 as passed,
       application || case when minutes > 0 then ' stops after ' || minutes || ' idle minutes' else ' never stops by itself' end as reason
from setting

/*---
attack: >
  A cross-site script or a stolen session cookie reaches the JupyterLab that was left running on Friday, and has two days with
  its role before anybody comes back.
console: >
  SageMaker AI > Domains > the domain > App Configurations, JupyterLab (and Code Editor), Idle shutdown, enable it and set the
  idle time.
cli: |
  aws sagemaker update-domain --domain-id DOMAIN --default-user-settings \
    'JupyterLabAppSettings={AppLifecycleManagement={IdleSettings={LifecycleManagement=ENABLED,IdleTimeoutInMinutes=60}}},CodeEditorAppSettings={AppLifecycleManagement={IdleSettings={LifecycleManagement=ENABLED,IdleTimeoutInMinutes=60}}}'
cloudformation: |
  Type: AWS::SageMaker::Domain
  Properties:
    AuthMode: SSO
    DomainName: team
    VpcId: !Ref Vpc
    SubnetIds: [!Ref Subnet]
    DefaultUserSettings:
      ExecutionRole: !GetAtt Role.Arn
      JupyterLabAppSettings:
        AppLifecycleManagement:
          IdleSettings: {LifecycleManagement: ENABLED, IdleTimeoutInMinutes: 60}
      CodeEditorAppSettings:
        AppLifecycleManagement:
          IdleSettings: {LifecycleManagement: ENABLED, IdleTimeoutInMinutes: 60}
terraform: |
  resource "aws_sagemaker_domain" "this" {
    domain_name = "team"
    auth_mode   = "SSO"
    vpc_id      = aws_vpc.this.id
    subnet_ids  = [aws_subnet.this.id]
    default_user_settings {
      execution_role = aws_iam_role.this.arn
      jupyter_lab_app_settings {
        app_lifecycle_management {
          idle_settings {
            lifecycle_management    = "ENABLED"
            idle_timeout_in_minutes = 60
          }
        }
      }
      code_editor_app_settings {
        app_lifecycle_management {
          idle_settings {
            lifecycle_management    = "ENABLED"
            idle_timeout_in_minutes = 60
          }
        }
      }
    }
  }
---*/
