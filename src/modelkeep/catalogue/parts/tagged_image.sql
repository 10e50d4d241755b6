/*---
kind: tagged_image
doc: The repositories of images that go by a tag, so that whatever is pushed under it is run.
---*/
select arn as src, ecr_repository_arn(image) as dst,
       case when image_digest is null then 'whether the image is pinned was not read' end as doubt
from sagemaker_model_container where coalesce(image_digest, '') = ''
