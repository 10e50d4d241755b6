from __future__ import annotations

import base64
from typing import Any

import pytest
from tests.unit.adapters.iac.cloudformation.templates import NOWHERE, read, resource, valued

from modelkeep.adapters.iac.resource import Unknown

SECTIONS = """
    Parameters:
      Name: {Type: String, Default: fraud}
      Open: {Type: String}
      Names: {Type: CommaDelimitedList, Default: "a, b,c"}
      Subnets: {Type: "List<AWS::EC2::Subnet::Id>", Default: "s-1,s-2"}
      Only: {Type: String, AllowedValues: [one]}
      Token: {Type: String, NoEcho: true, Default: hunter2}
      Image: {Type: "AWS::SSM::Parameter::Value<String>", Default: /images/latest}
      Count: {Type: Number, Default: 3}
    Mappings:
      Ami:
        eu-west-1: {big: ami-1, small: ami-1}
        us-east-1: {big: ami-2, small: ami-1}
    Conditions:
      Prod: !Equals [!Ref Name, fraud]
      Never: !Not [!Condition Prod]
      Perhaps: !Equals [!Ref Open, prod]
"""

KNOWN: list[tuple[str, Any]] = [
    ("!Ref Name", "fraud"),
    ("{Ref: Name}", "fraud"),
    ("!Ref Names", ["a", "b", "c"]),
    ("!Ref Subnets", ["s-1", "s-2"]),
    ("!Ref Only", "one"),
    ("!Ref Count", 3),
    ("!Ref AWS::NoValue", "absent"),
    ("!Ref AWS::AccountId", "111122223333"),
    ("!Ref AWS::Region", "eu-west-1"),
    ("!Ref AWS::Partition", "aws"),
    ("!Ref AWS::URLSuffix", "amazonaws.com"),
    ("[a, !Ref AWS::NoValue, b]", ["a", "b"]),
    ('!Sub "${Name}-${AWS::Region}-x"', "fraud-eu-west-1-x"),
    ('!Sub ["${Name}-${V}", {V: !Ref Count}]', "fraud-3"),
    ('{Fn::Sub: ["${V}", {V: {Ref: Name}}]}', "fraud"),
    ('!Sub "${!Literal}"', "${Literal}"),
    ('!Sub "$ {x} $${!y}"', "$ {x} $${y}"),
    ('!Join ["-", [a, !Ref Name, 1, true]]', "a-fraud-1-true"),
    ('!Join [",", !Ref Names]', "a,b,c"),
    ('{Fn::Join: ["", [a, {Ref: "AWS::NoValue"}]]}', "a"),
    ("!Select [1, !Ref Names]", "b"),
    ('!Select ["0", [x, !Ref Open]]', "x"),
    ('!Split [",", "a,b"]', ["a", "b"]),
    ('!Select [2, !Split ["/", "a/b/c"]]', "c"),
    ("!FindInMap [Ami, !Ref AWS::Region, big]", "ami-1"),
    ("!FindInMap [Ami, !Ref Open, small]", "ami-1"),
    ("!FindInMap [Ami, eu-west-1, !Ref Open]", "ami-1"),
    ("!FindInMap [Ami, eu-south-9, big, {DefaultValue: ami-0}]", "ami-0"),
    ("!FindInMap [Ami, eu-west-1, huge, {DefaultValue: !Ref Name}]", "fraud"),
    ('!Base64 "#!/bin/sh"', base64.b64encode(b"#!/bin/sh").decode()),
    ("{Fn::Base64: !Sub '${Name}'}", base64.b64encode(b"fraud").decode()),
    ('!Cidr ["10.0.0.0/16", 2, 8]', ["10.0.0.0/24", "10.0.1.0/24"]),
    ('!Select [1, !Cidr ["10.0.0.0/16", "2", "8"]]', "10.0.1.0/24"),
    ('!Cidr ["2001:db8::/56", 1, 64]', ["2001:db8::/64"]),
    ("!If [Prod, a, b]", "a"),
    ("!If [Never, a, b]", "b"),
    ("!If [Never, a, !Ref AWS::NoValue]", "absent"),
    ("[!If [Never, a, !Ref AWS::NoValue], z]", ["z"]),
    ("!If [Perhaps, same, same]", "same"),
    ("!If [Perhaps, {a: [1]}, {a: [1]}]", {"a": [1]}),
    ("{Fn::If: [Prod, {a: !Ref Name}, b]}", {"a": "fraud"}),
    ("!Length [a, b]", 2),
    ("{Fn::Length: !Ref Names}", 3),
    ("!ToJsonString {a: [1, true, !Ref Name]}", '{"a":[1,true,"fraud"]}'),
]

UNKNOWN = [
    ("!Ref Open", "the parameter Open has no default"),
    ("!Ref Token", "the parameter Token is not to be shown"),
    ("!Ref Image", "the parameter Image is read from SSM Parameter Store when it is deployed"),
    ("!Ref AWS::StackName", "the stack gets its name when it is deployed"),
    ("!Ref AWS::StackId", "the stack gets its id when it is deployed"),
    ('!Sub "${Name}-${Open}"', "the parameter Open has no default"),
    ('!Join ["-", [a, !Ref Open]]', "the parameter Open has no default"),
    ("!Select [!Ref Open, [a, b]]", "the parameter Open has no default"),
    ("!Select [1, [a, !Ref Open]]", "the parameter Open has no default"),
    ("!Split [',', !Ref Open]", "the parameter Open has no default"),
    ("!FindInMap [Ami, !Ref Open, big]", "the parameter Open has no default"),
    ("!FindInMap [Ami, us-east-1, !Ref Open]", "the parameter Open has no default"),
    ("!FindInMap [Ami, !Ref Open, small, {DefaultValue: ami-9}]", "the parameter Open has no default"),
    ("!Base64 {Ref: Open}", "the parameter Open has no default"),
    ("!Cidr [!Ref Open, 1, 8]", "the parameter Open has no default"),
    ("!If [Perhaps, a, b]", "the parameter Open has no default"),
    ("!If [Perhaps, a, !Ref AWS::NoValue]", "the parameter Open has no default"),
    ("!If [Perhaps, !Ref Open, !Ref Open]", "the parameter Open has no default"),
    ("!ToJsonString {a: !Ref Open}", "the parameter Open has no default"),
    ("!ImportValue other-Vpc", "another stack exports it"),
    ("{Fn::GetStackOutput: {StackName: s, OutputName: o}}", "another stack gives it"),
    ("!GetAZs ''", "the availability zones depend on the account"),
    ("!Select [0, !GetAZs '']", "the availability zones depend on the account"),
    ("'{{resolve:ssm:/a:1}}'", "it is read from SSM Parameter Store when it is deployed"),
    ("'{{resolve:secretsmanager:prod:SecretString:x}}'", "it is a secret that is read when it is deployed"),
    ("'a {{resolve:ssm-secure:/a:1}} b'", "it is a secret that is read when it is deployed"),
    ('!Sub "{{resolve:secretsmanager:${Name}}}"', "it is a secret that is read when it is deployed"),
    (
        "!Join ['', ['{{', 'resolve:secretsmanager:', !Ref Name, '}}']]",
        "it is a secret that is read when it is deployed",
    ),
]

WRONG = [
    ("!Ref Nmae", "there is no parameter or resource Nmae; did you mean Name or Names?"),
    ('!Sub "${Nmae}"', "there is no parameter or resource Nmae; did you mean Name or Names?"),
    ("!Ref [a]", "Ref takes a name"),
    ("!GetAtt Bukcet.Arn", "there is no resource Bukcet; did you mean Bucket?"),
    ("!GetAtt Bucket", "Fn::GetAtt takes a resource and one of its attributes"),
    ("!Sub [a]", "Fn::Sub takes a text, or a list of a text and a mapping of variables"),
    ('!Sub "${Names}"', "Fn::Sub puts Names into a text, and it is none"),
    ("!Join a", "Fn::Join takes a list of 2 elements"),
    ("!Join ['-', a]", "Fn::Join takes a list of values"),
    ("!Join ['-', [[a]]]", "Fn::Join takes a delimiter and a list of texts"),
    ("!Select [7, [a]]", "Fn::Select takes a position, from 0, that the list has"),
    ("!Select [x, [a]]", "Fn::Select takes a position, from 0, that the list has"),
    ("!Split ['', a]", "Fn::Split takes a delimiter and a text"),
    ("!FindInMap [Amy, a, b]", "there is no mapping Amy; did you mean Ami?"),
    ("!FindInMap [Ami, eu-wset-1, big]", "Fn::FindInMap finds no key eu-wset-1; did you mean eu-west-1 or us-east-1?"),
    ("!FindInMap [Ami, eu-west-1, bigg]", "Fn::FindInMap finds no key bigg; did you mean big?"),
    ("!Cidr [x, 1, 8]", "Fn::Cidr takes a network, a number of blocks, and the bits of their hosts"),
    ("!Cidr ['10.0.0.0/24', 3, 7]", "Fn::Cidr finds 2 blocks of that size in the network, not 3"),
    ("!Cidr ['10.0.0.0/8', 999, 8]", "Fn::Cidr gives 1 to 256 blocks"),
    ("!If [Prod, a]", "Fn::If takes a condition and two values"),
    ("!If [Prdo, a, b]", "there is no condition Prdo; did you mean Prod?"),
    ("!If [yes, a, b]", "a condition is made of Fn::Equals, Fn::And, Fn::Or, Fn::Not and Condition"),
    ("!Equals [a, a]", "Fn::Equals stands where no condition can"),
    ("!ToJsonString a", "Fn::ToJsonString takes a mapping or a list"),
    ("!Nonsense a", "!Nonsense is no function of CloudFormation that is known here"),
    ("{Fn::Nonsense: a}", "Fn::Nonsense is no function of CloudFormation that is known here"),
]


@pytest.mark.parametrize(("expression", "expected"), KNOWN)
def test_functions_give_what_cloudformation_documents(expression: str, expected: object) -> None:
    found, troubles = valued(expression, SECTIONS)
    assert (found, troubles) == (expected, [])
    assert type(found) in {str, int, float, bool, list, dict}


@pytest.mark.parametrize(("expression", "why"), UNKNOWN)
def test_what_rests_on_something_unknown_is_unknown_and_says_why(expression: str, why: str) -> None:
    assert valued(expression, SECTIONS) == (Unknown(why), [])


@pytest.mark.parametrize(("expression", "message"), WRONG)
def test_what_no_deployment_could_resolve_is_told(expression: str, message: str) -> None:
    found, troubles = valued(expression, SECTIONS)
    assert troubles == [message]
    assert isinstance(found, Unknown)


def test_a_complaint_has_the_line_of_the_call() -> None:
    reading = read(
        """
        Resources:
          Topic:
            Type: AWS::SNS::Topic
            Properties:
              Tags:
                - Key: a
                  Value: !Sub
                    - "${Who}-${Nobody}"
                    - Who: x
        """
    )
    assert [str(each.place) for each in reading.troubles] == ["t.yaml:8"]
    assert resource(reading, "Topic").lines["Tags.0.Value"] == 8


def test_macros_are_not_read() -> None:
    found, troubles = valued("{Fn::Transform: {Name: AWS::Include, Parameters: {Location: s3://b/x.yaml}}}")
    assert isinstance(found, Unknown)
    assert troubles == ["AWS::Include is not read: what it puts here is not known"]
    found, troubles = valued("{Known: 1, Fn::Transform: {Name: Macro}}")
    assert isinstance(found, Unknown)
    assert len(troubles) == 1


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("!Ref AWS::Region", "unknown-1"),
        ('!Sub "arn:${AWS::Partition}:s3:::b-${AWS::AccountId}"', "arn:aws:s3:::b-012345678901"),
        ("!Split ['-', !Ref AWS::Region]", ["unknown", "1"]),
        ("!If [Here, a, b]", Unknown("the account and region are not known")),
        ("!If [China, a, b]", Unknown("the account and region are not known")),
        ("!If [Somewhere, a, b]", "a"),
        ("!FindInMap [Ami, !Ref AWS::Region, big]", Unknown("the account and region are not known")),
        ("!FindInMap [Ami, !Ref AWS::Region, small]", "ami-1"),
        ('!FindInMap [Ami, !Sub "${AWS::Region}", big]', Unknown("the account and region are not known")),
    ],
)
def test_placeholders_serve_in_names_and_decide_nothing(expression: str, expected: object) -> None:
    sections = """
        Mappings:
          Ami:
            eu-west-1: {big: ami-1, small: ami-1}
            us-east-1: {big: ami-2, small: ami-1}
        Conditions:
          Here: !Equals [!Ref AWS::Region, us-east-1]
          China: !Equals [!Ref AWS::Partition, aws-cn]
          Somewhere: !Not [!Equals [!Ref AWS::Region, ""]]
        """
    found, troubles = valued(expression, sections, deployment=NOWHERE)
    assert (found, troubles) == (expected, [])
    assert type(found) in {str, list, Unknown}
    assert all(type(each) is str for each in found) if isinstance(found, list) else True
