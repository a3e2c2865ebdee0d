"""Organisations that no catalogue names, found by how texts write them: a figure beside one of them is not ours."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence

from extract.observation.spot import Cue, Mention

_VERB = (
    r"said|says|has|had|have|reported|reports|posted|posts|boasts|boasted|claims|claimed|reached|announced|expects|recorded|"
    r"forecast|generated|earned|lost|saw|raised|counts|serves"
)
_ENGLISH = re.compile(
    r"(?<![\w/@#.-])(?P<name>[A-Z][A-Za-z0-9&]*(?:[ -][A-Z][A-Za-z0-9&]*){0,3})"
    rf"(?P<mark>(?:,? (?:Inc|Corp|Ltd|Limited|Group|Holdings|Co|PLC|Plc|AG|SA|NV|LLC|Technologies|Technology|Entertainment|Media)\b)"
    rf"|['’]s\b|\*\*|\]\]|,?(?: now| also| still)? (?:{_VERB})\b|, which\b| \()"
)
_COMMON = frozenset(
    "The A An In On At By For From With As If But And Or So This That These Those It Its He She They We I You His Her Their Our My What Which Who "
    "When Where While Since After Before During Under Over Of To Is Are Was Were Not No Yes All Some Many Most More Both Each Every Other Another "
    "One Two Three Four Five Six Seven Eight Nine Ten First Second Third Fourth Last Next Q1 Q2 Q3 Q4 H1 H2 FY Today Yesterday Meanwhile However "
    "Also Still Now Then Here There Only Just Even According Although Because Among Net Total Gross Operating Revenue Revenues Profit Profits Sales "
    "Users User Monthly Daily Annual Quarterly Combined Mobile Online Games Game Music Video Cloud Advertising Social Networks Network Services "
    "Service Business FinTech Fintech Value Basic Diluted Non IFRS GAAP EBITDA MAU MAUs DAU DAUs ARPU ARPPU GMV EPS CEO CFO COO President Chairman "
    "China Chinese Hong Kong Shenzhen Beijing Shanghai Guangzhou Japan Japanese India Indian Korea Korean America American US USA UK Europe European "
    "Asia Asian Africa Russia Russian Singapore Taiwan Malaysia Indonesia Thailand Brazil January February March April May June July August September "
    "October November December Jan Feb Mar Apr Jun Jul Aug Sep Sept Oct Nov Dec Monday Tuesday Wednesday Thursday Friday Saturday Sunday Internet "
    "Web App Apps AI Analysts Analyst Reuters Bloomberg Company Group Segment Metric Platform Source Note Table Figure Chart Image Photo Subscribers "
    "Members People Accounts Domestic International Overseas Year Quarter Month Week Day RMB USD HKD CNY HK Spring Festival Chinese Lunar New Eve "
    "Domestic Local Overall Additionally Moreover Furthermore Besides Despite Excluding Including Within Across Through Throughout Currently Recently "
    "Pony Ma Huateng Allen Zhang Xiaolong Martin Lau James Mitchell Public Paying Mini Programs Program".split()
)
_SUFFIX = re.compile(
    r"(?:集团|控股|股份|科技|银行|证券|电器|汽车|传媒|影业|智家|医药|航空|保险|物流|地产|置业|食品|饮料|半导体)"
    r"(?=[^\u4e00-\u9fff]|[的涨跌在去今第上前]|宣布|表示|公布|发布|实现|录得|营收|收入|净利|财报|业绩|一季|二季|三季|四季)"
)
_NAME_LEFT = re.compile(r"[A-Za-z\u4e00-\u9fff]{2,7}$")
_ROUNDUP = re.compile(
    r"(?:^|[，。；、\n*])\s*(?P<name>[A-Za-z\u4e00-\u9fff]{2,8}?)(?=(?:收|大|高|低)?(?:涨|跌|开)(?:超|近|约|逾|幅|\d)|(?:\s?20\d\d年)?(?:第?[一二三四]季[度报]|上半年|前三季度|去年|全年)[^，。；\n]{0,6}?(?:营收|收入|净利|净亏|毛利|销售额))",
    re.M,
)
_OWN = re.compile(
    r"业务|收入|营收|利润|盈利|服务|用户|广告|海外|国内|公司|集团|本|该|其|数据|整体|方面|平台|同期|季|年|月|日|上半|下半|市场|游戏|社交|网络|金融|企业|视频|音乐|增值|会员|同比|环比|股价|市值|目前|截至|累计|此前|此外|其中|同时|以及|主要|预计|分析|董事|总裁|他|她|我们|恒指|股指|指数|大盘|盘|板块|个股|港股|美股|概股|黄金|油|债|互联网|高|新|大型|多家|一些|部分"
)


def others(text: str, mentions: Sequence[Mention], cues: Sequence[Cue], *, ours: bool) -> list[Mention]:
    """Names of organisations that are in no catalogue, as rivals.

    Args:
        text: The passage.
        mentions: What the catalogue knows; nothing is found over them.
        cues: Metric words; no name contains one.
        ours: The text is on one of ours: then only what is marked as a company counts.
    """
    taken = [(m.start, m.end) for m in mentions] + [(c.start, c.end) for c in cues if not c.gapped]
    taken.sort()
    found = [*_english(text, ours=ours), *_chinese(text, ours=ours)]
    return [m for m in found if not _overlaps(taken, m.start, m.end)]


def _english(text: str, *, ours: bool) -> Iterator[Mention]:
    for match in _ENGLISH.finditer(text):
        words = match["name"].replace("-", " ").split()
        while words and words[0] in _COMMON:
            words = words[1:]
        if not words or all(word in _COMMON for word in words) or len(words[-1]) < 2:
            continue
        company = match["mark"].lstrip(", ").split(" ")[0] in _COMPANY_FORMS | _REPORTS
        if ours and not company:
            continue
        end = match.end("name")
        yield Mention(end - len(" ".join(words)), end, "rival", "")


_REPORTS = frozenset({"reported", "posted", "recorded", "earned", "boasts", "boasted"})
_COMPANY_FORMS = frozenset("Inc Corp Ltd Limited Holdings Co PLC Plc AG SA NV LLC Technologies Technology".split())


def _chinese(text: str, *, ours: bool) -> Iterator[Mention]:
    if not ours:
        for match in _SUFFIX.finditer(text):
            name = _NAME_LEFT.search(text[max(0, match.start() - 7) : match.start()])
            if name and not _OWN.search(name[0]):
                yield Mention(match.start() - len(name[0]), match.end(), "rival", "")
    for match in _ROUNDUP.finditer(text):
        if not _OWN.search(match["name"]):
            yield Mention(match.start("name"), match.end("name"), "rival", "")


def _overlaps(taken: list[tuple[int, int]], start: int, end: int) -> bool:
    at = bisect_left(taken, (end, 0))
    return any(s < end and e > start for s, e in taken[max(0, at - 4) : at])
