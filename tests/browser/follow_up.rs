//! What a person does with a result: learns what it means, ticks steps off, prints it,
//! or leaves in a hurry.
use hushcheck_core::meaning::{base_rate, of_hundred};
use hushcheck_core::{Kind, Manifest, Membership, privacy};
use serde_json::{Value, json};

use crate::examples;
use crate::page::{Page, card};

/// Opens the page and checks somebody who is in the police's list by name and ID number.
async fn matched() -> Page {
    let page = Page::open().await;
    page.fill_person(&examples::of("police", "name+national-id").listed).await;
    let cards = page.check().await;
    assert_eq!(card(&cards, "police", "name+national-id").verdict, "match");
    page
}

/// How many people of the picture are filled in, of how many.
async fn people(page: &Page) -> (u64, u64) {
    let count = "const count = path => path.getAttribute('d').split('M').length - 1;
        const paths = [...document.querySelectorAll('.people path')].map(count);
        return [paths[0], paths[0] + paths[1]]";
    let counted = page.script(count).await;
    (counted[0].as_u64().unwrap(), counted[1].as_u64().unwrap())
}

async fn click(page: &Page, id: &str) {
    page.wait_for(&format!("#{id}")).await;
    page.script(&format!("document.getElementById('{id}').click()")).await;
}

const STORED: &str = "return JSON.stringify([Object.entries(localStorage), \
    Object.entries(sessionStorage), document.cookie])";

#[tokio::test(flavor = "multi_thread")]
async fn what_a_match_means_depends_on_the_answer_which_stays_here() {
    let page = matched().await;
    assert!(page.find(".people").await.is_none(), "a figure without an answer");
    let path = format!("{}/datasets/police-1/manifest.json", crate::environment("HUSHCHECK_DIST"));
    let manifest: Manifest = serde_json::from_slice(&std::fs::read(path).unwrap()).unwrap();
    let list = manifest.lists().iter().find(|l| l.check().contains(Kind::NationalId)).unwrap();
    let chance = privacy::false_positive_rate(list.entries(), list.fingerprint_bits());
    let base = base_rate(list.check(), manifest.country(), list.records());

    let before = page.site.requests().len();
    let address = page.script("return location.href").await;
    let mut shown = Vec::new();
    for (word, answer) in [
        ("hardly", Membership::Hardly),
        ("possibly", Membership::Possibly),
        ("surely", Membership::Surely),
    ] {
        click(&page, &format!("member-0-{word}")).await;
        page.wait_for(&format!("#member-0-{word}:checked")).await;
        page.wait_for(".people").await;
        let (filled, all) = people(&page).await;
        let (_, expected) = of_hundred(answer, base, chance);
        // The page counts what it decoded, which differs a little from bucket to bucket.
        assert!(filled.abs_diff(expected.into()) <= 1, "{word}: {filled}, not {expected}");
        assert_eq!(all, 100);
        let said = page.find(".people").await.unwrap().attr("aria-label").await.unwrap().unwrap();
        assert!(said.contains(&filled.to_string()), "{said}");
        let sentence = page.find(".sentence").await.unwrap().text().await.unwrap();
        assert!(sentence.contains(&format!(" {filled} ")), "{sentence}");
        shown.push(filled);
    }
    assert!(shown[0] < 15 && shown[2] > 95 && shown.is_sorted(), "{shown:?}");
    assert_eq!(page.site.targets(before), Vec::<String>::new());
    assert_eq!(page.script(STORED).await, "[[],[],\"\"]");
    assert_eq!(page.script("return location.href").await, address);
    page.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_is_asked_where_the_answer_would_change_nothing() {
    let page = Page::open().await;
    let mut person = examples::of("shop", "email").listed;
    person.extend(examples::of("passwords", "password").listed);
    page.fill_person(&person).await;
    let cards = page.check().await;
    assert_eq!(card(&cards, "shop", "email").verdict, "match");
    // Not for a long fingerprint, and not for a password, which is nobody's alone.
    assert!(page.find("[data-dataset=shop] .meaning fieldset").await.is_none());
    assert!(page.find("[data-dataset=shop] .people").await.is_some());
    assert!(page.find("[data-dataset=passwords] .meaning").await.is_none());
    page.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn kinds_that_no_list_holds_are_not_covered() {
    let page = matched().await;
    let said = page.wait_for("#results [data-verdict=not-covered]").await.text().await.unwrap();
    assert!(said.contains("IBAN") && said.contains("Passport"), "{said}");
    assert!(!said.contains("Phone") && !said.contains("Email"), "{said}");
    page.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn ticks_are_kept_only_after_agreement() {
    let page = matched().await;
    click(&page, "step-phone-sim").await;
    page.wait_for("#step-phone-sim:checked").await;
    assert_eq!(page.script(STORED).await, "[[],[],\"\"]");
    click(&page, "keep-button").await;
    page.wait_for("#forget-button").await;
    click(&page, "step-id-credit").await;
    page.wait_for("#step-id-credit:checked").await;
    let kept = json!([[["hushcheck-ticks", "phone-sim id-credit"]], [], ""]).to_string();
    assert_eq!(page.script(STORED).await, Value::from(kept));

    page.driver.refresh().await.unwrap();
    page.wait_for("html[data-app=ready]").await;
    page.fill_person(&examples::of("police", "name+national-id").listed).await;
    page.check().await;
    page.wait_for("#step-phone-sim:checked").await;
    page.wait_for("#step-id-credit:checked").await;
    click(&page, "forget-button").await;
    page.wait_for("#step-phone-sim:not(:checked)").await;
    assert_eq!(page.script(STORED).await, "[[],[],\"\"]");

    // What another tab forgot stays forgotten.
    click(&page, "step-phone-sim").await;
    click(&page, "keep-button").await;
    page.wait_for("#forget-button").await;
    page.script("localStorage.clear()").await;
    click(&page, "step-id-credit").await;
    page.wait_for("#step-phone-sim:not(:checked)").await;
    page.wait_for("#step-id-credit:checked").await;
    assert_eq!(page.script(STORED).await, "[[],[],\"\"]");
    // Where nothing can be kept, it is not said that something is.
    page.script(
        "Storage.prototype.setItem = () => { throw new DOMException('', 'QuotaExceededError') }",
    )
    .await;
    click(&page, "keep-button").await;
    click(&page, "step-phone-sim").await;
    page.wait_for("#step-phone-sim:checked").await;
    assert!(page.find("#forget-button").await.is_none());
    page.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_plan_is_for_the_country_chosen() {
    let page = matched().await;
    let before = page.site.requests().len();
    let plan = async || page.find("#plan").await.unwrap().text().await.unwrap();
    // The site's country.
    assert!(plan().await.contains("https://www.pbccrc.org.cn"));
    page.wait_for("#country option[value=NL]").await.click().await.unwrap();
    page.wait_for("#plan a[href='https://www.fraudehelpdesk.nl']").await;
    let said = plan().await;
    assert!(!said.contains(".cn") && said.contains("2026"), "{said}");
    page.wait_for("#country option[value='']").await.click().await.unwrap();
    page.wait_for("#plan:not(:has(a[href*='.nl']))").await;
    assert_eq!(page.site.targets(before), Vec::<String>::new());
    page.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn who_was_not_found_is_told_what_that_means() {
    let page = Page::open().await;
    page.fill_person(&examples::of("shop", "email").unlisted).await;
    page.check().await;
    let said = page.wait_for("#plan").await.text().await.unwrap();
    assert!(said.contains("not found") && !said.contains("safe"), "{said}");
    assert!(page.find("#plan input").await.is_none());
    page.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn leaving_quickly_leaves_nothing() {
    let page = matched().await;
    for way in ["button", "keys"] {
        click(&page, "step-phone-sim").await;
        click(&page, "keep-button").await;
        page.wait_for("#forget-button").await;
        let before = page.site.requests().len();
        let steps = page.script("return history.length").await;
        if way == "button" {
            page.find("#leave-button").await.unwrap().click().await.unwrap();
        } else {
            for _ in 0..3 {
                page.keys(thirtyfour::Key::Shift + "").await;
            }
        }
        let mut tries = 0;
        while page.driver.current_url().await.unwrap().as_str() != "about:blank" {
            assert!(tries < 100, "{way}: still on the page");
            tokio::time::sleep(std::time::Duration::from_millis(100)).await;
            tries += 1;
        }
        assert_eq!(page.site.targets(before), Vec::<String>::new());
        // In place of the page: there is no step back to it.
        assert_eq!(page.script("return history.length").await, steps, "{way}");
        page.driver.goto(page.site.url()).await.unwrap();
        page.wait_for("html[data-app=ready]").await;
        assert_eq!(page.script(STORED).await, "[[],[],\"\"]", "{way}");
        let typed = "return [...document.querySelectorAll('#check-form input:not([type=radio])')]\
            .map(input => input.value).join('')";
        assert_eq!(page.script(typed).await, "", "{way}");
        assert!(page.find("#results").await.is_none());
        page.fill_person(&examples::of("police", "name+national-id").listed).await;
        page.check().await;
    }
    page.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn paper_shows_verdict_and_plan_and_no_form() {
    let page = matched().await;
    click(&page, "member-0-possibly").await;
    page.wait_for(".people").await;
    page.pretend("print", &[("prefers-color-scheme", "dark")]).await;
    for (css, is_shown) in [
        ("#check-form", false),
        (".ledger-section", false),
        (".leaks", false),
        ("#leave-button", false),
        ("#clear-button", false),
        (".language", false),
        (".many", false),
        // Only the answer that was given.
        ("label[for=member-0-surely]", false),
        ("label[for=member-0-possibly]", true),
        (".people", true),
        (".on-paper", true),
        ("[data-dataset=police]", true),
        ("#plan .ticks li", true),
        ("#plan .links a", true),
    ] {
        let element = page.find(css).await.unwrap_or_else(|| panic!("no {css}"));
        assert_eq!(element.is_displayed().await.unwrap(), is_shown, "{css}");
    }
    let head = page.find(".on-paper").await.unwrap().text().await.unwrap();
    let year = page.script("return String(new Date().getUTCFullYear())").await;
    assert!(head.contains("police") && head.contains(year.as_str().unwrap()), "{head}");
    let colours = "const { color, backgroundColor } = getComputedStyle(document.body);
        return [color, backgroundColor]";
    assert_eq!(page.script(colours).await, json!(["rgb(0, 0, 0)", "rgb(255, 255, 255)"]));
    page.close().await;
}
