"""The policy's limits as a reader is told them. Pure."""

from collections.abc import Mapping

from deploy.grafana.look import RISK_WORDS
from schemas.durations import say_duration
from schemas.policy import Target
from schemas.words import Risk


def limits_in_words(targets: Mapping[Risk, Target]) -> str:
    """Return from when each grade is late, the gravest first."""
    return ", ".join(
        f"{said} {say_duration(targets[Risk(risk)].late)}" for risk, said in RISK_WORDS.items()
    )
