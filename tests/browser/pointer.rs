//! The button pressed with a real pointer right after typing, as people do it. What appears
//! when the field is left may not move the button away from under the pointer: a press that
//! ends elsewhere than it began is no click.
use hushcheck_core::Kind;

use crate::elsewhere;
use crate::examples::{self, Person};
use crate::page::Page;

/// How far down the button is.
const TOP: &str = "return document.querySelector('#check-button').getBoundingClientRect().top";

/// Whether the last field's line of what was understood is drawn.
const UNDERSTOOD: &str = "return [...document.querySelectorAll('.understood:not(:empty)')]\
    .at(-1)?.getBoundingClientRect().height > 9";

/// Types and presses the button for as long as a hand may take.
async fn type_and_press(page: &Page, person: &Person) {
    for (kind, text) in person {
        page.fill(*kind, text).await;
    }
    // A hand needs longer. Until then the fields before may show what was understood.
    tokio::time::sleep(std::time::Duration::from_millis(300)).await;
    let button = page.wait_for("#check-button").await;
    let script = "document.querySelector('#results')?.removeAttribute('data-state'); \
                  document.querySelector('#check-button').scrollIntoView({ block: 'end' })";
    page.script(script).await;
    let before = page.script(TOP).await;
    let pointer = page.driver.action_chain();
    pointer.move_to_element_center(&button).click_and_hold().perform().await.unwrap();
    tokio::time::sleep(std::time::Duration::from_millis(300)).await;
    // Firefox rounds where it scrolled to.
    let moved = page.script(TOP).await.as_f64().unwrap() - before.as_f64().unwrap();
    assert!(moved.abs() < 2.0, "the button moved by {moved} while it was pressed");
    page.driver.action_chain().release().perform().await.unwrap();
}

/// People whose last field, when it is left, says what was understood or is wrong.
fn people() -> Vec<(Person, &'static str)> {
    let done = "#results[data-state=done]";
    vec![
        (examples::of("shop", "email").listed, done),
        (examples::of("police", "name+phone").listed, done),
        (examples::of("police", "name+national-id").listed, done),
        (Person::from([(Kind::Email, "nonsense".to_owned())]), "#error-summary"),
    ]
}

#[tokio::test(flavor = "multi_thread")]
async fn a_press_right_after_typing_is_a_click_in_the_page() {
    for (width, height) in [(360, 740), (1280, 900)] {
        for (person, then) in people() {
            let page = Page::open().await;
            page.driver.set_window_rect(0, 0, width, height).await.unwrap();
            // Browsers that keep what is seen in its place, when the page grows above it, hide
            // the fault; not all do, and none at the page's top.
            page.script("document.documentElement.style.overflowAnchor = 'none'").await;
            type_and_press(&page, &person).await;
            page.wait_for(then).await;
            if then != "#error-summary" {
                // It comes once the button is let go.
                tokio::time::sleep(std::time::Duration::from_millis(500)).await;
                assert_eq!(page.script(UNDERSTOOD).await, true);
            }
            page.close().await;
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_press_right_after_typing_is_a_click_in_a_frame() {
    let element = "<script src='{site}embed.js' async></script><hush-check lang=en></hush-check>";
    let page = elsewhere::open_host("", element).await;
    for (person, then) in people() {
        page.driver.goto("http://news.localhost/").await.unwrap();
        page.enter(0).await;
        type_and_press(&page, &person).await;
        page.wait_for(then).await;
        page.leave().await;
    }
    page.close().await;
}
