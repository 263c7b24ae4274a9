"""Every step of the workflow as the form that somebody sends, whoever they are."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from emulation.rules.workflow import Step


@dataclass(frozen=True)
class Way:
    """Where a step is sent, and what goes with it beside the version."""

    url: str
    fields: Mapping[str, str] = field(default_factory=dict)


REASON = {"reason": "Cần xem lại.", "codes": "A1"}
# A year-wide step stands for every sheet of the year: here the year has one.
WAYS: Mapping[Step, tuple[Way, ...]] = {
    Step.SUBMIT: (Way("/assessments/{sheet}/submission", {"confirmed": "1"}),),
    Step.WITHDRAW: (Way("/assessments/{sheet}/withdrawal"),),
    Step.BEGIN: (Way("/verification/{sheet}/start"),),
    Step.RETURN: (Way("/verification/{sheet}/questions"),),
    Step.ANSWER: (Way("/assessments/{sheet}/questions", {"send": "1"}),),
    Step.RESUME: (Way("/verification/{sheet}/resumption"),),
    Step.FINISH: (Way("/verification/{sheet}/completion"),),
    Step.ACCEPT: (Way("/assessments/{sheet}/acceptance", {"confirmed": "1"}),),
    Step.APPEAL: (Way("/assessments/{sheet}/appeals"),),
    Step.SETTLE: (Way("/verification/{sheet}/settlement"),),
    Step.REOPEN: (
        Way("/verification/{sheet}/reopening", REASON),
        Way("/rankings/{year}/sheets/{sheet}/reopening", REASON),
    ),
    Step.APPROVE: (
        Way("/rankings/{year}/approvals", {"scope": "all"}),
        Way("/rankings/{year}/approvals", {"scope": "chosen", "sheets": "{sheet}:{version}"}),
    ),
    Step.PUBLISH: (Way("/rankings/{year}/publication"), Way("/rankings/{year}/correction", REASON)),
}
