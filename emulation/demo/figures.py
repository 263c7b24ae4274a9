"""Invented figures for a whole sheet: plausible, consistent with each other, and repeatable."""

from collections.abc import Callable, Mapping
from datetime import date, timedelta
from random import Random

from emulation.rules.criteria_facts import Criterion, Formula, Tier
from emulation.rules.inputs import Value

Inputs = dict[str, Value]
MOST_CHECKLIST = {
    "room_checklist_met": 10,
    "it_checklist_met": 8,
    "office_checklist_met": 6,
    "access_checklist_met": 5,
}


def whole(value: Value) -> int:
    """Return a figure that is known to be a count."""
    if isinstance(value, date):
        raise TypeError(value)
    return int(value)


class Commune:
    """The facts that several criteria share: staff, villages, dossiers, votes."""

    def __init__(self, random: Random, level: float, initiatives: Mapping[str, Value]) -> None:
        self.random = random
        self.level = level
        self.facts: Inputs = {
            "staff_total": random.randint(19, 33),
            "villages_total": random.randint(6, 17),
            "procedures_in_force": random.randint(120, 165),
            "public_items_required": random.randint(26, 34),
            "plan_tasks_total": random.randint(18, 30),
            "par_tasks_total": random.randint(20, 34),
            "oss_staff_total": random.randint(4, 7),
            "chair_reception_days_required": 52,
            "consultations_required": random.randint(3, 9),
            "supervision_recommendations_total": random.randint(4, 14),
            "findings_due": random.randint(2, 9),
            "dialogue_conclusions_due": random.randint(4, 12),
            "complaints_due": random.randint(2, 11),
            "feedback_due": random.randint(6, 40),
            "votes_target": 400,
            **self.dossiers(),
            **initiatives,
        }

    def luck(self, centre: float = 0.0, spread: float = 0.16) -> float:
        """Return how well one thing went, from 0 to 1, around the commune's own level."""
        return min(1.0, max(0.0, self.random.gauss(self.level + centre, spread)))

    def dossiers(self) -> Inputs:
        received = self.random.randint(1800, 4600)
        online = round(received * (0.45 + 0.42 * self.luck()))
        completed = received - self.random.randint(12, 90)
        late = round(completed * max(0.0, 0.075 * (1 - self.luck(0.12, 0.1))))
        early = round((completed - late) * (0.18 + 0.5 * self.luck()))
        fees = round(completed * 0.6)
        return {
            "received_online": online,
            "received_offline": received - online,
            "completed_total": completed,
            "completed_early": early,
            "completed_on_time": completed - late - early,
            "results_digitised": round(completed * (0.62 + 0.38 * self.luck())),
            "fee_paid_total": fees,
            "fee_paid_cashless": round(fees * (0.5 + 0.5 * self.luck())),
        }


def inputs_for(criterion: Criterion, commune: Commune, year: int) -> Inputs:
    """Return figures for one criterion, as they truly are."""
    made = {name: commune.facts[name] for name in criterion.fields_by_name if name in commune.facts}
    if criterion.survey is not None and criterion.survey != "ALL":
        return votes(commune)
    if criterion.survey == "ALL":
        return {"votes_valid": round(400 * (0.62 + 0.45 * commune.luck())), "votes_target": 400}
    if criterion.needed and set(made) >= set(criterion.needed):
        return made | extras(criterion, commune)
    return made | MAKERS[criterion.formula](criterion, commune, year) | extras(criterion, commune)


def met(criterion: Criterion, commune: Commune, _year: int) -> Inputs:
    chance = 0.985 if criterion.knock_out is not None else min(1.0, 0.78 + 0.3 * commune.level)
    return {"met": commune.random.random() < chance}


def ratio(criterion: Criterion, commune: Commune, _year: int) -> Inputs:
    low = float(criterion.zero_at if criterion.formula is Formula.LINEAR else criterion.cutoff)
    total = sum(
        whole(commune.facts[name]) for name in criterion.denominator if name in commune.facts
    )
    reached = low + (1 - low) * commune.luck(0.18)
    (top,) = criterion.numerator
    return {top: min(total, round(total * reached))}


def band(criterion: Criterion, commune: Commune, year: int) -> Inputs:
    (name,) = criterion.input
    place = 1 - commune.luck(0.12, 0.2)
    tiers = criterion.tiers
    tier = tiers[min(len(tiers) - 1, int(place * len(tiers)))]
    if any(one.on_or_before for one in tiers):
        return {name: day_in(tier, commune.random, year)}
    return {name: number_in(tier, tiers, name, commune.random)}


def day_in(tier: Tier, random: Random, year: int) -> Value:
    if tier.on_or_before is None:
        return False
    last = tier.on_or_before.on(year)
    return max(date(year, 1, 5), last - timedelta(days=random.randint(0, 24)))


def number_in(tier: Tier, tiers: tuple[Tier, ...], name: str, random: Random) -> int:
    """Return a number inside the band: at least its own least, below that of the better one."""
    better = [int(one.min) for one in tiers if one.min is not None and (tier.min or 0) < one.min]
    low = int(tier.min or 0)
    room = min(better) - 1 if better else MOST_CHECKLIST.get(name, low + max(1, low // 5))
    if name.endswith("_percent"):
        room = min(98, room)
    return random.randint(low, max(low, room))


def events(criterion: Criterion, commune: Commune, _year: int) -> Inputs:
    return {
        name: sum(commune.random.random() > commune.luck(0.26) for _ in range(2))
        for name in criterion.input
    }


def votes(commune: Commune) -> Inputs:
    valid = commune.random.randint(160, 420)
    share = 0.845 + 0.15 * commune.luck(0.0, 0.2)
    return {"votes_satisfied_or_better": min(valid, round(valid * share)), "votes_valid": valid}


def extras(criterion: Criterion, commune: Commune) -> Inputs:
    return {name: commune.random.randint(300, 2400) for name in criterion.extra_inputs}


MAKERS: Mapping[Formula, Callable[[Criterion, Commune, int], Inputs]] = {
    Formula.BOOLEAN: met,
    Formula.LINEAR: ratio,
    Formula.PROPORTIONAL: ratio,
    Formula.TIERED: band,
    Formula.DEDUCTION: events,
    Formula.BONUS: events,
}


def better_claim(criterion: Criterion, truth: Inputs, commune: Commune, year: int) -> Inputs:
    """Return what a bold commune says instead of the truth; the same where it cannot say more."""
    claim = dict(truth)
    match criterion.formula:
        case Formula.BOOLEAN:
            claim["met"] = True
        case Formula.LINEAR | Formula.PROPORTIONAL:
            top = criterion.numerator[0]
            in_all = sum(whole(truth[name]) for name in criterion.denominator)
            room = in_all - sum(whole(truth[name]) for name in criterion.numerator)
            if top not in criterion.denominator:
                claim[top] = whole(truth[top]) + round(room * commune.random.uniform(0.4, 1))
        case Formula.TIERED if not criterion.numerator:
            (name,) = criterion.input
            if criterion.tiers[0].on_or_before:
                claim[name] = day_in(criterion.tiers[0], commune.random, year)
            else:
                best = number_in(criterion.tiers[0], criterion.tiers, name, commune.random)
                claim[name] = max(whole(truth[name]), best)
        case Formula.DEDUCTION:
            claim |= dict.fromkeys(criterion.input, 0)
    return claim
