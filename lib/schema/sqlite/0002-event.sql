-- SPDX-License-Identifier: MIT
-- The audit trail. Events are only ever added, nearly all of them by the
-- triggers below, so that a change made by hand leaves one too.
--
-- kind: task:     created loaded edited status claimed renewed released
--                 expired failed submitted done cancelled reopened approved
--                 revised rejected deleted progress overdue
--       label and need: labelled unlabelled need-added need-removed
--                 label-renamed
--       approval: asked decided reminded   project: project-created ...
--       error: error-state error-noted   run: run-noted
-- detail: JSON. A changed column is "column": [before, after]; "note" is what
-- was said with the change, and the text of a line of progress.

CREATE TABLE event (
	seq INTEGER PRIMARY KEY AUTOINCREMENT,
	at TEXT NOT NULL,
	actor TEXT NOT NULL,
	via TEXT NOT NULL,
	task_id INTEGER,	-- no foreign key: an event outlives its task
	kind TEXT NOT NULL,
	detail TEXT NOT NULL DEFAULT '{}' CHECK (json_valid(detail))
) STRICT;
CREATE INDEX event_task ON event(task_id) WHERE task_id IS NOT NULL;
CREATE INDEX event_at ON event(at);

CREATE TRIGGER event_no_update BEFORE UPDATE ON event
BEGIN
	SELECT RAISE(ABORT, 'event: the audit trail is append-only');
END;
CREATE TRIGGER event_no_delete BEFORE DELETE ON event
BEGIN
	SELECT RAISE(ABORT, 'event: the audit trail is append-only');
END;

-- REPLACE fires no trigger on what it deletes.
CREATE TRIGGER event_no_replace BEFORE INSERT ON event
WHEN EXISTS (SELECT 1 FROM event WHERE seq = NEW.seq)
BEGIN
	SELECT RAISE(ABORT, 'event: the audit trail is append-only');
END;

-- task

CREATE TRIGGER task_added AFTER INSERT ON task
BEGIN
	INSERT INTO event (at, actor, via, task_id, kind, detail) VALUES (
		-- a loaded task brings its own past
		CASE NEW.deed WHEN 'loaded' THEN strftime('%Y-%m-%dT%H:%M:%fZ')
			ELSE NEW.updated_at END,
		NEW.changed_by, NEW.changed_via, NEW.id,
		NEW.deed, json_object('title', NEW.title,
			'status', NEW.status, 'priority', NEW.priority));
END;

CREATE TRIGGER task_changed AFTER UPDATE ON task
WHEN OLD.title IS NOT NEW.title OR OLD.description IS NOT NEW.description
	OR OLD.status IS NOT NEW.status OR OLD.priority IS NOT NEW.priority
	OR OLD.urgency IS NOT NEW.urgency OR OLD.assignee IS NOT NEW.assignee
	OR OLD.feature IS NOT NEW.feature OR OLD.due_at IS NOT NEW.due_at
	OR OLD.project_id IS NOT NEW.project_id
	OR OLD.parent_id IS NOT NEW.parent_id
	OR OLD.start_gate IS NOT NEW.start_gate
	OR OLD.finish_gate IS NOT NEW.finish_gate
	OR OLD.lease_owner IS NOT NEW.lease_owner
	OR OLD.lease_until IS NOT NEW.lease_until
	OR OLD.attempts IS NOT NEW.attempts
	OR OLD.max_attempts IS NOT NEW.max_attempts
	OR OLD.progress IS NOT NEW.progress
	OR OLD.uid IS NOT NEW.uid OR OLD.id IS NOT NEW.id
	OR OLD.idempotency_key IS NOT NEW.idempotency_key
	OR OLD.created_at IS NOT NEW.created_at
	-- a line of progress is worth an event even if nothing else moved
	OR (NEW.deed = 'progress' AND NEW.changes <> OLD.changes)
BEGIN
	INSERT INTO event (at, actor, via, task_id, kind, detail)
	SELECT
		CASE WHEN NEW.changes = OLD.changes
			THEN strftime('%Y-%m-%dT%H:%M:%fZ')
			ELSE NEW.updated_at END,
		CASE WHEN NEW.changes = OLD.changes
			THEN 'unknown' ELSE NEW.changed_by END,
		CASE WHEN NEW.changes = OLD.changes
			THEN 'raw' ELSE NEW.changed_via END,
		NEW.id,
		CASE WHEN NEW.changes <> OLD.changes THEN NEW.deed
			WHEN NEW.status <> OLD.status THEN 'status'
			ELSE 'edited' END,
		-- a merge patch drops what is null: only changes remain
		json_patch('{}', json_object(
		'title', json(CASE WHEN OLD.title IS NOT NEW.title
			THEN json_array(OLD.title, NEW.title) END),
		'description', json(CASE
			WHEN OLD.description IS NOT NEW.description
			THEN json_array(OLD.description, NEW.description) END),
		'status', json(CASE WHEN OLD.status IS NOT NEW.status
			THEN json_array(OLD.status, NEW.status) END),
		'priority', json(CASE WHEN OLD.priority IS NOT NEW.priority
			THEN json_array(OLD.priority, NEW.priority) END),
		'urgency', json(CASE WHEN OLD.urgency IS NOT NEW.urgency
			THEN json_array(OLD.urgency, NEW.urgency) END),
		'assignee', json(CASE WHEN OLD.assignee IS NOT NEW.assignee
			THEN json_array(OLD.assignee, NEW.assignee) END),
		'feature', json(CASE WHEN OLD.feature IS NOT NEW.feature
			THEN json_array(OLD.feature, NEW.feature) END),
		'due_at', json(CASE WHEN OLD.due_at IS NOT NEW.due_at
			THEN json_array(OLD.due_at, NEW.due_at) END),
		'project_id', json(CASE
			WHEN OLD.project_id IS NOT NEW.project_id
			THEN json_array(OLD.project_id, NEW.project_id) END),
		'parent_id', json(CASE
			WHEN OLD.parent_id IS NOT NEW.parent_id
			THEN json_array(OLD.parent_id, NEW.parent_id) END),
		'start_gate', json(CASE
			WHEN OLD.start_gate IS NOT NEW.start_gate
			THEN json_array(OLD.start_gate, NEW.start_gate) END),
		'finish_gate', json(CASE
			WHEN OLD.finish_gate IS NOT NEW.finish_gate
			THEN json_array(OLD.finish_gate, NEW.finish_gate) END),
		'lease_owner', json(CASE
			WHEN OLD.lease_owner IS NOT NEW.lease_owner
			THEN json_array(OLD.lease_owner, NEW.lease_owner) END),
		'lease_until', json(CASE
			WHEN OLD.lease_until IS NOT NEW.lease_until
			THEN json_array(OLD.lease_until, NEW.lease_until) END),
		'attempts', json(CASE WHEN OLD.attempts IS NOT NEW.attempts
			THEN json_array(OLD.attempts, NEW.attempts) END),
		'max_attempts', json(CASE
			WHEN OLD.max_attempts IS NOT NEW.max_attempts
			THEN json_array(OLD.max_attempts, NEW.max_attempts) END),
		'progress', json(CASE WHEN OLD.progress IS NOT NEW.progress
			THEN json_array(OLD.progress, NEW.progress) END),
		'uid', json(CASE WHEN OLD.uid IS NOT NEW.uid
			THEN json_array(OLD.uid, NEW.uid) END),
		'id', json(CASE WHEN OLD.id IS NOT NEW.id
			THEN json_array(OLD.id, NEW.id) END),
		'key', json(CASE
			WHEN OLD.idempotency_key IS NOT NEW.idempotency_key
			THEN json_array(OLD.idempotency_key,
				NEW.idempotency_key) END),
		'created_at', json(CASE
			WHEN OLD.created_at IS NOT NEW.created_at
			THEN json_array(OLD.created_at, NEW.created_at) END),
		'note', CASE WHEN NEW.changes <> OLD.changes AND NEW.note <> ''
			THEN NEW.note END));
	UPDATE task SET version = max(version, OLD.version + 1),
		changes = OLD.changes + 1,
		deed = 'edited', note = '', changed_by = 'unknown',
		changed_via = 'raw', updated_at = strftime('%Y-%m-%dT%H:%M:%fZ')
	WHERE id = NEW.id AND NEW.changes = OLD.changes;
END;

CREATE TRIGGER task_deleted AFTER DELETE ON task
BEGIN
	INSERT INTO event (at, actor, via, task_id, kind, detail) VALUES (
		strftime('%Y-%m-%dT%H:%M:%fZ'), 'unknown', 'raw', OLD.id,
		'deleted', json_object('uid', OLD.uid, 'title', OLD.title,
			'description', OLD.description, 'status', OLD.status,
			'version', OLD.version));
END;

-- labels and needs: written, recorded, and marked 'raw' again (0001-ledger)

CREATE TRIGGER task_label_added AFTER INSERT ON task_label
BEGIN
	INSERT INTO event (at, actor, via, task_id, kind, detail)
	SELECT coalesce(NEW.changed_at, strftime('%Y-%m-%dT%H:%M:%fZ')),
		NEW.changed_by, NEW.changed_via, NEW.task_id, 'labelled',
		json_object('label',
			(SELECT name FROM label WHERE id = NEW.label_id))
	FROM task WHERE id = NEW.task_id;
	UPDATE task SET version = version + 1
	WHERE id = NEW.task_id AND NEW.changed_via = 'raw';
	UPDATE task_label SET changed_by = 'unknown', changed_via = 'raw',
		changed_at = NULL
	WHERE task_id = NEW.task_id AND label_id = NEW.label_id
		AND changed_via <> 'raw';
END;

CREATE TRIGGER task_label_removed AFTER DELETE ON task_label
BEGIN
	INSERT INTO event (at, actor, via, task_id, kind, detail) VALUES (
		coalesce(OLD.changed_at, strftime('%Y-%m-%dT%H:%M:%fZ')),
		OLD.changed_by, OLD.changed_via, OLD.task_id, 'unlabelled',
		json_object('label',
			(SELECT name FROM label WHERE id = OLD.label_id)));
	UPDATE task SET version = version + 1
	WHERE id = OLD.task_id AND OLD.changed_via = 'raw';
END;

CREATE TRIGGER task_need_added AFTER INSERT ON task_need
BEGIN
	INSERT INTO event (at, actor, via, task_id, kind, detail)
	SELECT coalesce(NEW.changed_at, strftime('%Y-%m-%dT%H:%M:%fZ')),
		NEW.changed_by, NEW.changed_via, NEW.task_id, 'need-added',
		json_object('needs', NEW.needs_id)
	FROM task WHERE id = NEW.task_id;
	UPDATE task SET blockers = (SELECT count(*) FROM task_need AS n
			WHERE n.task_id = task.id AND NOT EXISTS (SELECT 1
				FROM task AS t WHERE t.id = n.needs_id
				AND t.status = 'done')),
		version = version + (NEW.changed_via = 'raw')
	WHERE id = NEW.task_id;
	UPDATE task_need SET changed_by = 'unknown', changed_via = 'raw',
		changed_at = NULL
	WHERE task_id = NEW.task_id AND needs_id = NEW.needs_id
		AND changed_via <> 'raw';
END;

CREATE TRIGGER task_need_removed AFTER DELETE ON task_need
BEGIN
	INSERT INTO event (at, actor, via, task_id, kind, detail) VALUES (
		coalesce(OLD.changed_at, strftime('%Y-%m-%dT%H:%M:%fZ')),
		OLD.changed_by, OLD.changed_via, OLD.task_id, 'need-removed',
		json_object('needs', OLD.needs_id));
	UPDATE task SET blockers = (SELECT count(*) FROM task_need AS n
			WHERE n.task_id = task.id AND NOT EXISTS (SELECT 1
				FROM task AS t WHERE t.id = n.needs_id
				AND t.status = 'done')),
		version = version + (OLD.changed_via = 'raw')
	WHERE id = OLD.task_id;
END;

-- A need or a label that is pointed elsewhere by hand.
CREATE TRIGGER task_need_moved AFTER UPDATE OF task_id, needs_id ON task_need
BEGIN
	INSERT INTO event (at, actor, via, task_id, kind, detail) VALUES
		(strftime('%Y-%m-%dT%H:%M:%fZ'), 'unknown', 'raw',
		OLD.task_id, 'need-removed',
		json_object('needs', OLD.needs_id)),
		(strftime('%Y-%m-%dT%H:%M:%fZ'), 'unknown', 'raw',
		NEW.task_id, 'need-added', json_object('needs', NEW.needs_id));
	UPDATE task SET blockers = (SELECT count(*) FROM task_need AS n
			WHERE n.task_id = task.id AND NOT EXISTS (SELECT 1
				FROM task AS t WHERE t.id = n.needs_id
				AND t.status = 'done')),
		version = version + 1
	WHERE id IN (OLD.task_id, NEW.task_id);
END;
CREATE TRIGGER task_label_moved AFTER UPDATE OF task_id, label_id ON task_label
BEGIN
	INSERT INTO event (at, actor, via, task_id, kind, detail) VALUES
		(strftime('%Y-%m-%dT%H:%M:%fZ'), 'unknown', 'raw',
		OLD.task_id, 'unlabelled', json_object('label',
			(SELECT name FROM label WHERE id = OLD.label_id))),
		(strftime('%Y-%m-%dT%H:%M:%fZ'), 'unknown', 'raw',
		NEW.task_id, 'labelled', json_object('label',
			(SELECT name FROM label WHERE id = NEW.label_id)));
	UPDATE task SET version = version + 1
	WHERE id IN (OLD.task_id, NEW.task_id);
END;

CREATE TRIGGER label_renamed AFTER UPDATE OF name ON label
WHEN OLD.name <> NEW.name
BEGIN
	INSERT INTO event (at, actor, via, kind, detail) VALUES (
		strftime('%Y-%m-%dT%H:%M:%fZ'), 'unknown', 'raw',
		'label-renamed', json_object('label',
			json_array(OLD.name, NEW.name)));
END;

-- approval

CREATE TRIGGER approval_asked AFTER INSERT ON approval
BEGIN
	INSERT INTO event (at, actor, via, task_id, kind, detail) VALUES (
		NEW.requested_at, NEW.requested_by, NEW.requested_via,
		NEW.task_id, 'asked', json_patch('{}', json_object(
			'approval', NEW.id, 'gate', NEW.gate,
			'version', NEW.task_version,
			'decision', NEW.decision)));
END;

CREATE TRIGGER approval_decided AFTER UPDATE OF decision ON approval
WHEN NEW.decision IS NOT OLD.decision
BEGIN
	INSERT INTO event (at, actor, via, task_id, kind, detail) VALUES (
		coalesce(NEW.decided_at, strftime('%Y-%m-%dT%H:%M:%fZ')),
		coalesce(NEW.decided_by, 'unknown'),
		coalesce(NEW.via, 'raw'), NEW.task_id, 'decided',
		json_patch('{}', json_object('approval', NEW.id,
			'gate', NEW.gate, 'version', NEW.task_version,
			'decision', NEW.decision,
			'notes', nullif(NEW.notes, ''),
			'edits', json(NEW.edits))));
END;

CREATE TRIGGER approval_edited AFTER UPDATE ON approval
WHEN OLD.id IS NOT NEW.id OR OLD.task_id IS NOT NEW.task_id
	OR OLD.task_version IS NOT NEW.task_version
	OR OLD.gate IS NOT NEW.gate
	OR OLD.requested_by IS NOT NEW.requested_by
	OR OLD.requested_via IS NOT NEW.requested_via
	OR OLD.requested_at IS NOT NEW.requested_at
	OR OLD.report IS NOT NEW.report OR OLD.evidence IS NOT NEW.evidence
	OR OLD.self_approval IS NOT NEW.self_approval
	OR (OLD.decision IS NEW.decision
		AND (OLD.decided_by IS NOT NEW.decided_by
		OR OLD.decided_at IS NOT NEW.decided_at
		OR OLD.notes IS NOT NEW.notes OR OLD.via IS NOT NEW.via
		OR OLD.edits IS NOT NEW.edits))
BEGIN
	INSERT INTO event (at, actor, via, task_id, kind, detail) VALUES (
		strftime('%Y-%m-%dT%H:%M:%fZ'), 'unknown', 'raw', NEW.task_id,
		'approval-edited', json_object('approval', OLD.id,
			'version', json_array(OLD.task_version,
				NEW.task_version),
			'gate', json_array(OLD.gate, NEW.gate),
			'requested_by', json_array(OLD.requested_by,
				NEW.requested_by),
			'report', json_array(OLD.report, NEW.report)));
END;

CREATE TRIGGER approval_deleted AFTER DELETE ON approval
BEGIN
	INSERT INTO event (at, actor, via, task_id, kind, detail) VALUES (
		strftime('%Y-%m-%dT%H:%M:%fZ'), 'unknown', 'raw', OLD.task_id,
		'approval-deleted', json_object('approval', OLD.id,
			'gate', OLD.gate, 'version', OLD.task_version,
			'decision', OLD.decision, 'decided_by', OLD.decided_by));
END;

-- project

CREATE TRIGGER project_added AFTER INSERT ON project
BEGIN
	INSERT INTO event (at, actor, via, kind, detail) VALUES (
		NEW.updated_at, NEW.changed_by, NEW.changed_via,
		'project-created', json_object('project', NEW.id,
			'title', NEW.title));
END;

CREATE TRIGGER project_changed AFTER UPDATE ON project
WHEN OLD.title IS NOT NEW.title COLLATE BINARY
	OR OLD.description IS NOT NEW.description
	OR OLD.repo IS NOT NEW.repo OR OLD.gates IS NOT NEW.gates
	OR OLD.archived_at IS NOT NEW.archived_at OR OLD.uid IS NOT NEW.uid
BEGIN
	INSERT INTO event (at, actor, via, kind, detail) VALUES (
		CASE WHEN NEW.changes = OLD.changes
			THEN strftime('%Y-%m-%dT%H:%M:%fZ')
			ELSE NEW.updated_at END,
		CASE WHEN NEW.changes = OLD.changes
			THEN 'unknown' ELSE NEW.changed_by END,
		CASE WHEN NEW.changes = OLD.changes
			THEN 'raw' ELSE NEW.changed_via END,
		'project-edited', json_patch('{}', json_object(
		'project', NEW.id,
		'title', json(CASE WHEN OLD.title IS NOT NEW.title
				COLLATE BINARY
			THEN json_array(OLD.title, NEW.title) END),
		'description', json(CASE
			WHEN OLD.description IS NOT NEW.description
			THEN json_array(OLD.description, NEW.description) END),
		'repo', json(CASE WHEN OLD.repo IS NOT NEW.repo
			THEN json_array(OLD.repo, NEW.repo) END),
		'gates', json(CASE WHEN OLD.gates IS NOT NEW.gates
			THEN json_array(OLD.gates, NEW.gates) END),
		'archived_at', json(CASE
			WHEN OLD.archived_at IS NOT NEW.archived_at
			THEN json_array(OLD.archived_at, NEW.archived_at) END),
		'uid', json(CASE WHEN OLD.uid IS NOT NEW.uid
			THEN json_array(OLD.uid, NEW.uid) END))));
	UPDATE project SET changes = changes + 1, changed_by = 'unknown',
		changed_via = 'raw'
	WHERE id = NEW.id AND NEW.changes = OLD.changes;
END;

CREATE TRIGGER project_deleted AFTER DELETE ON project
BEGIN
	INSERT INTO event (at, actor, via, kind, detail) VALUES (
		strftime('%Y-%m-%dT%H:%M:%fZ'), 'unknown', 'raw',
		'project-deleted', json_object('project', OLD.id,
			'title', OLD.title));
END;

-- run and error: they are records themselves. What would falsify who did
-- what, and an error's state, is an event; notes are recorded by run.c, error.c.

CREATE TRIGGER run_falsified AFTER UPDATE OF id, kind, task_id, agent,
	started_at ON run
BEGIN
	INSERT INTO event (at, actor, via, task_id, kind, detail) VALUES (
		strftime('%Y-%m-%dT%H:%M:%fZ'), 'unknown', 'raw', OLD.task_id,
		'run-edited', json_object('run', OLD.id,
			'task_id', json_array(OLD.task_id, NEW.task_id),
			'agent', json_array(OLD.agent, NEW.agent)));
END;

CREATE TRIGGER run_deleted AFTER DELETE ON run
BEGIN
	INSERT INTO event (at, actor, via, task_id, kind, detail) VALUES (
		strftime('%Y-%m-%dT%H:%M:%fZ'), 'unknown', 'raw', OLD.task_id,
		'run-deleted', json_object('run', OLD.id, 'name', OLD.name,
			'agent', OLD.agent, 'status', OLD.status));
END;

CREATE TRIGGER error_state AFTER UPDATE OF state ON error
WHEN OLD.state <> NEW.state
BEGIN
	INSERT INTO event (at, actor, via, task_id, kind, detail) VALUES (
		strftime('%Y-%m-%dT%H:%M:%fZ'), NEW.changed_by,
		NEW.changed_via, NEW.task_id, 'error-state', json_object(
			'error', NEW.id, 'state',
			json_array(OLD.state, NEW.state)));
END;

-- As with labels: 'raw' at rest.
CREATE TRIGGER error_added AFTER INSERT ON error
WHEN NEW.changed_via <> 'raw'
BEGIN
	UPDATE error SET changed_by = 'unknown', changed_via = 'raw'
	WHERE id = NEW.id;
END;
CREATE TRIGGER error_changed AFTER UPDATE OF changed_via ON error
WHEN NEW.changed_via <> 'raw'
BEGIN
	UPDATE error SET changed_by = 'unknown', changed_via = 'raw'
	WHERE id = NEW.id;
END;

CREATE TRIGGER error_deleted AFTER DELETE ON error
BEGIN
	INSERT INTO event (at, actor, via, task_id, kind, detail) VALUES (
		strftime('%Y-%m-%dT%H:%M:%fZ'), 'unknown', 'raw', OLD.task_id,
		'error-deleted', json_object('error', OLD.id,
			'message', OLD.message));
END;
