"""Two people in the same moment."""

from threading import Barrier, Thread

from emulation.rules.errors import RuleBroken


def at_once(app, act, count=2):
    """Let that many people do it in the same moment; return codes, or that it was refused."""
    outcomes, together = [], Barrier(count)

    def run():
        with app.app_context():
            together.wait()
            try:
                outcomes.append(act().code)
            except RuleBroken:
                outcomes.append("refused")

    people = [Thread(target=run) for _ in range(count)]
    for person in people:
        person.start()
    for person in people:
        person.join()
    return outcomes
