//! The worker's messages as JavaScript sees them.
#![cfg(target_arch = "wasm32")]
#![allow(clippy::unwrap_used)]

use farebox::count::Count;
use farebox::worker::protocol::{Reply, Request, Text, Trouble};
use js_sys::{JSON, Object, Reflect};
use serde::Serialize;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};

wasm_bindgen_test_configure!(run_in_dedicated_worker);

/// What the worker posts.
fn posted(reply: &Reply) -> JsValue {
    reply.serialize(&serde_wasm_bindgen::Serializer::json_compatible()).unwrap()
}

fn request(json: &str) -> Result<Request, serde_wasm_bindgen::Error> {
    serde_wasm_bindgen::from_value(JSON::parse(json).unwrap())
}

#[wasm_bindgen_test]
fn a_plain_object_is_a_request() {
    let json = r#"{"type":"count","id":7,"slot":2,"text":"one two","tokenizers":["o200k_base"]}"#;
    let expected = Request::Count {
        id: 7,
        slot: 2,
        text: Text::Plain("one two".to_owned()),
        tokenizers: vec!["o200k_base".to_owned()],
        special: false,
    };
    assert_eq!(request(json).unwrap(), expected);
}

#[wasm_bindgen_test]
fn what_is_no_request_is_an_error_and_no_trap() {
    for json in [
        "null",
        "5",
        "[]",
        r#""count""#,
        "{}",
        r#"{"type":"sing"}"#,
        r#"{"type":"count","id":-1,"text":"","tokenizers":[]}"#,
        r#"{"type":"count","id":1.5,"text":"","tokenizers":[]}"#,
        r#"{"type":"count","id":1,"text":null,"tokenizers":[]}"#,
        r#"{"type":"count","id":1,"text":"","tokenizers":"o200k_base"}"#,
    ] {
        assert!(request(json).is_err(), "{json} is taken for a request");
    }
    for value in
        [JsValue::UNDEFINED, JsValue::symbol(None), js_sys::Function::new_no_args("").into()]
    {
        assert!(serde_wasm_bindgen::from_value::<Request>(value).is_err());
    }
}

#[wasm_bindgen_test]
fn replies_are_plain_objects_with_plain_numbers() {
    let reply = Reply::Counted {
        id: 7,
        counts: vec![
            Count::exact(3_000_000_000_000, "o200k_base"),
            Count::estimated(5, 4, 6, "claude-2026"),
        ],
        troubles: vec![Trouble {
            tokenizer: "claude-2026".to_owned(),
            code: "pack_unreachable".to_owned(),
            message: "…".to_owned(),
        }],
        more: false,
    };
    // JSON has neither Map nor BigInt: what survives the way through it is plain.
    let json = JSON::stringify(&posted(&reply)).unwrap();
    assert_eq!(
        String::from(json),
        r#"{"type":"counted","id":7,"counts":[{"tokens":3000000000000,"low":3000000000000,"high":3000000000000,"method":"exact","tokenizer":"o200k_base"},{"tokens":5,"low":4,"high":6,"method":"estimated","tokenizer":"claude-2026"}],"troubles":[{"tokenizer":"claude-2026","code":"pack_unreachable","message":"…"}],"more":false}"#
    );
}

#[wasm_bindgen_test]
fn every_reply_names_its_type() {
    let failed = Reply::Failed { id: 1, code: String::new(), message: String::new() };
    let loading = Reply::Loading { tokenizer: "o200k_base".to_owned() };
    for (reply, name) in [(Reply::Ready, "ready"), (loading, "loading"), (failed, "failed")] {
        let object = posted(&reply).dyn_into::<Object>().unwrap();
        assert_eq!(Reflect::get(&object, &"type".into()).unwrap(), JsValue::from_str(name));
    }
}

#[wasm_bindgen_test]
fn a_reply_comes_back_as_it_was_on_the_page() {
    let reply = Reply::Failed { id: 3, code: "superseded".to_owned(), message: "…".to_owned() };
    assert_eq!(serde_wasm_bindgen::from_value::<Reply>(posted(&reply)).unwrap(), reply);
}
