/* The commonest characters of each language, in code point order: what tells one
 * double-byte encoding from another.  About half of any running text is of these;
 * of the same bytes read in another encoding, one in twenty. */
#include "collect/charset-common.h"

#include <stddef.h>
#include <uchar.h>

/* Simplified Chinese */
static const char16_t simplified[] =
	u"一万三上下不与且世业东两个中为主么义之也书了争事二于五些交产人亿什今从他代以们件任企会传但位住体"
	u"何作你使便保信候做像儿先光克入全公共关其内再军决几出分切则利别到制券前力加务动化北区十南即却原去"
	u"又及反发取受变口只可司各合同名后向听告员命和品四回因国在地场基声处外多大天太头女她好如子学它安完"
	u"定实家对导将小少尔就展山工己已市师带常平年并应度建开式张强当形很得德心必思性总情想意感成我或战所"
	u"手才打技把投报拉指据接提放政教数文斯新方无日时明是更最月有望期本术机权条来果样格次正此死比民气水"
	u"求没治法活海清点然物特王现理生用由电界白的目直相看真眼着知确社神种科程空立第等管类系经结给统网美"
	u"老者而股能自至色融行表被西要见观规觉解计认让记许论设识话该说象资走起路身边达过运还这进通道那部都"
	u"里重量金银长门问间队院难非面领题马高";

/* Traditional Chinese */
static const char16_t traditional[] =
	u"一三上下不且世並中主之也了事二五些交人什今他代以件任但位住何作你使來便保信個們候做傳像億先光克兒"
	u"入內全兩公共其再出分切別利到制則前力加動務化北區十南即卻原去又及反取受口只可台司各合同名向告命和"
	u"品員問四回因國在地基報場外多大天太女她好如子學它安完定家實將對導小少就展山工己已市師帶常平年幾度"
	u"建式張強形很後得從德心必思性情想意感應成我或戰所手才打技把拉指接提據放政教數文斯新方於日明是時更"
	u"書最會月有望期本東果格條業樣機權次正此死比民氣水求決沒治法活海清港灣為無然爭爾物特王現理生產用由"
	u"界當發白的目直相看真眼知確社神科程種空立第等管系結給統經網總美義老者而聲聽能自至臺與色萬著處融行"
	u"術表被裡西要見規覺觀解計記設許話該認說論識變讓象資走起路身軍這通進運過道達還邊那部都重量金銀長門"
	u"開間關院隊難電非面領頭題類馬體高麼點";

/* Japanese, beside kana */
static const char16_t japanese[] =
	u"一七万三上下不世中主九事二五京人今仕代以休会住体何作使元先入全八公六内円写出分切別前力動北医十千"
	u"午半南去友口古台右同名味品員問四図国土地報場売外多夜大天女始子字学安定実室家対小少屋山川工左市帰"
	u"年広店度建強待後心思急悪意手技持政教文料新方族日早明映春時書月有朝木本来東校株業楽機歌止正歩死母"
	u"毎民気水法注海済火父物特現理生用田男町画界病発白百目相県真着知研社私究空立答紙終経考者聞自色花英"
	u"行術西見親言計記試話語読買質赤走起足車転近送通週運道重野金銀長開間関院集雨電青音題風食館験高黒";

/* Korean */
static const char16_t korean[] =
	u"가거것게경계고공과관구국그금기까나내년는니다당대더도동되된드들등때라려력로를리마만말며면명모무문"
	u"물미바발방보부비사산상생서선성세소수스습시신아안양어업없었에여연오와요우원위유으은을의이인일입있"
	u"자장재적전정제조주중지차트하한할합해했화회";

static const struct {
	const char16_t *characters;
	size_t count;
} lists[] = {
	[COMMON_SIMPLIFIED] = {simplified, sizeof simplified / sizeof *simplified - 1},
	[COMMON_TRADITIONAL] = {traditional, sizeof traditional / sizeof *traditional - 1},
	[COMMON_JAPANESE] = {japanese, sizeof japanese / sizeof *japanese - 1},
	[COMMON_KOREAN] = {korean, sizeof korean / sizeof *korean - 1},
};

bool char_is_common(enum common_list list, uint32_t c)
{
	const char16_t *characters = lists[list].characters;
	size_t low = 0, high = lists[list].count;

	while (low < high) {
		size_t middle = (low + high) / 2;

		if (characters[middle] == c)
			return true;
		if (characters[middle] < c)
			low = middle + 1;
		else
			high = middle;
	}
	return false;
}
