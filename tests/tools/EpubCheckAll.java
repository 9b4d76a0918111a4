/* EPUBCheck on many books in one JVM: a start costs five seconds, a book in a warm one a
 * tenth of that.
 *
 * usage: java -cp epubcheck.jar EpubCheckAll.java BOOK.epub...
 *
 * Writes each book's report beside it, as BOOK.epub.json; what is printed is of no use. */
import com.adobe.epubcheck.tool.EpubChecker;

public class EpubCheckAll {
	public static void main(String[] books) {
		for (String book : books)
			new EpubChecker().run(new String[] {"--quiet", "--usage", "--json", book + ".json", book});
	}
}
