# SPDX-License-Identifier: MIT
"""The ledgers that make bench measures, each in a root of its own."""
import os
import shutil
import subprocess
import sys

from measure import TASK, WORK, call
import tasks


def root_of(name):
    return os.path.join(WORK, name)


def database_of(name):
    return os.path.join(WORK, name, "data", "atlas.db")


def atlas(name, *words, tool="atlas-task"):
    """The command line of a tool at the ledger of that name."""
    return [os.path.join(os.path.dirname(TASK), tool),
            "--root", root_of(name), *words]


def shell(name, *words):
    return ["sqlite3", database_of(name), *words]


def fresh(name):
    shutil.rmtree(root_of(name), ignore_errors=True)
    call(*atlas(name, "init"))


def wal_size(name):
    path = database_of(name) + "-wal"
    return os.path.getsize(path) if os.path.exists(path) else 0


def copy(name, new):
    """Nobody has it open, and the WAL is emptied: the file is the ledger."""
    fresh(new)
    for end in "-wal", "-shm":
        os.unlink(database_of(new) + end)
    call(*shell(name, "PRAGMA wal_checkpoint(TRUNCATE)"))
    shutil.copyfile(database_of(name), database_of(new))


def file_of_tasks(count):
    path = os.path.join(WORK, "tasks-%d.ndjson" % count)
    generator = tasks.__file__
    if not os.path.exists(path) or (os.path.getmtime(path) <
                                    os.path.getmtime(generator)):
        with open(path + ".new", "wb") as f:
            subprocess.run([sys.executable, "-B", generator, str(count)],
                           stdout=f, check=True)
        os.rename(path + ".new", path)
    return path
