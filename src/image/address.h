/* Which network addresses a picture may come from: those of the public Internet.
 *
 * A post is a stranger's text: its pictures must not make this machine ask others of
 * its own network (server-side request forgery).  What is not public is a table from the
 * IANA registries of special-purpose addresses (IPv4: RFC 6890 and after; IPv6: only
 * global unicast 2000::/3, less its special parts).  An IPv6 address that carries an IPv4
 * one is judged by that (mapped, NAT64, 6to4) or never public (compatible, Teredo).
 * Pure; any thread.
 */
#ifndef WENZHAI_IMAGE_ADDRESS_H
#define WENZHAI_IMAGE_ADDRESS_H

#include "base/str.h"

struct sockaddr;

/* False for every family but IPv4 and IPv6. */
bool address_is_public(const struct sockaddr *address);

/* The same of a URL's host, where it is a literal address in any form that a resolver
 * takes (127.1, 0x7f000001, 2130706433, [::1]) or a name that stands for this machine
 * (localhost and names below it, RFC 6761).  Other names are public until resolved. */
bool address_host_is_public(struct str host);

#endif
