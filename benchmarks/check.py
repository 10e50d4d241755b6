"""`modelkeep check` over 1,000 templates of 30 resources: promised in at most 20 s.

    python benchmarks/check.py [--templates 1000] [--runs 3]

The templates differ: each declares five models with endpoint, configuration, role, bucket and key of their own, with
references between them, some of them wrong. Everything is judged: profile strict, --everything. What is timed is the command as
a person runs it, in a process of its own.
"""

from __future__ import annotations

import argparse
import platform
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from modelkeep import __version__

SECONDS = 20.0
STACK = """\
  Role{n}:
    Type: AWS::IAM::Role
    Properties:
      RoleName: !Sub "${{Stage}}-{t}-model-{n}"
      AssumeRolePolicyDocument:
        Version: 2012-10-17
        Statement:
          - {{Effect: Allow, Principal: {{Service: sagemaker.amazonaws.com}}, Action: "sts:AssumeRole"}}
      Policies:
        - PolicyName: data
          PolicyDocument:
            Version: 2012-10-17
            Statement:
              - {{Effect: Allow, Action: ["s3:GetObject"], Resource: !Sub "${{Data{n}.Arn}}/*"}}
  Data{n}:
    Type: AWS::S3::Bucket
    Properties:
      BucketEncryption:
        ServerSideEncryptionConfiguration:
          - ServerSideEncryptionByDefault: {{SSEAlgorithm: "aws:kms", KMSMasterKeyID: !GetAtt Key{n}.Arn}}
      VersioningConfiguration: {{Status: Enabled}}
      Tags: [{{Key: owner, Value: team-{n}}}]
  Key{n}:
    Type: AWS::KMS::Key
    Properties:
      EnableKeyRotation: {rotates}
      KeyPolicy:
        Version: 2012-10-17
        Statement:
          - {{Effect: Allow, Principal: {{AWS: !Sub "arn:aws:iam::${{AWS::AccountId}}:root"}}, Action: "kms:*", Resource: "*"}}
  Model{n}:
    Type: AWS::SageMaker::Model
    Properties:
      ExecutionRoleArn: !GetAtt Role{n}.Arn
      EnableNetworkIsolation: {isolated}
      PrimaryContainer:
        Image: !Sub "${{AWS::AccountId}}.dkr.ecr.${{AWS::Region}}.amazonaws.com/serve:1"
        ModelDataUrl: !Sub "s3://${{Data{n}}}/model.tar.gz"
  Config{n}:
    Type: AWS::SageMaker::EndpointConfig
    Properties:
      KmsKeyId: !GetAtt Key{n}.Arn
      ProductionVariants:
        - {{VariantName: main, ModelName: !GetAtt Model{n}.ModelName, InitialInstanceCount: {count}, InstanceType: ml.m5.large}}
  Endpoint{n}:
    Type: AWS::SageMaker::Endpoint
    Properties:
      EndpointConfigName: !GetAtt Config{n}.EndpointConfigName
"""
PER_STACK = 6


def template(number: int, stacks: int) -> str:
    """One template; `number` decides what is wrong in it."""
    head = 'AWSTemplateFormatVersion: "2010-09-09"\nParameters:\n  Stage: {Type: String, Default: prod}\nResources:\n'
    return head + "".join(
        STACK.format(
            t=number,
            n=n,
            rotates=str((number + n) % 3 != 0).lower(),
            isolated=str((number + n) % 2 == 0).lower(),
            count=1 + (number + n) % 2,
        )
        for n in range(stacks)
    )


def main() -> None:
    """Print seconds, CPU seconds and memory of each run."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--templates", type=int, default=1000)
    parser.add_argument("--runs", type=int, default=3)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        for number in range(options.templates):
            (Path(folder) / f"t{number:04}.yaml").write_text(template(number, 5), encoding="utf-8")
        command = [sys.executable, "-m", "modelkeep", "check", folder, "-P", "strict", "--everything"]
        seconds, cpu = [], []
        for _ in range(options.runs):
            before, started = resource.getrusage(resource.RUSAGE_CHILDREN), time.monotonic()
            done = subprocess.run(command, capture_output=True, text=True, check=False)
            seconds.append(time.monotonic() - started)
            after = resource.getrusage(resource.RUSAGE_CHILDREN)
            cpu.append(after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime)
    told = " ".join(done.stdout.strip().splitlines()[-2:])
    print(f"{options.templates:,} templates of {5 * PER_STACK} resources: {told}")
    print(f"exit code {done.returncode}")
    print(
        f"median {statistics.median(seconds):.1f} s (promised: {SECONDS:.0f} s for 1,000), {statistics.median(cpu):.1f} CPU-s"
    )
    print(f"peak {after.ru_maxrss / 1024:.0f} MiB")
    print(f"modelkeep {__version__}, Python {platform.python_version()}, {platform.system()} {platform.machine()}")


if __name__ == "__main__":
    main()
