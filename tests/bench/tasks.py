#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Made-up tasks, the same ones each time, as NDJSON for atlas-task load.

usage: tasks.py COUNT

Half are done, most of the others can be claimed at once, a tenth need
another one, one in twenty is part of another one.  Words are as unevenly
common as in a language: "the" is in nearly every task, RARE in one of a
thousand or so.
"""
import itertools
import json
import random
import sys

COMMON = """the a to of in and for on with is it this when from by not that be
as at or are if must should will which all no an its after before each one
fix add remove update test check error file user page build server report data
table name time list value field button form search login import export backup
cache query index key list path log line word text date menu mail print link
client order invoice price stock garden roof window door kitchen paint pipe
lamp floor wall bridge road train ticket letter parcel school lesson exam
photo music video sound radio phone camera battery cable screen keyboard
slow broken missing wrong empty double late early open closed new old small
large first last next same other""".split()
SYLLABLES = "ba ke li mo nu ra se ti vo zu dan fel gor hin jup kas".split()
UNUSUAL = ["".join(s) for s in itertools.product(SYLLABLES, repeat=3)]
WORDS = COMMON + UNUSUAL
WEIGHTS = list(itertools.accumulate(1 / (rank + 3)
                                    for rank in range(len(WORDS))))
RARE = UNUSUAL[600], UNUSUAL[601]
USUAL = "garden", "letter"

STATUSES = ["done"] * 50 + ["review"] * 2 + ["doing"] * 2 + \
    ["cancelled"] * 4 + ["todo"] * 42
LABELS = "bug docs idea urgent later home ops web api design".split()
PEOPLE = ["", "", "", "claude", "ada", "bob"]
URGENCIES = "low medium medium high critical".split()
FEATURES = ["", "", "search", "sync", "billing", "moving"]


def stamp(number):
    """A time in 2026, later for later tasks."""
    seconds = number % 80000
    return "2026-%02d-%02dT%02d:%02d:%02d.%03dZ" % (
        1 + number // 28 % 12, 1 + number % 28, seconds // 3600,
        seconds // 60 % 60, seconds % 60, number % 1000)


def words(rng, least, most):
    return rng.choices(WORDS, cum_weights=WEIGHTS,
                       k=rng.randint(least, most))


def task(rng, number):
    text = words(rng, 5, 16)
    text[0] = text[0].capitalize()
    made = {
        "uid": "bench-%08d" % number,
        "project": "Bench",
        "title": " ".join(text),
        "description": " ".join(words(rng, 20, 55)) + ".",
        "status": rng.choice(STATUSES),
        "priority": rng.randint(0, 100),
        "urgency": rng.choice(URGENCIES),
        "assignee": rng.choice(PEOPLE),
        "feature": rng.choice(FEATURES),
        "gates": [],
        "created_at": stamp(number),
        "updated_at": stamp(number + 1),
    }
    if made["status"] == "doing":
        made["lease_owner"] = "claude"
        made["lease_until"] = "2999-01-01T00:00:00.000Z"
    chance = rng.random()
    if chance < 0.3:
        made["labels"] = rng.sample(LABELS, rng.randint(1, 2))
    if chance < 0.2:
        made["due_at"] = stamp(number).replace("2026", "2099")
    if 0.5 < chance < 0.6 and number > 1:
        made["needs"] = ["bench-%08d" % rng.randint(1, number - 1)]
    if chance > 0.95 and number > 1:
        made["parent"] = "bench-%08d" % rng.randint(1, number - 1)
    return made


def main():
    rng = random.Random(1)
    for number in range(1, int(sys.argv[1]) + 1):
        sys.stdout.write(json.dumps(task(rng, number)) + "\n")


if __name__ == "__main__":
    main()
