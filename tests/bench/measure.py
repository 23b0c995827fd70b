# SPDX-License-Identifier: MIT
"""How the rows of make bench are measured, judged and printed."""
import json
import os
import statistics
import subprocess

BENCH = os.path.dirname(os.path.abspath(__file__))
TOP = os.path.dirname(os.path.dirname(BENCH))
BUILD = os.path.abspath(os.environ.get("ATLAS_BUILD", "build"))
WORK = os.path.join(BUILD, "bench")
TASK = os.path.join(BUILD, "bin", "atlas-task")

# Nothing of the person who runs this: no ~/.sqliterc, no atlas.conf.
ENV = {"PATH": os.environ["PATH"], "HOME": WORK, "LOGNAME": "bench",
       "LC_ALL": "C.UTF-8"}


def call(*argv, stdin=None, env=None):
    """Run it to its end; what it prints."""
    done = subprocess.run(argv, env=env or ENV, input=stdin, text=True,
                          stdout=subprocess.PIPE, check=False)
    if done.returncode != 0:
        raise SystemExit("bench: %s: exit status %d" % (
            " ".join(argv)[:200], done.returncode))
    return done.stdout


def compile_helpers():
    """The C programs here, with the compiler and libraries of config.mk."""
    config = {}
    with open(os.path.join(TOP, "config.mk"), encoding="utf-8") as f:
        for line in f:
            name, _, value = line.partition("=")
            config[name.strip(" ?")] = value.split()
    for name in "empty", "spawn", "read":
        call(*config["CC"], "-std=c11", "-D_GNU_SOURCE", "-O2",
             "-iquote", os.path.join(TOP, "lib"),
             "-o", os.path.join(WORK, name),
             os.path.join(BENCH, name + ".c"),
             os.path.join(BUILD, "libatlas.a"), *config["LIBS"],
             env=dict(os.environ))


class Runs:
    """What the runs of one command cost."""

    def __init__(self, samples):
        begin, self.wall_ns, self.cpu_us, self.resident_kb, status = zip(
            *samples)
        self.count = len(samples)
        self.failed = sum(s != 0 for s in status)
        self.seconds = (max(b + w for b, w in zip(begin, self.wall_ns)) -
                        min(begin)) / 1e9

    def wall_ms(self):
        return statistics.median(self.wall_ns) / 1e6

    def worst_ms(self):
        return max(self.wall_ns) / 1e6

    def cpu_ms(self):
        return statistics.median(self.cpu_us) / 1e3

    def resident_mb(self):
        return max(self.resident_kb) / 1024


def spawn(rounds, *commands, processes=1, before=()):
    """Run the commands in turn, so many times each: a Runs for each."""
    argv = [*before, os.path.join(WORK, "spawn"), "-n", str(rounds),
            "-p", str(processes)]
    for i, command in enumerate(commands):
        argv += ["::"] * (i > 0) + list(command)
    samples = [[] for _ in commands]
    for line in call(*argv).splitlines():
        which, *sample = map(int, line.split())
        samples[which].append(sample)
    runs = [Runs(s) for s in samples]
    for command, run in zip(commands, runs):
        if run.failed:
            raise SystemExit("bench: %s failed %d times of %d" % (
                " ".join(command)[:200], run.failed, run.count))
    return runs


class Report:
    """Rows: what was measured, its floor, and whether it is in budget."""

    def __init__(self):
        self.rows = []

    def row(self, what, measured, unit, floor=None, most=None, least=None,
            most_ratio=None, least_ratio=None):
        ratio = measured / floor if floor else None
        limits = [(measured, most, least, " " + unit),
                  (ratio, most_ratio, least_ratio, " x")]
        budget = [("<= %g%s" if high is not None else ">= %g%s") %
                  (high if high is not None else low, of)
                  for _, high, low, of in limits
                  if high is not None or low is not None]
        beyond = any((high is not None and value > high) or
                     (low is not None and value < low)
                     for value, high, low, _ in limits)
        self.rows.append({
            "what": what, "measured": measured, "unit": unit, "floor": floor,
            "ratio": ratio, "budget": " and ".join(budget) or None,
            "verdict": "beyond" if beyond else "ok" if budget else ""})
        self.print_row(self.rows[-1])

    def note(self, what, why):
        self.rows.append({"what": what, "note": why})
        print("%-52s %s" % (what, why), flush=True)

    @staticmethod
    def print_head():
        print("%-52s %12s %12s %7s  %-14s" % (
            "what", "measured", "floor", "ratio", "budget"))

    @staticmethod
    def print_row(row):
        def number(value, unit=""):
            return "" if value is None else "%.*f%s" % (
                0 if value >= 1000 else 2, value, unit)
        print("%-52s %12s %12s %7s  %-14s %s" % (
            row["what"], number(row["measured"], " " + row["unit"]),
            number(row["floor"], " " + row["unit"]), number(row["ratio"]),
            row["budget"] or "", row["verdict"]), flush=True)

    def end(self):
        """Write build/bench.json.  How many rows are beyond their budget."""
        path = os.path.join(BUILD, "bench.json")
        with open(path, "w", encoding="utf-8") as f:
            json.dump({"processors": os.cpu_count(),
                       "load": os.getloadavg(),
                       "sqlite": call("sqlite3", "--version").split()[0],
                       "rows": self.rows}, f, indent=1)
            f.write("\n")
        return sum(row.get("verdict") == "beyond" for row in self.rows)
