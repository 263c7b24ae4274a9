"""What is wrong with a figure, in plain English: what commands and logs print."""

from collections.abc import Mapping

from emulation.rules.inputs import InputCode, InputProblem

_SENTENCES: Mapping[InputCode, str] = {
    InputCode.NOT_A_NUMBER: "{value} is not a number",
    InputCode.NOT_WHOLE: "{value} is not a whole number",
    InputCode.NEGATIVE: "{value} is below 0",
    InputCode.TOO_LARGE: "{value} is above the largest value {maximum}",
    InputCode.ABOVE_TOTAL: "{numerator} is above the total {denominator}",
    InputCode.OUTSIDE_PERIOD: "{value} is not in {year}",
    InputCode.WRONG_TYPE: "{value} is not a {expected}",
    InputCode.UNKNOWN_FIELD: "not a field here; known are {known}",
    InputCode.TOO_MANY_DECIMALS: "{value} has more than {decimals} decimals",
}


def sentence(problem: InputProblem) -> str:
    facts = dict(problem.facts)
    known = facts.get("known")
    if isinstance(known, tuple):
        facts["known"] = ", ".join(known) or "none"
    return _SENTENCES[problem.code].format(**facts)
