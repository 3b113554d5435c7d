//! What the page says about people who are in a list, and about others.
use hushcheck_core::{Han, Kind};

use crate::examples;
use crate::page::{Card, Page, card};
use crate::server::{Fault, Site};

#[tokio::test(flavor = "multi_thread")]
async fn everybody_who_is_listed_matches_and_others_do_not() {
    let page = Page::open().await;
    for example in examples::all() {
        let check = example.check.to_string();
        for (person, expected) in [(&example.listed, "match"), (&example.unlisted, "no-match")] {
            page.fill_person(person).await;
            let cards = page.check().await;
            let found = card(&cards, &example.dataset, &check);
            assert_eq!(found.verdict, expected, "{} {check}: {found:#?}", example.dataset);
        }
    }
    page.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn whole_and_by_run_say_the_same() {
    let page = Page::open().await;
    for (dataset, check) in [("shop", "email"), ("police", "name+national-id")] {
        let example = examples::of(dataset, check);
        for (person, expected) in [(&example.listed, "match"), (&example.unlisted, "no-match")] {
            page.fill_person(person).await;
            let mut fetched = Vec::new();
            for setting in ["reveal-nothing", "small-downloads"] {
                page.dial(setting).await;
                let before = page.site.requests().len();
                let cards = page.check().await;
                assert_eq!(card(&cards, dataset, check).verdict, expected, "{setting}");
                let folder = format!("/datasets/{dataset}-1/");
                let of_list = page.site.targets(before);
                fetched.push(of_list.iter().filter(|target| target.contains(&folder)).count());
            }
            assert!(fetched[0] > fetched[1] && fetched[1] >= 1, "{dataset}: {fetched:?}");
        }
    }
    page.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn one_press_answers_for_every_list() {
    let page = Page::open().await;
    let mut person = examples::of("police", "name+national-id").listed;
    person.extend(examples::of("passwords", "password").listed);
    person.extend(examples::of("shop", "email").unlisted);
    page.fill_person(&person).await;
    let cards = page.check().await;
    assert_eq!(card(&cards, "police", "name+national-id").verdict, "match");
    assert_eq!(card(&cards, "passwords", "password").verdict, "match");
    assert_eq!(card(&cards, "shop", "email").verdict, "no-match");
    assert_eq!(card(&cards, "newsletter", "email").verdict, "no-match");
    let said: String = cards.iter().map(|card| card.text.to_lowercase()).collect();
    assert!(!said.contains("you are safe") && !said.contains("anonymous"), "{said}");
    page.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_list_that_was_changed_or_is_missing_gives_no_verdict() {
    let page = Page::open().await;
    let faults = [
        (Fault::FlippedBit, "tampered"),
        (Fault::Truncated, "tampered"),
        (Fault::Missing, "unreachable"),
        (Fault::Redirect, "unreachable"),
        (Fault::SignIn, "unreachable"),
    ];
    for (dataset, check) in [("shop", "email"), ("police", "name+phone")] {
        let example = examples::of(dataset, check);
        for setting in ["balanced", "reveal-nothing"] {
            page.dial(setting).await;
            for (fault, reason) in faults {
                page.site.break_files(
                    &format!("/datasets/{dataset}-1/{}/", example.check.folder()),
                    fault,
                );
                for person in [&example.listed, &example.unlisted] {
                    page.fill_person(person).await;
                    let cards = page.check().await;
                    let found = card(&cards, dataset, check);
                    assert_eq!(found.verdict, "could-not-check", "{fault:?}: {found:#?}");
                    assert_eq!(found.reason.as_deref(), Some(reason), "{fault:?}");
                }
                page.site.mend();
            }
        }
    }
    page.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_manifest_that_was_changed_is_not_believed_and_others_are() {
    let site = Site::start().await;
    site.break_files("/datasets/shop-1/manifest.json", Fault::FlippedBit);
    let page = Page::open_unready(site).await;
    page.wait_for("html[data-app=ready]").await;
    let example = examples::of("newsletter", "email");
    page.fill(Kind::Email, &example.listed[&Kind::Email]).await;
    let cards = page.check().await;
    assert_eq!(card(&cards, "newsletter", "email").verdict, "match");
    assert!(cards.iter().all(|card| card.dataset != "shop" || card.verdict == "could-not-check"));
    let said = page.find("body").await.unwrap().text().await.unwrap();
    assert!(said.contains("datasets/shop") || said.contains("could not be"), "{said}");
    page.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_part_is_asked_for_only_when_the_whole_catalogue_is_known() {
    let site = Site::start().await;
    site.break_files("/datasets/newsletter-1/manifest.json", Fault::Missing);
    let page = Page::open_unready(site).await;
    page.wait_for("html[data-app=ready]").await;
    let example = examples::of("shop", "email");
    page.fill_person(&example.listed).await;
    let before = page.site.requests().len();
    let cards = page.check().await;
    assert_eq!(card(&cards, "shop", "email").reason.as_deref(), Some("plan-unknown"));
    assert_eq!(page.site.targets(before), Vec::<String>::new());
    // Whole, the list reveals nothing.
    page.dial("reveal-nothing").await;
    assert_eq!(card(&page.check().await, "shop", "email").verdict, "match");
    page.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_signature_by_nobody_known_is_refused_even_on_this_computer() {
    let site = Site::start().await;
    site.break_files("/datasets/newsletter-1/manifest.json.minisig", Fault::FlippedBit);
    let page = Page::open_unready(site).await;
    page.wait_for("html[data-app=ready]").await;
    let example = examples::of("newsletter", "email");
    page.fill_person(&example.listed).await;
    page.dial("reveal-nothing").await;
    let cards = page.check().await;
    let of_newsletter = |card: &&crate::page::Card| card.dataset == "newsletter";
    assert!(cards.iter().filter(of_newsletter).all(|card| card.verdict == "could-not-check"));
    page.close().await;
}

/// Somebody in the police's list, with the name in traditional characters.
fn traditional() -> examples::Person {
    let back = |c: char| Han::bundled().pairs().iter().find(|pair| pair.1 == c).map_or(c, |p| p.0);
    let rewrite = |example: examples::Example| {
        let mut person = example.listed;
        let name: String = person.get(&Kind::Name)?.chars().map(back).collect();
        let before = person.insert(Kind::Name, name.clone());
        (example.dataset == "police" && before != Some(name)).then_some(person)
    };
    examples::all().into_iter().find_map(rewrite).unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_name_is_found_in_traditional_characters_by_the_next_worker_too() {
    let page = Page::open().await;
    assert!(page.find("#ledger tr[data-url='han.txt']").await.is_some());
    page.fill_person(&traditional()).await;
    let is_found = |cards: Vec<Card>| {
        let of_police = |card: &Card| card.dataset == "police" && card.verdict == "match";
        cards.iter().any(of_police)
    };
    assert!(is_found(page.check().await));
    // A worker that replaces one that was stopped has the table without another request.
    page.site.break_files("/datasets/police-1/", Fault::Slow);
    page.press().await;
    page.wait_for("#cancel-button").await.click().await.unwrap();
    page.wait_for("#cancelled").await;
    page.site.mend();
    let before = page.site.requests().len();
    assert!(is_found(page.check().await));
    assert!(page.site.targets(before).iter().all(|target| target.ends_with(".bin")));
    page.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn without_the_table_of_characters_no_name_is_looked_up() {
    for fault in [Fault::Missing, Fault::FlippedBit] {
        let site = Site::start().await;
        site.break_files("/han.txt", fault);
        let page = Page::open_unready(site).await;
        page.wait_for("html[data-app=ready]").await;
        let mut person = examples::of("police", "name+national-id").listed;
        person.extend(examples::of("newsletter", "email").listed);
        page.fill_person(&person).await;
        page.dial("reveal-nothing").await;
        let before = page.site.requests().len();
        let cards = page.check().await;
        let names = card(&cards, "police", "name+national-id");
        assert_eq!(names.verdict, "could-not-check", "{fault:?}");
        assert_eq!(names.reason.as_deref(), Some("names-unknown"), "{fault:?}");
        assert_eq!(card(&cards, "newsletter", "email").verdict, "match", "{fault:?}");
        let asked = page.site.targets(before);
        assert!(!asked.is_empty() && !asked.iter().any(|target| target.contains("name_")));
        page.close().await;
    }
}
