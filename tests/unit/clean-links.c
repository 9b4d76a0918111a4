/* What becomes of the addresses that pages write. */
#include "clean/links.h"

#include <glib.h>

static const struct {
	const char *raw, *base, *wanted;
} links[] = {
	{"https://e.com", "", "https://e.com/"},
	{" HTTP://E.com:80/A b ", "", "http://e.com:80/A%20b"},
	{"//e.com/x", "", "https://e.com/x"},
	{"http:/e.com/x", "", "http://e.com/x"},
	{"https://e.com/a%zz%41", "", "https://e.com/a%25zz%41"},
	{"https://e.com/?a=[1]&b={2}|^`\"<>", "", "https://e.com/?a=%5B1%5D&b=%7B2%7D%7C%5E%60%22%3C%3E"},
	{"https://e.com/#a#b", "", "https://e.com/#a%23b"},
	{"https://user:pw@e.com/", "", "https://e.com/"},
	{"https://例子.测试/路", "", "https://xn--fsqu00a.xn--0zwm56d/%E8%B7%AF"},
	{"https://e.com\n/a\tb", "", "https://e.com/ab"},
	{"https://[::1]:8080/", "", "https://[::1]:8080/"},
	{"https://e.com:99999/", "", ""},
	{"https://e .com/", "", ""},
	{"https://e..com/", "", ""},
	{"https:///x", "", "https://x/"},
	{"https://", "", ""},
	{"javascript:alert(1)", "", ""},
	{"java\nscript:alert(1)", "", ""},
	{"weixin://dl", "", ""},
	{"data:text/html,x", "", ""},
	{"file:///etc/passwd", "", ""},
	{"ftp://e.com/", "", ""},
	{"a.html", "", ""},
	{"../a b.html?x#y", "https://e.com/p/q/r.html", "https://e.com/p/a%20b.html?x#y"},
	{"/a", "https://e.com/p/q", "https://e.com/a"},
	{"?q=1", "https://e.com/p", "https://e.com/p?q=1"},
	{"mailto:某@e.com?subject=x y", "", "mailto:%E6%9F%90@e.com?subject=x%20y"},
	{"mailto:nobody", "", ""},
	{"https://link.zhihu.com/?target=https%3A//e.com/a", "", "https://e.com/a"},
	{"https://www.oschina.net/action/GoToLink?url=https%3A%2F%2Fe.com%2Fx", "", "https://e.com/x"},
	{"https://links.jianshu.com/go?to=https%3A%2F%2Fe.com%2F", "", "https://e.com/"},
	{"https://c.duomai.com/track.php?site_id=1&euid=&t=https://e.com/", "", "https://e.com/"},
	{"https://site.example/redirect?url=javascript:x", "",
	 "https://site.example/redirect?url=javascript:x"},
	{"https://link.zhihu.com/?target=http%3A//link.zhihu.com/%3Ftarget%3Dhttps%253A//e.com", "",
	 "https://e.com/"},
	{"https://e.com/?utm_source=a&id=1&fbclid=2&spm=3", "", "https://e.com/?id=1"},
	{"https://e.com/?utm_source=a", "", "https://e.com/"},
	{"https://e.com/?q=", "", "https://e.com/?q="},
};

static const struct {
	const char *raw, *wanted;
} pictures[] = {
	{"https://proxy.example/?http://e.com/a.jpg", "http://e.com/a.jpg"},
	{"https://proxy.example/?https://e.com/a.jpg?x=1&y=2", "https://e.com/a.jpg?x=1&y=2"},
	{"https://proxy.example/https://e.com/a.jpg", "https://e.com/a.jpg"},
	{"https://images.weserv.nl/?url=e.com%2Fa.jpg&w=100", "https://e.com/a.jpg"},
	{"https://i0.wp.com/e.com/a.jpg?w=100", "https://e.com/a.jpg"},
	{"//e.com/a.jpg", "https://e.com/a.jpg"},
	{"/img/图 1.png", "/img/图 1.png"},
	{"../a%20b.png", "../a%20b.png"},
	{"data:image/png;base64,AAAA", "data:image/png;base64,AAAA"},
	{"javascript:x", ""},
	{"blob:https://e.com/1", ""},
	{"https://e.com/a.jpg@s_2,w_820", "https://e.com/a.jpg@s_2,w_820"},
};

static void expect(const char *raw, struct str got, const char *wanted)
{
	g_test_message("%s", raw);
	char *text = g_strndup(got.n ? got.s : "", got.n);
	g_assert_cmpstr(text, ==, wanted);
	g_free(text);
}

static void test_links(void)
{
	struct arena a;
	arena_init(&a);
	for (size_t i = 0; i < G_N_ELEMENTS(links); i++)
		expect(links[i].raw, link_url(&a, str_from(links[i].raw), str_from(links[i].base)),
		       links[i].wanted);
	arena_clear(&a);
}

static void test_pictures(void)
{
	struct arena a;
	arena_init(&a);
	for (size_t i = 0; i < G_N_ELEMENTS(pictures); i++)
		expect(pictures[i].raw, link_picture(&a, str_from(pictures[i].raw)), pictures[i].wanted);
	arena_clear(&a);
}

static void test_long(void)
{
	struct arena a;
	arena_init(&a);
	struct buf url = BUF(&a);
	buf_add(&url, S("https://e.com/"));
	while (url.n <= LINK_BYTES_MAX)
		buf_add_char(&url, 'x');
	g_assert_cmpuint(link_url(&a, buf_str(&url), (struct str){0}).n, ==, 0);
	arena_clear(&a);
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/clean/links/links", test_links);
	g_test_add_func("/clean/links/pictures", test_pictures);
	g_test_add_func("/clean/links/long", test_long);
	return g_test_run();
}
