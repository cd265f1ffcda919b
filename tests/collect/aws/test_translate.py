"""What becomes of answers that broke off half-way."""

from __future__ import annotations

from scanner.collect.aws.asking import AskError, Failure, Unread, Where
from scanner.collect.aws.declarations import services
from scanner.collect.aws.fetch import Answers
from scanner.collect.aws.translate import translate

BROKE_OFF = AskError(Failure.THROTTLED, "Throttling", "rate exceeded")


def test_which_is_the_latest_is_not_told_from_half_of_the_answer() -> None:
    version = {"LaunchTemplateId": "lt-0a", "LaunchTemplateName": "web", "VersionNumber": 3}
    volume = {"VolumeId": "vol-0a", "AvailabilityZone": "us-east-1a"}
    answers = Answers(
        {"templates": [version], "volumes": [volume]}, [Unread("templates", BROKE_OFF)]
    )
    service = services()["ec2_parts"]
    found = translate(service, Where("111122223333", "us-east-1", "ec2"), answers, {})
    assert [resource.type for resource in found] == ["aws_ebs_volume"]
