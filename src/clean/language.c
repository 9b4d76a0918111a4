#include "clean/language.h"

/* Frequent characters of one writing that the other does not have (GB 2312
 * without Big5, Big5 without GB 2312).  Simplified forms that Japanese shares (国, 会, 学) are no evidence
 * against it: kana is looked at first. */
static const char simplified[] = "业东两严个为丽举义乐习书买乱争亏亚产仅从仓们众会伟传伤伪侧债倾兰关兴"
				 "养写军农冯冲决况冻净减凤凭击刘则刚创别剂剑剧劝办务动励劳势区医华协单"
				 "卖卢卫却厅历厉压厌县参双发变叙号叹启吴员响哗唤团园围国图圆场块坚坛坝"
				 "坟坠垒垦头夺奋奖妇妈孙学实审宪宫宽宾对寻导寿将尔尘层属岁岛币师帐带帮"
				 "广庆库应庙废开张弹强归当录彻径忆忧态总恋恶悬惧惨惯战户执扩扫扬抚护报"
				 "担拥择挡挤挥损换掳摄摆摇撑数断旧时显晓权条来标栋树样桥检楼欢欧歼残毁"
				 "毕汇汉汤沟没泪泽浅测济浓涛润涨湾湿灭灯灵炉点炼烦烧热爱牵犹独狮猎献玛"
				 "环现瑶电画畅疗盐监盖盘码础积称稳穷竞笔签简类粮紧红约级纪纯纲纳纷纸练"
				 "组细织终经结绕给络统继绩续维绵缓编缘缩罗罚职联肃脑脸节苏获营蓝虑虽补"
				 "装见规视览觉计订认讨让训议记讲许论设访证评识诉词译试话详语误说请读课"
				 "谁调谈谋谓谢谱财责败货质贩贪贫购贯贴贵贷费贺资赏赛赞赢赵趋跃践踪车轨"
				 "转轮软轻载辆输边达迁过运还这进远违连迟选递遥邮释钟钢钱铁银销锁错键镇"
				 "长门闭问间闻队阳阴阶际陆陈险随难雾静顶项顺须预领频题颜额风飞饭饮馆马"
				 "驱验骑骗鱼鸟";

static const char traditional[] = "亂亞來倉個們偉側偽傳債傷傾僅優兩凍別則剛創劇劉劍劑動務勝勞勢勵勸匯區"
				  "協卻厭厲參吳員問啟喚單嘆嘩嚴國圍園圓圖團執堅報場塊塵墜墳墾壇壓壘壞壩"
				  "壽奪奮婦媽孫學宮實寧審寫寬將尋對導層屬島嶺師帳帶幣幫庫廟廠廢廣廳張強"
				  "彈徑從徹惡愛態慘慣慮慶憂憑憲憶應懷懸懼戀戰戶掃掛揚換揮損搖撐撫撲擁擄"
				  "擇擊擋擔據擠擴擺攝敗敘數斷時暢曉書會東條棟業極構樂樓標樣樹橋檢權歐歡"
				  "歲歷歸殘殲毀氣決沒況淚淨淺減測湯溝滅漢漲潤澤濃濕濟濤灣為煉煩熱燈燒營"
				  "爐爭爾牽猶獅獎獨獲獵獻現瑤瑪環產畢畫異當療發監盤盧眾確碼礎種稱積穩窮"
				  "競筆節範簡簽糧紀約紅納純紙級紛細終組結絡給統經維綱綿緊緣編緩練縣縮總"
				  "績織繞繼續罰羅義習聖聞聯職聽肅腦臉興舉舊華蓋藍蘇蘭號虧蟲衛衝補裝裡見"
				  "規視覺覽訂計討訓記訪設許訴評詞試話詳認語誤說誰課調談請論謀謂講謝證識"
				  "譜譯議護讀變讓財貧貨販貪貫責貴買貸費貼賀資賓賞賣質購賽贊贏趙趨踐蹤躍"
				  "車軌軍軟載輕輛輪輸轉辦農這連進運過達違遙遞遠適遲遷選還邊郵醫釋銀銷鋼"
				  "錄錢錯鍵鎖鎮鐘鐵長門閉開間關陰陳陸陽隊階際隨險雖雙離難雲電霧靈靜響頂"
				  "項順須預領頭頻題額顏願類顯風飛飯飲養館馬馮騎騙驅驗驚魚鳥鳳鹽麗點";

/* All of them are in U+4E00..U+9FFF: a bit for each, for the time of one look. */
#define HAN_FIRST 0x4E00u
#define HAN_COUNT 0x5200u

struct han_set {
	uint64_t bits[HAN_COUNT / 64];
};

struct letters {
	size_t han, kana, hangul, latin; /* latin: letters of any alphabet */
	size_t simplified, traditional;
	struct han_set simplified_set, traditional_set;
};

static void fill(struct han_set *set, struct str characters)
{
	for (size_t at = 0; at < characters.n;) {
		uint32_t c = utf8_next(characters, &at) - HAN_FIRST;
		set->bits[c / 64] |= UINT64_C(1) << c % 64;
	}
}

static bool in_set(const struct han_set *set, uint32_t c)
{
	c -= HAN_FIRST;
	return c < HAN_COUNT && set->bits[c / 64] >> c % 64 & 1;
}

static struct letters letters_new(void)
{
	struct letters n = {0};
	fill(&n.simplified_set, (struct str){simplified, sizeof simplified - 1});
	fill(&n.traditional_set, (struct str){traditional, sizeof traditional - 1});
	return n;
}

static void count_han(struct letters *n, uint32_t c)
{
	n->han++;
	n->simplified += in_set(&n->simplified_set, c);
	n->traditional += in_set(&n->traditional_set, c);
}

static void count(struct letters *n, uint32_t c)
{
	if (c < 0x80)
		n->latin += (c | 32) >= 'a' && (c | 32) <= 'z';
	else if (char_is_han(c))
		count_han(n, c);
	else if ((c >= 0x3041 && c <= 0x30FA && c != 0x30FB) || (c >= 0xFF66 && c <= 0xFF9D))
		n->kana++;
	else if ((c >= 0xAC00 && c <= 0xD7A3) || (c >= 0x1100 && c <= 0x11FF))
		n->hangul++;
	else if (c >= 0xC0 && c < 0x600 && c != 0xD7 && c != 0xF7)
		n->latin++;
}

static void count_text(struct letters *n, struct str text, size_t *left)
{
	text = str_head(text, *left);
	*left -= text.n;
	for (size_t at = 0; at < text.n;)
		count(n, utf8_next(text, &at));
}

/* Kana in a tenth of the square letters is Japanese: Chinese quotes less.  An
 * ideograph weighs as much as a word of four letters. */
static struct str decide(const struct letters *n)
{
	size_t square = n->han + n->kana + n->hangul;
	if (!square && !n->latin)
		return S("zh-Hans");
	if (square * 6 < n->latin)
		return S("en");
	if (n->hangul * 3 > square)
		return S("ko");
	if (n->kana * 10 > square)
		return S("ja");
	return n->traditional > n->simplified ? S("zh-Hant") : S("zh-Hans");
}

struct str clean_detect_language(struct str text)
{
	struct letters n = letters_new();
	size_t left = LANGUAGE_BYTES_MAX;
	count_text(&n, text, &left);
	return decide(&n);
}

/* A few hundred ideographs that lean one way decide; the rest would say the same. */
static bool is_clear(const struct letters *n)
{
	size_t more = n->simplified > n->traditional ? n->simplified : n->traditional;
	return !n->kana && !n->hangul && more > 30 && more > 4 * (n->simplified + n->traditional - more) &&
	       n->han * 6 > n->latin;
}

/* Code is in no language. */
struct str language_of_document(const struct document *d)
{
	struct letters n = letters_new();
	size_t left = LANGUAGE_BYTES_MAX;
	for (const struct block *b = d->root; b && left && !is_clear(&n); b = block_after(b, d->root))
		for (size_t i = 0; i < b->spans.n && b->kind != BLOCK_CODE; i++)
			if (b->spans.v[i].kind == SPAN_TEXT && !(b->spans.v[i].style & STYLE_CODE))
				count_text(&n, b->spans.v[i].text, &left);
	return decide(&n);
}
