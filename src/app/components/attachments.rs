//! What the first message holds beside text, and what the provider adds around texts.

use leptos::prelude::*;

use super::super::numbers::whole;
use super::super::session::Session;
use super::notices::WholeField;
use crate::framing::{Attachments, Image, Part};
use crate::scenario::{MOST_BESIDE, Scenario};

/// One figure of the attachments: its field and how it is read and written.
struct Figure {
    id: &'static str,
    notice: &'static str,
    label: &'static str,
    unit: &'static str,
    of: fn(&mut Attachments) -> &mut u32,
}

const FIGURES: [Figure; 6] = [
    Figure {
        id: "images",
        notice: "images-notice",
        label: "Pictures",
        unit: "",
        of: |it| &mut picture(it).count,
    },
    Figure {
        id: "image-width",
        notice: "image-width-notice",
        label: "Their width",
        unit: "px",
        of: |it| &mut picture(it).width,
    },
    Figure {
        id: "image-height",
        notice: "image-height-notice",
        label: "Their height",
        unit: "px",
        of: |it| &mut picture(it).height,
    },
    Figure {
        id: "pdf-pages",
        notice: "pdf-pages-notice",
        label: "PDF pages",
        unit: "",
        of: |it| &mut it.pdf_pages,
    },
    Figure {
        id: "audio",
        notice: "audio-notice",
        label: "Audio",
        unit: "s",
        of: |it| &mut it.audio_seconds,
    },
    Figure {
        id: "video",
        notice: "video-notice",
        label: "Video",
        unit: "s",
        of: |it| &mut it.video_seconds,
    },
];

/// The pictures that the page knows are of one size.
fn picture(attachments: &mut Attachments) -> &mut Image {
    if attachments.images.is_empty() {
        let none = Image { width: 1024, height: 1024, ..Image::default() };
        attachments.images.push(none);
    }
    &mut attachments.images[0]
}

/// The fields, and what they come to on the chosen model, each with its source.
#[component]
pub(in crate::app) fn Beside() -> impl IntoView {
    let session = expect_context::<Session>();
    let scenario = session.scenario;
    let parts = Memo::new(move |_| {
        let framed = |scenario: &Scenario| {
            session.library.with(|book| {
                let model = book.model(&scenario.model).ok()?;
                Some(scenario.framed(model).parts)
            })
        };
        scenario.with(framed).unwrap_or_default()
    });
    let fields = FIGURES.map(|Figure { id, notice, label, unit, of }| {
        let value = Signal::derive(move || {
            let mut attachments = scenario.with(|scenario| scenario.attachments.clone());
            u64::from(*of(&mut attachments))
        });
        let set = move |number: u64| {
            scenario.update(|scenario| {
                *of(&mut scenario.attachments) = u32::try_from(number).unwrap_or(u32::MAX);
            });
        };
        view! { <WholeField id=id notice_id=notice label=label unit=unit least=0 most=u64::from(MOST_BESIDE) value=value set=set/> }
    });
    view! {
        <details class="own" id="beside-text">
            <summary>
                "Pictures, pages, audio, video, and what the provider adds"
                <span class="beside">{move || if parts.with(Vec::is_empty) { "none" } else { "in use" }}</span>
            </summary>
            <div class="own-line">{fields.collect_view()}</div>
            <label class="check">
                <input id="frame" type="checkbox"
                    prop:checked=move || scenario.with(|scenario| scenario.frame)
                    on:change=move |event| scenario.update(|scenario| scenario.frame = event_target_checked(&event))/>
                "Count what the provider adds around each text and with tools"
            </label>
            <ul class="kept framed">
                {move || parts.with(|parts| parts.iter().map(line).collect_view())}
            </ul>
        </details>
    }
}

/// `2 pictures: 1,530 tokens, by OpenAI's page on images`.
fn line(part: &Part) -> impl IntoView + use<> {
    let what = match part.what {
        "messages" => "texts",
        "request" => "request",
        "toolPrompt" => "hidden prompt for tools",
        "images" => "pictures",
        "pdfPages" => "PDF pages",
        "audioSeconds" => "seconds of audio",
        "videoSeconds" => "seconds of video",
        other => other,
    };
    let count = &part.count;
    let band = if count.low == count.high {
        String::new()
    } else {
        format!(" \u{b7} {}\u{2013}{}", whole(count.low), whole(count.high))
    };
    view! {
        <li data-what=part.what>
            {format!("{} {what}: \u{2248} {} tokens{band}", whole(part.times), whole(count.tokens))}
            " "<span class="beside">{part.source}</span>
        </li>
    }
}
