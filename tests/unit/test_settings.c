/* SPDX-License-Identifier: MIT */
#include "test.h"

#include <fcrdns/account.h>
#include <fcrdns/why.h>

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static char folder[64], top[256];
static struct why why;

static void put(const char *name, mode_t mode, const char *text)
{
	FILE *f = fopen(name, "we");

	assert_non_null(f);
	assert_true(fputs(text, f) >= 0 && fclose(f) == 0);
	assert_int_equal(chmod(name, mode), 0);
}

/* In a folder of its own, which is HOME as well. */
static void begin(void)
{
	static char report[32];

	if (!*report && getenv("CMOCKA_MESSAGE_OUTPUT"))
		(void)snprintf(report, sizeof(report), "%s", getenv("CMOCKA_MESSAGE_OUTPUT"));
	if (!*folder) {
		assert_non_null(getcwd(top, sizeof(top)));
		(void)snprintf(folder, sizeof(folder), "/tmp/settings.XXXXXX");
		assert_non_null(mkdtemp(folder));
	}
	assert_int_equal(chdir(folder), 0);
	/* Nothing of the user's; what tells cmocka how to report stays. */
	(void)clearenv();
	if (*report)
		(void)setenv("CMOCKA_MESSAGE_OUTPUT", report, 1);
	(void)setenv("HOME", folder, 1);
	(void)unlink("clouds.yaml");
	(void)unlink("secure.yaml");
	(void)unlink("named.yaml");
}

static void end(void)
{
	static const char *const all[] = { "clouds.yaml",	  "secure.yaml", "named.yaml",
					   ".aliyun/config.json", ".aliyun",	 "." };

	for (size_t i = 0; i < sizeof(all) / sizeof(all[0]); i++)
		(void)(unlink(all[i]) && rmdir(all[i]));
	assert_int_equal(chdir(top), 0);
	(void)rmdir(folder);
	*folder = '\0';
}

static struct account_settings *load(const char *provider)
{
	struct account_settings *s = NULL;

	why = (struct why){ 0 };
	return account_settings_load(provider, &s, &why) ? s : NULL;
}

static void needs(const struct account_settings *s, const char *name, const char *want)
{
	const struct cloud_settings *view = account_settings_view(s);
	const char *got = view->get(view->from, name);

	row("%s", name);
	assert_string_equal(got ? got : "(none)", want ? want : "(none)");
}

#define CLOUDS                                                                             \
	"# ours\n"                                                                         \
	"clouds:\n"                                                                        \
	"  other:\n    auth: {auth_url: https://other.example/, password: otherpw}\n"      \
	"  lab:\n"                                                                         \
	"    region_name: RegionOne\n    interface: internal\n    cacert: '/etc/ca.pem'\n" \
	"    auth:\n"                                                                      \
	"      auth_url: https://cloud.example:5000/v3\n      username: \"mail\"\n"        \
	"      project_name: null\n      project_id: 0123\n      user_domain_id: ~\n"      \
	"    regions: [a, b]\n    networks:\n      - name: x\n        auth: no\n"          \
	"last: 1\n"
#define PASSWORD "clouds: {lab: {auth: {password: \"s3 cret\"}}}\n"

static void the_environment_is_what_it_is(void **state)
{
	struct account_settings *s;

	(void)state;
	begin();
	(void)setenv("OS_AUTH_URL", "https://cloud.example/", 1);
	(void)setenv("OS_USERNAME", "", 1);
	s = load("openstack");
	assert_non_null(s);
	needs(s, "OS_AUTH_URL", "https://cloud.example/");
	needs(s, "OS_USERNAME", NULL);
	needs(s, "OS_PASSWORD", NULL);
	assert_string_equal(account_settings_origin(s), "the environment");
	account_settings_free(s);
	(void)setenv("OS_CLOUD", "lab", 1);
	s = load("hetzner"); /* it has no business with it */
	assert_non_null(s);
	account_settings_free(s);
	end();
}

static void a_cloud_is_read_from_clouds_yaml(void **state)
{
	struct account_settings *s;

	(void)state;
	begin();
	put("clouds.yaml", 0644, CLOUDS);
	put("secure.yaml", 0600, PASSWORD);
	(void)setenv("OS_CLOUD", "lab", 1);
	(void)setenv("OS_PROJECT_NAME", "of another account", 1);
	(void)setenv("OS_PASSWORD", "of the environment", 1);
	s = load("openstack");
	assert_non_null(s);
	needs(s, "OS_AUTH_URL", "https://cloud.example:5000/v3");
	needs(s, "OS_USERNAME", "mail");
	needs(s, "OS_PASSWORD", "s3 cret");
	needs(s, "OS_REGION_NAME", "RegionOne");
	needs(s, "OS_INTERFACE", "internal");
	needs(s, "OS_CACERT", "/etc/ca.pem");
	needs(s, "OS_PROJECT_ID", "0123");
	needs(s, "OS_PROJECT_NAME", NULL);
	needs(s, "OS_USER_DOMAIN_ID", NULL);
	assert_string_equal(account_settings_origin(s), "./clouds.yaml");
	account_settings_free(s);
	/* What the file may leave to the environment. */
	assert_int_equal(unlink("secure.yaml"), 0);
	s = load("openstack");
	assert_non_null(s);
	needs(s, "OS_PASSWORD", "of the environment");
	account_settings_free(s);
	/* Another place; a link to it. */
	assert_int_equal(rename("clouds.yaml", "named.yaml"), 0);
	(void)setenv("OS_CLIENT_CONFIG_FILE", "named.yaml", 1);
	s = load("openstack");
	assert_non_null(s);
	assert_string_equal(account_settings_origin(s), "named.yaml");
	account_settings_free(s);
	(void)unsetenv("OS_CLIENT_CONFIG_FILE");
	assert_int_equal(symlink("named.yaml", "clouds.yaml"), 0);
	s = load("openstack");
	assert_non_null(s);
	account_settings_free(s);
	end();
}

#define LAB(more) "clouds:\n  lab:\n    auth:\n      auth_url: https://x/\n" more

static void what_is_wrong_with_a_file_is_said(void **state)
{
	static const struct {
		const char *text;
		mode_t mode;
		const char *want;
		enum why_code code;
	} rows[] = {
		{ LAB("      password: secret\n"), 0640,
		  "./clouds.yaml holds a password and others can read it: chmod 600 ./clouds.yaml",
		  WHY_DATA },
		{ LAB("      password: secret\n"), 0604,
		  "./clouds.yaml holds a password and others can read it: chmod 600 ./clouds.yaml",
		  WHY_DATA },
		{ LAB("      application_credential_secret: secret\n"), 0644,
		  "./clouds.yaml holds a password and others can read it: chmod 600 ./clouds.yaml",
		  WHY_DATA },
		{ LAB(""), 0666,
		  "./clouds.yaml can be written by everybody: chmod 600 ./clouds.yaml", WHY_DATA },
		{ "clouds:\n  labor: {}\n", 0600,
		  "./clouds.yaml has no cloud 'lab', which OS_CLOUD names", WHY_DATA },
		{ "", 0600, "./clouds.yaml has no cloud 'lab', which OS_CLOUD names", WHY_DATA },
		{ "lab\n", 0600, "./clouds.yaml, line 1: it holds no mapping", WHY_DATA },
		{ LAB("    verify: false\n"), 0600,
		  "./clouds.yaml, line 5: certificates are always verified: name the cloud's own "
		  "by "
		  "cacert",
		  WHY_DATA },
		{ LAB("    profile: vexxhost\n"), 0600,
		  "./clouds.yaml, line 5: profiles are not read: write out what it stands for",
		  WHY_DATA },
		{ LAB("      auth_url: https://y/\n"), 0600,
		  "./clouds.yaml, line 5: a key that is there twice", WHY_DATA },
		{ "a: &a [x]\nclouds: *a\n", 0600,
		  "./clouds.yaml, line 2: aliases (*) are not read, write out what they stand for",
		  WHY_DATA },
		{ LAB("      password: !!binary c2VjcmV0\n"), 0600,
		  "./clouds.yaml, line 5: tags (!) are not read", WHY_DATA },
		{ LAB("      password: \"a\\nb\"\n"), 0600,
		  "./clouds.yaml, line 5: a value with a control character", WHY_DATA },
		{ LAB("      ? [a]\n      : b\n"), 0600,
		  "./clouds.yaml, line 5: a key that is no plain text", WHY_DATA },
		{ LAB("---\na: b\n"), 0600, "./clouds.yaml, line 5: a second document", WHY_DATA },
		{ LAB("   x: y\n"), 0600, "./clouds.yaml, line 5: did not find expected key",
		  WHY_DATA },
		{ "a: [[[[[[[[[[[[[[[[b]]]]]]]]]]]]]]]]\n", 0600,
		  "./clouds.yaml, line 1: it is nested too deeply", WHY_DATA },
		{ "a: \377\n", 0600, "./clouds.yaml, line 1: invalid leading UTF-8 octet",
		  WHY_DATA },
	};

	(void)state;
	begin();
	(void)setenv("OS_CLOUD", "lab", 1);
	assert_null(load("openstack"));
	assert_int_equal(why.code, WHY_NOINPUT);
	assert_string_equal(why.text, "OS_CLOUD is 'lab', but there is no clouds.yaml here, in "
				      "~/.config/openstack or in /etc/openstack");
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		put("clouds.yaml", rows[i].mode, rows[i].text);
		assert_null(load("openstack"));
		assert_string_equal(why.text, rows[i].want);
		assert_int_equal(why.code, rows[i].code);
		assert_null(strstr(why.text, "secret"));
	}
	put("clouds.yaml", 0644, LAB(""));
	put("secure.yaml", 0640, "clouds: {lab: {auth: {password: secret}}}\n");
	assert_null(load("openstack"));
	assert_string_equal(why.text, "./secure.yaml holds a password and others can read it: "
				      "chmod 600 ./secure.yaml");
	assert_int_equal(unlink("clouds.yaml"), 0);
	assert_int_equal(mkfifo("clouds.yaml", 0600), 0);
	assert_null(load("openstack"));
	assert_string_equal(why.text, "./clouds.yaml is no file");
	end();
}

static void a_file_is_bounded(void **state)
{
	static char big[(1 << 18) + 2];

	(void)state;
	begin();
	(void)setenv("OS_CLOUD", "lab", 1);
	memset(big, ' ', sizeof(big) - 1);
	put("clouds.yaml", 0600, big);
	assert_null(load("openstack"));
	assert_string_equal(why.text, "./clouds.yaml is longer than 262144 octets");
	end();
}

#define PROFILES                                                                             \
	"{\n\t\"current\": \"a\",\n\t\"profiles\": [\n\t\t{\n\t\t\t\"mode\": \"AK\",\n"      \
	"\t\t\t\"access_key_id\": \"LTAIa\",\n\t\t\t\"access_key_secret\": \"se\\/cret\",\n" \
	"\t\t\t\"region_id\": \"cn-hangzhou\",\n\t\t\t\"name\": \"a\",\n"                    \
	"\t\t\t\"sts_token\": \"\"\n\t\t},\n\t\t{\"name\": \"role\", \"mode\": "             \
	"\"RamRoleArn\"}\n\t]\n}\n"

static void a_profile_is_read_from_config_json(void **state)
{
	struct account_settings *s;

	(void)state;
	begin();
	assert_int_equal(mkdir(".aliyun", 0700), 0);
	(void)setenv("ALIBABA_CLOUD_PROFILE", "a", 1);
	(void)setenv("ALIBABA_CLOUD_SECURITY_TOKEN", "of another key", 1);
	put(".aliyun/config.json", 0600, PROFILES);
	s = load("alibaba");
	assert_non_null(s);
	needs(s, "ALIBABA_CLOUD_ACCESS_KEY_ID", "LTAIa");
	needs(s, "ALIBABA_CLOUD_ACCESS_KEY_SECRET", "se/cret");
	needs(s, "ALIBABA_CLOUD_REGION_ID", "cn-hangzhou");
	needs(s, "ALIBABA_CLOUD_SECURITY_TOKEN", NULL);
	account_settings_free(s);
	put(".aliyun/config.json", 0644, PROFILES);
	assert_null(load("alibaba"));
	assert_non_null(strstr(why.text, "chmod 600"));
	(void)setenv("ALIBABA_CLOUD_PROFILE", "role", 1);
	assert_null(load("alibaba"));
	assert_non_null(strstr(why.text, "the profile 'role' is of another mode"));
	(void)setenv("ALIBABA_CLOUD_PROFILE", "b", 1);
	assert_null(load("alibaba"));
	assert_non_null(strstr(why.text, "has no profile 'b'"));
	/* A key in the environment goes first. */
	(void)setenv("ALIBABA_CLOUD_ACCESS_KEY_ID", "x", 1);
	s = load("alibaba");
	assert_non_null(s);
	needs(s, "ALIBABA_CLOUD_ACCESS_KEY_ID", "x");
	account_settings_free(s);
	end();
}

TESTS(the_environment_is_what_it_is, a_cloud_is_read_from_clouds_yaml,
      what_is_wrong_with_a_file_is_said, a_file_is_bounded, a_profile_is_read_from_config_json)
