-- SPDX-License-Identifier: MIT
-- The ledger: who works on what, who must agree, and what happened to it.
--
-- Times are TEXT, UTC, YYYY-MM-DDTHH:MM:SS.sssZ: they sort and read well in
-- every tool. A row that a tool writes names its author (changed_by) and the
-- way in (changed_via); the defaults 'unknown' and 'raw' are what a row made
-- by hand in the sqlite3 shell or in sqlite-web shows.

CREATE TABLE project (
	id INTEGER PRIMARY KEY AUTOINCREMENT,
	uid TEXT NOT NULL UNIQUE DEFAULT (lower(hex(randomblob(16))))
		CHECK (length(uid) BETWEEN 1 AND 200),
	title TEXT NOT NULL COLLATE NOCASE UNIQUE
		CHECK (length(title) BETWEEN 1 AND 200),
	description TEXT NOT NULL DEFAULT ''
		CHECK (length(CAST(description AS BLOB)) <= 65536),
	repo TEXT NOT NULL DEFAULT '',
	gates TEXT,		-- 'start,finish', 'none' ...; NULL: as atlas.conf says
	archived_at TEXT,	-- its tasks are not ready while this is set
	changes INTEGER NOT NULL DEFAULT 0,	-- as task.changes
	changed_by TEXT NOT NULL DEFAULT 'unknown',
	changed_via TEXT NOT NULL DEFAULT 'raw',
	created_at TEXT NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ')),
	updated_at TEXT NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ'))
) STRICT;

CREATE TABLE task (
	id INTEGER PRIMARY KEY AUTOINCREMENT,	-- people say #42; never reused
	uid TEXT NOT NULL UNIQUE DEFAULT (lower(hex(randomblob(4)) || '-' ||
		hex(randomblob(2)) || '-4' || substr(hex(randomblob(2)), 2) ||
		'-a' || substr(hex(randomblob(2)), 2) || '-' ||
		hex(randomblob(6))))
		CHECK (length(uid) BETWEEN 1 AND 200),
	project_id INTEGER NOT NULL DEFAULT 1 REFERENCES project(id),
	parent_id INTEGER REFERENCES task(id),
	title TEXT NOT NULL CHECK (length(title) BETWEEN 1 AND 500),
	description TEXT NOT NULL DEFAULT ''
		CHECK (length(CAST(description AS BLOB)) <= 65536),
	status TEXT NOT NULL DEFAULT 'todo' CHECK (status IN
		('todo', 'doing', 'review', 'done', 'cancelled')),
	priority INTEGER NOT NULL DEFAULT 50	-- higher first
		CHECK (priority BETWEEN 0 AND 100),
	urgency TEXT NOT NULL DEFAULT 'medium' CHECK (urgency IN
		('low', 'medium', 'high', 'critical')),
	assignee TEXT NOT NULL DEFAULT '',
	feature TEXT NOT NULL DEFAULT '',
	due_at TEXT,
	-- May work start? 'none': nobody asks; 'waiting': not before a human
	-- approves; 'passed': approved.
	start_gate TEXT NOT NULL DEFAULT 'waiting'
		CHECK (start_gate IN ('none', 'waiting', 'passed')),
	-- 'required': only an approval of this very version makes it done.
	finish_gate TEXT NOT NULL DEFAULT 'required'
		CHECK (finish_gate IN ('none', 'required')),
	-- How many of the tasks it needs are not done. Kept by the triggers
	-- below, so that "ready" is one index, whatever hangs on what.
	blockers INTEGER NOT NULL DEFAULT 0,
	version INTEGER NOT NULL DEFAULT 1,	-- +1 at each change of content or status
	-- +1 at every change that a tool makes (a renewed lease too). A change
	-- that leaves it alone was made by hand, and is recorded as 'raw'.
	changes INTEGER NOT NULL DEFAULT 0,
	attempts INTEGER NOT NULL DEFAULT 0 CHECK (attempts >= 0),
	max_attempts INTEGER NOT NULL DEFAULT 3 CHECK (max_attempts > 0),
	lease_owner TEXT,
	lease_until TEXT,	-- NULL while doing: nobody holds it, as if run out
	progress INTEGER NOT NULL DEFAULT 0
		CHECK (progress BETWEEN 0 AND 100),
	idempotency_key TEXT UNIQUE,
	-- The newest change: the deed is the kind of its audit event, the note
	-- what was said with it.
	deed TEXT NOT NULL DEFAULT 'created',
	note TEXT NOT NULL DEFAULT '',
	changed_by TEXT NOT NULL DEFAULT 'unknown',
	changed_via TEXT NOT NULL DEFAULT 'raw',
	created_at TEXT NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ')),
	updated_at TEXT NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ'))
) STRICT;

-- Where the conditions of an index fix the status, it comes first even so:
-- otherwise the planner takes task_status and reads far more. The end of
-- task_ready lets a claim pass over other people's tasks without reading them.
CREATE INDEX task_ready ON task
	(status, priority DESC, coalesce(due_at, '9999'), created_at, id,
	assignee, project_id)
	WHERE status = 'todo' AND start_gate <> 'waiting' AND blockers = 0;
CREATE INDEX task_status ON task(status);
CREATE INDEX task_project ON task(project_id);
CREATE INDEX task_parent ON task(parent_id) WHERE parent_id IS NOT NULL;
CREATE INDEX task_lease ON task(status, lease_until) WHERE status = 'doing';
CREATE INDEX task_waiting ON task(status, start_gate)
	WHERE status = 'todo' AND start_gate = 'waiting';
CREATE INDEX task_due ON task(status, due_at)
	WHERE due_at IS NOT NULL AND status IN ('todo', 'doing', 'review');

CREATE TABLE label (
	id INTEGER PRIMARY KEY,
	name TEXT NOT NULL UNIQUE CHECK (length(name) BETWEEN 1 AND 100)
) STRICT;

-- In the two tables below changed_via is 'raw' at rest: a tool marks a row
-- before it removes it, so that a removal by hand can be told from it.
-- changed_at is the time of that tool's event, and NULL at rest.
CREATE TABLE task_label (
	task_id INTEGER NOT NULL REFERENCES task(id) ON DELETE CASCADE,
	label_id INTEGER NOT NULL REFERENCES label(id),
	changed_by TEXT NOT NULL DEFAULT 'unknown',
	changed_via TEXT NOT NULL DEFAULT 'raw',
	changed_at TEXT,
	PRIMARY KEY (task_id, label_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX task_label_label ON task_label(label_id);

-- task_id waits until needs_id is done.
CREATE TABLE task_need (
	task_id INTEGER NOT NULL REFERENCES task(id) ON DELETE CASCADE,
	needs_id INTEGER NOT NULL REFERENCES task(id),
	changed_by TEXT NOT NULL DEFAULT 'unknown',
	changed_via TEXT NOT NULL DEFAULT 'raw',
	changed_at TEXT,
	PRIMARY KEY (task_id, needs_id),
	CHECK (task_id <> needs_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX task_need_needs ON task_need(needs_id);

-- A question to a human about one version of one task; the desk shows A12.
CREATE TABLE approval (
	id INTEGER PRIMARY KEY AUTOINCREMENT,
	task_id INTEGER NOT NULL REFERENCES task(id),
	task_version INTEGER NOT NULL,
	gate TEXT NOT NULL CHECK (gate IN ('start', 'finish', 'delete')),
	requested_by TEXT NOT NULL DEFAULT 'unknown',
	requested_via TEXT NOT NULL DEFAULT 'raw',
	requested_at TEXT NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ')),
	report TEXT NOT NULL DEFAULT '',	-- what the worker says was done
	evidence TEXT NOT NULL DEFAULT '[]'	-- JSON: URLs, commits, files
		CHECK (json_valid(evidence)),
	-- 1: whoever asked or worked may decide (policy when it was asked)
	self_approval INTEGER NOT NULL DEFAULT 0,
	decision TEXT CHECK (decision IN		-- NULL: open
		('approve', 'revise', 'reject', 'superseded', 'withdrawn')),
	decided_by TEXT,
	decided_at TEXT,
	notes TEXT NOT NULL DEFAULT '',
	via TEXT CHECK (via IN ('desk', 'shell', 'mcp', 'policy', 'raw')),
	edits TEXT				-- JSON: what the human changed with it
) STRICT;
CREATE UNIQUE INDEX approval_open ON approval(task_id, gate)
	WHERE decision IS NULL;
CREATE INDEX approval_task ON approval(task_id);

-- What ran: a tool's job, or one attempt at a task. A task has one running
-- attempt at most; its id is the fencing token of the worker.
CREATE TABLE run (
	id INTEGER PRIMARY KEY AUTOINCREMENT,
	kind TEXT NOT NULL CHECK (kind IN ('tool', 'task')),
	name TEXT NOT NULL,
	task_id INTEGER REFERENCES task(id),
	agent TEXT NOT NULL DEFAULT '',
	started_at TEXT NOT NULL,
	finished_at TEXT,
	status TEXT NOT NULL DEFAULT 'running' CHECK (status IN
		('running', 'success', 'failed', 'cancelled', 'deferred')),
	progress INTEGER NOT NULL DEFAULT 0,
	message TEXT NOT NULL DEFAULT '',
	counts TEXT NOT NULL DEFAULT '{}' CHECK (json_valid(counts)),
	notes TEXT NOT NULL DEFAULT ''		-- a human's
) STRICT;
CREATE UNIQUE INDEX run_live ON run(task_id)
	WHERE kind = 'task' AND status = 'running';
CREATE INDEX run_task ON run(task_id) WHERE task_id IS NOT NULL;

-- What went wrong, once per cause (fingerprint), counted.
CREATE TABLE error (
	id INTEGER PRIMARY KEY AUTOINCREMENT,
	fingerprint TEXT NOT NULL UNIQUE,
	source TEXT NOT NULL,
	severity TEXT NOT NULL CHECK (severity IN
		('low', 'medium', 'high', 'critical')),
	message TEXT NOT NULL,
	task_id INTEGER REFERENCES task(id),
	count INTEGER NOT NULL DEFAULT 1,
	first_seen TEXT NOT NULL,
	last_seen TEXT NOT NULL,
	state TEXT NOT NULL DEFAULT 'open' CHECK (state IN
		('open', 'acked', 'resolved', 'muted')),
	changed_by TEXT NOT NULL DEFAULT 'unknown',
	changed_via TEXT NOT NULL DEFAULT 'raw',
	notes TEXT NOT NULL DEFAULT ''		-- a human's
) STRICT;
CREATE INDEX error_unresolved ON error(last_seen) WHERE state <> 'resolved';
CREATE INDEX error_task ON error(task_id) WHERE state <> 'resolved';

-- When each job was last tried and last succeeded, and what it must remember.
CREATE TABLE job (
	name TEXT PRIMARY KEY,
	last_success TEXT,
	last_attempt TEXT,
	state TEXT NOT NULL DEFAULT '{}'	-- JSON
) STRICT, WITHOUT ROWID;

-- What was last written to, and last read from, each row of the desk: the
-- base against which a human's edit is recognised.
CREATE TABLE desk_row (
	tab TEXT NOT NULL,
	key TEXT NOT NULL,
	written TEXT NOT NULL DEFAULT '{}',	-- JSON: column -> text
	seen TEXT NOT NULL DEFAULT '{}',	-- JSON: column -> text
	PRIMARY KEY (tab, key)
) STRICT, WITHOUT ROWID;

-- The one definition of "ready to be claimed". Claim order is
-- priority DESC, coalesce(due_at, '9999'), created_at, id.
CREATE VIEW ready AS
SELECT id, uid, project_id, parent_id, title, priority, urgency, assignee,
	feature, due_at, created_at
FROM task
WHERE status = 'todo' AND start_gate <> 'waiting' AND blockers = 0
	AND NOT EXISTS (SELECT 1 FROM project
		WHERE project.id = task.project_id
		AND project.archived_at IS NOT NULL);

-- Guards: what no way in may do, the sqlite3 shell included.

-- REPLACE fires no trigger on the row that it takes away.
CREATE TRIGGER task_no_replace BEFORE INSERT ON task
WHEN EXISTS (SELECT 1 FROM task WHERE id = NEW.id)
	OR EXISTS (SELECT 1 FROM task WHERE uid = NEW.uid)
	OR EXISTS (SELECT 1 FROM task
		WHERE idempotency_key = NEW.idempotency_key)
BEGIN
	SELECT RAISE(ABORT, 'task: there is one with this id, uid or key');
END;
CREATE TRIGGER approval_no_replace BEFORE INSERT ON approval
WHEN EXISTS (SELECT 1 FROM approval WHERE id = NEW.id)
	OR EXISTS (SELECT 1 FROM approval WHERE task_id = NEW.task_id
		AND gate = NEW.gate AND decision IS NULL)
BEGIN
	SELECT RAISE(ABORT, 'approval: there is one, or one is open');
END;
CREATE TRIGGER run_no_replace BEFORE INSERT ON run
WHEN EXISTS (SELECT 1 FROM run WHERE id = NEW.id)
	OR (NEW.kind = 'task' AND NEW.status = 'running' AND EXISTS
		(SELECT 1 FROM run WHERE task_id = NEW.task_id
		AND kind = 'task' AND status = 'running'))
BEGIN
	SELECT RAISE(ABORT, 'run: there is one, or one is running');
END;
CREATE TRIGGER project_no_replace BEFORE INSERT ON project
WHEN EXISTS (SELECT 1 FROM project WHERE id = NEW.id OR uid = NEW.uid
	OR title = NEW.title)
BEGIN
	SELECT RAISE(ABORT, 'project: there is one with this id, uid or title');
END;

CREATE TRIGGER task_start_guard BEFORE UPDATE OF status ON task
WHEN NEW.status = 'doing' AND OLD.status <> 'doing'
	AND OLD.start_gate = 'waiting'
BEGIN
	SELECT RAISE(ABORT, 'task: its start is not approved');
END;

CREATE TRIGGER task_finish_guard BEFORE UPDATE OF status ON task
WHEN NEW.status = 'done' AND OLD.status <> 'done'
	AND OLD.finish_gate = 'required'
	AND NOT EXISTS (SELECT 1 FROM approval WHERE task_id = OLD.id
		AND gate = 'finish' AND decision = 'approve'
		AND task_version = OLD.version)
BEGIN
	SELECT RAISE(ABORT, 'task: its finish is not approved');
END;

CREATE TRIGGER task_gate_guard BEFORE UPDATE OF start_gate, finish_gate ON task
WHEN (NEW.finish_gate = 'none' AND OLD.finish_gate = 'required')
	OR (OLD.start_gate = 'waiting' AND NEW.start_gate <> 'waiting'
		AND NOT EXISTS (SELECT 1 FROM approval WHERE task_id = OLD.id
			AND gate = 'start' AND decision = 'approve'
			AND task_version = OLD.version))
BEGIN
	SELECT RAISE(ABORT, 'task: a gate opens by an approval only');
END;

-- What an old approval was bound to must not come back.
CREATE TRIGGER task_version_guard BEFORE UPDATE OF version ON task
WHEN NEW.version < OLD.version
BEGIN
	SELECT RAISE(ABORT, 'task: its version only rises');
END;

CREATE TRIGGER approval_begins_open BEFORE INSERT ON approval
WHEN NEW.decision IS NOT NULL
BEGIN
	SELECT RAISE(ABORT, 'approval: it begins open');
END;

CREATE TRIGGER approval_once BEFORE UPDATE ON approval
WHEN OLD.decision IS NOT NULL
BEGIN
	SELECT RAISE(ABORT, 'approval: it was decided already');
END;

CREATE TRIGGER approval_not_by_self BEFORE UPDATE OF decision ON approval
WHEN NEW.decision IN ('approve', 'revise', 'reject') AND NEW.self_approval = 0
	AND ((NEW.gate = 'finish' AND EXISTS (SELECT 1 FROM run
			WHERE task_id = NEW.task_id AND kind = 'task'
			AND agent = NEW.decided_by COLLATE NOCASE))
		-- also when an edit by somebody else asked it anew
		OR EXISTS (SELECT 1 FROM approval AS a
			WHERE a.task_id = NEW.task_id AND a.gate = NEW.gate
			AND a.requested_via = 'mcp'
			AND a.requested_by = NEW.decided_by COLLATE NOCASE))
BEGIN
	SELECT RAISE(ABORT, 'approval: who did or asked does not decide');
END;

CREATE TRIGGER approval_by_somebody BEFORE UPDATE OF decision ON approval
WHEN NEW.decision IN ('approve', 'revise', 'reject')
	AND coalesce(NEW.decided_by, '') = ''
BEGIN
	SELECT RAISE(ABORT, 'approval: decided_by must say who decides');
END;

-- Work that is moved on by hand: its attempt is over, and the next claim may
-- begin another. A tool has ended it before.
CREATE TRIGGER task_attempt_over AFTER UPDATE OF status ON task
WHEN OLD.status = 'doing' AND NEW.status <> 'doing'
BEGIN
	UPDATE run SET status = 'cancelled', message = 'moved on by hand',
		finished_at = strftime('%Y-%m-%dT%H:%M:%fZ')
	WHERE task_id = NEW.id AND kind = 'task' AND status = 'running';
END;

CREATE TRIGGER task_attempt_gone AFTER DELETE ON task
BEGIN
	UPDATE run SET status = 'cancelled', message = 'the task was deleted',
		finished_at = strftime('%Y-%m-%dT%H:%M:%fZ')
	WHERE task_id = OLD.id AND kind = 'task' AND status = 'running';
END;

-- What a human allowed to begin was what they saw.
CREATE TRIGGER task_start_voided AFTER UPDATE OF title, description ON task
WHEN NEW.changes = OLD.changes AND NEW.status = 'todo'
	AND NEW.start_gate = 'passed' AND (OLD.title IS NOT NEW.title
		OR OLD.description IS NOT NEW.description)
BEGIN
	UPDATE task SET start_gate = 'waiting' WHERE id = NEW.id;
END;

-- blockers, kept true whatever changes, by whatever hand.

CREATE TRIGGER task_blockers_status AFTER UPDATE OF status ON task
WHEN (OLD.status = 'done') <> (NEW.status = 'done')
BEGIN
	UPDATE task SET blockers = (SELECT count(*) FROM task_need AS n
		WHERE n.task_id = task.id AND NOT EXISTS (SELECT 1
			FROM task AS t WHERE t.id = n.needs_id
			AND t.status = 'done'))
	WHERE id IN (SELECT task_id FROM task_need WHERE needs_id = NEW.id);
END;

CREATE TRIGGER task_blockers_guard AFTER UPDATE OF blockers ON task
WHEN NEW.blockers <> (SELECT count(*) FROM task_need AS n
		WHERE n.task_id = NEW.id AND NOT EXISTS (SELECT 1
			FROM task AS t WHERE t.id = n.needs_id
			AND t.status = 'done'))
BEGIN
	UPDATE task SET blockers = (SELECT count(*) FROM task_need AS n
		WHERE n.task_id = NEW.id AND NOT EXISTS (SELECT 1
			FROM task AS t WHERE t.id = n.needs_id
			AND t.status = 'done'))
	WHERE id = NEW.id;
END;
CREATE TRIGGER task_blockers_added AFTER INSERT ON task
WHEN NEW.blockers <> 0
BEGIN
	UPDATE task SET blockers = 0 WHERE id = NEW.id;
END;

CREATE TRIGGER task_blockers_deleted AFTER DELETE ON task
BEGIN
	UPDATE task SET blockers = (SELECT count(*) FROM task_need AS n
		WHERE n.task_id = task.id AND NOT EXISTS (SELECT 1
			FROM task AS t WHERE t.id = n.needs_id
			AND t.status = 'done'))
	WHERE id IN (SELECT task_id FROM task_need WHERE needs_id = OLD.id);
END;
