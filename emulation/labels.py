"""A word, in the reader's language, for every value that the code stores in English."""

from flask_babel import lazy_gettext as _l

from emulation.rules.approval import OpenCase, Place
from emulation.rules.deadlines import ExtensionKind, WindowKind
from emulation.rules.roles import Role
from emulation.rules.workflow import (
    AppealDecision,
    AssessmentState,
    ReasonCode,
    Stage,
    Step,
    Verdict,
)

ROLE = {
    Role.COMMUNE_OFFICIAL: _l("Official of the unit"),
    Role.COMMUNE_LEADER: _l("Leader of the unit"),
    Role.INSPECTOR: _l("Inspector"),
    Role.HEAD_OF_INSPECTION: _l("Head of inspection"),
    Role.COUNCIL: _l("Provincial council"),
    Role.LEADER: _l("Leader"),
    Role.ADMINISTRATOR: _l("Administrator"),
}

ASSESSMENT_STATE = {
    AssessmentState.DRAFT: _l("Self-scoring"),
    AssessmentState.SUBMITTED: _l("Submitted"),
    AssessmentState.IN_VERIFICATION: _l("In verification"),
    AssessmentState.RETURNED: _l("Returned for explanation"),
    AssessmentState.VERIFIED: _l("Verification finished"),
    AssessmentState.UNDER_APPEAL: _l("Under appeal"),
    AssessmentState.SETTLED: _l("Result settled"),
    AssessmentState.APPROVED: _l("Approved"),
    AssessmentState.PUBLISHED: _l("Published"),
    AssessmentState.CLOSED: _l("Closed without a rank"),
}

STEP = {
    Step.SUBMIT: _l("Submit self-assessment"),
    Step.WITHDRAW: _l("Withdraw"),
    Step.BEGIN: _l("Begin verification"),
    Step.RETURN: _l("Send questions to the commune"),
    Step.ANSWER: _l("Send answers"),
    Step.RESUME: _l("Go on without answers"),
    Step.FINISH: _l("Finish verification"),
    Step.ACCEPT: _l("Accept the result"),
    Step.APPEAL: _l("File appeals"),
    Step.SETTLE: _l("Settle the appeals"),
    Step.REOPEN: _l("Reopen"),
    Step.APPROVE: _l("Approve"),
    Step.PUBLISH: _l("Publish"),
    Step.CLOSE: _l("Close"),
}

STAGE = {
    Stage.SELF: _l("Self-score"),
    Stage.VERIFIED: _l("Verified score"),
    Stage.APPEAL: _l("Score after appeal"),
    Stage.APPROVED: _l("Approved score"),
}

VERDICT = {
    Verdict.AGREE: _l("Agree"),
    Verdict.ADJUST: _l("Adjust"),
    Verdict.QUESTION: _l("Ask for more"),
}

REASON_CODE = {
    ReasonCode.NO_EVIDENCE: _l("No evidence"),
    ReasonCode.EVIDENCE_DOES_NOT_SHOW_IT: _l("Evidence does not show it"),
    ReasonCode.WRONG_PERIOD: _l("Wrong period"),
    ReasonCode.WRONG_FIGURES: _l("Wrong figures"),
    ReasonCode.ARITHMETIC: _l("Arithmetic"),
    ReasonCode.OTHER: _l("Other"),
}

APPEAL_DECISION = {
    AppealDecision.UPHELD: _l("Upheld"),
    AppealDecision.PARTLY: _l("Partly upheld"),
    AppealDecision.DISMISSED: _l("Dismissed"),
}

EXTENSION_KIND = {
    ExtensionKind.SELF_ASSESSMENT: _l("Self-assessment"),
    ExtensionKind.VERIFICATION: _l("Verification"),
    ExtensionKind.EXPLANATION: _l("Answers to questions"),
    ExtensionKind.APPEAL: _l("Appeals"),
}

WINDOW_KIND = {
    WindowKind.INITIATIVE_REGISTRATION: _l("Initiative registration"),
    WindowKind.SELF_ASSESSMENT: _l("Self-assessment"),
    WindowKind.VERIFICATION: _l("Verification"),
    WindowKind.COUNCIL: _l("Council"),
    WindowKind.PUBLICATION: _l("Publication"),
}

MATCH_MARK = {
    "open": _l("Not judged yet"),
    "legitimate": _l("Legitimate"),
    "doubtful": _l("Doubtful"),
}

LIKENESS = {
    "same_bytes": _l("The very same file"),
    "pages": _l("Nearly the same page"),
    "words": _l("Nearly the same words"),
}

FILE_FLAG = {
    "scripts": _l("contains scripts"),
    "attachments": _l("has other files attached inside"),
    "more_behind_the_end": _l("carries more data behind its end"),
    "another_kind": _l("can also be opened as another kind of file"),
    "active_parts": _l("contains parts that act when opened"),
    "locked": _l("is locked against changes by a password"),
    "blank": _l("looks blank"),
    "unreadably_small": _l("too small to read"),
    "place": _l("names the place where the photo was taken"),
}

# What is to be thought of a digital signature, and of all those in a file as a list says it.
SIGNATURE_STATE = {
    "valid": _l("Valid"),
    "cannot_verify": _l("Cannot be verified"),
    "invalid": _l("Not valid"),
}

SIGNED = {
    "valid": _l("digital signature valid"),
    "cannot_verify": _l("digital signature cannot be verified"),
    "invalid": _l("digital signature not valid"),
}

SIGNATURE_REASON = {
    "changed": _l("The file was changed after it was signed."),
    "broken": _l("The data of the signature are damaged or do not belong to its certificate."),
    "not_covered": _l("The signature does not cover everything that the file shows."),
    "forbidden_change": _l("What the file shows was changed or added to after it was signed."),
    "revoked": _l("The certificate had been revoked before the file was signed."),
    "no_roots": _l("No trusted authorities are set up in this system yet."),
    "unknown_issuer": _l("The certificate does not lead to an authority that the province trusts."),
    "no_revocation": _l("Nothing says whether the certificate had been revoked by then."),
    "revoked_since": _l(
        "The certificate has been revoked, and no timestamp shows that the file was signed before."
    ),
    "expired": _l(
        "The certificate had expired when the file arrived, and no timestamp shows that the file "
        "was signed before."
    ),
    "time_does_not_fit": _l(
        "The time of signing does not fit the certificate or the day on which the file arrived."
    ),
    "weak_algorithm": _l("It was signed by a method that no longer counts as safe."),
    "unsupported": _l("It was signed by a method that this system does not know."),
    "not_for_signing": _l("The certificate was not issued for signing documents."),
    "chain": _l("The certificates between the signer and the authority do not fit together."),
    "construction": _l("The file is built in a way that leaves open what was signed."),
    "too_many": _l("The file holds more signatures than are looked at."),
    "limit": _l("The check took too long or needed too much memory."),
}

SIGNATURE_ADDED = {
    "nothing": _l("Nothing was added."),
    "allowed": _l(
        "Only what is allowed was added: other signatures, form entries or data for checking."
    ),
    "forbidden": _l("Something was added that is not allowed."),
    "unknown": _l("It cannot be told what was added."),
}

SCAN = {
    "unscanned": _l("Not scanned for viruses"),
    "pending": _l("Waiting for the virus scanner"),
    "clean": _l("No virus found"),
    "infected": _l("A virus was found"),
}

# Values stored by features, which lie above this floor: by value rather than by member.
UNIT_KIND = {
    "province": _l("Province"),
    "city": _l("City"),
    "town": _l("Town"),
    "rural_district": _l("Rural district"),
    "commune": _l("Commune"),
    "ward": _l("Ward"),
    "township": _l("Township"),
    "special_zone": _l("Special zone"),
    "department": _l("Department"),
}

INITIATIVE_FIELD = {
    "procedures": _l("Administrative procedures"),
    "one_stop_shop": _l("One-stop shop"),
    "digital": _l("Digital services"),
    "payment": _l("Online payment"),
    "service_hours": _l("Service outside office hours"),
    "home_service": _l("Service at home"),
    "communication": _l("Publicity and guidance"),
    "conduct": _l("Conduct and office culture"),
    "organisation": _l("Organisation and staff"),
    "other": _l("Other field"),
}

INITIATIVE_STATE = {
    "registered": _l("Registered"),
    "withdrawn": _l("Withdrawn"),
}

PERIOD_STATE = {
    "open": _l("Under way"),
    "published": _l("Published"),
}

# Where a sheet stands for the council, and for what a unit is set aside.
PLACE = {
    Place.NOT_SUBMITTED: _l("Not submitted"),
    Place.NOT_BEGUN: _l("Verification not begun"),
    Place.IN_VERIFICATION: _l("In verification"),
    Place.QUESTIONS_OPEN: _l("Questions open"),
    Place.APPEAL_DAYS: _l("Appeal days running"),
    Place.APPEALS_OPEN: _l("Appeals undecided"),
    Place.SET_ASIDE: _l("Set aside"),
    Place.READY: _l("Ready for approval"),
    Place.APPROVED: _l("Approved"),
    Place.PUBLISHED: _l("Published"),
    Place.CLOSED: _l("Closed without a rank"),
}

OPEN_CASE = {
    OpenCase.COMPLAINT: _l("Complaint or denunciation"),
    OpenCase.INSPECTION: _l("Inspection under way"),
    OpenCase.DISCIPLINE: _l("Disciplinary case"),
    OpenCase.OTHER: _l("Other open case"),
}

# Why a unit stands apart, unranked: its sheet's state when the ranking was made.
UNRANKED = {
    "draft": _l("Not submitted"),
    "submitted": _l("Not verified"),
    "in_verification": _l("Not verified"),
    "returned": _l("Not verified"),
    "not_approved": _l("Not approved"),
    "set_aside": _l("Set aside"),
    "not_verified": _l("Not verified"),
    "closed": _l("Closed without a rank"),
}

CLASSIFICATION = {
    "excellent": _l("Excellent"),
    "council_decides": _l("Tied at the quota: the council decides"),
}

# What lowered a level; the words name the rule, the code beside it the place.
LEVEL_REASON = {
    "min_total": _l("Total below the minimum"),
    "min_heading": _l("Heading below its minimum share"),
    "zero_criterion": _l("A criterion at 0 points"),
    "level_cap": _l("Level capped"),
    "knock_out": _l("Not recognised"),
}

MEDIA_TYPE = {
    "application/pdf": _l("PDF document"),
    "image/jpeg": _l("JPEG picture"),
    "image/png": _l("PNG picture"),
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": _l("Word document"),
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": _l("Excel workbook"),
}
