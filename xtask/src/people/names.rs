//! Chinese names: common surnames by their share of the population, and the
//! characters that given names are commonly made of.

use crate::random::Random;

/// Surnames with their share of the population in hundredths of a per cent,
/// rounded (public statistics of the Ministry of Public Security).
#[rustfmt::skip]
const SURNAMES: [(&str, u32); 100] = [
    ("王", 710), ("李", 700), ("张", 674), ("刘", 510), ("陈", 461), ("杨", 322), ("黄", 245), ("吴", 200),
    ("赵", 200), ("周", 190), ("徐", 145), ("孙", 138), ("马", 129), ("朱", 126), ("胡", 116), ("林", 113),
    ("郭", 113), ("何", 106), ("高", 100), ("罗", 95), ("郑", 93), ("梁", 85), ("谢", 76), ("宋", 70),
    ("唐", 69), ("许", 66), ("邓", 62), ("冯", 62), ("韩", 61), ("曹", 60), ("曾", 58), ("彭", 57),
    ("萧", 56), ("蔡", 53), ("潘", 51), ("田", 50), ("董", 50), ("袁", 49), ("于", 48), ("余", 48),
    ("叶", 48), ("蒋", 47), ("杜", 47), ("苏", 46), ("魏", 45), ("程", 45), ("吕", 45), ("丁", 43),
    ("沈", 41), ("任", 41), ("姚", 40), ("卢", 40), ("傅", 40), ("钟", 40), ("姜", 39), ("崔", 38),
    ("谭", 38), ("廖", 37), ("范", 36), ("汪", 36), ("陆", 35), ("金", 35), ("石", 34), ("戴", 34),
    ("贾", 33), ("韦", 32), ("夏", 32), ("邱", 31), ("方", 31), ("侯", 30), ("邹", 30), ("熊", 29),
    ("孟", 29), ("秦", 28), ("白", 28), ("江", 28), ("阎", 27), ("薛", 26), ("尹", 26), ("段", 25),
    ("雷", 25), ("黎", 24), ("史", 24), ("龙", 23), ("陶", 23), ("贺", 22), ("顾", 22), ("毛", 21),
    ("郝", 21), ("龚", 21), ("邵", 20), ("万", 20), ("覃", 19), ("武", 19), ("钱", 18), ("戚", 10),
    ("欧阳", 9), ("上官", 3), ("司马", 3), ("诸葛", 3),
];

/// Characters of given names, men's and women's. Each is three bytes of UTF-8.
const MEN: &str = "伟强磊军洋勇杰涛超明刚平辉鹏华飞鑫波斌宇浩凯健俊帆帅旭宁龙林阳建志国文海峰亮成庆东新立永春生荣德福祥贵才富学忠义良家豪天博轩子睿晨嘉泽铭皓哲瑞霖翔毅安康乐祺航源远山江河松柏柱根贤仁智信诚达";
const WOMEN: &str = "芳娜敏静丽艳娟霞秀英玲桂兰红梅萍燕慧莉洁云琳雪倩颖佳欣怡婷蕾薇璐瑶琪萱涵梦思雨诗语彤婉清雅妍淑珍凤玉莲菊香翠琴芬华文晓春月美珠巧银爱素惠贞荷蓉菲岚悦宁馨";

/// Names of people whose names are not Chinese are written with a middle dot.
#[rustfmt::skip]
const BEFORE_DOT: [&str; 8] = ["阿依古丽", "买买提", "古丽娜尔", "艾合买提", "热依汗", "吐尔逊", "帕提古丽", "玛依拉"];
const AFTER_DOT: [&str; 6] = ["吐尔逊", "买买提", "阿不都热合曼", "艾山", "肉孜", "依明"];

/// The parts of a name, in the order they are written; unused parts are empty.
pub type Parts = [&'static str; 3];

/// Returns a random name.
pub fn random(random: &mut Random, woman: bool) -> Parts {
    if random.below(200) == 0 {
        return [random.pick(&BEFORE_DOT), "·", random.pick(&AFTER_DOT)];
    }
    let surname = SURNAMES[SLOTS[random.below(SLOTS.len() as u32) as usize] as usize].0;
    let characters = if woman { WOMEN } else { MEN };
    let first = character(random, characters);
    // About one name in seven has a given name of one character.
    let second = if random.below(7) == 0 { "" } else { character(random, characters) };
    [surname, first, second]
}

fn character(random: &mut Random, pool: &'static str) -> &'static str {
    let at = 3 * random.below(pool.len() as u32 / 3) as usize;
    &pool[at..at + 3]
}

/// Each surname's index, as often as its share asks for: a draw by weight is
/// one look-up.
static SLOTS: [u8; 4096] = slots();

const fn slots() -> [u8; 4096] {
    let mut total = 0;
    let mut i = 0;
    while i < SURNAMES.len() {
        total += SURNAMES[i].1;
        i += 1;
    }
    let mut slots = [0; 4096];
    let (mut surname, mut up_to) = (0, SURNAMES[0].1);
    let mut slot = 0;
    while slot < slots.len() {
        while slot as u32 * total >= up_to * slots.len() as u32 {
            surname += 1;
            up_to += SURNAMES[surname].1;
        }
        slots[slot] = surname as u8;
        slot += 1;
    }
    slots
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_character_is_three_bytes() {
        for pool in [MEN, WOMEN] {
            assert!(pool.chars().all(|c| c.len_utf8() == 3));
        }
    }

    #[test]
    fn surnames_come_by_their_share() {
        let mut numbers = Random::new(1, 1);
        let wang = (0..100_000).filter(|_| random(&mut numbers, true)[0] == "王").count();
        // 710 of the table's sum of 9,041: 7.9 %.
        assert!((7_300..8_300).contains(&wang), "{wang} of 100,000 are called 王");
        assert!(SLOTS.contains(&99), "the rarest surname has no slot");
    }
}
