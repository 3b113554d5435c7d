//! Made-up people as CSV, as many as one likes and as fast as they are read: name,
//! resident ID of China, mobile number. Each has an ID and a number of their own.
use std::io::{self, Write};

/// The first row.
pub const HEADER: &[u8] = b"name,id,phone\n";

/// How much is gathered before it is written.
const CHUNK: usize = 1 << 18;
/// Days from 1930 to 2009 (80 years, 20 of them leap years).
const DAYS: u32 = 80 * 365 + 20;
const SEQUENCES: u32 = 999;
const DISTRICTS: u32 = 140;
const IDS: u32 = DISTRICTS * DAYS * SEQUENCES;
const PREFIXES: [&[u8; 3]; 40] = [
    b"130", b"131", b"132", b"133", b"134", b"135", b"136", b"137", b"138", b"139", b"145", b"147",
    b"150", b"151", b"152", b"153", b"155", b"156", b"157", b"158", b"159", b"170", b"171", b"172",
    b"173", b"175", b"176", b"177", b"178", b"180", b"181", b"182", b"183", b"184", b"185", b"186",
    b"187", b"188", b"189", b"199",
];
const PHONES: u32 = 4_000_000_000;
/// Each is three bytes of UTF-8.
const SURNAMES: &str =
    "王李张刘陈杨黄吴赵周徐孙马朱胡林郭何高罗郑梁谢宋唐许邓冯韩曹曾彭肖蔡潘田董袁于余";
const CHARACTERS: &str = "伟强磊军洋勇杰涛超明刚平辉鹏华飞鑫波斌宇浩凯健俊帆帅旭宁龙林阳建志国文海峰亮成庆\
                          芳娜敏静丽艳娟霞秀英玲桂兰红梅萍燕慧莉洁云琳雪倩颖佳欣怡婷蕾薇璐瑶琪萱涵梦思雨诗";
const WEIGHTS: [u32; 17] = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];

/// Tables from which rows are put together.
pub struct People {
    /// Six digits of each district, with their share of the check sum.
    districts: Vec<([u8; 6], u32)>,
    dates: Vec<([u8; 8], u32)>,
    sequences: Vec<([u8; 3], u32)>,
    /// Four digits of each number below 10,000.
    quads: Vec<[u8; 4]>,
}

impl People {
    pub fn new() -> Self {
        let sum = |digits: &[u8], from: usize| -> u32 {
            let weigh = |(digit, weight): (&u8, &u32)| u32::from(digit - b'0') * weight;
            digits.iter().zip(&WEIGHTS[from..]).map(weigh).sum()
        };
        let district = |i: u32| {
            let digits = decimal::<6>(110_101 + i % 20 + i / 20 * 10_000);
            (digits, sum(&digits, 0))
        };
        let date = |date: [u8; 8]| (date, sum(&date, 6));
        let sequence = |i: u32| {
            let digits = decimal::<3>(i + 1);
            (digits, sum(&digits, 14))
        };
        People {
            districts: (0..DISTRICTS).map(district).collect(),
            dates: dates().map(date).collect(),
            sequences: (0..SEQUENCES).map(sequence).collect(),
            quads: (0..10_000).map(decimal::<4>).collect(),
        }
    }

    /// Writes the person's row.
    pub fn write_row(&self, number: u32, out: &mut Vec<u8>) {
        let mut row = [0u8; 48];
        let id = permuted(number, 0x5bd1_e995, IDS);
        let phone = permuted(number, 0x1b87_3593, PHONES);
        let name = mix(u64::from(number));

        let mut end = 0;
        let mut put = |bytes: &[u8]| {
            row[end..end + bytes.len()].copy_from_slice(bytes);
            end += bytes.len();
        };
        put(character(SURNAMES, name));
        put(character(CHARACTERS, name >> 16));
        if name >> 61 != 0 {
            put(character(CHARACTERS, name >> 32));
        }
        let (rest, sequence) = (id / SEQUENCES, id % SEQUENCES);
        let (district, one) = &self.districts[(rest / DAYS) as usize];
        let (date, two) = &self.dates[(rest % DAYS) as usize];
        let (sequence, three) = &self.sequences[sequence as usize];
        put(b",");
        put(district);
        put(date);
        put(sequence);
        put(&[b"10X98765432"[((one + two + three) % 11) as usize], b',']);
        put(PREFIXES[(phone / 100_000_000) as usize]);
        put(&self.quads[(phone / 10_000 % 10_000) as usize]);
        put(&self.quads[(phone % 10_000) as usize]);
        put(b"\n");
        out.extend_from_slice(&row[..end]);
    }

    /// Writes the header and so many rows.
    pub fn write(&self, count: u32, out: &mut impl Write) -> io::Result<()> {
        let mut rows = Vec::with_capacity(CHUNK + 64);
        rows.extend_from_slice(HEADER);
        for number in 0..count {
            self.write_row(number, &mut rows);
            if rows.len() >= CHUNK {
                out.write_all(&rows)?;
                rows.clear();
            }
        }
        out.write_all(&rows)
    }
}

fn decimal<const N: usize>(mut number: u32) -> [u8; N] {
    let mut digits = [b'0'; N];
    for digit in digits.iter_mut().rev() {
        *digit = b'0' + (number % 10) as u8;
        number /= 10;
    }
    digits
}

fn dates() -> impl Iterator<Item = [u8; 8]> {
    (1930..2010u32).flat_map(|year| {
        let leap = u32::from(year % 4 == 0);
        let lengths = [31, 28 + leap, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
        (1..).zip(lengths).flat_map(move |(month, days)| {
            (1..=days).map(move |day| decimal(year * 10_000 + month * 100 + day))
        })
    })
}

fn character(from: &'static str, number: u64) -> &'static [u8] {
    let place = ((number & 0xffff) * (from.len() as u64 / 3)) >> 16;
    &from.as_bytes()[3 * place as usize..][..3]
}

/// SplitMix64's output function, a bijection.
pub fn mix(z: u64) -> u64 {
    let z = z.wrapping_mul(0x9e37_79b9_7f4a_7c15);
    let z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}

/// Sends each number below `size` to another below `size`, no two to the same one, by
/// walking along a bijection's cycle.
fn permuted(number: u32, key: u32, size: u32) -> u32 {
    let mut x = number;
    loop {
        x ^= key;
        x = (x ^ (x >> 16)).wrapping_mul(0x7feb_352d);
        x = (x ^ (x >> 15)).wrapping_mul(0x846c_a68b);
        x ^= x >> 16;
        if x < size {
            return x;
        }
    }
}
