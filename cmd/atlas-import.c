/* SPDX-License-Identifier: MIT */
/* atlas-import: take from the desk what humans decided. */
#include <stddef.h>

#include "program/desk_job.h"

static const char *const usage[] = {
	"usage: atlas-import [option]...",
	"",
	"Takes decisions, edits, notes and new tasks from the desk, and answers",
	"each row in its Result column.",
	"",
	"Examples:",
	"  atlas-import                    take what was decided",
	"  atlas-import --dry-run          print what would be done",
	"  atlas-import --json             the counts",
	"",
	"      --tab TAB         Pending_Approvals, Approval_History,",
	"                        Errors_Hotlist or Runs",
	"  -c, --config FILE     instead of ROOT/config/atlas.conf",
	"  -d, --database FILE   instead of ROOT/data/atlas.db",
	"      --root DIR        where everything lives",
	"  -j, --json            the counts, as one JSON object",
	"  -n, --dry-run         print what would be done, change nothing",
	"  -q, --quiet           only what goes wrong",
	"  -v, --verbose         each step",
	"      --no-color        as NO_COLOR=1 does",
	"  -h, --help",
	"  -V, --version",
	"",
	"Manual: atlas-import(1), atlas(7).",
	NULL
};

static void
say(struct buf *out, const struct board_counts *c)
{
	desk_job_say(out, c->approved, "approved", "approved");
	desk_job_say(out, c->revised, "sent back", "sent back");
	desk_job_say(out, c->rejected, "rejected", "rejected");
	desk_job_say(out, c->superseded, "decided too late",
	    "decided too late");
	desk_job_say(out, c->added, "task added", "tasks added");
	desk_job_say(out, c->edited, "with changes", "with changes");
	desk_job_say(out, c->noted, "note or action", "notes and actions");
	desk_job_say(out, c->refused, "row refused: see its Result",
	    "rows refused: see their Result");
	desk_job_say(out, c->answered, "row answered", "rows answered");
}

static const struct desk_job import = {
	"logs/import.log", false, board_import, board_import_json, say
};

int
main(int argc, char **argv)
{
	enum { TAB = CLI_OWN };
	static const struct option options[] = {
		CLI_OPTIONS,
		{ "tab", required_argument, NULL, TAB },
		{ 0 }
	};
	struct cli cli;
	const char *tab = NULL;
	int ch;

	cli_start(&cli, "atlas-import", usage);
	while ((ch = cli_getopt(&cli, argc, argv, CLI_SHORT, options)) != -1)
		if (ch == TAB)
			tab = optarg;
	if (optind < argc)
		return cli_end(&cli, cli_usage(&cli, "unexpected \"%s\"",
		    argv[optind]));
	return cli_end(&cli, desk_job_run(&cli, &import, false, tab));
}
