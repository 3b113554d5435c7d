//! What the columns of leaks are called.
use super::fold;
use crate::Kind;

/// Names of columns, folded as [`kind_of_header`] folds them, in English and Chinese
/// (also in the initials of pinyin).
const NAMES: [(Kind, &str); 11] = [
    (
        Kind::Name,
        "name fullname realname truename personname xm xingming 姓名 名字 真实姓名 \
         中文姓名 客户姓名 用户姓名 姓名全称 全名",
    ),
    (
        Kind::NationalId,
        "idcard idno idnumber idnum idcardno idcardnumber idcardnum nationalid nationalidnumber \
         nationalidno identitycard identitycardnumber identitynumber identityno personalid \
         personalnumber citizenid residentid cardid certno ctfid ssn nid sfz sfzh sfzhm sfzno zjhm \
         身份证 身份证号 身份证号码 身份證 身份證號 身份證號碼 身份证件号码 公民身份号码 公民身份证号码 \
         证件号 证件号码 證件號碼 居民身份证号",
    ),
    (
        Kind::Phone,
        "phone phonenumber phoneno phonenum mobile mobilenumber mobileno mobilephone \
         mobilephonenumber cell cellphone cellphonenumber tel telno telephone telephonenumber \
         msisdn contactnumber sj sjh sjhm lxdh dh dhhm 手机 手机号 手机号码 手機 手機號 手機號碼 \
         电话 电话号码 電話 電話號碼 联系电话 联系方式 聯絡電話 移动电话 行動電話",
    ),
    (
        Kind::Email,
        "email mail emailaddress mailaddress emailid emails yx dzyx dzyj 邮箱 郵箱 电子邮箱 電子郵箱 电子邮件 \
         電子郵件 邮箱地址 电子邮件地址 邮件 邮件地址 信箱 電子信箱",
    ),
    (Kind::Password, "password passwd pass pwd passwort mm 密码 密碼 登录密码 口令"),
    (
        Kind::BirthDate,
        "dob birthday birthdate dateofbirth birth bday csrq csny 出生日期 出生年月 出生年月日 生日 出生",
    ),
    (
        Kind::Username,
        "username user userid login loginname account accountname nick nickname handle screenname \
         yhm zh 用户名 用戶名 账号 帐号 帳號 账户名 昵称 暱稱 登录名 使用者名稱",
    ),
    (Kind::Iban, "iban ibannumber ibanno 国际银行账号 國際銀行帳號"),
    (
        Kind::Card,
        "cardno cardnumber cardnum creditcard creditcardnumber creditcardno debitcard \
         bankcard bankcardno bankcardnumber pan ccnumber ccn yhkh 卡号 卡號 银行卡 银行卡号 銀行卡號 \
         信用卡 信用卡号 信用卡號",
    ),
    (
        Kind::Passport,
        "passport passportno passportnumber passportnum hzh hzhm 护照 護照 护照号 護照號 护照号码 護照號碼",
    ),
    (
        Kind::Plate,
        "plate plateno platenumber licenseplate licenceplate numberplate carplate carno \
         licenseplatenumber cp cph cphm 车牌 車牌 车牌号 車牌號 车牌号码 車牌號碼",
    ),
];

/// Returns the kind that a column of that name holds, if the name is a usual one.
///
/// Case does not matter, nor what stands between words: `Phone Number`, `phone_number`
/// and `phoneNumber` are the same.
///
/// ```
/// use hushcheck_core::{Kind, identifier::kind_of_header};
/// assert_eq!(kind_of_header("E-Mail"), Some(Kind::Email));
/// assert_eq!(kind_of_header("身份证号"), Some(Kind::NationalId));
/// assert_eq!(kind_of_header("remarks"), None);
/// ```
pub fn kind_of_header(name: &str) -> Option<Kind> {
    let folded: String = name
        .chars()
        .map(fold::to_ascii)
        .filter(|c| c.is_alphanumeric())
        .flat_map(char::to_lowercase)
        .collect();
    let has = |names: &&str| names.split_whitespace().any(|known| known == folded);
    NAMES.iter().find(|(_, names)| has(names)).map(|(kind, _)| *kind)
}
