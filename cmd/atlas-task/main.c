/* SPDX-License-Identifier: MIT */
/* atlas-task: the ledger of work, for people, scripts and agents. */
#include <stdio.h>
#include <string.h>

#include "base/text.h"
#include "verb.h"

static const char *const usage[] = {
	"usage: atlas-task [option]... VERB [operand]...",
	"",
	"Examples:",
	"  atlas-task init --project Roof         make the ledger",
	"  atlas-task add \"Fix the roof\"          prints its ID",
	"  atlas-task approve 1                   a human lets it begin",
	"  atlas-task claim --as claude           an agent takes the best one",
	"  atlas-task log 1 \"half done\" --percent 50",
	"  atlas-task review 1 -m \"all slates replaced\"",
	"  atlas-task approve 1 -m \"well done\"    a human says it is done",
	"  atlas-task run --as ci -- make check   claim, work, hand in",
	"",
	"Tasks:",
	"  add        add one                 tree       parents and children",
	"  list       which there are         edit       change one",
	"  show       all about one           needs      what comes before",
	"  search     find words              load       add many, from NDJSON",
	"",
	"Work:",
	"  claim      take the best task      renew      keep it longer",
	"  run        claim, run a command,   release    give it back",
	"             hand in                 fail       give it back: in vain",
	"  log        say how far it is       review     hand it in",
	"  done       hand it in, too         cancel     it will not be done",
	"  reopen     it is to be done again",
	"",
	"Decisions:",
	"  pending    what waits for one      revise     no: do it again",
	"  approve    yes                     reject     no: cancel it",
	"  wait       sleep until one is made, or a status is reached",
	"",
	"The ledger:",
	"  init       make it                 history    what happened to one",
	"  project    add, list, edit ...     audit      what happened to all",
	"  stats      in numbers              sweep      housekeeping",
	"  config     what is set, and where",
	"",
	"Options for every verb, before or after it:",
	"  -c, --config FILE     instead of ROOT/config/atlas.conf",
	"  -d, --database FILE   instead of ROOT/data/atlas.db",
	"      --root DIR        where everything lives",
	"  -j, --json            JSON: one object, or one a line for a list",
	"  -n, --dry-run         say what would be done, and change nothing",
	"  -q, --quiet           no hints",
	"  -v, --verbose         say more",
	"      --no-color        as NO_COLOR=1 does",
	"  -h, --help            also of a verb: atlas-task VERB --help",
	"  -V, --version",
	"",
	"IDs: 42, #42, a uid or its first 8 characters; \"-\" reads them from",
	"standard input. Manual: atlas-task(1), atlas(7).",
	NULL
};

static const struct option options[] = { CLI_OPTIONS, { 0 } };

static const struct verb *const verbs[] = {
	&add_verb, &approve_verb, &audit_verb, &cancel_verb, &claim_verb,
	&config_verb, &done_verb, &edit_verb, &fail_verb, &history_verb,
	&init_verb, &list_verb, &load_verb, &log_verb, &needs_verb,
	&pending_verb, &project_verb, &reject_verb, &release_verb,
	&renew_verb, &reopen_verb, &review_verb, &revise_verb, &run_verb,
	&search_verb, &show_verb, &stats_verb, &sweep_verb, &tree_verb,
	&wait_verb
};
#define VERBS	(sizeof(verbs) / sizeof(verbs[0]))

/* Not in the ledger's words, but in those that other tools taught. */
static const char *const synonyms[][2] = {
	{ "create", "add" }, { "new", "add" }, { "ls", "list" },
	{ "next", "claim" }, { "ready", "list --ready" }, { "find", "search" },
	{ "update", "edit" }, { "modify", "edit" }, { "close", "done" },
	{ "finish", "done" }, { "complete", "done" }, { "rm", "cancel" },
	{ "delete", "cancel" }, { "import", "load" },
	{ "export", "list --json" }, { "accept", "approve" },
	{ "heartbeat", "renew" }, { "help", "--help" },
};

static const struct verb *
find_verb(const char *name)
{
	size_t i;

	for (i = 0; i < VERBS; i++)
		if (strcmp(verbs[i]->name, name) == 0)
			return verbs[i];
	return NULL;
}

/* What an unknown verb was most likely meant to be, or NULL. */
static const char *
nearest_verb(const char *name)
{
	const char *names[VERBS + 1] = { NULL };
	size_t i;

	for (i = 0; i < sizeof(synonyms) / sizeof(synonyms[0]); i++)
		if (strcmp(synonyms[i][0], name) == 0)
			return synonyms[i][1];
	for (i = 0; i < VERBS; i++) {
		names[i] = verbs[i]->name;
		if (*name != '\0' &&
		    strncmp(names[i], name, strlen(name)) == 0)
			return names[i];
	}
	return text_nearest(name, names);
}

static int
unknown_verb(const struct cli *cli, const char *name)
{
	const char *near = nearest_verb(name);

	if (near == NULL)
		return cli_usage(cli, "there is no verb \"%s\"", name);
	return cli_usage(cli, "there is no verb \"%s\", did you mean "
	    "\"%s\"?", name, near);
}

static int
no_verb(const struct cli *cli)
{
	if (!cli->json)
		fputs("usage: atlas-task [option]... VERB [operand]...\n"
		    "First: atlas-task init, then add TITLE, list, claim ...\n",
		    stderr);
	return cli_usage(cli, "a verb is missing");
}

int
main(int argc, char **argv)
{
	const struct verb *verb;
	struct cli cli;

	cli_start(&cli, "atlas-task", usage);
	while (cli_getopt(&cli, argc, argv, CLI_SHORT, options) != -1)
		;
	if (optind == argc)
		return cli_end(&cli, no_verb(&cli));
	if ((verb = find_verb(argv[optind])) == NULL)
		return cli_end(&cli, unknown_verb(&cli, argv[optind]));
	cli.verb = verb->name;
	cli.usage = verb->usage;
	argc -= optind;
	argv += optind;
	optind = 0;	/* getopt_long(3) begins anew */
	return cli_end(&cli, verb->main(&cli, argc, argv));
}
