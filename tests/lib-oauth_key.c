/* SPDX-License-Identifier: MIT */
/* Key files that are none, and where a secret must not go. */
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>

#include <fcntl.h>
#include <signal.h>

#include "base/file.h"
#include "oauth-check.h"

#define MAKE_ONE	"make one in the Google Cloud console: IAM, Service " \
			"accounts, Keys, Add key, JSON"
#define GOOGLE		"https://oauth2.googleapis.com/token"

static void
refused(int kind, const char *message, const char *name)
{
	struct oauth *oauth = (struct oauth *)&oauth;

	fails(oauth_open(&oauth, "key.json"), kind, message, name);
	ok(oauth == NULL, "%s: nothing is open", name);
}

static void
refused_text(const char *text, const char *message, const char *name)
{
	put("key.json", text, 0600);
	refused(FAIL_CONFIG, message, name);
}

static void
test_file(void)
{
	static char large[16386];

	refused(FAIL_CONFIG, "key.json: no such file; " MAKE_ONE, "missing");
	put_service(EMAIL, GOOGLE, RSA_PKCS8);
	chmod("key.json", 0644);
	refused(FAIL_DENIED, "key.json: others may use it (mode 0644); run: "
	    "chmod 600 key.json", "readable by others");
	chmod("key.json", 0640);
	refused(FAIL_DENIED, NULL, "readable by the group");
	unlink("key.json");
	mkdir("key.json", 0700);
	refused(FAIL_DENIED, "key.json: not a regular file", "a directory");
	rmdir("key.json");
	memset(large, ' ', sizeof(large) - 1);
	refused_text(large, "key.json: 16385 bytes, at most 16384", "large");
}

#define NOT_JSON	"key.json: it is not JSON as a key file is; " MAKE_ONE
#define NO_KEY		"key.json: it is not the key of a service account, " \
			"nor an authorized_user; " MAKE_ONE

static void
test_json(void)
{
	refused_text("", NOT_JSON, "empty");
	refused_text(RSA_PKCS8, NOT_JSON, "only the PEM");
	refused_text("hunter2", NOT_JSON, "a password");
	refused_text("{\"private_key\": \"hunter2\", \"private_key\": 1}",
	    NOT_JSON, "a member twice");
	refused_text("{\"hunter2hunter2\": 1, \"hunter2hunter2\": 1}",
	    NOT_JSON, "a name that is a secret, twice");
	refused_text("{\"type\": \"service_account\", \"private_key\": \""
	    "-----BEGIN PRIVATE KEY-----\\nMIIEvQIBADANBgkqhkiG9w0BAQEF",
	    NOT_JSON, "broken off");
	refused_text("\"hunter2\"", NOT_JSON, "a text");
	refused_text("{}", NO_KEY, "an empty object");
	refused_text("{\"type\": \"hunter2\"}", NO_KEY, "another type");
	refused_text("{\"type\": 7}", NO_KEY, "a type that is none");
	refused_text("{\"installed\": {\"client_secret\": \"hunter2\"}}",
	    "key.json: it is the file of an OAuth client, not the key of a "
	    "service account; " MAKE_ONE, "an OAuth client");
	refused_text("{\"type\": \"authorized_user\", \"client_id\": \"x\", "
	    "\"client_secret\": \"hunter2\"}",
	    "key.json: refresh_token is missing", "no refresh token");
	refused_text("{\"type\": \"authorized_user\", \"client_id\": \"x\", "
	    "\"client_secret\": [\"hunter2\"]}",
	    "key.json: client_secret: must be a string", "a secret in a list");
}

static void
test_service(void)
{
	struct oauth *oauth;
	char broken[] = RSA_PKCS8;

	put_service(NULL, GOOGLE, RSA_PKCS8);
	refused(FAIL_CONFIG, "key.json: client_email is missing", "no email");
	put_service("", GOOGLE, RSA_PKCS8);
	refused(FAIL_CONFIG, "key.json: client_email is missing", "empty");
	put_service(EMAIL, NULL, RSA_PKCS8);
	refused(FAIL_CONFIG, "key.json: token_uri is missing", "no URI");
	put_service(EMAIL, GOOGLE, NULL);
	refused(FAIL_CONFIG, "key.json: private_key is missing", "no key");
	put_service(EMAIL, GOOGLE, "hunter2hunter2");
	refused(FAIL_CONFIG, "key.json: private key: it is no PEM, which "
	    "begins with -----BEGIN PRIVATE KEY-----; get the key file anew",
	    "a key that is none");
	memset(broken + 500, 'A', 20);
	broken[600] = '!';
	put_service(EMAIL, GOOGLE, broken);
	refused(FAIL_CONFIG, "key.json: private key: the PEM is damaged; get "
	    "the key file anew", "a broken PEM");
	put_service(EMAIL, "http://oauth2.googleapis.com/?hunter2", RSA_PKCS8);
	refused(FAIL_CONFIG, "key.json: token_uri: oauth2.googleapis.com needs "
	    "https; plain http is for 127.0.0.1, ::1 and localhost", "http");
	put_service(EMAIL, GOOGLE, RSA_PKCS8);
	is_int(oauth_open(&oauth, "key.json"), 0, "a good one");
	is_str(oauth_email(oauth), EMAIL, "its address");
	oauth_close(oauth);
}

/* A crash with the key in memory, where core files are wanted. */
static void
test_core(void)
{
	struct rlimit unlimited = { RLIM_INFINITY, RLIM_INFINITY };
	struct oauth *oauth;
	int status = 0;
	pid_t pid;

	put_service(EMAIL, GOOGLE, RSA_PKCS8);
	prctl(PR_SET_DUMPABLE, 1, 0, 0, 0);
	pid = fork();
	if (pid == 0) {
		signal(SIGABRT, SIG_DFL);
		setrlimit(RLIMIT_CORE, &unlimited);
		if (oauth_open(&oauth, "key.json") == -1)
			_exit(1);
		kill(getpid(), SIGABRT);
		_exit(2);
	}
	waitpid(pid, &status, 0);
	ok(WIFSIGNALED(status), "it crashes");
	ok(!WCOREDUMP(status) && !file_exists("core"), "without a core file");
}

/* Whoever looks at the process from outside. */
static void
test_outside(void)
{
	static const char *const files[] = {
		"/proc/self/cmdline", "/proc/self/environ"
	};
	struct oauth *oauth;
	struct buf b = {0};
	size_t i;
	int fd;

	put_user();
	is_int(oauth_open(&oauth, "key.json"), 0, "a user's file");
	for (i = 0; i < 2; i++) {
		fd = open(files[i], O_RDONLY);
		if (fd == -1 || file_read_fd(fd, files[i], 1 << 20, &b) == -1)
			ok(false, "%s: cannot read", files[i]);
		close(fd);
		ok(b.len > 0 && memmem(b.data, b.len, "hunter2", 7) == NULL,
		    "nothing in %s", files[i]);
		buf_cut(&b, 0);
	}
	is_int(prctl(PR_GET_DUMPABLE, 0, 0, 0, 0), 0, "no core file");
	oauth_close(oauth);
	buf_clear(&b);
}

int
main(void)
{
	tap_directory();
	test_file();
	test_json();
	test_service();
	test_core();
	test_outside();
	return tap_done();
}
