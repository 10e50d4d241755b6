/*---
id: SM-DOM-06-SHARED
title: Spaces in Studio belong to one person
severity: low
subject: sagemaker_space
why: >
  In a shared space everybody of the domain reads and changes the same files and runs code there; what one person brings in,
  the next one runs, and the logs do not tell them apart.
fix: Make private spaces, and share code through a repository and data through a bucket.
maps:
  gdpr: ["Art.25", "Art.32(1)(b)"]
  hipaa: ["164.312(a)(1)"]
references:
  - https://docs.aws.amazon.com/sagemaker/latest/dg/domain-space.html
---*/
select arn as resource,
       sharing_type = 'Private' as passed,
       case when sharing_type = 'Private' then 'private' else 'shared with everybody in ' || domain_id end as reason
from sagemaker_space

/*---
attack: >
  One user of the domain puts a line into a notebook of the shared space; it runs when a colleague opens it, and everything in
  the space is theirs to read.
console: Studio > JupyterLab > Create space, keep it Private; then delete the shared space when its files have moved.
cli: |
  aws sagemaker create-space --domain-id DOMAIN --space-name NAME --ownership-settings OwnerUserProfileName=USER \
    --space-sharing-settings SharingType=Private
  aws sagemaker delete-space --domain-id DOMAIN --space-name SHARED
cloudformation: |
  Type: AWS::SageMaker::Space
  Properties:
    DomainId: !Ref Domain
    SpaceName: ana
    OwnershipSettings: {OwnerUserProfileName: ana}
    SpaceSharingSettings: {SharingType: Private}
terraform: |
  resource "aws_sagemaker_space" "this" {
    domain_id  = aws_sagemaker_domain.this.id
    space_name = "ana"
    ownership_settings {
      owner_user_profile_name = "ana"
    }
    space_sharing_settings {
      sharing_type = "Private"
    }
  }
---*/
