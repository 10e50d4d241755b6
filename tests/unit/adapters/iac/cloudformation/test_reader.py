from __future__ import annotations

from pathlib import Path
from textwrap import dedent

import pytest
from tests.unit.adapters.iac.cloudformation.templates import HERE, read, resource

from modelkeep.adapters.iac.cloudformation.reader import read_if_template, read_template
from modelkeep.adapters.iac.resource import Reading, Unknown


def told(reading: Reading) -> list[str]:
    return [f"{each.place}: {each.message}" for each in reading.troubles]


def written(folder: Path, **files: str) -> Path:
    """Templates on disk; the first one's path."""
    for name, text in files.items():
        (folder / f"{name}.yaml").write_text(dedent(text))
    return folder / f"{next(iter(files))}.yaml"


def nested(path: Path, **options: object) -> Reading:
    return read_template(path, f"stacks/{path.name}", deployment=HERE, **options)  # type: ignore[arg-type]


def test_a_resource_has_its_place_and_the_lines_of_its_properties() -> None:
    reading = read(
        """
        # a comment
        Resources:
          Model:
            Type: AWS::SageMaker::Model
            Properties:
              PrimaryContainer:
                Image: x
              Containers:
                - Mode: SingleModel
                - !If [Gone, !Ref AWS::NoValue, {Mode: MultiModel}]
        Conditions:
          Gone: !Equals [a, b]
        """
    )
    model = resource(reading, "Model")
    assert (model.cfn_type, str(model.place), reading.format) == ("AWS::SageMaker::Model", "t.yaml:4", "cloudformation")
    assert model.lines == {
        "PrimaryContainer": 7,
        "PrimaryContainer.Image": 8,
        "Containers": 9,
        "Containers.0": 10,
        "Containers.0.Mode": 10,
        "Containers.1": 11,
        "Containers.1.Mode": 11,
    }


def test_references_have_the_names_that_the_forms_give() -> None:
    reading = read(
        """
        Parameters:
          Name: {Type: String, Default: lab}
        Resources:
          Named:
            Type: AWS::SageMaker::NotebookInstance
            Properties: {NotebookInstanceName: !Sub "${Name}-1"}
          Unnamed: {Type: AWS::SageMaker::NotebookInstance}
          It:
            Type: Custom::It
            Properties:
              Ref: {A: !Ref Named, B: !Ref Unnamed, C: !Ref It2}
              Name: !GetAtt Named.NotebookInstanceName
              Same: !GetAtt [Named, NotebookInstanceName]
              Sub: !Sub "${Named.NotebookInstanceName}/x"
              Nothing: !GetAtt Named.Colour
          It2: {Type: Custom::It2}
        """
    )
    arn = "arn:aws:sagemaker:eu-west-1:111122223333:notebook-instance"
    assert resource(reading, "It").properties == {
        "Ref": {"A": f"{arn}/lab-1", "B": f"{arn}/Unnamed", "C": "It2"},
        "Name": "lab-1",
        "Same": "lab-1",
        "Sub": "lab-1/x",
        "Nothing": Unknown("the attribute Colour of Named exists once it is deployed"),
    }
    assert told(reading) == []


CONDITIONED = """
    Parameters:
      Env: {Type: String}
      Size: {Type: String, Default: big}
    Conditions:
      Prod: !Equals [!Ref Env, prod]
      Big: !Equals [!Ref Size, big]
      Never: !And [!Condition Prod, !Not [!Condition Big]]
      Always: !Or [!Condition Prod, Condition: Big]
      Both: {Fn::And: [{Condition: Prod}, {Condition: Big}]}
    Resources:
      InNever: {Type: Custom::It, Condition: Never}
      InAlways: {Type: Custom::It, Condition: Always}
      InBoth: {Type: Custom::It, Condition: Both}
"""


def test_conditions_have_three_values() -> None:
    reading = read(CONDITIONED)
    assert {each.label: each.doubt for each in reading.resources} == {
        "InAlways": "",
        "InBoth": "whether InBoth is created: the parameter Env has no default",
    }
    assert [each.label for each in read(CONDITIONED, {"Env": "prod"}).resources] == ["InAlways", "InBoth"]
    assert [each.label for each in read(CONDITIONED, {"Env": "x", "Size": "small"}).resources] == []
    assert all(each.doubt == "" for each in read(CONDITIONED, {"Env": "prod"}).resources)


@pytest.mark.parametrize(
    ("condition", "message"),
    [
        ("!Equals [a]", "Fn::Equals is not written as a condition takes it"),
        ("!Ref Env", "Ref is not written as a condition takes it"),
        ("yes", "a condition is made of Fn::Equals, Fn::And, Fn::Or, Fn::Not and Condition"),
        ("[a]", "a condition is made of Fn::Equals, Fn::And, Fn::Or, Fn::Not and Condition"),
        ("!Condition Mistyped", "there is no condition Mistyped"),
        ("!Not [!Condition C]", "circular reference: C → C"),
    ],
)
def test_conditions_that_are_none_leave_their_resources_in_doubt(condition: str, message: str) -> None:
    reading = read(
        f"""
        Parameters:
          Env: {{Type: String}}
        Conditions:
          C: {condition}
        Resources:
          It: {{Type: Custom::It, Condition: C}}
        """
    )
    assert told(reading) == [f"t.yaml:5: {message}"]
    assert resource(reading, "It").doubt == f"whether It is created: {message}"


def test_a_reference_to_a_resource_that_is_not_created_is_told() -> None:
    reading = read(
        """
        Conditions:
          Never: !Equals [a, b]
        Resources:
          Gone: {Type: Custom::It, Condition: Never}
          It:
            Type: Custom::It
            Properties:
              Guarded: !If [Never, !Ref Gone, x]
              P: !Ref Gone
        """
    )
    assert told(reading) == ["t.yaml:10: Gone is referred to, and it is not created: its condition Never does not hold"]
    assert resource(reading, "It").properties["Guarded"] == "x"
    assert isinstance(resource(reading, "It").properties["P"], Unknown)


@pytest.mark.parametrize(
    ("cfn_type", "target", "rest"),
    [("AWS::S3::BucketPolicy", "Bucket", "PolicyDocument"), ("AWS::IAM::UserToGroupAddition", "Users", "GroupName")],
)
def test_what_adds_to_another_resource_is_unknown_where_it_may_not_exist(cfn_type: str, target: str, rest: str) -> None:
    reading = read(
        f"""
        Parameters:
          Env: {{Type: String}}
        Conditions:
          Prod: !Equals [!Ref Env, prod]
        Resources:
          Adds: {{Type: {cfn_type}, Condition: Prod, Properties: {{{target}: b, {rest}: all}}}}
          Sure: {{Type: {cfn_type}, Properties: {{{target}: b, {rest}: all}}}}
        """
    )
    assert resource(reading, "Sure").properties == {target: "b", rest: "all"}
    assert resource(reading, "Adds").properties == {
        target: "b",
        rest: Unknown("whether Adds is created: the parameter Env has no default"),
    }


def test_parameters_are_given_or_have_defaults() -> None:
    text = """
        Parameters:
          A: {Type: String, Default: a}
          B: {Type: String, AllowedValues: [x, 1]}
          Secret: {Type: String, NoEcho: "true", Default: hunter2}
          Image: {Type: "AWS::SSM::Parameter::Value<String>", Default: /x}
          List: {Type: "List<Number>", Default: "1,2"}
          Bad: x
        Resources:
          It:
            Type: Custom::It
            Properties: {A: !Ref A, B: !Ref B, Secret: !Ref Secret, Image: !Ref Image, List: !Ref List, Bad: !Ref Bad}
        """
    given = {"A": "given", "B": "1", "Secret": "hunter3", "Image": "/y", "List": "3, 4", "Other": "z"}
    reading = read(text, given)
    assert resource(reading, "It").properties == {
        "A": "given",
        "B": "1",
        "Secret": Unknown("the parameter Secret is not to be shown"),
        "Image": Unknown("the parameter Image is read from SSM Parameter Store when it is deployed"),
        "List": ["3", "4"],
        "Bad": Unknown("the parameter Bad is no mapping"),
    }
    assert told(reading) == ["t.yaml:8: the parameter Bad is no mapping"]
    refused = read(text, {"B": "hunter4"})
    assert "t.yaml:4: the parameter B is given a value that AllowedValues does not have" in told(refused)
    assert "hunter" not in repr(refused) + repr(reading)


def test_circles_are_told_and_the_rest_goes_on() -> None:
    reading = read(
        """
        Resources:
          A:
            Type: AWS::SageMaker::NotebookInstance
            Properties: {NotebookInstanceName: !Sub "${B}"}
          B:
            Type: AWS::SageMaker::NotebookInstance
            Properties: {NotebookInstanceName: !Sub "${A}"}
          C: {Type: Custom::It, DependsOn: [D]}
          D: {Type: Custom::It, Properties: {P: !Ref C}}
          Self: {Type: Custom::It, Properties: {P: !GetAtt Self.Arn}}
          Fine: {Type: Custom::It, DependsOn: D, Properties: {P: 1}}
        """
    )
    assert told(reading) == [
        "t.yaml:5: circular reference: B → A → B",
        "t.yaml:8: circular dependency: A → B → A",
        "t.yaml:10: circular dependency: C → D → C",
        "t.yaml:11: circular dependency: Self → Self",
    ]
    assert len(reading.resources) == 6
    assert isinstance(resource(reading, "A").properties["NotebookInstanceName"], Unknown)


def test_a_long_chain_of_conditions_is_told_and_the_rest_goes_on() -> None:
    lines = ["Conditions:", "  C0: !Equals [a, a]"]
    lines += [f"  C{number}: !Not [!Condition C{number - 1}]" for number in range(1, 3000)]
    lines += ["Resources:", "  A: {Type: Custom::It, Condition: C2999}", "  B: {Type: Custom::It}"]
    reading = read("\n".join(lines))
    assert [each.label for each in reading.resources] == ["B"]
    assert told(reading) == ["t.yaml:3003: the references of A are nested too deeply"]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "t.yaml:1: it is no template: it has no Resources"),
        ("# nothing\n", "t.yaml:1: it is no template: it has no Resources"),
        ("[a, b]", "t.yaml:1: it is no template: it has no Resources"),
        ("\nDescription: x\n", "t.yaml:2: it is no template: it has no Resources"),
        ("Resources: [a]", "t.yaml:1: Resources is no mapping of names to resources"),
        ("Resources: {}\nMappings: x", "t.yaml:2: Mappings is no mapping"),
        ("Resources:\n  A: x", "t.yaml:2: the resource A has no Type"),
        ("Resources:\n  A: {Type: 1}", "t.yaml:2: the resource A has no Type"),
        ("Resources:\n  A: {Type: T, Properties: x}", "t.yaml:2: the properties of A are not known: they are no mapping"),
        ("Resources:\n  A: {Type: My::A::MODULE}", "t.yaml:2: A is not read: the module My::A::MODULE is in the registry"),
        ("Resources: {}\nTransform: [Macro]", "t.yaml:2: the transform Macro is not read: what it adds or changes is not known"),
        ("Resources:\n  Fn::Transform: {Name: X}\n  A: {Type: T}",
         "t.yaml:2: a macro is not read: the resources that it puts here are not known"),
        ("Resources:\n  A:\n   b: [", "t.yaml:4: column 1: it is not YAML: did not find expected node content"),
        (b"Resources:\n  A: \xff", "t.yaml:2: column 6: it is not text in UTF-8"),
    ],
)  # fmt: skip
def test_what_is_wrong_with_a_file_is_told_at_its_line(text: str | bytes, message: str) -> None:
    assert told(read(text)) == [message]


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-32"])
def test_byte_order_marks_and_line_ends_do_not_matter(encoding: str) -> None:
    text = "Resources:\r\n  A:\r\n    Type: Custom::It\r\n    Properties:\r\n      P: ü\r\n"
    found = resource(read(text.encode(encoding)), "A")
    assert (found.properties, found.lines) == ({"P": "ü"}, {"P": 5})


def test_a_file_that_may_be_something_else_is_read_where_it_is_a_template() -> None:
    for text in (
        "Resources: {A: {Type: My::It}}",
        "AWSTemplateFormatVersion: 2010-09-09\nResources: {A: {Type: My::It}}",
    ):
        reading = read_if_template(Path("x.yaml"), "x.yaml", text.encode(), deployment=HERE)
        assert reading is not None
        assert [each.label for each in reading.resources] == ["A"]
    assert read_if_template(Path("x.yaml"), "x.yaml", b"kind: Pod", deployment=HERE) is None


def test_files_that_cannot_be_read_are_told(tmp_path: Path) -> None:
    assert "it cannot be read: No such file" in told(nested(tmp_path / "none.yaml"))[0]
    assert "it is no regular file" in told(nested(tmp_path))[0]
    large = tmp_path / "large.yaml"
    large.write_bytes(b"#" * (11 * 2**20))
    assert "larger than 10 MiB" in told(nested(large))[0]


def test_a_file_cannot_grow_while_it_is_resolved() -> None:
    levels = ["a0: &a0 [x, x, x, x, x, x, x, x, x]"]
    levels += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]" for n in range(1, 12)]
    aliases = read("\n".join(levels) + "\nResources:\n  A: {Type: T, Properties: {P: *a11}}")
    texts = (
        "Parameters:\n  P: {Type: String, Default: "
        + "x" * 2000
        + "}\nResources:\n  A:\n    Type: T\n    Properties:\n      P: !Sub '"
    )
    long = read(texts + "${P}" * 2000 + "'")
    loops = read(
        """
        Transform: AWS::LanguageExtensions
        Resources:
          Fn::ForEach::L:
            - X
            - !Split [",", "NAMES"]
            - "A${X}":
                Type: T
                Properties:
                  Fn::ForEach::M: [Y, &n [NAMES], {"P${Y}": {Fn::ForEach::N: [Z, *n, {"Q${Z}": 1}]}}]
        """.replace("NAMES", ",".join(map(str, range(300))))
    )  # fmt: skip
    assert told(aliases) == ["t.yaml: it declares more than a template can: loops or aliases in it multiply"]
    assert told(loops) == ["t.yaml: it declares more than a template can: loops or aliases in it multiply"]
    assert resource(long, "A").properties["P"] == Unknown("it is longer than a template may be")


def test_many_errors_are_told_up_to_a_number() -> None:
    lines = "\n".join(f"  R{n}: {{Type: T, Properties: {{P: !Ref Nothing{n}}}}}" for n in range(1000))
    troubles = told(read(f"Resources:\n{lines}"))
    assert len(troubles) == 201
    assert troubles[-1].endswith("more than 200 errors: the rest is not told")


def test_loops_declare_resources_properties_and_conditions() -> None:
    reading = read(
        """
        Transform: [AWS::LanguageExtensions]
        Parameters:
          Names: {Type: CommaDelimitedList, Default: "a,b-c"}
          Open: {Type: CommaDelimitedList}
        Conditions:
          Fn::ForEach::Conditions:
            - N
            - [a, b]
            - "Is${N}": !Equals [a, !Ref N]
        Resources:
          Fn::ForEach::Topics:
            - N
            - !Ref Names
            - "Topic&{N}":
                Type: AWS::SNS::Topic
                Properties:
                  TopicName: !Sub "t-${N}-${AWS::Region}"
                  Tags:
                    Fn::ForEach::Tags: [K, [x, y], {"k${K}": {V: !Ref K}}]
          Yes: {Type: T, Condition: Isa}
          No: {Type: T, Condition: Isb}
          Open:
            Type: T
            Properties:
              Deep: {Fn::ForEach::Open: [K, !Ref Open, {"k${K}": 1}]}
        """
    )
    assert [each.label for each in reading.resources] == ["Topica", "Topicbc", "Yes", "Open"]
    assert resource(reading, "Topicbc").properties == {
        "TopicName": "t-b-c-eu-west-1",
        "Tags": {"kx": {"V": "x"}, "ky": {"V": "y"}},
    }
    assert resource(reading, "Topicbc").lines["TopicName"] == 18
    assert isinstance(resource(reading, "Open").properties["Deep"], Unknown)
    assert told(reading) == ["t.yaml:26: what Fn::ForEach goes over is not known: the parameter Open has no default"]


def test_what_serverless_makes_is_not_read_and_what_refers_to_it_is_unknown() -> None:
    reading = read(
        """
        Transform: AWS::Serverless-2016-10-31
        Resources:
          Handler: {Type: AWS::Serverless::Function, Properties: {Handler: x}}
          It: {Type: T, Properties: {Role: !GetAtt HandlerRole.Arn}}
        """
    )
    assert [each.label for each in reading.resources] == ["It"]
    assert resource(reading, "It").properties["Role"] == Unknown("HandlerRole comes from a transform or a loop")
    assert told(reading) == [
        "t.yaml:4: Handler is not read: AWS::Serverless::Function stands for resources that SAM makes of it"
    ]


CHILD = """
    Parameters:
      Name: {Type: String}
      Ids: {Type: CommaDelimitedList, Default: ""}
    Resources:
      Nb: {Type: AWS::SageMaker::NotebookInstance, Properties: {NotebookInstanceName: !Ref Name, SecurityGroupIds: !Ref Ids}}
    Outputs:
      Arn: {Value: !Ref Nb}
"""


def test_nested_stacks_are_read_with_their_parameters_and_outputs(tmp_path: Path) -> None:
    root = """
        Resources:
          Network:
            Type: AWS::CloudFormation::Stack
            Properties:
              TemplateURL: ./child.yaml
              Parameters: {Name: !Sub "nb-${AWS::Region}", Ids: !Join [",", [a, b]]}
          It: {Type: T, Properties: {P: !GetAtt Network.Outputs.Arn, Q: !GetAtt Network.Outputs.Arm}}
        """
    reading = nested(written(tmp_path, root=root, child=CHILD))
    assert [each.label for each in reading.resources] == ["Network", "Network.Nb", "It"]
    inner = resource(reading, "Network.Nb")
    assert inner.properties == {"NotebookInstanceName": "nb-eu-west-1", "SecurityGroupIds": ["a", "b"]}
    assert str(inner.place) == "stacks/child.yaml:6"
    arn = "arn:aws:sagemaker:eu-west-1:111122223333:notebook-instance/nb-eu-west-1"
    assert resource(reading, "It").properties["P"] == arn
    assert told(reading) == ["stacks/root.yaml:8: stacks/child.yaml has no output Arm; did you mean Arn?"]


def test_a_nested_stack_in_doubt_leaves_what_it_declares_in_doubt(tmp_path: Path) -> None:
    root = """
        Parameters:
          Env: {Type: String}
        Conditions:
          Prod: !Equals [!Ref Env, prod]
        Resources:
          Inner: {Type: AWS::CloudFormation::Stack, Condition: Prod, Properties: {TemplateURL: child.yaml}}
        """
    path = written(tmp_path, root=root, child=CHILD)
    assert all("whether Inner is created" in each.doubt for each in nested(path).resources)
    assert len(nested(path).resources) == 2
    assert nested(path, parameters={"Env": "test"}).resources == ()


@pytest.mark.parametrize(
    ("url", "why"),
    [
        ("https://bucket.s3.amazonaws.com/x.yaml", "it is not on this machine, and nothing is fetched"),
        ("s3://bucket/x.yaml", "it is not on this machine, and nothing is fetched"),
        ("missing.yaml", "there is no such file"),
        ("../../../../../../etc/passwd", "it lies outside of"),
        ("/etc/passwd", "it lies outside of"),
        ("link.yaml", "it lies outside of"),
        ('"a\\0b"', "the path is not valid"),
        ("!Ref Where", "the parameter Where has no default"),
        ("root.yaml", "it leads back to itself"),
    ],
)
def test_nested_stacks_that_are_not_read_are_told(tmp_path: Path, url: str, why: str) -> None:
    folder = tmp_path / "repository" / "stacks"
    folder.mkdir(parents=True)
    outside = tmp_path / "outside.yaml"
    outside.write_text("Resources: {A: {Type: T}}")
    (folder / "link.yaml").symlink_to(outside)
    root = f"""
        Parameters:
          Where: {{Type: String}}
        Resources:
          Inner:
            Type: AWS::CloudFormation::Stack
            Properties:
              TemplateURL: {url}
          It: {{Type: T, Properties: {{P: !GetAtt Inner.Outputs.X}}}}
        """
    reading = nested(written(folder, root=root))
    start = "stacks/root.yaml:8: the nested stack Inner is not read, its resources are not known: "
    assert [each[: len(start)] for each in told(reading)] == [start]
    assert why in told(reading)[0]
    assert [each.label for each in reading.resources] == ["Inner", "It"]
    assert isinstance(resource(reading, "It").properties["P"], Unknown)


def test_nested_templates_may_lie_beside_and_above_within_limits(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    written(tmp_path, child=CHILD)
    root = "Resources:\n  I: {Type: AWS::CloudFormation::Stack, Properties: {TemplateURL: ../child.yaml}}\n"
    path = written(tmp_path / "a", root=root)
    assert [each.place.file for each in nested(path).resources] == ["stacks/root.yaml", "child.yaml"]
    assert "it lies outside of" in told(nested(path, within=tmp_path / "a"))[0]


def test_circles_through_nested_stacks_are_told(tmp_path: Path) -> None:
    root = """
        Resources:
          A: {Type: AWS::CloudFormation::Stack, Properties: {TemplateURL: child.yaml, Parameters: {Name: !GetAtt B.Outputs.Arn}}}
          B: {Type: AWS::CloudFormation::Stack, Properties: {TemplateURL: child.yaml, Parameters: {Name: !GetAtt A.Outputs.Arn}}}
        """
    reading = nested(written(tmp_path, root=root, child=CHILD))
    assert len(reading.resources) == 4
    assert any("circular reference" in each for each in told(reading))
    ring = "Resources:\n  N: {Type: AWS::CloudFormation::Stack, Properties: {TemplateURL: %s.yaml}}\n"
    around = nested(written(tmp_path, one=ring % "two", two=ring % "one"))
    assert [each.label for each in around.resources] == ["N", "N.N"]
    assert "it leads back to itself" in told(around)[0]


def test_stacks_that_nest_twice_each_come_to_an_end(tmp_path: Path) -> None:
    for number in range(15):
        inner = f"{{Type: AWS::CloudFormation::Stack, Properties: {{TemplateURL: t{number + 1}.yaml}}}}"
        (tmp_path / f"t{number}.yaml").write_text(f"Resources:\n  A: {inner}\n  B: {inner}\n")
    (tmp_path / "t15.yaml").write_text("Resources: {}")
    reading = nested(tmp_path / "t0.yaml")
    assert any("there are more than 500" in each for each in told(reading))


def test_assets_of_cdk_are_read_from_where_they_lie(tmp_path: Path) -> None:
    root = """
        Resources:
          Inner:
            Type: AWS::CloudFormation::Stack
            Properties: {TemplateURL: !Sub "https://s3.${AWS::Region}/x"}
            Metadata: {"aws:asset:path": child.yaml, "aws:asset:property": TemplateURL}
        """
    assert [each.label for each in nested(written(tmp_path, root=root, child=CHILD)).resources] == ["Inner", "Inner.Nb"]
