/* SPDX-License-Identifier: MIT */
/* atlas-export: show on the desk what waits for a human. */
#include <stddef.h>

#include "base/fail.h"
#include "program/desk_job.h"

static const char *const usage[] = {
	"usage: atlas-export [option]...",
	"",
	"Shows on the desk what waits for a human: approvals, errors, runs.",
	"",
	"Examples:",
	"  atlas-export --setup            make the tabs, the first time",
	"  atlas-export --dry-run          print the plan, change nothing",
	"  atlas-export --tab Runs         only this tab",
	"",
	"      --setup           make the tabs that are not there",
	"      --tab TAB         Pending_Approvals, Errors_Hotlist or Runs",
	"  -c, --config FILE     instead of ROOT/config/atlas.conf",
	"  -d, --database FILE   instead of ROOT/data/atlas.db",
	"      --root DIR        where everything lives",
	"  -j, --json            the counts, as one JSON object",
	"  -n, --dry-run         print the plan, change nothing",
	"  -q, --quiet           only what goes wrong",
	"  -v, --verbose         each step",
	"      --no-color        as NO_COLOR=1 does",
	"  -h, --help",
	"  -V, --version",
	"",
	"Manual: atlas-export(1), atlas(7).",
	NULL
};

static void
say(struct buf *out, const struct board_counts *c)
{
	desk_job_say(out, c->inserted, "row inserted", "rows inserted");
	desk_job_say(out, c->updated, "row updated", "rows updated");
	desk_job_say(out, c->moved, "row moved to the history",
	    "rows moved to the history");
	desk_job_say(out, c->dropped, "row taken away", "rows taken away");
	desk_job_say(out, c->beyond, "more approval waits beyond the tab",
	    "more approvals wait beyond the tab");
}

static const struct desk_job export = {
	"logs/export.log", true, board_export, board_export_json, say
};

int
main(int argc, char **argv)
{
	enum { SETUP = CLI_OWN, TAB };
	static const struct option options[] = {
		CLI_OPTIONS,
		{ "setup", no_argument, NULL, SETUP },
		{ "tab", required_argument, NULL, TAB },
		{ 0 }
	};
	struct cli cli;
	const char *tab = NULL;
	bool setup = false;
	int ch;

	cli_start(&cli, "atlas-export", usage);
	while ((ch = cli_getopt(&cli, argc, argv, CLI_SHORT, options)) != -1)
		switch (ch) {
		case SETUP:
			setup = true;
			break;
		case TAB:
			tab = optarg;
			break;
		}
	if (optind < argc)
		return cli_end(&cli, cli_usage(&cli, "unexpected \"%s\"",
		    argv[optind]));
	if (tab != NULL && !setup && sheet_find_tab(tab) == SHEET_HISTORY)
		return cli_end(&cli, fail(FAIL_DATA, "tab: %s is filled from "
		    "%s: export that", tab, sheet_layout(SHEET_PENDING)->title));
	return cli_end(&cli, desk_job_run(&cli, &export, setup, tab));
}
