//! The page that makes embeds.
use serde_json::json;
use thirtyfour::By;

use crate::examples;
use crate::page::{self, Page};
use crate::server::Site;

#[tokio::test(flavor = "multi_thread")]
async fn what_is_chosen_is_shown_and_copied() {
    let site = Site::start().await;
    let address = format!("{}?lang=de#/embed", site.url());
    let page = Page::open_at(site, &address).await;
    page.wait_for("#preview hush-check").await;
    let url = page.site.url();
    let at = page.driver.current_url().await.unwrap();
    assert_eq!(at.as_str(), format!("{url}builder.html"));

    page.driver.goto(format!("{url}builder.html?lang=zh-CN")).await.unwrap();
    page.wait_for("html[lang=zh-Hans] #preview hush-check").await;
    page.script(
        "document.querySelector('#dataset-shop').click(); \
         const set = (id, value) => { const it = document.getElementById(id); it.value = value; \
           it.dispatchEvent(new Event('change', { bubbles: true })); }; \
         set('theme', 'dark'); set('language', 'en');",
    )
    .await;
    page.wait_for("hush-check[lang=en][dataset=shop][theme=dark]").await;
    let code = format!(
        "<script src=\"{url}embed.js\" async></script>\n\
         <hush-check lang=\"en\" dataset=\"shop\" theme=\"dark\">\n  \
         <a href=\"{url}\">Check whether your data is in a leak</a>\n</hush-check>\n"
    );
    assert_eq!(page.script("return document.getElementById('code').value").await, code);

    // What the clipboard is given, and that it is given nothing else.
    page.script(
        "self.given = []; navigator.clipboard.writeText = async (text) => { given.push(text); }; \
         navigator.clipboard.write = async () => { given.push('write'); };",
    )
    .await;
    page.find("[data-copy=code]").await.unwrap().click().await.unwrap();
    page.wait_for("[data-copied=code]:not(:empty)").await;
    assert_eq!(page.script("return given").await, json!([code]));

    // The preview is what readers see, and works.
    let script = "return document.querySelector('hush-check').shadowRoot.querySelector('iframe')";
    let frame = page.driver.execute(script, vec![]).await.unwrap().element().unwrap();
    frame.enter_frame().await.unwrap();
    page.wait_for("html[data-app=ready][lang=en]").await;
    let example = examples::of("shop", "email");
    page.fill_person(&example.listed).await;
    let cards = page.check().await;
    assert_eq!(page::card(&cards, "shop", "email").verdict, "match");
    page.close().await;
}

/// The code that the builder gives, put into another host's page.
#[tokio::test(flavor = "multi_thread")]
async fn the_code_works_where_it_is_pasted() {
    let site = Site::start().await;
    let address = format!("{}builder.html", site.url());
    let page = Page::open_at(site, &address).await;
    page.wait_for("#preview hush-check").await;
    for (id, frame) in [("code", "hush-check"), ("frame", "iframe")] {
        let code = page.script(&format!("return document.getElementById('{id}').value")).await;
        let host = format!("{id}.localhost");
        page.site.serve_as(&host, "", code.as_str().unwrap());
        page.driver.goto(format!("http://{host}/")).await.unwrap();
        page.wait_for(frame).await;
        let script = format!(
            "const it = document.querySelector('{frame}'); \
             return it.shadowRoot?.querySelector('iframe') ?? it"
        );
        let mut frame = None;
        // The element's script may still be on its way.
        for _ in 0..100 {
            let found = page.driver.execute(script.as_str(), vec![]).await.unwrap();
            let found = found.element().unwrap();
            if found.tag_name().await.unwrap() == "iframe" {
                frame = Some(found);
                break;
            }
            tokio::time::sleep(std::time::Duration::from_millis(100)).await;
        }
        frame.expect("there is no frame").enter_frame().await.unwrap();
        page.wait_for("html[data-app=ready]").await;
        page.driver.enter_default_frame().await.unwrap();
        page.driver.goto(address.as_str()).await.unwrap();
        page.wait_for("#preview hush-check").await;
    }
    assert!(page.driver.find(By::Id("foot")).await.is_err());
    page.close().await;
}
