/*---
id: SM-NB-09
title: Stopped notebook instances are not kept for more than 90 days
severity: low
subject: sagemaker_notebook_instance
why: >
  A forgotten notebook keeps its role, its copies of data and an ever older system. Whoever may start it gets all
  three.
fix: >
  Save what is needed and delete the notebook; its volume goes with it.
maps: {gdpr: [Art.30], hipaa: ["164.308(a)(1)(ii)(A)"], nist-ai-rmf: ["GOVERN 1.7"]}
references:
  - https://docs.aws.amazon.com/sagemaker/latest/dg/nbi.html
notes: >
  90 days: three months without use are longer than any experiment pauses; SageMaker does not say when a notebook
  was last opened.
---*/
select arn as resource,
       collected_at - last_modified_time <= interval 90 days as passed,
       'stopped, last changed ' || strftime(last_modified_time, '%d %B %Y') as reason
from sagemaker_notebook_instance
where status is null or status = 'Stopped'

/*---
attack: >
  A stopped notebook keeps its volume with data, keys and results. Whoever may start notebooks or change their start
  script gets at all of it, with old libraries and an old role.
console: >
  Amazon SageMaker AI > Notebook instances > the notebook > Actions > Delete, after saving what is needed.
cli: |
  aws sagemaker delete-notebook-instance --notebook-instance-name NAME
cloudformation: >
  Remove the AWS::SageMaker::NotebookInstance from the template; the update of the stack deletes the notebook and its
  volume.
terraform: >
  Remove the aws_sagemaker_notebook_instance from the configuration; terraform apply deletes the notebook and its
  volume.
---*/
