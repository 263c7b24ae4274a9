"""What holds for any figures whatever."""

from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

from hypothesis import given, settings
from hypothesis import strategies as st

from emulation.rules.criteria_facts import Formula
from emulation.rules.inputs import check_inputs, inputs_to_json, read_inputs
from emulation.rules.ranking import Standing, rank
from emulation.rules.scoring import score_criterion, score_sheet
from tests.rules.small_set import group, linear, one_criterion, proportional, small_set

COUNTS = st.integers(0, 10_000)


def bounds():
    steps = st.lists(st.integers(0, 100), min_size=2, max_size=2, unique=True)
    return steps.map(lambda pair: [Decimal(one) / 100 for one in sorted(pair)])


@given(bounds(), COUNTS, COUNTS, st.integers(1, 10_000))
def test_a_linear_ratio_never_falls_when_more_is_done(line, done, more, of):
    found = one_criterion(linear("A1", 4, *line))

    lower, higher = (
        score_criterion(found, {"A1_done": one, "A1_total": of}, year=2024).points
        for one in sorted((done, more))
    )

    assert 0 <= lower <= higher <= 4


@given(st.integers(0, 100), COUNTS, COUNTS, st.integers(1, 10_000))
def test_a_proportional_ratio_never_falls_when_more_is_done(cutoff, done, more, of):
    found = one_criterion(proportional("A1", 3, Decimal(cutoff) / 100))

    lower, higher = (
        score_criterion(found, {"A1_done": one, "A1_total": of}, year=2024).points
        for one in sorted((done, more))
    )

    assert 0 <= lower <= higher <= 3


@given(bounds(), COUNTS, st.integers(1, 10_000))
def test_a_linear_ratio_is_the_formula_of_the_decision(line, done, of):
    zero_at, full_at = line
    found = one_criterion(linear("A1", 4, *line))

    earned = score_criterion(found, {"A1_done": done, "A1_total": of}, year=2024).points

    share = (Fraction(done, of) - Fraction(zero_at)) / (Fraction(full_at) - Fraction(zero_at))
    exact = 4 * min(max(share, Fraction(0)), Fraction(1))
    assert abs(Fraction(earned) - exact) <= Fraction(1, 200)


def values_of(found):
    """Give figures that a criterion of the shipped set accepts, some of them left out."""
    top = 5 if found.formula is Formula.TIERED else 200
    return st.fixed_dictionaries(
        {}, optional={one.name: value_for(one.kind, top) for one in found.fields}
    ).filter(lambda inputs: not check_inputs(found, inputs, year=2024))


def value_for(kind, top):
    match kind:
        case "boolean":
            return st.booleans()
        case "date":
            return st.dates().map(lambda day: day.replace(year=2024, day=min(day.day, 28)))
        case "percent":
            return st.decimals(0, 100, places=2)
        case _:
            return st.integers(0, top)


@settings(max_examples=40)
@given(st.data())
def test_any_sheet_stays_within_its_maxima_and_adds_up(bac_giang, data):
    codes = [one.code for one in bac_giang.criteria]
    answered = data.draw(st.lists(st.sampled_from(codes), unique=True, max_size=12))
    answers = {code: data.draw(values_of(bac_giang.criterion(code))) for code in answered}

    result = score_sheet(bac_giang, answers)

    for item in result.items.values():
        assert 0 <= item.points <= item.max_points
        assert item.points == round(item.points, 2)
    assert sum(part.points for part in result.headings.values()) == sum(
        item.points for item in result.items.values()
    )
    assert 0 <= result.total <= 100
    backwards = dict(reversed(answers.items()))
    assert score_sheet(bac_giang, backwards) == result


@settings(max_examples=40)
@given(st.data())
def test_figures_come_back_from_json_as_they_were(bac_giang, data):
    found = bac_giang.criterion(data.draw(st.sampled_from([c.code for c in bac_giang.criteria])))
    inputs = data.draw(values_of(found))

    assert read_inputs(found, inputs_to_json(inputs), year=2024) == (inputs, ())


@given(st.lists(st.tuples(st.integers(0, 50), st.integers(1, 50), st.booleans()), min_size=1))
def test_leaving_out_is_the_same_as_rescaling_the_rest(lines):
    whole = small_set(
        group(
            "A",
            *(linear(f"A{n}", 5, not_applicable="exclude") for n, _line in enumerate(lines)),
        )
    )
    answers = {
        f"A{n}": {f"A{n}_done": done, f"A{n}_total": of} for n, (done, of, _out) in enumerate(lines)
    }
    out = [f"A{n}" for n, (_done, _of, left_out) in enumerate(lines) if left_out]

    result = score_sheet(whole, answers, not_applicable=out)

    kept = [item.points for item in result.items.values() if item.code not in out]
    share = Fraction(sum(kept)) / (5 * len(kept)) if kept else Fraction(0)
    assert result.core == share * 5 * len(lines)


STANDINGS = st.lists(
    st.tuples(
        st.fractions(0, 100, max_denominator=3000),
        st.integers(0, 3),
        st.integers(0, 2),
        st.sampled_from("abc"),
        st.booleans(),
    ),
    max_size=25,
)


def standings_of(rows):
    headings = [f"H{n}" for n in range(1, 6)]
    return [
        Standing(
            unit_code=f"{n:03d}",
            unit_name=f"Xã {n}",
            cluster=cluster,
            total=total,
            headings=dict.fromkeys(headings, Fraction(heading)),
            initiatives_effective=initiatives,
            self_total=total,
            level="L1",
            status="verified" if verified else "draft",
        )
        for n, (total, heading, initiatives, cluster, verified) in enumerate(rows)
    ]


@given(STANDINGS, st.randoms(use_true_random=False))
def test_ranks_do_not_depend_on_the_order_of_the_file(bac_giang, rows, random):
    standings = standings_of(rows)
    shuffled = list(standings)
    random.shuffle(shuffled)

    assert rank(shuffled, bac_giang) == rank(standings, bac_giang)


@given(STANDINGS)
def test_a_rank_is_one_more_than_the_number_of_better_units(bac_giang, rows):
    standings = standings_of(rows)

    table = rank(standings, bac_giang)

    assert len(table.ranked) + len(table.unranked) == len(standings)
    for one in table.ranked:
        better = [other for other in table.ranked if goes_before(other, one)]
        assert one.rank == len(better) + 1
        assert one.cluster_rank == 1 + sum(
            other.standing.cluster == one.standing.cluster for other in better
        )
        assert one.tied_with == tuple(
            other.standing.unit_code
            for other in table.ranked
            if other is not one and not goes_before(other, one) and not goes_before(one, other)
        )


def goes_before(other, one):
    def key(ranked):
        standing = ranked.standing
        return standing.total, standing.headings["H5"], standing.initiatives_effective

    return key(other) > key(one)


@given(STANDINGS)
def test_ranks_come_before_rounding(bac_giang, rows):
    for above, below in pairs(rank(standings_of(rows), bac_giang).ranked):
        if above.standing.total > below.standing.total:
            assert above.rank < below.rank


def pairs(ranked):
    return [(above, below) for above in ranked for below in ranked]


@given(st.integers(1, 60), st.integers(0, 100))
def test_a_quota_is_never_exceeded_by_those_who_are_sure_of_it(bac_giang, size, percent):
    ranking = replace(bac_giang.ranking, excellence_quota=Decimal(percent) / 100)
    rows = [(Fraction(n % 7), 0, 0, "a", True) for n in range(size)]

    table = rank(standings_of(rows), replace(bac_giang, ranking=ranking))

    sure = sum(one.classification == "excellent" for one in table.ranked)
    asked = sum(one.classification == "council_decides" for one in table.ranked)
    assert sure <= size * percent // 100
    assert sure == size * percent // 100 or sure + asked > size * percent // 100
