//! The checker elsewhere: in a frame of a hostile page, and as one file without a network.
use std::path::Path;
use std::process::Command;

use hushcheck_core::Dial;
use serde_json::{Value, json};

use crate::page::{self, Page};
use crate::server::{Fault, Site};
use crate::{egress, examples};

/// Writes down every message, and can ask any element for its frame.
const HOST: &str = "<!doctype html><html lang=en><meta charset=utf-8><title>News</title>
<script>
self.heard = [];
addEventListener('message', ({ source, origin, data }) => heard.push([origin, data]), true);
self.frame = (i) => document.querySelectorAll('hush-check')[i].shadowRoot.querySelector('iframe');
</script>";

/// Opens another host's page that has the checker in it; `{site}` is where that is from.
pub async fn open_host(policy: &str, body: &str) -> Page {
    let site = Site::start().await;
    let url = site.url();
    let fill = |text: &str| text.replace("{site}", &url);
    site.serve_as("news.localhost", &fill(policy), &[HOST, &fill(body)].concat());
    let page = Page::browser(site).await;
    page.driver.goto("http://news.localhost/").await.unwrap();
    page
}

impl Page {
    /// Goes into an element's frame and waits until the checker is ready there.
    pub async fn enter(&self, element: usize) {
        self.enter_unready(element).await;
        self.wait_for("html[data-app=ready]").await;
    }

    async fn enter_unready(&self, element: usize) {
        self.wait_for(&format!("hush-check:nth-of-type({})", element + 1)).await;
        let script = format!("return self.frame({element})");
        // The script that makes the frame may still be on its way.
        for _ in 0..100 {
            let found = self.driver.execute(script.as_str(), vec![]).await;
            if let Ok(frame) = found.and_then(|found| found.element()) {
                return frame.enter_frame().await.unwrap();
            }
            tokio::time::sleep(std::time::Duration::from_millis(100)).await;
        }
        panic!("the element {element} makes no frame");
    }

    pub async fn leave(&self) {
        self.driver.enter_default_frame().await.unwrap();
    }

    async fn heard(&self) -> Vec<Value> {
        self.script("return heard").await.as_array().unwrap().clone()
    }
}

const ELEMENT: &str = "<script src='{site}embed.js' async></script>
<hush-check lang=zh-CN dataset=shop theme=dark><a id=link href='{site}'>Check it</a></hush-check>";

#[tokio::test(flavor = "multi_thread")]
async fn a_hostile_page_learns_nothing_but_the_height_of_the_empty_form() {
    let page = open_host("", ELEMENT).await;
    page.enter(0).await;
    let inside = page
        .script(
            "return [self.origin, document.documentElement.lang, \
             [...document.querySelectorAll('input[id^=field-]')].map((input) => input.id), \
             getComputedStyle(document.querySelector('.masthead')).display, \
             getComputedStyle(document.body).backgroundColor, \
             document.querySelector('.alone a').target, \
             document.querySelector('.alone a').textContent.length > 9]",
        )
        .await;
    let dark = "rgb(16, 25, 28)";
    let expected = json!(["null", "zh-Hans", ["field-email"], "none", dark, "_blank", true]);
    assert_eq!(inside, expected);

    let mut heights = Vec::new();
    for (person, verdict) in [
        (&examples::of("shop", "email").listed, "match"),
        (&examples::of("shop", "email").unlisted, "no-match"),
    ] {
        page.fill_person(person).await;
        let before = page.site.requests().len();
        let cards = page.check().await;
        assert_eq!(page::card(&cards, "shop", "email").verdict, verdict);
        let others = cards.iter().any(|card| !["", "shop"].contains(&card.dataset.as_str()));
        assert!(!others, "other datasets than the one that was asked: {cards:#?}");
        // Of its list no more is revealed than by the page for all lists.
        let planned = egress::planned(person, Dial::Balanced);
        let of_shop: Vec<_> = planned.into_iter().filter(|url| url.contains("/shop-")).collect();
        let mut targets = page.site.targets(before);
        targets.sort();
        assert_eq!(targets, of_shop);
        page.leave().await;
        heights.push(page.heard().await);
        page.enter(0).await;
    }
    page.leave().await;
    assert_eq!(heights[0], heights[1], "the height follows what comes out");
    assert!(!heights[0].is_empty());
    for message in &heights[0] {
        let height = message[1].as_u64();
        assert!(message[0] == "null" && height.is_some_and(|it| it <= 10_000), "{message}");
    }

    // It cannot look in, and what it sends is not heard.
    let refused = page
        .script(
            "const frame = self.frame(0), inside = frame.contentWindow; \
             const tries = [() => inside.document.body, () => inside.location.href, \
             () => inside.hushcheck, () => inside.eval('1'), () => inside.packed.held, \
             () => { inside.onmessage = () => {}; }]; \
             for (const message of [1, 'lacks leave', null, { held: {} }, new Uint8Array(9)]) \
               inside.postMessage(message, '*'); \
             return [frame.contentDocument === null, tries.map((attempt) => { \
               try { attempt(); return 'done'; } catch (error) { return error.name; } })]",
        )
        .await;
    assert_eq!(refused, json!([true, vec!["SecurityError"; 6]]));
    page.enter(0).await;
    assert!(page.find("#lacks-leave[hidden]").await.is_some());
    let cards = page.cards().await;
    assert_eq!(page::card(&cards, "shop", "email").verdict, "no-match");
    page.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_frame_connects_to_its_own_host_alone() {
    let page = open_host("", ELEMENT).await;
    page.enter(0).await;
    let away = "http://away.localhost/";
    let own = page.site.url() + "site.json";
    let tried = page
        .driver
        .execute_async(
            format!(
                "const done = arguments[0]; \
                 const go = (url) => fetch(url, {{ mode: 'no-cors' }}).then(() => 1, () => 0); \
                 const code = `const go = ${{go}}; \
                   Promise.all(['{away}', '{own}'].map(go)).then((r) => postMessage(r));`; \
                 const worker = new Worker(URL.createObjectURL(new Blob([code]))); \
                 worker.onmessage = async ({{ data }}) => \
                   done([await go('{away}'), await go('{own}'), ...data]);"
            ),
            vec![],
        )
        .await
        .unwrap();
    assert_eq!(tried.json(), &json!([0, 1, 0, 1]), "page and worker, away and at home");
    let hosts: Vec<String> = page.site.requests().into_iter().map(|it| it.host).collect();
    assert!(!hosts.iter().any(|host| host.starts_with("away")), "{hosts:?}");
    page.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn only_the_frame_itself_changes_its_height() {
    let page = open_host("", ELEMENT).await;
    page.enter(0).await;
    page.leave().await;
    // From the page itself, from another frame of no origin, and what is no height.
    page.driver
        .execute_async(
            "const done = arguments[0]; \
             const other = document.createElement('iframe'); other.sandbox = 'allow-scripts'; \
             other.srcdoc = '<script>parent.postMessage(77, \"*\"); parent.postMessage(78.5, \"*\");\
             parent.postMessage(\"done\", \"*\")</' + 'script>'; \
             addEventListener('message', (e) => e.data === 'done' && done()); \
             postMessage(76, '*'); document.body.append(other);",
            vec![],
        )
        .await
        .unwrap();
    // Read at once: the frame may still be growing.
    let now = page.script("return [self.frame(0).style.blockSize, heard]").await;
    let heard = now[1].as_array().unwrap();
    assert!(heard.contains(&json!(["null", 77])) && heard.contains(&json!(["null", 78.5])));
    let mut heights = heard.iter().rev().filter_map(|message| message[1].as_u64());
    let told = heights.find(|height| ![76, 77].contains(height)).unwrap();
    assert_eq!(now[0], format!("{told}px"));
    page.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn several_stand_in_a_strict_page_and_move() {
    // No inline script: the helpers of the host are refused, and only the checker runs.
    let policy = "default-src 'none'; script-src {site}; frame-src {site}";
    let body = ELEMENT.to_owned()
        + "<hush-check lang=ar dataset='police passwords'></hush-check>
           <iframe id=bare sandbox='allow-scripts allow-forms' src='{site}embed.html?lang=en'></iframe>";
    let page = open_host(policy, &body).await;
    let helper = "self.heard ??= []; self.frame ??= (i) => \
        document.querySelectorAll('hush-check')[i].shadowRoot.querySelector('iframe')";
    page.script(helper).await;
    let fields = "return [...document.querySelectorAll('input[id^=field-]')].map((it) => it.id)";
    page.enter(0).await;
    assert_eq!(page.script(fields).await, json!(["field-email"]));
    page.leave().await;
    page.enter(1).await;
    let of_police = ["field-name", "field-national-id", "field-phone", "field-password"];
    assert_eq!(page.script(fields).await, json!(of_police));
    page.wait_for("html[dir=rtl]").await;
    page.leave().await;
    // Without a script, and for all datasets.
    page.wait_for("#bare").await.enter_frame().await.unwrap();
    page.wait_for("html[data-app=ready][lang=en] #field-email").await;
    page.leave().await;
    let link = "return document.querySelector('#link').getClientRects().length";
    assert_eq!(page.script(link).await, 0, "the link for old browsers is shown");

    // Taken out and put in again elsewhere, it begins anew.
    page.script(
        "const element = document.querySelector('hush-check'); element.remove(); \
         self.gone = element.shadowRoot.childElementCount; \
         const place = document.createElement('section'); document.body.prepend(place); \
         place.append(element); element.setAttribute('lang', 'en')",
    )
    .await;
    assert_eq!(page.script("return self.gone").await, 0);
    page.enter_unready(0).await;
    page.wait_for("html[data-app=ready][lang=en] #field-email").await;
    page.leave().await;

    // Another name is no other frame, in which what was typed would be gone.
    let renamed = page.script(
        "const element = document.querySelector('hush-check'); \
         const frame = element.shadowRoot.querySelector('iframe'); element.title = 'Leaked?'; \
         return [frame.title, frame === element.shadowRoot.querySelector('iframe')]",
    );
    assert_eq!(renamed.await, json!(["Leaked?", true]));

    // In shadow trees it takes the language of what is around these.
    let language = page.script(
        "const element = document.querySelector('hush-check'); element.removeAttribute('lang'); \
         const [outer, inner] = ['section', 'section'].map((it) => document.createElement(it)); \
         document.body.append(outer); outer.lang = 'fr'; \
         outer.attachShadow({ mode: 'open' }).append(inner); \
         inner.attachShadow({ mode: 'open' }).append(element); \
         return new URL(element.shadowRoot.querySelector('iframe').src).searchParams.get('lang')",
    );
    assert_eq!(language.await, "fr");
    page.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_host_that_gives_no_leave_is_told_so() {
    let page = open_host("", ELEMENT).await;
    page.site.break_files("", Fault::WithoutLeave);
    page.driver.goto("http://news.localhost/").await.unwrap();
    page.enter_unready(0).await;
    page.wait_for("#catalogue-failed").await;
    let notice = page.wait_for("#lacks-leave:not([hidden])").await.text().await.unwrap();
    assert!(notice.contains("Access-Control-Allow-Origin"), "{notice}");
    // What is missing is something else.
    page.site.mend();
    page.site.break_files("site.json", Fault::Missing);
    page.leave().await;
    page.driver.goto("http://news.localhost/").await.unwrap();
    page.enter_unready(0).await;
    page.wait_for("#catalogue-failed").await;
    assert!(page.find("#lacks-leave[hidden]").await.is_some());
    page.close().await;
}

/// Bundles the demo's site in a new folder; the page is `check.html` there.
fn bundle(zip: Option<&str>) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    let mut command = Command::new(crate::environment("HUSHCHECK_COMMAND"));
    command.args(["bundle", &crate::environment("HUSHCHECK_DIST"), "--single-file", "check.html"]);
    command.args(zip.map(|zip| ["--zip", zip]).into_iter().flatten());
    assert!(command.current_dir(folder.path()).status().unwrap().success());
    folder
}

/// Makes a folder for a stick: the page and a ZIP of each dataset.
fn stick() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    let mut command = Command::new(crate::environment("HUSHCHECK_COMMAND"));
    command.args(["bundle", &crate::environment("HUSHCHECK_DIST"), "--out", "stick"]);
    assert!(command.current_dir(folder.path()).status().unwrap().success());
    folder
}

/// Opens the page of a bundle from the disk.
async fn open_file(folder: &Path) -> Page {
    let page = Page::browser(Site::start().await).await;
    let address = format!("file://{}", folder.join("check.html").display());
    page.driver.goto(&address).await.unwrap();
    page
}

/// Checks what every list holds and what it does not, and that the page promises no host that
/// would learn something.
async fn check_all(page: &Page) {
    page.wait_for("html[data-app=ready]").await;
    let said = page.wait_for("#no-dial").await.text().await.unwrap();
    assert!(said.contains("nothing is revealed"), "{said}");
    assert!(page.find(".dial").await.is_none(), "a choice of what nobody learns");
    for (dataset, check) in [("shop", "email"), ("newsletter", "email"), ("police", "name+phone")] {
        let example = examples::of(dataset, check);
        for (person, verdict) in [(&example.listed, "match"), (&example.unlisted, "no-match")] {
            page.fill_person(person).await;
            let cards = page.check().await;
            assert_eq!(page::card(&cards, dataset, check).verdict, verdict);
        }
    }
    page.speak("zh-Hans").await;
    assert!(page.site.requests().is_empty(), "{:?}", page.site.requests());
}

#[tokio::test(flavor = "multi_thread")]
async fn one_file_checks_without_a_network() {
    let folder = bundle(None);
    let page = open_file(folder.path()).await;
    check_all(&page).await;
    page.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn lists_are_picked_from_the_disk() {
    let folder = bundle(Some("lists.zip"));
    // What is no ZIP of these lists is refused, and another can be picked.
    std::fs::write(folder.path().join("wrong.zip"), [0; 99]).unwrap();
    let place = |name: &str| folder.path().join(name).display().to_string();
    let page = open_file(folder.path()).await;
    let input = page.wait_for("#pick-zip").await;
    assert!(page.find(".loading").await.is_none(), "it waits for the person, not the reverse");
    input.send_keys(place("wrong.zip")).await.unwrap();
    page.wait_for("#pick-wrong:not([hidden])").await;
    input.send_keys(place("lists.zip")).await.unwrap();
    check_all(&page).await;
    page.close().await;

    // Each dataset in a ZIP of its own: all picked together.
    let stick = stick();
    let folder_of_zips = stick.path().join("stick");
    let zips = std::fs::read_dir(&folder_of_zips).unwrap().map(|entry| entry.unwrap().path());
    let zips: Vec<String> = zips
        .filter(|path| path.extension().is_some_and(|end| end == "zip"))
        .map(|path| path.display().to_string())
        .collect();
    assert!(zips.len() > 1);
    let page = open_file(&folder_of_zips).await;
    page.wait_for("#pick-zip").await.send_keys(zips.join("\n")).await.unwrap();
    check_all(&page).await;
    page.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_folder_of_lists_is_picked_from_the_disk() {
    let folder = bundle(Some("lists.zip"));
    let page = open_file(folder.path()).await;
    let datasets = crate::environment("HUSHCHECK_DIST") + "/datasets";
    page.wait_for("#pick-folder").await.send_keys(datasets).await.unwrap();
    check_all(&page).await;
    page.close().await;
}
