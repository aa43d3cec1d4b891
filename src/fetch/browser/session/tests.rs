//! A conversation with a browser that is not there.

use super::*;

fn session() -> Session {
    Session::new(&Url::parse("https://www.example.org/news").unwrap(), "pressfeed/1", &[])
}

/// The methods that are sent, a step each; of other steps their name.
fn names(steps: &[Step]) -> Vec<String> {
    let name = |step: &Step| match step {
        Step::Send(message) => message["method"].as_str().unwrap_or_default().to_owned(),
        Step::Ask(_) => "ask".into(),
        Step::Drawn(_) => "drawn".into(),
        Step::Failed(why) => why.clone(),
    };
    steps.iter().map(name).collect()
}

fn opened() -> Session {
    let mut session = session();
    session.on(&json!({"id": CREATED, "result": {"targetId": "F"}}));
    session.on(&json!({"id": ATTACHED, "result": {"sessionId": "S"}}));
    session
}

fn event(name: &str, parameters: Value) -> Value {
    json!({"method": name, "params": parameters, "sessionId": "S"})
}

#[test]
fn nothing_is_opened_before_requests_are_ours_and_time_stands_still() {
    let mut session = session();
    assert_eq!(names(&session.begin()), ["Browser.setDownloadBehavior", "Target.createTarget"]);
    let steps = session.on(&json!({"id": CREATED, "result": {"targetId": "F"}}));
    assert_eq!(names(&steps), ["Target.attachToTarget"]);
    let steps = names(&session.on(&json!({"id": ATTACHED, "result": {"sessionId": "S"}})));
    assert_eq!(steps[0], "Fetch.enable");
    assert!(!steps.contains(&"Page.navigate".to_owned()), "{steps:?}");
    assert_eq!(names(&session.on(&json!({"id": OPENED, "result": {}}))), ["Page.navigate"]);
    let moved = event("Page.frameNavigated", json!({"frame": {"id": "F", "url": "https://www.example.org/news"}}));
    assert_eq!(names(&session.on(&moved)), ["Emulation.setVirtualTimePolicy"]);
    for other in [json!({"id": "G", "parentId": "F"}), json!({"id": "F", "url": "about:blank"})] {
        assert!(session.on(&event("Page.frameNavigated", json!({"frame": other}))).is_empty());
    }
}

#[test]
fn no_two_commands_share_a_number() {
    let mut session = session();
    session.on(&json!({"id": CREATED, "result": {"targetId": "F"}}));
    let steps = session.on(&json!({"id": ATTACHED, "result": {"sessionId": "S"}}));
    let number = |step: &Step| match step {
        Step::Send(message) => message["id"].as_u64(),
        _ => None,
    };
    let numbers: std::collections::HashSet<_> = steps.iter().filter_map(number).collect();
    assert_eq!(numbers.len(), steps.len());
}

#[test]
fn a_page_that_has_settled_is_asked_for_consent_once_and_then_written() {
    let mut session = opened();
    let settled = event("Emulation.virtualTimeBudgetExpired", json!({}));
    let isolated = json!({"id": ISOLATED, "result": {"executionContextId": 3}});
    assert_eq!(names(&session.on(&settled)), ["Page.captureScreenshot"]);
    let painted = json!({"id": PAINTED, "result": {"data": ""}});
    assert_eq!(names(&session.on(&painted)), ["Emulation.setVirtualTimePolicy"]);
    assert_eq!(names(&session.on(&settled)), ["Page.createIsolatedWorld"]);
    assert_eq!(session.on(&isolated).len(), 1);
    let pressed = json!({"id": CONSENTED, "result": {"result": {"value": true}}});
    assert_eq!(names(&session.on(&pressed)), ["Emulation.setVirtualTimePolicy"]);
    assert_eq!(names(&session.on(&settled)), ["Page.createIsolatedWorld"]);
    session.on(&isolated);
    assert!(session.on(&settled).is_empty(), "it is written already");
    let written = json!({"id": WRITTEN, "result": {"result": {"value": "<html>"}}});
    assert_eq!(session.on(&written), [Step::Drawn("<html>".into())]);
}

#[test]
fn a_page_whose_time_is_over_is_taken_as_it_stands() {
    let mut session = opened();
    assert_eq!(names(&session.hurry()), ["Page.createIsolatedWorld"]);
    let steps = session.on(&json!({"id": ISOLATED, "result": {"executionContextId": 3}}));
    assert!(matches!(&steps[0], Step::Send(message) if message["id"] == WRITTEN));
    assert!(session.hurry().is_empty());
}

#[test]
fn dialogs_are_dismissed_and_a_storm_of_them_ends_the_page() {
    let mut session = opened();
    let dialog = event("Page.javascriptDialogOpening", json!({}));
    for _ in 0..MAX_DIALOGS {
        assert_eq!(names(&session.on(&dialog)), ["Page.handleJavaScriptDialog"]);
    }
    assert!(matches!(session.on(&dialog)[..], [Step::Failed(_)]));
}

#[test]
fn a_crash_a_refusal_and_a_download_are_failures() {
    for message in [
        event("Inspector.targetCrashed", json!({})),
        json!({"id": ATTACHED, "error": {"message": "no"}}),
        json!({"id": NAVIGATED, "result": {"errorText": "net::ERR_ABORTED"}}),
        json!({"id": WRITTEN, "result": {"result": {"type": "undefined"}}}),
    ] {
        assert!(matches!(opened().on(&message)[..], [Step::Failed(_)]), "{message}");
    }
    assert!(opened().on(&json!({"id": OTHERS, "error": {"message": "no"}})).is_empty());
}

#[test]
fn requests_are_answered_as_the_rules_say() {
    let mut session = opened();
    let mut paused = |kind: &str, url: &str| {
        let parameters = json!({
            "requestId": "R", "resourceType": kind, "frameId": "F",
            "request": {"url": url, "method": "GET", "headers": {"Origin": "https://www.example.org"}}
        });
        session.on(&event("Fetch.requestPaused", parameters))
    };
    assert_eq!(names(&paused("Fetch", "https://www.example.org/list")), ["ask"]);
    assert_eq!(names(&paused("Image", "https://www.example.org/a.png")), ["Fetch.failRequest"]);
    let steps = paused("Stylesheet", "https://www.example.org/a.css");
    let Step::Send(message) = &steps[0] else { panic!("{steps:?}") };
    assert_eq!((&message["params"]["responseCode"], &message["sessionId"]), (&json!(200), &json!("S")));
    assert_eq!(message["params"]["responseHeaders"][0]["value"], "https://www.example.org");
}
