/* The floor that `make bench` measures against: what any program that cleans
 * HTML into compressed XHTML must do at least.  One thread reads each post, parses
 * it with gumbo, writes the tree out as XHTML and deflates that at level 6.
 *
 *   floor FOLDER    prints: posts, bytes read, bytes of XHTML, bytes deflated
 */
#include <ftw.h>
#include <glib.h>
#include <gumbo.h>
#include <libdeflate.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#define OPEN_FOLDERS_MAX 32

struct sums {
	size_t posts, read, written, deflated;
};

/* nftw passes no context along. */
static GPtrArray *paths;

static int take_path(const char *path, const struct stat *st, int kind, struct FTW *place)
{
	(void)st, (void)place;
	if (kind == FTW_F && g_str_has_suffix(path, ".md"))
		g_ptr_array_add(paths, g_strdup(path));
	return 0;
}

static gint by_name(gconstpointer x, gconstpointer y)
{
	return strcmp(*(char *const *)x, *(char *const *)y);
}

static void put_escaped(GString *out, const char *text)
{
	for (;;) {
		size_t plain = strcspn(text, "<>&\"");
		g_string_append_len(out, text, (gssize)plain);
		text += plain;
		if (!*text)
			return;
		g_string_append_printf(out, "&#%d;", *text++);
	}
}

static void put_name(GString *out, const GumboElement *e)
{
	if (e->tag != GUMBO_TAG_UNKNOWN) {
		g_string_append(out, gumbo_normalized_tagname(e->tag));
		return;
	}
	GumboStringPiece name = e->original_tag;
	gumbo_tag_from_original_text(&name);
	g_string_append_len(out, name.data, (gssize)name.length);
}

static void put_start(GString *out, const GumboNode *node)
{
	if (node->type == GUMBO_NODE_ELEMENT) {
		const GumboElement *e = &node->v.element;
		g_string_append_c(out, '<');
		put_name(out, e);
		for (unsigned i = 0; i < e->attributes.length; i++) {
			const GumboAttribute *a = e->attributes.data[i];
			g_string_append_c(out, ' ');
			g_string_append(out, a->name);
			g_string_append(out, "=\"");
			put_escaped(out, a->value);
			g_string_append_c(out, '"');
		}
		g_string_append(out, e->children.length ? ">" : "/>");
	} else if (node->type != GUMBO_NODE_COMMENT && node->type != GUMBO_NODE_DOCUMENT) {
		put_escaped(out, node->v.text.text);
	}
}

static const GumboVector *children_of(const GumboNode *node)
{
	static const GumboVector none;
	if (node->type == GUMBO_NODE_ELEMENT || node->type == GUMBO_NODE_TEMPLATE)
		return &node->v.element.children;
	return node->type == GUMBO_NODE_DOCUMENT ? &node->v.document.children : &none;
}

static void put_end(GString *out, const GumboNode *node)
{
	if (node->type != GUMBO_NODE_ELEMENT || !node->v.element.children.length)
		return;
	g_string_append(out, "</");
	put_name(out, &node->v.element);
	g_string_append_c(out, '>');
}

/* The node after `node`, its children left out; ends are written on the way up. */
static const GumboNode *next_beside(GString *out, const GumboNode *node, const GumboNode *root)
{
	for (; node != root; node = node->parent) {
		put_end(out, node);
		const GumboVector *beside = children_of(node->parent);
		if (node->index_within_parent + 1 < beside->length)
			return beside->data[node->index_within_parent + 1];
	}
	put_end(out, root);
	return NULL;
}

static void put_tree(GString *out, const GumboNode *root)
{
	for (const GumboNode *node = root; node;) {
		const GumboVector *children = children_of(node);
		put_start(out, node);
		node = children->length ? children->data[0] : next_beside(out, node, root);
	}
}

static void take_post(const char *path, struct libdeflate_compressor *deflater, GString *out,
		      struct sums *sums)
{
	char *text;
	gsize n;
	GumboOptions options = kGumboDefaultOptions;
	options.max_errors = 0;
	if (!g_file_get_contents(path, &text, &n, NULL))
		return;
	const char *head = strstr(text, "\n---\n"), *body = head ? strstr(head + 4, "\n---\n") : NULL;
	const char *start = body ? body + 5 : text;
	GumboOutput *parsed = gumbo_parse_with_options(&options, start, n - (gsize)(start - text));
	g_string_truncate(out, 0);
	put_tree(out, parsed->root);
	gumbo_destroy_output(&options, parsed);
	size_t bound = libdeflate_deflate_compress_bound(deflater, out->len);
	void *packed = g_malloc(bound);
	sums->deflated += libdeflate_deflate_compress(deflater, out->str, out->len, packed, bound);
	sums->written += out->len;
	sums->read += n;
	sums->posts++;
	g_free(packed);
	g_free(text);
}

int main(int argc, char **argv)
{
	if (argc != 2) {
		fprintf(stderr, "usage: floor FOLDER\n");
		return 2;
	}
	paths = g_ptr_array_new();
	if (nftw(argv[1], take_path, OPEN_FOLDERS_MAX, FTW_PHYS) != 0 || !paths->len) {
		fprintf(stderr, "floor: no posts in %s\n", argv[1]);
		return 1;
	}
	g_ptr_array_sort(paths, by_name);
	struct sums sums = {0};
	struct libdeflate_compressor *deflater = libdeflate_alloc_compressor(6);
	GString *out = g_string_new(NULL);
	for (guint i = 0; i < paths->len; i++)
		take_post(g_ptr_array_index(paths, i), deflater, out, &sums);
	printf("%zu %zu %zu %zu\n", sums.posts, sums.read, sums.written, sums.deflated);
	return sums.posts == paths->len ? 0 : 1;
}
