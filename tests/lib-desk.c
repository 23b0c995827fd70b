/* SPDX-License-Identifier: MIT */
/* The desk as a directory of CSV files, with people around it. */
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>

#include <linux/capability.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/fail.h"
#include "base/file.h"
#include "base/mem.h"
#include "outside/desk.h"
#include "tap.h"

#define RUNS	"desk/Runs.csv"
#define PENDING	"desk/Pending_Approvals.csv"
#define HISTORY	"desk/Approval_History.csv"
#define RUNS_HEADER "ID,Run,Task,Agent,Status,Started,Finished,Seconds," \
	"Progress,Message,Notes"
#define PENDING_HEADER "ID,Task,Action,Project,Title,Description,Priority," \
	"Assignee,Report,Decision,Notes,Decided by,Result,Requested by," \
	"Requested at"

static struct conf	*conf;

static void
write_file(const char *path, const char *text)
{
	FILE *f = fopen(path, "w");

	if (f == NULL || fputs(text, f) == EOF || fclose(f) == EOF)
		abort();
}

static bool
holds(const char *path, const char *text)
{
	struct buf	 b = { 0 };
	bool		 is_same;

	is_same = file_read(path, 1 << 20, &b) == 1 &&
	    strcmp(buf_text(&b), text) == 0;
	if (!is_same)
		diag("%s holds: %s", path, buf_text(&b));
	buf_clear(&b);
	return is_same;
}

/* Did it fail in this way, and say so?  Forgets the failure. */
static bool
failed(int r, enum fail_kind kind, const char *part)
{
	bool is_so = r == -1 && fail_kind() == kind &&
	    strstr(fail_message(), part) != NULL;

	diag("%d, %s: %s", r, fail_kind_name(fail_kind()), fail_message());
	fail_clear();
	return is_so;
}

static struct desk *
open_desk(void)
{
	struct desk *desk;

	if (desk_open(&desk, conf, false, 0) == -1) {
		printf("Bail out! %s\n", fail_message());
		exit(1);
	}
	return desk;
}

/* Read the tab and plan one want. */
static int
read_and_plan(struct desk *desk, enum sheet_tab tab, struct sheet_plan *plan,
    enum sheet_fate fate, const char *key, size_t column, const char *text)
{
	struct sheet_want	 want = { xstrdup(key), fate, { NULL } };
	struct sheet_view	 view;
	struct grid		 grid = { 0 };
	int			 r = desk_read(desk, tab, &grid);

	if (text != NULL)
		want.cell[column] = xstrdup(text);
	if (r == 1 && (r = sheet_view(&view, tab, &grid)) == 0) {
		sheet_plan(plan, &view, &want, 1);
		r = 1;
	}
	grid_clear(&grid);
	sheet_want_clear(&want);
	return r;
}

/* The same, and carry it out. */
static int
show_run(const char *key, const char *run)
{
	struct desk		*desk = open_desk();
	struct sheet_plan	 plan = { 0 };
	int			 r;

	r = read_and_plan(desk, SHEET_RUNS, &plan, SHEET_SHOW, key, RUNS_RUN,
	    run);
	if (r == 1)
		r = desk_apply(desk, &plan);
	sheet_plan_clear(&plan);
	desk_close(desk);
	return r;
}

static int
move_pending(const char *key)
{
	struct desk		*desk = open_desk();
	struct sheet_plan	 plan = { 0 };
	int			 r;

	r = read_and_plan(desk, SHEET_PENDING, &plan, SHEET_MOVE, key,
	    PENDING_RESULT, "applied");
	if (r == 1)
		r = desk_apply(desk, &plan);
	sheet_plan_clear(&plan);
	desk_close(desk);
	return r;
}

static void
try_setup(void)
{
	struct desk	*desk = NULL;
	struct stat	 st;
	mode_t		 mask = umask(077);

	ok(failed(desk_open(&desk, conf, false, 0), FAIL_CONFIG,
	    "/desk does not exist; run atlas-export --setup"),
	    "no directory");
	ok(desk == NULL, "and no desk");
	desk_close(desk);
	ok(desk_open(&desk, conf, true, 0) == 0, "it is made");
	ok(stat("desk", &st) == 0 && (st.st_mode & 07777) == 02770,
	    "for the group, whatever the umask");
	ok(strstr(desk_where(desk), "/desk") != NULL, "and has a place");
	ok(desk_setup(desk, SHEET_RUNS) == 0 && stat(RUNS, &st) == 0 &&
	    (st.st_mode & 07777) == 0660, "a tab is made");
	ok(holds(RUNS, RUNS_HEADER "\n"), "with its header");
	write_file(RUNS, "mine\n");
	ok(desk_setup(desk, SHEET_RUNS) == 0 && holds(RUNS, "mine\n"),
	    "one that is there is left as it is");
	ok(desk_setup(desk, SHEET_PENDING) == 0 &&
	    holds(PENDING, PENDING_HEADER "\n"), "another tab");
	desk_close(desk);
	umask(mask);
	write_file("file", "");
	ok(unlink(RUNS) == 0 && show_run("1", "a") == 0,
	    "a missing tab is no tab");
	ok(!file_exists(RUNS), "and does not come to be");
}

static void
try_style(void)
{
#define SEMICOLONS "\xef\xbb\xbf" "Notes;ID;Run;Task;Agent;Status;Started;" \
	"Finished;Seconds;Progress;Message;Mine\r\n"
#define SEMICOLONS_HEADER ";ID;Run;Task;Agent;Status;Started;Finished;" \
	"Seconds;Progress;Message;Notes\n"
	struct stat a, b;

	write_file(RUNS, SEMICOLONS "n;9;old;;;;;;;;;\"a;b\r\nc\"\r\n");
	chmod(RUNS, 0664);
	ok(show_run("1", "new") == 1, "semicolons, BOM, CR LF");
	ok(holds(RUNS, SEMICOLONS ";1;new;;;;;;;;;\r\n"
	    "n;9;old;;;;;;;;;\"a;b\nc\"\r\n"), "are kept");
	ok(stat(RUNS, &a) == 0 && (a.st_mode & 07777) == 0664,
	    "and so is the mode");
	ok(show_run("1", "new") == 1 && stat(RUNS, &b) == 0 &&
	    a.st_ino == b.st_ino, "nothing to do touches nothing");
	write_file(RUNS, "Our runs\n\n" RUNS_HEADER "\n1,a\n");
	ok(show_run("2", "b") == 1, "a title above the header");
	write_file(RUNS, "Look, a title;;;\n" SEMICOLONS_HEADER ";1;old\n");
	ok(show_run("1", "new") == 1 && holds(RUNS, "\"Look, a title\";;;\n"
	    SEMICOLONS_HEADER ";1;new;\n"), "which hides the delimiter");
	rename(RUNS, "elsewhere.csv");
	ok(symlink("../elsewhere.csv", RUNS) == 0 && show_run("1", "z") == 1 &&
	    lstat(RUNS, &a) == 0 && S_ISLNK(a.st_mode),
	    "a link stays a link");
	unlink(RUNS);
}

static void
try_injection(void)
{
	static const char *const texts[] = { "=1+1", "+1", "-1", "@x",
	    "\t=1", "'=1", "''", "'", " lead and trail ", "a\"b", "a,b;c",
	    "two\nlines", "=cmd|' /C calc'!A0", "\xe2\x80\xa8" };
	struct desk		*desk;
	struct grid		 grid = { 0 };
	struct buf		 raw = { 0 };

	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
		write_file(RUNS, RUNS_HEADER "\n");
		desk = open_desk();
		ok(show_run("1", texts[i]) == 1 &&
		    desk_read(desk, SHEET_RUNS, &grid) == 1 &&
		    strcmp(grid_cell(&grid, 1, RUNS_RUN), texts[i]) == 0,
		    "text %zu comes back", i);
		ok(file_read(RUNS, 4096, &raw) == 1 &&
		    strstr(raw.data, ",=") == NULL &&
		    strstr(raw.data, ",\"=") == NULL &&
		    strstr(raw.data, ",+") == NULL &&
		    strstr(raw.data, ",@") == NULL &&
		    strstr(raw.data, ",-") == NULL, "and is no formula");
		ok(show_run("1", texts[i]) == 1, "and is no change");
		grid_clear(&grid);
		buf_clear(&raw);
		desk_close(desk);
	}
}

static void
try_saved_meanwhile(void)
{
	static const char other[] = RUNS_HEADER "\n,,,,,,,,,,mine\n";
	struct desk		*desk;
	struct sheet_plan	 plan = { 0 };

	write_file(RUNS, RUNS_HEADER "\n");
	desk = open_desk();
	read_and_plan(desk, SHEET_RUNS, &plan, SHEET_SHOW, "1", 0, NULL);
	write_file(RUNS, other);
	ok(desk_apply(desk, &plan) == 0 && holds(RUNS, other),
	    "a save in between is seen, and kept");
	ok(failed(desk_apply(desk, &plan), FAIL_INTERNAL, "not read"),
	    "an old plan is refused");
	sheet_plan_clear(&plan);
	read_and_plan(desk, SHEET_RUNS, &plan, SHEET_SHOW, "1", 0, NULL);
	ok(desk_apply(desk, &plan) == 1, "read again, it is done");
	sheet_plan_clear(&plan);
	read_and_plan(desk, SHEET_RUNS, &plan, SHEET_SHOW, "2", 0, NULL);
	unlink(RUNS);
	ok(desk_apply(desk, &plan) == 0 && !file_exists(RUNS),
	    "a tab that was removed stays so");
	sheet_plan_clear(&plan);
	desk_close(desk);
}

static void
try_unreadable(void)
{
	static const struct {
		const char	*name, *text, *part;
	} broken[] = {
		{ "a quote never closed", RUNS_HEADER "\n1,\"a\n2,b\n",
		    RUNS ": line " },
		{ "Latin-1", RUNS_HEADER "\n1,\xe4\n", "UTF-8" },
		{ "an empty file", "", "Runs: no header" },
		{ "a renamed header", "ID,Job\n1,a\n", "is missing" },
	};

	for (size_t i = 0; i < sizeof(broken) / sizeof(broken[0]); i++) {
		write_file(RUNS, broken[i].text);
		ok(failed(show_run("3", "c"), FAIL_DATA, broken[i].part) &&
		    holds(RUNS, broken[i].text), "%s", broken[i].name);
	}
	ok(truncate(RUNS, (64 << 20) + 1) == 0 &&
	    failed(show_run("3", "c"), FAIL_DATA, "at most 67108864"),
	    "more than 64 MiB");
	unlink(RUNS);
	mkdir(RUNS, 0700);
	ok(failed(show_run("3", "c"), FAIL_DATA, RUNS), "a directory");
	rmdir(RUNS);
}

static void
try_locks(void)
{
	static const char lock[] = "desk/.~lock.Runs.csv#";
	static const char excel[] = "desk/~$Runs.csv";
	const struct timespec	 pause = { 0, 500000000 };
	struct desk		*desk = NULL;
	struct sheet_plan	 plan = { 0 };
	int64_t			 start = clock_monotonic();
	pid_t			 child;

	write_file(RUNS, RUNS_HEADER "\n");
	write_file(lock, ",al\x1b[31mice,laptop,23.11.2026 09:14,file:///x;");
	ok(failed(desk_open(&desk, conf, false, 300), FAIL_RETRY,
	    "Runs.csv: open in LibreOffice by al\\x1b[31mice on laptop; close "
	    "it there, or remove .~lock.Runs.csv# if"), "LibreOffice");
	ok(clock_monotonic() - start >= 300, "waited for");
	write_file(lock, "Smith\\, Al,al,;");
	ok(failed(desk_open(&desk, conf, false, 0), FAIL_RETRY,
	    "by Smith, Al; close"), "a full name");
	write_file(lock, "");
	ok(failed(desk_open(&desk, conf, false, 0), FAIL_RETRY,
	    "by somebody;"), "nobody's name");
	unlink(lock);
	write_file(excel, "\003Eve         ");
	ok(failed(desk_open(&desk, conf, false, 0), FAIL_RETRY,
	    "open in Excel by Eve; close it there, or remove ~$Runs.csv"),
	    "Excel");
	if ((child = fork()) == 0) {
		nanosleep(&pause, NULL);
		unlink(excel);
		_exit(0);
	}
	ok(desk_open(&desk, conf, false, 20000) == 0, "closed in time");
	waitpid(child, NULL, 0);
	read_and_plan(desk, SHEET_RUNS, &plan, SHEET_SHOW, "1", 0, NULL);
	write_file(lock, ",a,b,c,d;");
	ok(failed(desk_apply(desk, &plan), FAIL_RETRY, "Runs.csv: open") &&
	    holds(RUNS, RUNS_HEADER "\n"), "opened between read and apply");
	unlink(lock);
	ok(desk_apply(desk, &plan) == 1, "closed again");
	sheet_plan_clear(&plan);
	desk_close(desk);
	write_file("desk/.Runs.csv.abc", "x");
	write_file("desk/Runs.csv~", "x");
	ok(show_run("1", "a") == 1, "other files are ignored");
}

static void
try_move(void)
{
	static const char before[] = PENDING_HEADER ",Mine\n"
	    "A1,1,start,P,mine,,50,,,approve,why,me,,,,m1\nA2,,,,t2\n";
	static const char after[] = PENDING_HEADER ",Mine\n"
	    "A2,,,,t2,,,,,,,,,,,\n";
	static const char history[] = PENDING_HEADER ",Mine\n"
	    "A1,1,start,P,mine,,50,,,approve,why,me,applied,,,m1\n";
	struct desk		*desk;
	struct sheet_plan	 plan = { 0 };

	write_file(PENDING, before);
	ok(failed(move_pending("A1"), FAIL_DATA, HISTORY ": is missing") &&
	    holds(PENDING, before), "no history, no move");
	write_file(HISTORY, "ID,Task\n");
	ok(failed(move_pending("A1"), FAIL_DATA, "is missing") &&
	    holds(PENDING, before), "nor one that lost its columns");
	write_file("desk/.~lock.Approval_History.csv#", "");
	desk = NULL;
	ok(failed(desk_open(&desk, conf, false, 0), FAIL_RETRY, "History"),
	    "nor one that is open elsewhere");
	unlink("desk/.~lock.Approval_History.csv#");
	write_file(HISTORY, PENDING_HEADER "\n");
	ok(move_pending("A1") == 1 && holds(PENDING, after) &&
	    holds(HISTORY, history), "moved, with the human's column");
	write_file(PENDING, before);
	ok(move_pending("A1") == 1 && holds(PENDING, after) &&
	    holds(HISTORY, history), "the tab was not written: repeated");

	write_file(PENDING, before);
	write_file(HISTORY, PENDING_HEADER "\n");
	desk = open_desk();
	read_and_plan(desk, SHEET_PENDING, &plan, SHEET_MOVE, "A1",
	    PENDING_RESULT, "applied");
	write_file("desk/.~lock.Approval_History.csv#", "");
	ok(failed(desk_apply(desk, &plan), FAIL_RETRY, "History") &&
	    holds(PENDING, before) && holds(HISTORY, PENDING_HEADER "\n"),
	    "the history was opened between read and apply");
	unlink("desk/.~lock.Approval_History.csv#");
	sheet_plan_clear(&plan);
	read_and_plan(desk, SHEET_PENDING, &plan, SHEET_MOVE, "A1",
	    PENDING_RESULT, "applied");
	write_file(PENDING, PENDING_HEADER ",Mine\n"
	    "A1,1,start,P,mine,,50,,,approve,why,me,,,,m1\nA2,,,,t3\n");
	ok(desk_apply(desk, &plan) == 0 &&
	    holds(HISTORY, PENDING_HEADER "\n"),
	    "the tab was saved meanwhile: the history is put back");
	ok(move_pending("A1") == 1 && holds(HISTORY, history) &&
	    holds(PENDING, PENDING_HEADER ",Mine\nA2,,,,t3,,,,,,,,,,,\n"),
	    "and is taken out in the next round");
	sheet_plan_clear(&plan);
	desk_close(desk);
}

/* With these root may read and write everywhere. */
static bool
drop_override(bool drop)
{
	const uint32_t overrides = 1u << CAP_DAC_OVERRIDE |
	    1u << CAP_DAC_READ_SEARCH;
	struct __user_cap_header_struct	 header = {
	    _LINUX_CAPABILITY_VERSION_3, 0 };
	struct __user_cap_data_struct	 data[2];

	if (syscall(SYS_capget, &header, data) == -1)
		return false;
	if (drop)
		data[0].effective &= ~overrides;
	else
		data[0].effective |= data[0].permitted & overrides;
	return syscall(SYS_capset, &header, data) == 0;
}

static void
try_read_only(void)
{
	static const char before[] = PENDING_HEADER "\nA1,1\n";
	static const char header[] = PENDING_HEADER "\n";

	write_file(PENDING, before);
	write_file(HISTORY, header);
	chmod("desk", 0550);
	ok(drop_override(true), "without root's privileges");
	ok(failed(move_pending("A1"), FAIL_DENIED, HISTORY),
	    "a read-only directory");
	ok(holds(PENDING, before) && holds(HISTORY, header), "is unchanged");
	chmod("desk", 02770);
	chmod(PENDING, 0);
	ok(failed(move_pending("A1"), FAIL_DENIED, PENDING),
	    "a tab that we may not read is not an empty one");
	chmod(PENDING, 0660);
	chmod("desk", 0);
	ok(failed(move_pending("A1"), FAIL_DENIED, PENDING),
	    "nor is one in a directory that we may not enter");
	chmod("desk", 02770);
	drop_override(false);
	ok(move_pending("A1") == 1 && holds(PENDING, header), "then it works");
}

int
main(void)
{
	struct conf_options	 options = { .file = "atlas.conf" };

	tap_directory();
	options.root = tap_place;
	write_file("atlas.conf", "[desk]\nkind = directory\n"
	    "directory = desk\n");
	if (conf_open(&conf, &options) == -1) {
		printf("Bail out! %s\n", fail_message());
		return 1;
	}
	try_setup();
	try_style();
	try_injection();
	try_saved_meanwhile();
	try_unreadable();
	try_locks();
	try_move();
	try_read_only();
	conf_free(conf);
	return tap_done();
}
