/*---
id: BR-LOG-05
title: Invocation logs leave nothing out, be it images, audio, video, embeddings or large prompts
severity: low
subject: bedrock_model_invocation_logging_configuration
why: An attack hidden in an image or in a very long prompt leaves no trace when only short texts are logged.
fix: >
  Turn on delivery of image, embedding, video and audio data, and name an S3 bucket, because CloudWatch Logs takes no bodies
  above 100 KB.
maps: {hipaa: ["164.312(b)"], iso-42001: [A.6.2.8], mitre-atlas: [AML.T0051]}
references: ["https://docs.aws.amazon.com/bedrock/latest/userguide/model-invocation-logging.html"]
---*/
select arn as resource,
       s3_bucket_name <> '' or large_data_bucket_name <> '' as keeps_large,
       image_data_delivery_enabled and embedding_data_delivery_enabled and video_data_delivery_enabled
           and audio_data_delivery_enabled and keeps_large as passed,
       case when passed then 'all kinds of data are delivered'
            else 'left out: ' || array_to_string(list_filter([
                case when not image_data_delivery_enabled then 'images' end,
                case when not embedding_data_delivery_enabled then 'embeddings' end,
                case when not video_data_delivery_enabled then 'video' end,
                case when not audio_data_delivery_enabled then 'audio' end,
                case when not keeps_large then 'bodies above 100 KB' end], lambda x: x is not null), ', ')
       end as reason
from bedrock_model_invocation_logging_configuration
where enabled is distinct from false

/*---
attack: >
  The attacker writes the instructions into a picture, or behind a hundred pages of text. Only short texts are logged, so
  the log shows a harmless question and a strange answer.
console: >
  Amazon Bedrock > Settings, Model invocation logging, tick all kinds of data (text, image, embedding, video, audio) and
  choose S3, or "Both S3 and CloudWatch Logs" with a bucket for large data.
cli: |
  aws bedrock put-model-invocation-logging-configuration --logging-config '{
    "s3Config": {"bucketName": "BUCKET"},
    "textDataDeliveryEnabled": true, "imageDataDeliveryEnabled": true, "embeddingDataDeliveryEnabled": true,
    "videoDataDeliveryEnabled": true, "audioDataDeliveryEnabled": true}'
cloudformation: >
  CloudFormation has no resource for Bedrock's model invocation logging; use the CLI.
terraform: |
  # The AWS provider has no argument for audio: see with the CLI afterwards that audioDataDeliveryEnabled is true.
  resource "aws_bedrock_model_invocation_logging_configuration" "this" {
    logging_config {
      text_data_delivery_enabled      = true
      image_data_delivery_enabled     = true
      embedding_data_delivery_enabled = true
      video_data_delivery_enabled     = true
      s3_config {
        bucket_name = aws_s3_bucket.prompts.id
      }
    }
  }
---*/
