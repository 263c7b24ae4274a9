"""The life of a sheet, from the commune's draft to the published result, as one table."""

from collections.abc import Mapping
from enum import StrEnum

from emulation.rules.errors import StepNotYours, WrongState
from emulation.rules.roles import Role


class AssessmentState(StrEnum):
    DRAFT = "draft"
    SUBMITTED = "submitted"
    IN_VERIFICATION = "in_verification"
    RETURNED = "returned"
    VERIFIED = "verified"
    UNDER_APPEAL = "under_appeal"
    SETTLED = "settled"
    APPROVED = "approved"
    PUBLISHED = "published"
    CLOSED = "closed"


class Step(StrEnum):
    SUBMIT = "submit"
    WITHDRAW = "withdraw"
    BEGIN = "begin"
    RETURN = "return"
    ANSWER = "answer"
    RESUME = "resume"
    FINISH = "finish"
    ACCEPT = "accept"
    APPEAL = "appeal"
    SETTLE = "settle"
    REOPEN = "reopen"
    APPROVE = "approve"
    PUBLISH = "publish"
    CLOSE = "close"


class Stage(StrEnum):
    """Scores stand side by side, one row for each stage; the latest with a row counts."""

    SELF = "self"
    VERIFIED = "verified"
    APPEAL = "appeal"
    APPROVED = "approved"


class Verdict(StrEnum):
    AGREE = "agree"
    ADJUST = "adjust"
    QUESTION = "question"


class ReasonCode(StrEnum):
    """Why an inspector departs from what the commune claims."""

    NO_EVIDENCE = "no_evidence"
    EVIDENCE_DOES_NOT_SHOW_IT = "evidence_does_not_show_it"
    WRONG_PERIOD = "wrong_period"
    WRONG_FIGURES = "wrong_figures"
    ARITHMETIC = "arithmetic"
    OTHER = "other"


class AppealDecision(StrEnum):
    """What became of an appeal against the verdict on one criterion."""

    UPHELD = "upheld"
    PARTLY = "partly"
    DISMISSED = "dismissed"


_S = AssessmentState
_INSPECTION = frozenset({Role.INSPECTOR, Role.HEAD_OF_INSPECTION})
_HEAD = frozenset({Role.HEAD_OF_INSPECTION})
_SIGNER = frozenset({Role.COMMUNE_LEADER})
_COUNCIL = frozenset({Role.COUNCIL})

TRANSITIONS: Mapping[tuple[AssessmentState, Step], tuple[AssessmentState, frozenset[Role]]] = {
    (_S.DRAFT, Step.SUBMIT): (_S.SUBMITTED, _SIGNER),
    (_S.SUBMITTED, Step.WITHDRAW): (_S.DRAFT, _SIGNER),
    (_S.SUBMITTED, Step.BEGIN): (_S.IN_VERIFICATION, _INSPECTION),
    (_S.IN_VERIFICATION, Step.RETURN): (_S.RETURNED, _INSPECTION),
    (_S.RETURNED, Step.ANSWER): (_S.IN_VERIFICATION, _SIGNER),
    # Once the days for an answer are over, the inspection goes on without one.
    (_S.RETURNED, Step.RESUME): (_S.IN_VERIFICATION, _INSPECTION),
    (_S.IN_VERIFICATION, Step.FINISH): (_S.VERIFIED, _HEAD),
    (_S.VERIFIED, Step.ACCEPT): (_S.SETTLED, _SIGNER),
    (_S.VERIFIED, Step.APPEAL): (_S.UNDER_APPEAL, _SIGNER),
    (_S.UNDER_APPEAL, Step.APPEAL): (_S.UNDER_APPEAL, _SIGNER),
    (_S.UNDER_APPEAL, Step.SETTLE): (_S.SETTLED, _HEAD),
    # A verified sheet needs no appeal: it may be approved once the days for one are over.
    (_S.VERIFIED, Step.APPROVE): (_S.APPROVED, _COUNCIL),
    (_S.SETTLED, Step.APPROVE): (_S.APPROVED, _COUNCIL),
    (_S.APPROVED, Step.PUBLISH): (_S.PUBLISHED, _COUNCIL),
    (_S.VERIFIED, Step.REOPEN): (_S.IN_VERIFICATION, _HEAD | _COUNCIL),
    (_S.SETTLED, Step.REOPEN): (_S.IN_VERIFICATION, _COUNCIL),
    (_S.APPROVED, Step.REOPEN): (_S.IN_VERIFICATION, _COUNCIL),
    # After publication: the way to a correction, which is a new publication.
    (_S.PUBLISHED, Step.REOPEN): (_S.IN_VERIFICATION, _COUNCIL),
    # Publishing closes what was not approved by then, unless it was set aside.
    (_S.DRAFT, Step.CLOSE): (_S.CLOSED, _COUNCIL),
    (_S.SUBMITTED, Step.CLOSE): (_S.CLOSED, _COUNCIL),
    (_S.IN_VERIFICATION, Step.CLOSE): (_S.CLOSED, _COUNCIL),
    (_S.RETURNED, Step.CLOSE): (_S.CLOSED, _COUNCIL),
    (_S.VERIFIED, Step.CLOSE): (_S.CLOSED, _COUNCIL),
    (_S.UNDER_APPEAL, Step.CLOSE): (_S.CLOSED, _COUNCIL),
    (_S.SETTLED, Step.CLOSE): (_S.CLOSED, _COUNCIL),
}

# The result stands and is written down; what is ranked and published is one of these.
FINAL_STATES = frozenset({_S.VERIFIED, _S.UNDER_APPEAL, _S.SETTLED, _S.APPROVED, _S.PUBLISHED})
APPROVABLE_STATES = frozenset({_S.VERIFIED, _S.SETTLED})
STEPS_NEEDING_REASON = frozenset({Step.REOPEN})


def next_state(state: AssessmentState, step: Step, role: Role) -> AssessmentState:
    """Return the state after `step`; raise WrongState or StepNotYours when it may not be taken."""
    if (state, step) not in TRANSITIONS:
        raise WrongState(state, step)
    after, roles = TRANSITIONS[state, step]
    if role not in roles:
        raise StepNotYours(step, role)
    return after


def steps_open_to(state: AssessmentState, role: Role) -> tuple[Step, ...]:
    """Return the steps this role may take now, in the order of the table."""
    return tuple(
        step
        for (start, step), (_, roles) in TRANSITIONS.items()
        if start is state and role in roles
    )
