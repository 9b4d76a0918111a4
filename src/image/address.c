#include "image/address.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <stdio.h>

struct range {
	uint8_t prefix[16];
	unsigned bits;
};

/* https://www.iana.org/assignments/iana-ipv4-special-registry: all of it, since no picture
 * lives at the few service addresses that it calls globally reachable; and multicast. */
static const struct range special4[] = {
	{{0}, 8},             /* "this network"; 0.0.0.0 is this machine */
	{{10}, 8},            /* private */
	{{100, 64}, 10},      /* behind a carrier's NAT */
	{{127}, 8},           /* loopback */
	{{169, 254}, 16},     /* link-local; clouds answer there with credentials */
	{{172, 16}, 12},      /* private */
	{{192, 0, 0}, 24},    /* protocol assignments */
	{{192, 0, 2}, 24},    /* documentation */
	{{192, 31, 196}, 24}, /* AS112 */
	{{192, 52, 193}, 24}, /* AMT */
	{{192, 88, 99}, 24},  /* 6to4 relays */
	{{192, 168}, 16},     /* private */
	{{192, 175, 48}, 24}, /* AS112 */
	{{198, 18}, 15},      /* benchmarks */
	{{198, 51, 100}, 24}, /* documentation */
	{{203, 0, 113}, 24},  /* documentation */
	{{224}, 4},           /* multicast */
	{{240}, 4},           /* reserved; 255.255.255.255 broadcast */
};

/* Of 2000::/3: https://www.iana.org/assignments/iana-ipv6-special-registry. */
static const struct range special6[] = {
	{{0x20, 0x01, 0x00}, 23},             /* protocol assignments: Teredo, benchmarks, ORCHID, … */
	{{0x20, 0x01, 0x0d, 0xb8}, 32},       /* documentation */
	{{0x26, 0x20, 0x00, 0x4f, 0x80}, 48}, /* AS112 */
	{{0x3f, 0xff, 0x00}, 20},             /* documentation */
};

static const struct range unicast6 = {{0x20}, 3};

/* Where an IPv6 address carries an IPv4 one, and at which byte: judged by that alone. */
static const struct {
	struct range range;
	unsigned at;
} carriers[] = {
	{{{[10] = 0xff, [11] = 0xff}, 96}, 12}, /* mapped: the kernel connects by IPv4 */
	{{{0x00, 0x64, 0xff, 0x9b}, 96}, 12},   /* NAT64 */
	{{{0x20, 0x02}, 16}, 2},                /* 6to4 */
};

#define COUNT(array) (sizeof(array) / sizeof *(array))

static bool in_range(const uint8_t *address, const struct range *r)
{
	unsigned whole = r->bits / 8, rest = r->bits % 8;
	if (memcmp(address, r->prefix, whole) != 0)
		return false;
	uint8_t mask = (uint8_t)(0xff00 >> rest);
	return !rest || ((address[whole] ^ r->prefix[whole]) & mask) == 0;
}

static bool public4(const uint8_t *address)
{
	for (size_t i = 0; i < COUNT(special4); i++)
		if (in_range(address, &special4[i]))
			return false;
	return true;
}

static bool public6(const uint8_t *address)
{
	for (size_t i = 0; i < COUNT(carriers); i++)
		if (in_range(address, &carriers[i].range))
			return public4(address + carriers[i].at);
	for (size_t i = 0; i < COUNT(special6); i++)
		if (in_range(address, &special6[i]))
			return false;
	return in_range(address, &unicast6);
}

bool address_is_public(const struct sockaddr *address)
{
	if (address->sa_family == AF_INET) {
		struct sockaddr_in in;
		memcpy(&in, address, sizeof in);
		return public4((const uint8_t *)&in.sin_addr);
	}
	if (address->sa_family == AF_INET6) {
		struct sockaddr_in6 in6;
		memcpy(&in6, address, sizeof in6);
		return public6(in6.sin6_addr.s6_addr);
	}
	return false;
}

bool address_host_is_public(struct str host)
{
	char name[256];
	struct in_addr in;
	struct in6_addr in6;
	if (str_starts(host, S("[")) && str_ends(host, S("]")))
		host = str_slice(host.s + 1, host.s + host.n - 1);
	if (str_ends(host, S(".")))
		host.n--;
	if (!host.n || host.n >= sizeof name)
		return false;
	snprintf(name, sizeof name, "%.*s", STR_FMT(host));
	if (inet_aton(name, &in))
		return public4((const uint8_t *)&in);
	name[str_find_char(host, '%', 0) == STR_NONE ? host.n : str_find_char(host, '%', 0)] =
		'\0'; /* a zone */
	if (inet_pton(AF_INET6, name, &in6) == 1)
		return public6(in6.s6_addr);
	size_t local = strlen("localhost");
	bool is_local =
		host.n >= local && str_eq_nocase(str_from_offset(host, host.n - local), S("localhost"));
	return !is_local || (host.n > local && host.s[host.n - local - 1] != '.');
}
