"""Chinese characters in Pinyin, with the readings that characters have as surnames."""

from __future__ import annotations

import atexit
import gc
from collections.abc import Callable
from functools import cache, lru_cache

from pratique.flow.identity.normal.glued import glued

_TABLE = (
    "曾ZENG 单SHAN 單SHAN 仇QIU 解XIE 区OU 區OU 查ZHA 任REN 朴PIAO 盖GE 蓋GE 乐YUE 樂YUE 种CHONG 冼XIAN 洗XIAN "
    "员YUN 員YUN 贠YUN 折SHE 缪MIAO 繆MIAO 宁NING 寧NING 甯NING 召SHAO 隗WEI 翟ZHAI 黑HE 祭ZHAI 秘BI 覃QIN 谌CHEN "
    "諶CHEN 郇XUN 过GUO 過GUO 纪JI 紀JI 燕YAN 那NA 万WAN 萬WAN 令LING 阚KAN 闞KAN 能NAI 葛GE 撒SA 华HUA 華HUA 訾ZI "
    "相XIANG 车CHE 車CHE 强QIANG 強QIANG 哈HA 盛SHENG 沈SHEN 柏BAI 薄BO 都DU 重CHONG 繁PO 句GOU 行XING 应YING "
    "應YING 曲QU 咸XIAN 么YAO 幺YAO 藏ZANG 臧ZANG 宓MI 逄PANG 隽JUAN 牟MOU 呙GUO 乜NIE 亓QI 於YU 佘SHE 厍SHE 阙QUE "
    "闕QUE 郗XI 费FEI 費FEI 贲BEN 賁BEN 俞YU 冯FENG 馮FENG 尹YIN 吕LYU 呂LYU 闾LYU 褚CHU 晁CHAO 谷GU 干GAN 盘PAN "
    "朝CHAO 长CHANG 石SHI 殷YIN 卜BU 鲍BAO 鮑BAO 庞PANG 龐PANG 尧YAO 洪HONG 佟TONG 仝TONG 幸XING 尉WEI 粘NIAN "
    "恽YUN 眭SUI 郄QIE 郤XI 臺TAI 樊FAN 邴BING 炅GUI 桂GUI 妫GUI 嬀GUI 仉ZHANG 禚ZHUO 生SHENG 撖HAN 丁DING "
    "欧阳OUYANG 歐陽OUYANG 司马SIMA 司馬SIMA 诸葛ZHUGE 諸葛ZHUGE 上官SHANGGUAN 司徒SITU 司空SIKONG 司寇SIKOU "
    "东方DONGFANG 東方DONGFANG 独孤DUGU 獨孤DUGU 南宫NANGONG 南宮NANGONG 西门XIMEN 西門XIMEN 东郭DONGGUO "
    "東郭DONGGUO 东门DONGMEN 東門DONGMEN 夏侯XIAHOU 皇甫HUANGFU 尉迟YUCHI 尉遲YUCHI 公孙GONGSUN 公孫GONGSUN "
    "慕容MURONG 长孙ZHANGSUN 長孫ZHANGSUN 宇文YUWEN 轩辕XUANYUAN 軒轅XUANYUAN 令狐LINGHU 钟离ZHONGLI 鍾離ZHONGLI "
    "鲜于XIANYU 鮮于XIANYU 闾丘LYUQIU 閭丘LYUQIU 申屠SHENTU 赫连HELIAN 赫連HELIAN 濮阳PUYANG 濮陽PUYANG 淳于CHUNYU "
    "单于CHANYU 單于CHANYU 澹台TANTAI 澹臺TANTAI 公冶GONGYE 宗政ZONGZHENG 端木DUANMU 百里BAILI 呼延HUYAN 拓跋TUOBA "
    "左丘ZUOQIU 乐正YUEZHENG 樂正YUEZHENG 万俟MOQI 萬俟MOQI 梁丘LIANGQIU 公羊GONGYANG 谷梁GULIANG 羊舌YANGSHE "
    "太史TAISHI 公西GONGXI 仲孙ZHONGSUN 仲孫ZHONGSUN 漆雕QIDIAO 第五DIWU 纳兰NALAN 納蘭NALAN 完颜WANYAN 完顏WANYAN "
    "叶赫YEHE 那拉NALA 爱新觉罗AIXINJUELUO"
)
_SURNAMES = glued(_TABLE)
"""Surnames whose first reading is another, and those of two characters."""
_COMPOUND = 2


def from_chinese(text: str, is_surname: bool) -> str:
    """Pinyin in capitals without tones; each word of the text one word. Ü is YU after L and N, as in passports."""
    return " ".join((_surname if is_surname else _pinyin)(word) for word in text.split())


def split_chinese(text: str) -> tuple[list[str], list[str]]:
    """Surname and given name of a full name written without a gap."""
    cut = _COMPOUND if len(text) > _COMPOUND and text[:_COMPOUND] in _SURNAMES else 1
    return [text[:cut]], [text[cut:]]


def _surname(word: str) -> str:
    return _SURNAMES.get(word) or "".join(_SURNAMES.get(letter) or _pinyin(letter) for letter in word)


@lru_cache(maxsize=1 << 16)
def _pinyin(word: str) -> str:
    # In this style V stands for Ü, which only L and N bear in writing.
    return "".join(_readings()(word)).upper().replace("V", "YU")


@cache
def _readings() -> Callable[[str], list[str]]:
    """It loads a dictionary, half a second that a site without Chinese names need not wait for."""
    from pypinyin import lazy_pinyin

    # The dictionary stays: a fifth of a million lists that the collector would walk through again and again. At the end
    # of the process it is to see everything again, as other libraries count what is left of theirs.
    gc.freeze()
    atexit.register(gc.unfreeze)
    return lazy_pinyin
