# SPDX-License-Identifier: MIT
"""The control interface: POST /_control with {"op": NAME, ...}.

  load book [id] [role]    a spreadsheet, see state.py; role: writer, reader
                           or none for the service account and the user
  dump [id]                the spreadsheet as plain JSON
  set NAME=VALUE...        delay_ms, skew, token_lifetime, quota_read,
                           quota_write, quota_window, check_answers,
                           keep_bodies, and the knobs (see google.py)
  fault kind [count] [class] [method] [skip] [seconds]       see faults.py
  faults | clear           those still waiting; forget them
  log                      every request so far
  counts                   how many of each class, and the peak in a minute
  violations               what was not valid against the discovery document
  act act [tab] ...        the human does something now, see acts.py
  acts queue               one entry is popped before each request: an act, a
                           list of acts, or null; an act with "before" waits
                           for a method of that name
  random seed p tabs columns choices weights                 see person.py
  quiet                    the human goes away
  columns columns          {tab: [columns of the tools]}: what is typed there
                           is not missed
  typed                    every text that was typed
  missing [log]            those that are no longer in any tab
  done                     the human's acts so far
  expire                   every access token is worthless now
  secrets                  what must not show up in any output of a client
  reset                    forget log, faults, quota, human; knobs as at first
"""
import state
from google import KNOBS
from keys import EMAIL, USER
from person import Cannot

PLAIN = {"delay_ms": int, "skew": float, "check_answers": bool,
         "keep_bodies": bool}
QUOTA = {"quota_read": "read", "quota_write": "write"}


def typed_as(value, sample):
    """A value from a command line as what it is: 5, true, text."""
    if isinstance(sample, str):
        return str(value)
    if isinstance(value, str):
        lowered = value.lower()
        if lowered in ("true", "false"):
            return lowered == "true"
        return type(sample)(value)
    return value


class Control:
    def __init__(self, google):
        self.google = google

    def answer(self, body):
        """(status, JSON) of one control request."""
        with self.google.lock:
            try:
                arguments = dict(body)
                name = arguments.pop("op", "")
                function = getattr(self, "op_" + name, None)
                if function is None:
                    raise ValueError(f"no such op: {name}")
                result = function(**arguments)
                return 200, {"ok": True} if result is None else result
            except Cannot as e:
                return 409, {"error": str(e)}
            except (ValueError, TypeError, KeyError) as e:
                return 400, {"error": f"{type(e).__name__}: {e}"}

    def op_load(self, book=None, id=None, role="writer"):
        google = self.google
        number = id or google.first or "test-spreadsheet"
        google.load(number, book or {})
        google.shared[number] = {EMAIL: role, USER: role}
        return {"id": number}

    def op_dump(self, id=None):
        return state.dump(self.google.book(id))

    def op_set(self, **settings):
        google = self.google
        for name, value in settings.items():
            if name in KNOBS:
                value = typed_as(value, KNOBS[name][0])
                if value not in KNOBS[name]:
                    raise ValueError(f"{name} is one of {KNOBS[name]}")
                google.knobs[name] = value
            elif name in PLAIN:
                setattr(google, name, typed_as(value, PLAIN[name]()))
            elif name in QUOTA:
                google.quota.limits[QUOTA[name]] = int(value)
            elif name == "quota_window":
                google.quota.seconds = float(value)
            elif name == "token_lifetime":
                google.tokens.lifetime = int(value)
            else:
                raise ValueError(f"no such setting: {name}")

    def op_fault(self, **fault):
        for name in ("count", "skip"):
            if name in fault:
                fault[name] = int(fault[name])
        fault["kind"] = str(fault.get("kind", ""))  # 503 may be a number
        if "seconds" in fault:
            fault["seconds"] = float(fault["seconds"])
        self.google.faults.add(fault)

    def op_faults(self):
        return {"faults": self.google.faults.waiting}

    def op_clear(self):
        self.google.faults.waiting.clear()

    def op_log(self):
        return {"log": self.google.log}

    def op_counts(self):
        out = {"read": 0, "write": 0, "token": 0, "none": 0}
        for entry in self.google.log:
            out[entry["class"]] += 1
        out["api"] = out["read"] + out["write"]
        for kind, peak in self.google.quota.peak.items():
            out["peak_" + kind] = peak
        return out

    def op_violations(self):
        return {"violations": self.google.violations}

    def op_act(self, **act):
        for name in ("row", "to", "at", "count"):
            if isinstance(act.get(name), str) and act[name].isdigit():
                act[name] = int(act[name])
        for name in ("id", "text", "name"):
            if name in act:
                act[name] = str(act[name])
        return {"typed": self.google.person.do(self.google.book(), act)}

    def op_acts(self, queue):
        self.google.person.queue = list(queue)

    def op_random(self, **settings):
        self.google.person.start(settings)

    def op_quiet(self):
        self.google.person.chance = None
        self.google.person.queue = []

    def op_columns(self, columns):
        self.google.person.ignored = columns

    def op_typed(self):
        return {"typed": self.google.person.texts}

    def op_missing(self):
        return {"missing": self.google.person.missing(self.google.book())}

    def op_done(self):
        return {"done": self.google.person.done}

    def op_expire(self):
        self.google.tokens.expire()

    def op_secrets(self):
        return {"secrets": self.google.tokens.secrets}

    def op_reset(self):
        google = self.google
        google.log.clear()
        google.violations.clear()
        google.faults.waiting.clear()
        google.quota.reset()
        google.person.reset()
        google.knobs.update((n, known[0]) for n, known in KNOBS.items())
        google.skew = 0

    def op_help(self):
        return {"help": __doc__}
