/* image/address: what is of the public Internet, and what is not. */
#include "image/address.h"

#include <arpa/inet.h>
#include <glib.h>
#include <netinet/in.h>
#include <sys/un.h>

static const char *const shut[] = {
	"0.0.0.0",
	"0.1.2.3",
	"10.0.0.1",
	"10.255.255.255",
	"100.64.0.1",
	"100.127.255.255",
	"127.0.0.1",
	"127.255.255.254",
	"169.254.169.254",
	"172.16.0.1",
	"172.31.255.255",
	"192.0.0.1",
	"192.0.0.170",
	"192.0.2.1",
	"192.31.196.1",
	"192.52.193.1",
	"192.88.99.1",
	"192.168.0.1",
	"192.168.255.255",
	"192.175.48.1",
	"198.18.0.1",
	"198.19.255.255",
	"198.51.100.7",
	"203.0.113.7",
	"224.0.0.1",
	"239.255.255.255",
	"240.0.0.1",
	"255.255.255.255",
	"::",
	"::1",
	"::2",
	"::127.0.0.1",
	"::8.8.8.8",
	"::ffff:127.0.0.1",
	"::ffff:10.1.2.3",
	"::ffff:169.254.169.254",
	"::ffff:0:127.0.0.1",
	"::ffff:0:8.8.8.8",
	"64:ff9b::127.0.0.1",
	"64:ff9b::192.168.1.1",
	"64:ff9b:1::8.8.8.8",
	"100::1",
	"100:0:0:1::1",
	"2001::1",
	"2001:0:4136:e378:8000:63bf:3fff:fdd2",
	"2001:2::1",
	"2001:10::1",
	"2001:20::1",
	"2001:db8::1",
	"2002:7f00:1::1",
	"2002:c0a8:101::1",
	"2002:a9fe:a9fe::",
	"2620:4f:8000::1",
	"3fff::1",
	"3fff:fff::1",
	"4000::1",
	"5f00::1",
	"fc00::1",
	"fd12:3456::1",
	"fe80::1",
	"febf::1",
	"fec0::1",
	"ff02::1",
	"ff0e::1",
};

static const char *const open_to_all[] = {
	"1.1.1.1",
	"8.8.8.8",
	"9.255.255.255",
	"11.0.0.0",
	"100.63.255.255",
	"100.128.0.0",
	"126.255.255.255",
	"128.0.0.1",
	"169.253.255.255",
	"169.255.0.0",
	"172.15.255.255",
	"172.32.0.0",
	"191.255.255.255",
	"192.0.1.1",
	"192.0.3.1",
	"192.167.255.255",
	"192.169.0.0",
	"198.17.255.255",
	"198.20.0.0",
	"198.51.99.1",
	"203.0.112.1",
	"203.0.114.1",
	"223.255.255.255",
	"::ffff:8.8.8.8",
	"64:ff9b::8.8.8.8",
	"2001:200::1",
	"2001:db7::1",
	"2001:db9::1",
	"2002:808:808::1",
	"2400:3200::1",
	"2606:4700:4700::1111",
	"2620:4f:8001::1",
	"3ffe::1",
	"3fff:1000::1",
};

static bool judge(const char *text)
{
	struct sockaddr_in in = {.sin_family = AF_INET};
	struct sockaddr_in6 in6 = {.sin6_family = AF_INET6};
	if (inet_pton(AF_INET, text, &in.sin_addr) == 1)
		return address_is_public((struct sockaddr *)&in);
	g_assert_cmpint(inet_pton(AF_INET6, text, &in6.sin6_addr), ==, 1);
	return address_is_public((struct sockaddr *)&in6);
}

static void test_addresses(void)
{
	for (size_t i = 0; i < G_N_ELEMENTS(shut); i++) {
		g_test_message("%s", shut[i]);
		g_assert_false(judge(shut[i]));
		g_assert_false(address_host_is_public(str_from(shut[i])));
	}
	for (size_t i = 0; i < G_N_ELEMENTS(open_to_all); i++) {
		g_test_message("%s", open_to_all[i]);
		g_assert_true(judge(open_to_all[i]));
		g_assert_true(address_host_is_public(str_from(open_to_all[i])));
	}
	struct sockaddr_un un = {.sun_family = AF_UNIX};
	g_assert_false(address_is_public((struct sockaddr *)&un));
}

static void test_hosts(void)
{
	static const struct {
		const char *host;
		bool public;
	} cases[] = {
		{"example.com", true},
		{"localhost", false},
		{"LocalHost.", false},
		{"a.localhost", false},
		{"mylocalhost", true},
		{"localhost.com", true},
		{"127.1", false},
		{"0x7f000001", false},
		{"2130706433", false},
		{"017700000001", false},
		{"0", false},
		{"10.1", false},
		{"0x08080808", true},
		{"[::1]", false},
		{"[fe80::1%eth0]", false},
		{"[2606:4700::1]", true},
		{"[::ffff:7f00:1]", false},
		{"127.0.0.1.", false},
		{"", false},
		{"127.0.0.1.example.com", true},
		{"xn--fiqs8s", true},
	};
	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_test_message("%s", cases[i].host);
		g_assert_cmpint(address_host_is_public(str_from(cases[i].host)), ==, cases[i].public);
	}
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/address/addresses", test_addresses);
	g_test_add_func("/address/hosts", test_hosts);
	return g_test_run();
}
