//! What you type: the model, the texts, the dials.

use leptos::prelude::*;

use super::attachments::Beside;
use super::choose::Choose;
use super::conduct::ConductPanel;
use super::dials::Dials;
use super::of_record::OfRecord;
use super::own_prices::OwnPrices;
use super::own_tokenizer::OwnTokenizer;
use super::part::PartField;
use super::stages::StagesNotice;
use super::stages_edit::StagesEdit;
use super::written::WrittenOut;
use crate::scenario::Slot;

/// The left side of the page.
#[component]
pub(in crate::app) fn Compose() -> impl IntoView {
    view! {
        <section class="compose" aria-label="What you send">
            <Choose/>
            <StagesNotice/>
            <OfRecord/>
            <PartField which=Slot::System/>
            <PartField which=Slot::Tools/>
            <PartField which=Slot::First/>
            <Beside/>
            <Dials/>
            <WrittenOut/>
            <ConductPanel/>
            <StagesEdit/>
            <OwnPrices/>
            <OwnTokenizer/>
        </section>
    }
}
