#include "epub/words.h"

/* Reading speeds: Chinese 400 characters a minute (GB/T studies give 300 to 500),
 * English 230 words (Brysbaert 2019: 238). */
static const struct words languages[] = {
	{.lang = "zh-Hans",
	 .per_minute = 400,
	 .word =
		 {
			 [WORD_CONTENTS] = "目录",
			 [WORD_COVER] = "封面",
			 [WORD_COVER_OF] = "封面：{}",
			 [WORD_COLOPHON] = "关于本期",
			 [WORD_PREVIOUS] = "上一篇",
			 [WORD_NEXT] = "下一篇",
			 [WORD_BAR_HEAD] = "页首导航",
			 [WORD_BAR_FOOT] = "页尾导航",
			 [WORD_ORIGINAL] = "阅读原文",
			 [WORD_ALSO] = "同题报道：{}",
			 [WORD_NAME_JOINT] = "、",
			 [WORD_MINUTES] = "约 {} 分钟",
			 [WORD_PART] = "（{}）",
			 [WORD_MORE] = "续读（{}）",
			 [WORD_NOTES] = "注释",
			 [WORD_BACK] = "返回正文",
			 [WORD_MISSING] = "图片未收入",
			 [WORD_ISSUE] = "第 {} 期",
			 [WORD_ARTICLES] = "{} 篇",
			 [WORD_LABEL_DATES] = "日期",
			 [WORD_LABEL_MADE] = "制作",
			 [WORD_LABEL_COUNT] = "文章",
			 [WORD_LABEL_LENGTH] = "篇幅",
			 [WORD_LABEL_SOURCES] = "来源",
			 [WORD_LABEL_FONTS] = "字体",
			 [WORD_LABEL_LEFT_OUT] = "未收入",
			 [WORD_LENGTH] = "{} 字",
			 [WORD_UNSIGNED] = "未署来源",
			 [WORD_AND_MORE] = "另有 {} 篇",
			 [WORD_COLOPHON_NOTE] = "本刊由“文摘”（wenzhai）自动编排，文章版权归原作者所有。",
			 [WORD_MAKER] = "文摘",
			 [WORD_LIST_JOINT] = "；",
			 [WORD_DATE] = "{y}年{m}月{d}日",
			 [WORD_WHY_DUPLICATE] = "与另一篇重复",
			 [WORD_WHY_UNREADABLE] = "无法读取",
			 [WORD_WHY_UNDATED] = "没有日期",
			 [WORD_WHY_EMPTY] = "没有内容",
			 [WORD_WHY_BAD] = "内容有误",
			 [WORD_SUMMARY_PLAIN] = "全书为可重排的文字，带有目录和标题层级。",
			 [WORD_SUMMARY_PICTURES] =
				 "全书为可重排的文字，带有目录和标题层级；图片均有文字说明。",
			 [WORD_SUMMARY_SOME] =
				 "全书为可重排的文字，带有目录和标题层级；部分图片没有文字说明。",
		 }},
	{.lang = "zh-Hant",
	 .per_minute = 400,
	 .word =
		 {
			 [WORD_CONTENTS] = "目錄",
			 [WORD_COVER] = "封面",
			 [WORD_COVER_OF] = "封面：{}",
			 [WORD_COLOPHON] = "關於本期",
			 [WORD_PREVIOUS] = "上一篇",
			 [WORD_NEXT] = "下一篇",
			 [WORD_BAR_HEAD] = "頁首導覽",
			 [WORD_BAR_FOOT] = "頁尾導覽",
			 [WORD_ORIGINAL] = "閱讀原文",
			 [WORD_ALSO] = "同題報導：{}",
			 [WORD_NAME_JOINT] = "、",
			 [WORD_MINUTES] = "約 {} 分鐘",
			 [WORD_PART] = "（{}）",
			 [WORD_MORE] = "續讀（{}）",
			 [WORD_NOTES] = "註釋",
			 [WORD_BACK] = "返回正文",
			 [WORD_MISSING] = "圖片未收入",
			 [WORD_ISSUE] = "第 {} 期",
			 [WORD_ARTICLES] = "{} 篇",
			 [WORD_LABEL_DATES] = "日期",
			 [WORD_LABEL_MADE] = "製作",
			 [WORD_LABEL_COUNT] = "文章",
			 [WORD_LABEL_LENGTH] = "篇幅",
			 [WORD_LABEL_SOURCES] = "來源",
			 [WORD_LABEL_FONTS] = "字型",
			 [WORD_LABEL_LEFT_OUT] = "未收入",
			 [WORD_LENGTH] = "{} 字",
			 [WORD_UNSIGNED] = "未署來源",
			 [WORD_AND_MORE] = "另有 {} 篇",
			 [WORD_COLOPHON_NOTE] = "本刊由「文摘」（wenzhai）自動編排，文章版權歸原作者所有。",
			 [WORD_MAKER] = "文摘",
			 [WORD_LIST_JOINT] = "；",
			 [WORD_DATE] = "{y}年{m}月{d}日",
			 [WORD_WHY_DUPLICATE] = "與另一篇重複",
			 [WORD_WHY_UNREADABLE] = "無法讀取",
			 [WORD_WHY_UNDATED] = "沒有日期",
			 [WORD_WHY_EMPTY] = "沒有內容",
			 [WORD_WHY_BAD] = "內容有誤",
			 [WORD_SUMMARY_PLAIN] = "全書為可重排的文字，帶有目錄和標題層級。",
			 [WORD_SUMMARY_PICTURES] =
				 "全書為可重排的文字，帶有目錄和標題層級；圖片均有文字說明。",
			 [WORD_SUMMARY_SOME] =
				 "全書為可重排的文字，帶有目錄和標題層級；部分圖片沒有文字說明。",
		 }},
	{.lang = "ja",
	 .per_minute = 450,
	 .word =
		 {
			 [WORD_CONTENTS] = "目次",
			 [WORD_COVER] = "表紙",
			 [WORD_COVER_OF] = "表紙：{}",
			 [WORD_COLOPHON] = "この号について",
			 [WORD_PREVIOUS] = "前の記事",
			 [WORD_NEXT] = "次の記事",
			 [WORD_BAR_HEAD] = "ページ上部の移動",
			 [WORD_BAR_FOOT] = "ページ下部の移動",
			 [WORD_ORIGINAL] = "元の記事を読む",
			 [WORD_ALSO] = "ほかの掲載：{}",
			 [WORD_NAME_JOINT] = "、",
			 [WORD_MINUTES] = "約 {} 分",
			 [WORD_PART] = "（{}）",
			 [WORD_MORE] = "続き（{}）",
			 [WORD_NOTES] = "注",
			 [WORD_BACK] = "本文に戻る",
			 [WORD_MISSING] = "画像は収録していません",
			 [WORD_ISSUE] = "第 {} 号",
			 [WORD_ARTICLES] = "{} 本",
			 [WORD_LABEL_DATES] = "期間",
			 [WORD_LABEL_MADE] = "作成",
			 [WORD_LABEL_COUNT] = "記事",
			 [WORD_LABEL_LENGTH] = "分量",
			 [WORD_LABEL_SOURCES] = "出典",
			 [WORD_LABEL_FONTS] = "フォント",
			 [WORD_LABEL_LEFT_OUT] = "未収録",
			 [WORD_LENGTH] = "{} 字",
			 [WORD_UNSIGNED] = "出典なし",
			 [WORD_AND_MORE] = "ほか {} 本",
			 [WORD_COLOPHON_NOTE] =
				 "文摘（wenzhai）が自動で編集しました。記事の著作権は原著者にあります。",
			 [WORD_MAKER] = "文摘",
			 [WORD_LIST_JOINT] = "／",
			 [WORD_DATE] = "{y}年{m}月{d}日",
			 [WORD_WHY_DUPLICATE] = "ほかの記事と重複",
			 [WORD_WHY_UNREADABLE] = "読み取れない",
			 [WORD_WHY_UNDATED] = "日付がない",
			 [WORD_WHY_EMPTY] = "本文がない",
			 [WORD_WHY_BAD] = "内容に誤りがある",
			 [WORD_SUMMARY_PLAIN] = "本文はリフロー型で、目次と見出しの階層があります。",
			 [WORD_SUMMARY_PICTURES] = "本文はリフロー型で、目次と見出しの階層があります。画像に"
						   "はすべて代替テキストがあります。",
			 [WORD_SUMMARY_SOME] = "本文はリフロー型で、目次と見出しの階層があります。一部の画像"
					       "には代替テキストがありません。",
		 }},
	{.lang = "ko",
	 .per_minute = 450,
	 .word =
		 {
			 [WORD_CONTENTS] = "차례",
			 [WORD_COVER] = "표지",
			 [WORD_COVER_OF] = "표지: {}",
			 [WORD_COLOPHON] = "이번 호 안내",
			 [WORD_PREVIOUS] = "이전 글",
			 [WORD_NEXT] = "다음 글",
			 [WORD_BAR_HEAD] = "위쪽 이동 메뉴",
			 [WORD_BAR_FOOT] = "아래쪽 이동 메뉴",
			 [WORD_ORIGINAL] = "원문 보기",
			 [WORD_ALSO] = "같은 소식: {}",
			 [WORD_NAME_JOINT] = ", ",
			 [WORD_MINUTES] = "약 {}분",
			 [WORD_PART] = " ({})",
			 [WORD_MORE] = "이어서 읽기 ({})",
			 [WORD_NOTES] = "주석",
			 [WORD_BACK] = "본문으로",
			 [WORD_MISSING] = "그림은 싣지 않았습니다",
			 [WORD_ISSUE] = "제{}호",
			 [WORD_ARTICLES] = "{}편",
			 [WORD_LABEL_DATES] = "기간",
			 [WORD_LABEL_MADE] = "제작",
			 [WORD_LABEL_COUNT] = "글",
			 [WORD_LABEL_LENGTH] = "분량",
			 [WORD_LABEL_SOURCES] = "출처",
			 [WORD_LABEL_FONTS] = "글꼴",
			 [WORD_LABEL_LEFT_OUT] = "싣지 않은 글",
			 [WORD_LENGTH] = "{}자",
			 [WORD_UNSIGNED] = "출처 없음",
			 [WORD_AND_MORE] = "그 밖에 {}편",
			 [WORD_COLOPHON_NOTE] =
				 "문적(wenzhai)이 자동으로 엮었습니다. 글의 저작권은 원저자에게 있습니다.",
			 [WORD_MAKER] = "wenzhai",
			 [WORD_LIST_JOINT] = " / ",
			 [WORD_DATE] = "{y}년 {m}월 {d}일",
			 [WORD_WHY_DUPLICATE] = "다른 글과 중복",
			 [WORD_WHY_UNREADABLE] = "읽을 수 없음",
			 [WORD_WHY_UNDATED] = "날짜 없음",
			 [WORD_WHY_EMPTY] = "내용 없음",
			 [WORD_WHY_BAD] = "내용 오류",
			 [WORD_SUMMARY_PLAIN] =
				 "본문은 화면에 맞춰 다시 배열되며 차례와 제목 단계가 있습니다.",
			 [WORD_SUMMARY_PICTURES] = "본문은 화면에 맞춰 다시 배열되며 차례와 제목 단계가 "
						   "있습니다. 모든 그림에 설명이 있습니다.",
			 [WORD_SUMMARY_SOME] = "본문은 화면에 맞춰 다시 배열되며 차례와 제목 단계가 "
					       "있습니다. 일부 그림에는 설명이 없습니다.",
		 }},
	{.lang = "en",
	 .per_minute = 230,
	 .word =
		 {
			 [WORD_CONTENTS] = "Contents",
			 [WORD_COVER] = "Cover",
			 [WORD_COVER_OF] = "Cover: {}",
			 [WORD_COLOPHON] = "About this issue",
			 [WORD_PREVIOUS] = "Previous",
			 [WORD_NEXT] = "Next",
			 [WORD_BAR_HEAD] = "Navigation at the top",
			 [WORD_BAR_FOOT] = "Navigation at the end",
			 [WORD_ORIGINAL] = "Read the original",
			 [WORD_ALSO] = "Also: {}",
			 [WORD_NAME_JOINT] = ", ",
			 [WORD_MINUTES] = "{} min",
			 [WORD_PART] = " ({})",
			 [WORD_MORE] = "Continued ({})",
			 [WORD_NOTES] = "Notes",
			 [WORD_BACK] = "Back to the text",
			 [WORD_MISSING] = "Picture not included",
			 [WORD_ISSUE] = "No. {}",
			 [WORD_ARTICLES] = "Articles: {}",
			 [WORD_LABEL_DATES] = "Dates",
			 [WORD_LABEL_MADE] = "Made",
			 [WORD_LABEL_COUNT] = "Contains",
			 [WORD_LABEL_LENGTH] = "Length",
			 [WORD_LABEL_SOURCES] = "Sources",
			 [WORD_LABEL_FONTS] = "Fonts",
			 [WORD_LABEL_LEFT_OUT] = "Left out",
			 [WORD_LENGTH] = "Characters: {}",
			 [WORD_UNSIGNED] = "No source named",
			 [WORD_AND_MORE] = "and {} more",
			 [WORD_COLOPHON_NOTE] =
				 "Set automatically by wenzhai. The articles belong to their authors.",
			 [WORD_MAKER] = "wenzhai",
			 [WORD_LIST_JOINT] = "; ",
			 [WORD_DATE] = "{y}-{m}-{d}",
			 [WORD_WHY_DUPLICATE] = "same as another article",
			 [WORD_WHY_UNREADABLE] = "cannot be read",
			 [WORD_WHY_UNDATED] = "no date",
			 [WORD_WHY_EMPTY] = "empty",
			 [WORD_WHY_BAD] = "something is wrong with it",
			 [WORD_SUMMARY_PLAIN] = "Reflowable text with a table of contents and headings.",
			 [WORD_SUMMARY_PICTURES] = "Reflowable text with a table of contents and headings; "
						   "every picture has a description.",
			 [WORD_SUMMARY_SOME] = "Reflowable text with a table of contents and headings; some "
					       "pictures have no description.",
		 }},
};

#define LANGUAGE_COUNT (sizeof languages / sizeof languages[0])
#define SIMPLIFIED     (&languages[0])
#define TRADITIONAL    (&languages[1])
#define ENGLISH        (&languages[LANGUAGE_COUNT - 1])

/* Is `tag` the language, or the language with more behind it? */
static bool tag_is(struct str tag, struct str language)
{
	return str_starts_nocase(tag, language) && (tag.n == language.n || tag.s[language.n] == '-');
}

static const struct words *chinese(struct str tag)
{
	static const char *const traditional[] = {"zh-Hant", "zh-TW", "zh-HK", "zh-MO"};
	for (size_t i = 0; i < sizeof traditional / sizeof traditional[0]; i++)
		if (tag_is(tag, str_from(traditional[i])))
			return TRADITIONAL;
	return SIMPLIFIED;
}

const struct words *words_lookup(struct str tag)
{
	if (tag_is(tag, S("zh")))
		return chinese(tag);
	for (size_t i = 0; i < LANGUAGE_COUNT; i++)
		if (tag_is(tag, str_from(languages[i].lang)))
			return &languages[i];
	return ENGLISH;
}

struct str word(const struct words *words, enum word which)
{
	return str_from(words->word[which]);
}

static struct str fill(struct arena *a, struct str template, struct str mark, struct str by)
{
	size_t at = str_find(template, mark, 0);
	if (at == STR_NONE)
		return template;
	struct str head = arena_concat(a, str_head(template, at), by);
	return arena_concat(a, head, str_from_offset(template, at + mark.n));
}

struct str words_fill(struct arena *a, const struct words *words, enum word which, struct str by)
{
	return fill(a, word(words, which), S("{}"), by);
}

struct str words_number(struct arena *a, const struct words *words, enum word which, size_t number)
{
	return words_fill(a, words, which, arena_printf(a, "%zu", number));
}

/* ISO 8601 wants two digits; dates in words want none to spare. */
static struct str date_number(struct arena *a, const struct words *words, int number)
{
	return arena_printf(a, words == ENGLISH ? "%02d" : "%d", number);
}

struct str words_day(struct arena *a, const struct words *words, day_number day)
{
	int y, m, d;
	civil_from_day(day, &y, &m, &d);
	struct str text = fill(a, word(words, WORD_DATE), S("{y}"), arena_printf(a, "%04d", y));
	text = fill(a, text, S("{m}"), date_number(a, words, m));
	return fill(a, text, S("{d}"), date_number(a, words, d));
}

size_t words_minutes(const struct words *words, size_t count)
{
	size_t minutes = count / words->per_minute + (count % words->per_minute > 0);
	return minutes ? minutes : 1;
}
