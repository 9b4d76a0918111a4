#include "job/catalogue-words.h"

static const struct catalogue_words languages[] = {
	{"zh-Hant", "文摘", "最新", "全部 {} 期", "首頁", "{} 篇", "還沒有一期。",
	 "在閱讀軟體裡添加這個書庫（OPDS）：", "訂閱"},
	{"zh-TW", "文摘", "最新", "全部 {} 期", "首頁", "{} 篇", "還沒有一期。",
	 "在閱讀軟體裡添加這個書庫（OPDS）：", "訂閱"},
	{"zh-HK", "文摘", "最新", "全部 {} 期", "首頁", "{} 篇", "還沒有一期。",
	 "在閱讀軟體裡添加這個書庫（OPDS）：", "訂閱"},
	{"zh", "文摘", "最新", "全部 {} 期", "首页", "{} 篇", "还没有一期。",
	 "在阅读软件里添加这个书库（OPDS）：", "订阅"},
	{"ja", "ダイジェスト", "新着", "全{}号", "ホーム", "{}本", "まだありません。",
	 "読書アプリに追加するカタログ（OPDS）：", "フィード"},
	{"ko", "다이제스트", "최신", "전체 {}호", "홈", "{}편", "아직 없습니다.",
	 "독서 앱에 추가할 카탈로그(OPDS):", "피드"},
	{"en", "Digest", "Newest", "All {} issues", "Home", "{} articles", "Nothing here yet.",
	 "For reading apps (OPDS):", "Feed"},
};
#define LANGUAGES (sizeof languages / sizeof *languages)

const struct catalogue_words *catalogue_words_for(struct str language)
{
	for (size_t i = 0; i < LANGUAGES; i++)
		if (str_starts_nocase(language, str_from(languages[i].lang)))
			return &languages[i];
	return &languages[LANGUAGES - 1];
}

struct str catalogue_count(struct arena *a, const char *text, size_t number)
{
	struct str all = str_from(text);
	size_t at = str_find(all, S("{}"), 0);
	if (at == STR_NONE)
		return all;
	return arena_printf(a, "%.*s%zu%s", (int)at, text, number, text + at + 2);
}
