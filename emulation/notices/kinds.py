"""What people are told of, and which facts a message of each kind carries."""

from collections.abc import Mapping
from enum import StrEnum


class NoticeKind(StrEnum):
    """Something that happened, or that will soon have to have happened."""

    SUBMITTED = "submitted"
    WITHDRAWN = "withdrawn"
    BEGUN = "begun"
    QUESTIONS = "questions"
    ANSWERED = "answered"
    RESUMED = "resumed"
    VERIFIED = "verified"
    ACCEPTED = "accepted"
    APPEALED = "appealed"
    APPEALS_SETTLED = "appeals_settled"
    REOPENED = "reopened"
    SET_ASIDE = "set_aside"
    TAKEN_UP = "taken_up"
    APPROVED = "approved"
    PUBLISHED = "published"
    CORRECTED = "corrected"
    EXTENDED = "extended"
    CALENDAR_CHANGED = "calendar_changed"
    DEADLINE = "deadline"


# Counts are whole numbers, days are written 2026-11-22, windows and kinds by their stored value;
# `commune` is the unit's name in that year, `year` the year of the sheet.
FACTS: Mapping[NoticeKind, frozenset[str]] = {
    NoticeKind.SUBMITTED: frozenset({"commune", "year", "days_late"}),
    NoticeKind.WITHDRAWN: frozenset({"commune", "year"}),
    NoticeKind.BEGUN: frozenset({"commune", "year"}),
    NoticeKind.QUESTIONS: frozenset({"commune", "year", "questions", "due_on"}),
    NoticeKind.ANSWERED: frozenset({"commune", "year", "answers"}),
    NoticeKind.RESUMED: frozenset({"commune", "year", "unanswered"}),
    NoticeKind.VERIFIED: frozenset({"commune", "year", "until"}),
    NoticeKind.ACCEPTED: frozenset({"commune", "year"}),
    NoticeKind.APPEALED: frozenset({"commune", "year", "appeals"}),
    NoticeKind.APPEALS_SETTLED: frozenset({"commune", "year", "upheld", "partly", "dismissed"}),
    NoticeKind.REOPENED: frozenset({"commune", "year", "criteria", "reason"}),
    NoticeKind.SET_ASIDE: frozenset({"commune", "year", "reason"}),
    NoticeKind.TAKEN_UP: frozenset({"commune", "year"}),
    NoticeKind.APPROVED: frozenset({"commune", "year"}),
    NoticeKind.PUBLISHED: frozenset({"year"}),
    NoticeKind.CORRECTED: frozenset({"year", "reason"}),
    NoticeKind.EXTENDED: frozenset({"commune", "year", "window", "until", "reason"}),
    NoticeKind.CALENDAR_CHANGED: frozenset({"year", "window", "opens_on", "closes_on", "reason"}),
    NoticeKind.DEADLINE: frozenset({"year", "window", "closes_on", "days_left", "open"}),
}
