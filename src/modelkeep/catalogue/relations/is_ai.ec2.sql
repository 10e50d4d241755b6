/*---
kind: is_ai
doc: >
  Instances that are there for models: of the families with accelerators (P, G, Gr, DL, Inf and Trn,
  https://docs.aws.amazon.com/ec2/latest/instancetypes/ac.html), or tagged `modelkeep:ai`.
---*/
select arn as src, arn as dst
from ec2_instance
where regexp_matches(instance_type, '^(p|g|gr|dl|inf|trn)[0-9]')
   or (map_contains(tags, 'modelkeep:ai') and lower(tags['modelkeep:ai']) <> 'false')
