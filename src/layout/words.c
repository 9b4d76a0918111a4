#include "layout/words.h"

/* Reading speeds: Brysbaert 2019 (English 238 words), Wang 2016 (about 260
 * characters in Chinese), rounded up as news is skimmed. */
static const struct words table[FONT_LANG_COUNT] = {
	[FONT_SC] = {"目录", "原文", "同题报道：", "、", "〔图〕", "链接", "%zu 篇", "%zu 字",
		     "阅读约 %zu 分钟", "第 %d 期", "%d年%d月%d日", 400},
	[FONT_TC] = {"目錄", "原文", "同題報導：", "、", "〔圖〕", "連結", "%zu 篇", "%zu 字",
		     "閱讀約 %zu 分鐘", "第 %d 期", "%d年%d月%d日", 400},
	[FONT_HK] = {"目錄", "原文", "同題報導：", "、", "〔圖〕", "連結", "%zu 篇", "%zu 字",
		     "閱讀約 %zu 分鐘", "第 %d 期", "%d年%d月%d日", 400},
	[FONT_JP] = {"目次", "原文", "ほかの掲載：", "、", "〔図〕", "リンク", "%zu 本", "%zu 字",
		     "約 %zu 分で読めます", "第 %d 号", "%d年%d月%d日", 500},
	[FONT_KR] = {"차례", "원문", "같은 소식: ", ", ", "[그림]", "링크", "%zu편", "%zu자",
		     "읽는 시간 약 %zu분", "제%d호", "%d년 %d월 %d일", 500},
	[FONT_LATIN] = {"Contents", "Original", "Also: ", ", ", "[picture]", "Links", "%zu articles",
			"%zu characters", "%zu min read", "No. %d", "%04d-%02d-%02d", 240},
};

const struct words *words_for(enum font_lang lang)
{
	return &table[lang < FONT_LANG_COUNT ? lang : FONT_SC];
}

/* Formats come from the table above, never from an input. */
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
struct str words_count(struct arena *a, const char *format, size_t n)
{
	return arena_printf(a, format, n);
}

struct str words_issue(struct arena *a, const struct words *w, int number)
{
	if (number < 1)
		return (struct str){0};
	return arena_printf(a, w->issue, number);
}

struct str words_date(struct arena *a, const struct words *w, day_number day)
{
	int year, month, date;

	civil_from_day(day, &year, &month, &date);
	return arena_printf(a, w->date, year, month, date);
}
#pragma GCC diagnostic pop
