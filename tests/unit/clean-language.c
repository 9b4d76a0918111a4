/* The language of a text. */
#include "clean/clean.h"

#include <glib.h>

static const struct {
	const char *text, *wanted;
} cases[] = {
	{"", "zh-Hans"},
	{"123 — !", "zh-Hans"},
	{"这是一个简单的句子，说明我们为什么要测试。", "zh-Hans"},
	{"這是一個簡單的句子，說明我們為什麼要測試。", "zh-Hant"},
	{"日月山水", "zh-Hans"},
	{"これは日本語の文章です。漢字も使います。", "ja"},
	{"日本語版は国際会議で発表された", "ja"},
	{"한국어 문장입니다. 漢字도 조금.", "ko"},
	{"A plain English sentence with 漢 in it, and a few more words to go.", "en"},
	{"用 kubectl get pods --namespace kube-system 查看所有节点", "zh-Hans"},
	{"他说「のの」是日文假名，但这句话是中文，而且还很长很长。", "zh-Hans"},
};

static void test_detect(void)
{
	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
		struct str got = clean_detect_language(str_from(cases[i].text));
		char *text = g_strndup(got.s, got.n);
		g_test_message("%s", cases[i].text);
		g_assert_cmpstr(text, ==, cases[i].wanted);
		g_free(text);
	}
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/clean/language/detect", test_detect);
	return g_test_run();
}
