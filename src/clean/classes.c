#include "clean/classes.h"

static const struct {
	struct str word;
	enum class_role role;
} words[] = {
#define CAPTION(w)                                 \
	{                                          \
		{(w), sizeof(w) - 1}, ROLE_CAPTION \
	}
#define GUTTER(w)                                 \
	{                                         \
		{(w), sizeof(w) - 1}, ROLE_GUTTER \
	}
#define MATHJAX(w)                                 \
	{                                          \
		{(w), sizeof(w) - 1}, ROLE_MATHJAX \
	}
	CAPTION("img_descr"),     /* sina */
	CAPTION("image-caption"), /* jianshu */
	CAPTION("img-caption"),
	CAPTION("imgcaption"),
	CAPTION("image_caption"),
	CAPTION("img-desc"),
	CAPTION("img_desc"),
	CAPTION("image-desc"),
	CAPTION("pic-caption"),
	CAPTION("pic-desc"),
	CAPTION("picdesc"),
	CAPTION("pic_info"),
	CAPTION("photo-caption"),
	CAPTION("photo_desc"),
	CAPTION("wp-caption-text"), /* WordPress */
	CAPTION("pgc-img-caption"), /* toutiao */
	CAPTION("figcaption"),
	CAPTION("caption"),
	GUTTER("gutter"),  /* Hexo, SyntaxHighlighter */
	GUTTER("linenos"), /* Pygments */
	GUTTER("lineno"),
	GUTTER("linenodiv"),
	GUTTER("line-numbers-rows"), /* Prism */
	GUTTER("hljs-ln-numbers"),
	GUTTER("rouge-gutter"),
	GUTTER("blob-num"), /* GitHub */
	GUTTER("crayon-nums"),
	GUTTER("pre-numbering"), /* CSDN */
	GUTTER("code-line-number"),
	{{"katex", 5}, ROLE_KATEX},
	MATHJAX("MathJax"),
	MATHJAX("MathJax_Preview"),
	MATHJAX("MathJax_Display"),
	MATHJAX("MathJax_SVG"),
	MATHJAX("MathJax_CHTML"),
};

enum class_role class_role(const GumboNode *node)
{
	struct str rest = node_classes(node);
	for (struct str word = next_word(&rest); word.n; word = next_word(&rest))
		for (size_t i = 0; i < sizeof words / sizeof *words; i++)
			if (word.n == words[i].word.n && str_eq_nocase(word, words[i].word))
				return words[i].role;
	return ROLE_NONE;
}
