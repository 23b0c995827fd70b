-- SPDX-License-Identifier: MIT
-- Full-text search over tasks and what their workers logged.

CREATE VIRTUAL TABLE task_text USING fts5(title, description,
	content = 'task', content_rowid = 'id',
	tokenize = 'unicode61 remove_diacritics 2');

CREATE TRIGGER task_text_added AFTER INSERT ON task
BEGIN
	INSERT INTO task_text (rowid, title, description)
	VALUES (NEW.id, NEW.title, NEW.description);
END;
CREATE TRIGGER task_text_changed AFTER UPDATE OF id, title, description ON task
WHEN OLD.title IS NOT NEW.title OR OLD.description IS NOT NEW.description
	OR OLD.id IS NOT NEW.id
BEGIN
	INSERT INTO task_text (task_text, rowid, title, description)
	VALUES ('delete', OLD.id, OLD.title, OLD.description);
	INSERT INTO task_text (rowid, title, description)
	VALUES (NEW.id, NEW.title, NEW.description);
END;
CREATE TRIGGER task_text_removed AFTER DELETE ON task
BEGIN
	INSERT INTO task_text (task_text, rowid, title, description)
	VALUES ('delete', OLD.id, OLD.title, OLD.description);
END;

-- Progress lines; the rowid is event.seq. Events are never changed, so the
-- index needs no copy of the text.
CREATE VIRTUAL TABLE log_text USING fts5(line, content = '',
	tokenize = 'unicode61 remove_diacritics 2');

CREATE TRIGGER log_text_added AFTER INSERT ON event
WHEN NEW.kind = 'progress'
BEGIN
	INSERT INTO log_text (rowid, line)
	VALUES (NEW.seq, json_extract(NEW.detail, '$.note'));
END;

INSERT INTO task_text (task_text) VALUES ('rebuild');
INSERT INTO log_text (rowid, line)
SELECT seq, json_extract(detail, '$.note') FROM event WHERE kind = 'progress';
