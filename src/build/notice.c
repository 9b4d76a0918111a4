#include "build/notice.h"

struct notice {
	const char *prefix; /* of the language */
	const char *title, *text;
};

#define NOTICE_HANT "本期沒有新文章", "這一期的日子裡，沒有收到新的文章。"

/* What fits a longer tag stands before what fits a shorter one. */
static const struct notice notices[] = {
	{"zh-Hant", NOTICE_HANT},
	{"zh-TW", NOTICE_HANT},
	{"zh-HK", NOTICE_HANT},
	{"zh", "本期没有新文章", "这一期的日子里，没有收到新的文章。"},
	{"ja", "新着記事はありません", "この号の期間には、新しい記事が届きませんでした。"},
	{"ko", "새 글이 없습니다", "이번 호의 기간에는 새 글이 들어오지 않았습니다."},
	{"", "Nothing new", "No new article came in the days of this issue."},
};

static const struct notice *notice_for(struct str language)
{
	size_t i = 0;
	while (!str_starts_nocase(language, str_from(notices[i].prefix)))
		i++;
	return &notices[i];
}

/* Those who do not read the issue's language may know English, which is what is left. */
static struct str language_of(const struct issue *issue, const struct notice *notice)
{
	return notice->prefix[0] ? issue->language : S("en");
}

static struct document *say(struct arena *a, struct str text)
{
	struct document *d = ARENA_NEW(a, struct document);
	d->root = block_new(a, BLOCK_DOCUMENT, NULL);
	struct block *paragraph = block_new(a, BLOCK_PARAGRAPH, d->root);
	VEC_PUSH(a, &paragraph->spans, (struct span){.kind = SPAN_TEXT, .text = text});
	document_count(d);
	return d;
}

void issue_say_nothing(struct issue *issue)
{
	const struct notice *notice = notice_for(issue->language);
	struct article *article = ARENA_NEW(issue->arena, struct article);
	diags_init(&article->diags, &article->arena, S(""));
	article->title = str_from(notice->title);
	article->lang = language_of(issue, notice);
	article->document = say(&article->document_arena, str_from(notice->text));
	issue->articles = ARENA_NEW(issue->arena, struct article *);
	issue->articles[0] = article;
	issue->sections = ARENA_NEW(issue->arena, struct section);
	issue->sections[0] = (struct section){article->title, issue->articles, 1};
	issue->article_count = issue->section_count = 1;
	issue->blank = true;
}
