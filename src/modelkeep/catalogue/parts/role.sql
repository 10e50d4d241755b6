/*---
kind: role
doc: The role that the model runs as.
---*/
select arn as src, dst from relation where kind = 'runs_as'
