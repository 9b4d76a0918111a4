#include "model/style.h"

/* The longest match of a tag's beginning wins: zh-Hant-HK before zh-Hant. */
static const struct {
	struct str prefix;
	enum font_lang lang;
} tags[] = {
	{{"zh-hans", 7}, FONT_SC}, {{"zh-hant-hk", 10}, FONT_HK}, {{"zh-hant-mo", 10}, FONT_HK},
	{{"zh-hant", 7}, FONT_TC}, {{"zh-hk", 5}, FONT_HK},       {{"zh-mo", 5}, FONT_HK},
	{{"zh-tw", 5}, FONT_TC},   {{"yue", 3}, FONT_HK},         {{"zh", 2}, FONT_SC},
	{{"ja", 2}, FONT_JP},      {{"ko", 2}, FONT_KR},
};

enum font_lang font_lang_from_tag(struct str tag)
{
	for (size_t i = 0; tag.n && i < sizeof tags / sizeof *tags; i++) {
		struct str rest = str_from_offset(tag, tags[i].prefix.n);
		if (str_starts_nocase(tag, tags[i].prefix) && (!rest.n || rest.s[0] == '-'))
			return tags[i].lang;
	}
	/* Another language's Han characters are rare; its letters look alike in every face. */
	return tag.n ? FONT_LATIN : FONT_SC;
}

const char *font_lang_tag(enum font_lang lang)
{
	static const char *const names[FONT_LANG_COUNT] = {"zh-Hans", "zh-Hant", "zh-Hant-HK",
							   "ja",      "ko",      "en"};
	return names[lang];
}
