"""What a person writes becomes a question, or an error that names the right form."""

from __future__ import annotations

from dataclasses import replace

import pytest
from tests.unit.engines.access.asking.grounds import (
    BUCKET,
    ENDPOINT,
    HOME,
    KEY,
    TRAINER,
    allow,
    ground,
    identity,
    target,
)

from modelkeep.core.errors import UsageError
from modelkeep.engines.access.asking.ground import Ground, KnownResource
from modelkeep.engines.access.asking.question import ask

GROUP = f"arn:aws:sagemaker:eu-west-1:{HOME}:model-package-group/fraud"


def place() -> Ground:
    return ground(
        identity(TRAINER, allow("s3:*"), trust=[{"Effect": "Allow", "Action": "sts:AssumeRole", "Principal": "*"}]),
        targets=[target(BUCKET), target(KEY)],
        resources=[
            KnownResource(arn=ENDPOINT, name="fraud", kind="AWS::SageMaker::Endpoint"),
            KnownResource(arn=GROUP, name="fraud", kind="AWS::SageMaker::ModelPackageGroup"),
            KnownResource(arn=f"{ENDPOINT}-2", name="twin"),
            KnownResource(arn=ENDPOINT.replace("eu-west-1", "us-east-1") + "-2", name="twin"),
        ],
    )


@pytest.mark.parametrize(
    ("action", "text", "arn"),
    [
        ("s3:GetObject", "s3://weights/fraud/model.tar.gz", f"{BUCKET}/fraud/model.tar.gz"),
        ("s3:GetObject", "s3://weights/fraud/", f"{BUCKET}/fraud/*"),
        ("s3:GetObject", "s3://weights/", f"{BUCKET}/*"),
        ("s3:ListBucket", "s3://weights", BUCKET),
        ("s3:ListBucket", "weights", BUCKET),
        ("s3:GetObject", "weights/fraud/*", f"{BUCKET}/fraud/*"),
        ("s3:GetObject", "weights/fraud/", f"{BUCKET}/fraud/*"),
        ("sagemaker:InvokeEndpoint", "fraud", ENDPOINT),
        ("sagemaker:DeleteModelPackageGroup", "fraud", GROUP),
        ("sagemaker:CreateModel", "*", "*"),
        ("sagemaker:CreateModel", "arn:aws:sagemaker:*:*:model/*", "arn:aws:sagemaker:*:*:model/*"),
        ("s3:ListAllMyBuckets", "weights", "*"),
    ],
)
def test_a_resource_is_named_in_many_ways(action: str, text: str, arn: str) -> None:
    assert [each.resource for each in ask(place(), action, text).parts] == [arn]


@pytest.mark.parametrize(
    ("action", "text", "remedy"),
    [
        ("s3:GetObject", BUCKET, f"{BUCKET}/*"),
        ("s3:GetObject", "weights", f"{BUCKET}/*"),
        ("s3:ListBucket", f"{BUCKET}/a", f"the whole: {BUCKET}"),
        ("sagemaker:InvokeEndpoint", GROUP, ":endpoint/"),
    ],
)
def test_pitfall_38_a_resource_of_the_wrong_type_is_told_the_right_form(action: str, text: str, remedy: str) -> None:
    """https://docs.aws.amazon.com/AmazonS3/latest/userguide/security_iam_service-with-iam.html: objects and buckets differ."""
    with pytest.raises(UsageError, match="does not work on") as error:
        ask(place(), action, text)
    assert remedy in error.value.remedy


@pytest.mark.parametrize(
    ("action", "text", "remedy"),
    [
        ("sagemaker:InvokeEndpoint", "twin", "eu-west-1"),
        ("sagemaker:InvokeEndpoint", "frud", "Did you mean fraud?"),
        ("s3:GetObject", "arn:aws:s3:::w*/model", BUCKET),
        ("kms:Decrypt", "*", KEY),
        ("sts:AssumeRole", f"arn:aws:iam::{HOME}:role/ml/*", TRAINER),
        ("s3:Get*", "weights", "s3:GetAccelerateConfiguration"),
        ("GetObject", "weights", "s3:GetObject"),
        ("s3:GetObject", "s3://", "s3://BUCKET/KEY"),
    ],
)
def test_what_has_no_one_answer_says_what_to_ask_instead(action: str, text: str, remedy: str) -> None:
    with pytest.raises(UsageError) as error:
        ask(place(), action, text)
    assert remedy in error.value.remedy


def test_pitfall_36_other_resources_of_the_request_are_named_and_may_be_added() -> None:
    """https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonsagemaker.html: CreateEndpoint."""
    config = f"arn:aws:sagemaker:eu-west-1:{HOME}:endpoint-config/fraud"
    alone = ask(place(), "sagemaker:CreateEndpoint", "fraud")
    assert any("endpoint-config" in note and "--also" in note for note in alone.notes)
    both = ask(place(), "sagemaker:CreateEndpoint", "fraud", [config])
    assert [each.resource for each in both.parts] == [ENDPOINT, config]
    assert not any("--also" in note for note in both.notes)


def test_pitfall_37_dependent_actions_are_named() -> None:
    """https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonsagemaker.html: dependent actions."""
    notes = ask(place(), "sagemaker:CreateTrainingJob", f"arn:aws:sagemaker:eu-west-1:{HOME}:training-job/x").notes
    assert any("iam:PassRole" in note for note in notes)


def test_pitfall_63_a_pull_takes_three_actions() -> None:
    """https://docs.aws.amazon.com/AmazonECR/latest/userguide/docker-pull-ecr-image.html."""
    notes = ask(place(), "ecr:BatchGetImage", f"arn:aws:ecr:eu-west-1:{HOME}:repository/x").notes
    assert any("ecr:GetAuthorizationToken" in note and "ecr:GetDownloadUrlForLayer" in note for note in notes)


def test_pitfall_65_names_in_sagemaker_arns_are_lower_case() -> None:
    """https://docs.aws.amazon.com/sagemaker/latest/dg/security_iam_service-with-iam.html."""
    notes = ask(place(), "sagemaker:InvokeEndpoint", ENDPOINT.replace("fraud", "Fraud")).notes
    assert any("lower case" in note and ENDPOINT in note for note in notes)


def test_pitfall_66_an_inference_profile_asks_for_the_foundation_model_too() -> None:
    """https://docs.aws.amazon.com/bedrock/latest/userguide/inference-profiles-prereq.html."""
    profile = f"arn:aws:bedrock:eu-west-1:{HOME}:inference-profile/eu.maker.model"
    alone = ask(place(), "bedrock:Converse", profile)
    assert alone.action == "bedrock:InvokeModel"
    assert alone.parts[1].resource == "arn:aws:bedrock:*::foundation-model/*"
    assert not alone.parts[1].complete
    model = "arn:aws:bedrock:eu-north-1::foundation-model/maker.model"
    both = ask(place(), "bedrock:InvokeModel", profile, [model])
    assert [each.resource for each in both.parts] == [profile, model]
    assert both.parts[1].context.find("bedrock:inferenceprofilearn") == (profile,)


def test_pitfall_66_the_models_of_a_profile_that_was_read_are_asked_for_where_they_are() -> None:
    """https://docs.aws.amazon.com/bedrock/latest/userguide/inference-profiles-prereq.html and
    https://docs.aws.amazon.com/bedrock/latest/userguide/global-cross-region-inference.html (no region: `unspecified`).
    """
    profile = f"arn:aws:bedrock:eu-west-1:{HOME}:inference-profile/global.maker.model"
    models = tuple(f"arn:aws:bedrock:{region}::foundation-model/maker.model" for region in ("", "eu-west-1"))
    here = place()
    here = replace(here, world=replace(here.world, destinations={profile: models}))
    by_name = ask(here, "bedrock:InvokeModel", "global.maker.model")
    assert [each.resource for each in by_name.parts] == [profile, *models]
    assert all(each.complete for each in by_name.parts)
    assert by_name.parts[1].context.find("aws:requestedregion") == ("unspecified",)
    assert by_name.parts[2].context.find("aws:requestedregion") != ("unspecified",)
    assert by_name.parts[1].context.find("bedrock:inferenceprofilearn") == (profile,)
    assert ", ".join(models) in by_name.notes[0]
    assert not any("not among" in note or "--also" in note for note in by_name.notes)
    elsewhere = models[1].replace("eu-west-1", "eu-north-1")
    named = ask(here, "bedrock:InvokeModel", profile, [elsewhere, models[1]])
    assert sorted(each.resource for each in named.parts[1:]) == sorted({elsewhere, *models})


def test_an_unknown_action_is_asked_all_the_same_and_said_to_be_unknown() -> None:
    question = ask(place(), "s3:GetObjct", f"{BUCKET}/x")
    assert question.action == "s3:GetObjct"
    assert "does not know" in question.notes[0]
    assert "s3:GetObject" in question.notes[0]


@pytest.mark.parametrize("text", [KEY.replace("key/1", "alias/fraud"), "alias/fraud"])
def test_pitfall_59_an_alias_stands_for_its_key(text: str) -> None:
    """https://docs.aws.amazon.com/kms/latest/developerguide/alias-authorization.html."""
    alias = KEY.replace("key/1", "alias/fraud")
    where = ground(
        targets=[target(KEY)], resources=[KnownResource(arn=alias, name="alias/fraud", kind="AWS::KMS::Alias")]
    )
    where = replace(where, world=replace(where.world, aliases={alias: KEY}))
    assert [each.resource for each in ask(where, "kms:Decrypt", text).parts] == [KEY]
    assert [each.resource for each in ask(where, "kms:UpdateAlias", alias).parts] == [alias]
