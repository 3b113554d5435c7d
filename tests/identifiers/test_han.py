#!/usr/bin/env python3
"""Compares how Chinese characters in names are simplified with OpenCC and with MediaWiki.

Run: python3 tests/identifiers/test_han.py

The packages must be of the versions in tests/identifiers/requirements.txt. The table is
made from OpenCC's single characters; here whole names go through OpenCC, with its
phrases, and through MediaWiki's own tables (zhconv), which are other people's work.
"""

import hashlib
import random
import sys
import unittest
from pathlib import Path

sys.dont_write_bytecode = True
HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE / "han")]

import opencc  # noqa: E402
import zhconv  # noqa: E402

import table  # noqa: E402
from command import ROOT, canonical  # noqa: E402

FILE = ROOT / "crates/core/src/identifier/han.txt"
NAMES = 20_000
# The commonest surnames of mainland China, Taiwan and Hong Kong, and all that differ
# between the scripts, compound ones among them.
SURNAMES = (
    "王 李 张 刘 陈 杨 黄 赵 吴 周 徐 孙 马 朱 胡 郭 何 高 林 罗 郑 梁 谢 宋 唐 许 韩 冯 邓 曹 彭 曾 肖 "
    "萧 田 董 袁 潘 于 蒋 蔡 余 杜 叶 程 苏 魏 吕 丁 任 沈 姚 卢 姜 崔 钟 谭 陆 汪 范 金 石 廖 贾 夏 韦 付 "
    "傅 方 白 邹 孟 熊 秦 邱 江 尹 薛 闫 阎 段 雷 侯 龙 史 陶 黎 贺 顾 毛 郝 龚 邵 万 钱 严 覃 武 戴 莫 孔 "
    "向 汤 温 康 施 文 牛 樊 葛 邢 安 齐 庞 颜 庄 聂 章 鲁 岳 翟 殷 詹 申 欧 耿 关 兰 焦 俞 左 柳 甘 祝 包 "
    "宁 尚 符 舒 阮 柯 纪 梅 童 凌 毕 单 季 裴 霍 涂 成 苗 谷 盛 曲 翁 冉 骆 蓝 路 游 辛 靳 管 柴 蒙 鲍 华 "
    "喻 祁 蒲 房 滕 屈 饶 解 牟 艾 尤 阳 时 穆 农 司 卓 古 吉 缪 简 车 项 连 芦 麦 褚 娄 窦 戚 岑 景 党 宫 "
    "费 卜 冷 晏 席 卫 米 柏 宗 瞿 桂 全 佟 应 臧 闵 苟 邬 边 卞 姬 师 和 仇 栾 隋 商 刁 沙 荣 巫 寇 桑 郎 "
    "甄 丛 仲 虞 敖 巩 明 佘 池 查 麻 苑 迟 邝 官 封 谈 匡 鞠 惠 荆 乐 冀 郁 胥 南 班 储 原 栗 燕 楚 鄢 劳 "
    "谌 奚 皮 粟 冼 蔺 楼 盘 满 闻 位 厉 伊 仝 区 郜 海 阚 花 权 强 帅 屠 豆 朴 盖 练 廉 禹 井 祖 漆 巴 丰 "
    "支 卿 国 狄 平 计 索 宣 晋 相 初 门 云 容 敬 来 扈 晁 芮 都 普 阙 浦 戈 伏 鹿 薄 邸 雍 辜 羊 阿 乌 母 "
    "裘 亓 修 邰 赫 杭 况 那 宿 鲜 印 逯 隆 茹 诺 战 慕 危 玉 银 亢 嵇 公 哈 湛 宾 戎 勾 茅 利 后 种 郗 "
    "欧阳 上官 司马 诸葛 东方 皇甫 尉迟 公孙 慕容 长孙 夏侯 轩辕 令狐 钟离 闾丘 端木 南宫 万俟 濮阳 单于"
).split()


def two_bytes(codec, leads):
    """The Chinese characters that a character set of two bytes has with these first ones."""
    found = []
    for lead in leads:
        for trail in range(0x40, 0xFF):
            try:
                c = bytes([lead, trail]).decode(codec)
            except UnicodeError:
                continue
            if len(c) == 1 and table.lasts(c) and 0x3400 <= ord(c) <= 0x9FFF:
                found.append(c)
    return found


# Ordinary simplified characters, the first level of which is the common ones, and
# ordinary traditional ones.
GB2312 = two_bytes("gb2312", range(0xB0, 0xF8))
GB2312_COMMON = two_bytes("gb2312", range(0xB0, 0xD8))
BIG5 = two_bytes("big5", [*range(0xA4, 0xC7), *range(0xC9, 0xFA)])


def opencc_of(conversion):
    converter = opencc.OpenCC(f"{conversion}.json")
    return lambda texts: converter.convert("\n".join(texts)).split("\n")


def mediawiki_of(locale):
    return lambda texts: [zhconv.convert(text, locale) for text in texts]


def differing(texts, convert):
    """The texts that have another canonical form when they are converted, with that."""
    converted = convert(texts)
    assert len(converted) == len(texts)
    ours = canonical("name", [*texts, *converted])
    assert None not in ours
    both = zip(texts, converted, ours[: len(texts)], ours[len(texts) :])
    return [(text, other) for text, other, one, two in both if one != two]


def known_differences():
    pairs = {}
    for line in (HERE / "han/differences.txt").read_text("utf-8").splitlines():
        reason, _, rest = line.partition(": ")
        if not line.startswith("#"):
            pairs.update((frozenset(pair), reason) for pair in rest.split())
    return pairs


def names():
    rng = random.Random(1)
    given = lambda: "".join(rng.choices(GB2312_COMMON, k=rng.randint(1, 2)))  # noqa: E731
    return [rng.choice(SURNAMES) + given() for _ in range(NAMES)]


class Table(unittest.TestCase):
    def test_it_is_what_the_data_give(self):
        self.assertEqual(FILE.read_bytes(), table.text().encode("utf-8"))

    def test_the_documents_name_its_hash(self):
        digest = hashlib.sha256(FILE.read_bytes()).hexdigest()
        self.assertIn(digest, (ROOT / "docs/FORMAT.md").read_text("utf-8"))


class OpenCC(unittest.TestCase):
    def test_characters(self):
        self.assertEqual((len(GB2312), len(GB2312_COMMON), len(BIG5)), (6763, 3755, 13051))
        for conversion in ("s2t", "s2tw", "s2hk"):
            self.assertEqual(differing(GB2312, opencc_of(conversion)), [], conversion)
        for conversion in ("t2s", "tw2s", "hk2s", "t2tw", "t2hk"):
            self.assertEqual(differing(BIG5, opencc_of(conversion)), [], conversion)

    def test_names(self):
        people = names()
        for conversion in ("s2t", "s2tw", "s2hk"):
            # One of the made-up names is a word, a groom, for which there is a phrase.
            groom = [("马夫", "馬伕")]
            self.assertEqual(differing(people, opencc_of(conversion)), groom, conversion)
            there = opencc_of(conversion)(people)
            back = conversion[2:] + "2s"
            self.assertEqual(differing(there, opencc_of(back)), [], back)


class MediaWiki(unittest.TestCase):
    def test_characters(self):
        found = set()
        for locale in ("zh-hant", "zh-tw", "zh-hk"):
            found.update(map(frozenset, differing(GB2312, mediawiki_of(locale))))
        simple = len(found)
        for locale in ("zh-hans", "zh-cn"):
            found.update(map(frozenset, differing(BIG5, mediawiki_of(locale))))
        print(f"MediaWiki's characters: {simple} pairs of GB 2312's differ, {len(found)} in all")
        new = sorted("".join(sorted(pair)) for pair in found ^ set(known_differences()))
        self.assertEqual(new, [], "not as in han/differences.txt")

    def test_names(self):
        known = set().union(*known_differences())
        people = names()
        differ = differing(people, mediawiki_of("zh-hant"))
        print(f"MediaWiki's names: {len(people) - len(differ)} of {len(people)} are the same")
        for name, other in differ:
            self.assertTrue(known & {*name, *other}, (name, other))
        self.assertLess(len(differ), NAMES // 500)


if __name__ == "__main__":
    unittest.main()
