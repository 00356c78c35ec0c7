//! Which model, where it runs, and at which service tier.

use leptos::prelude::*;

use super::super::offers::{Region, chat_models, regions, tiers};
use super::super::session::Session;
use super::as_of::{AsOf, AsOfNotice};
use super::hours::Hours;

/// The row of choices at the top.
#[component]
pub(in crate::app) fn Choose() -> impl IntoView {
    let session = expect_context::<Session>();
    let scenario = session.scenario;
    let model = Memo::new(move |_| scenario.with(|scenario| scenario.model.clone()));
    let groups = move || {
        let mut groups = session.book.with(|book| chat_models(book));
        let chosen = model.get();
        let listed = groups.iter().any(|(_, models)| models.iter().any(|(id, _)| *id == chosen));
        if !listed
            && let Some(name) = session
                .library
                .with(|book| book.model(&chosen).ok().map(|model| model.name.clone()))
        {
            groups.push(("Community, not reviewed".to_owned(), vec![(chosen, name)]));
        }
        groups
    };
    let groups = Memo::new(move |_| groups());
    let model_options = move || {
        groups
            .get()
            .into_iter()
            .map(|(provider, models)| {
                let options = models
                    .into_iter()
                    .map(|(id, name)| {
                        let value = id.clone();
                        view! { <option value=value prop:selected=move || model.with(|model| *model == id)>{name}</option> }
                    })
                    .collect_view();
                view! { <optgroup label=provider>{options}</optgroup> }
            })
            .collect_view()
    };
    let field = NodeRef::<leptos::html::Select>::new();
    // A list that is made anew does not keep what was chosen from the old one.
    Effect::new(move || {
        groups.track();
        let chosen = model.get();
        if let Some(field) = field.get() {
            request_animation_frame(move || {
                if field.value() != chosen {
                    field.set_value(&chosen);
                }
            });
        }
    });
    let available_regions =
        Memo::new(move |_| session.library.with(|book| regions(book, &model.get())));
    let available_tiers = Memo::new(move |_| {
        let date = session.date();
        session.library.with(|book| tiers(book, &model.get(), date))
    });
    // A choice that the new model does not offer falls back to the usual one, visibly in the field.
    Effect::new(move || {
        let (regions, tiers) = (available_regions.get(), available_tiers.get());
        let stale = scenario.with_untracked(|scenario| {
            (
                !tiers.iter().any(|(id, _)| *id == scenario.tier),
                !regions.iter().any(|region| region.modifiers == scenario.modifiers),
            )
        });
        if stale.0 || stale.1 {
            scenario.update(|scenario| {
                if stale.0 {
                    "standard".clone_into(&mut scenario.tier);
                }
                if stale.1 {
                    scenario.modifiers.clear();
                }
            });
        }
    });
    let region_options = move || {
        available_regions
            .get()
            .into_iter()
            .enumerate()
            .map(|(index, Region { label, modifiers })| {
                view! {
                    <option value=index.to_string() prop:selected=move || scenario.with(|scenario| scenario.modifiers == modifiers)>{label}</option>
                }
            })
            .collect_view()
    };
    let tier_options = move || {
        available_tiers
            .get()
            .into_iter()
            .map(|(id, label)| {
                let value = id.clone();
                view! { <option value=value prop:selected=move || scenario.with(|scenario| scenario.tier == id)>{label}</option> }
            })
            .collect_view()
    };
    let choose_region = move |event| {
        let regions = available_regions.get_untracked();
        if let Some(region) = event_target_value(&event)
            .parse()
            .ok()
            .and_then(|index: usize| regions.get(index).cloned())
        {
            scenario.update(|scenario| scenario.modifiers = region.modifiers);
        }
    };
    let date_notice = RwSignal::new(None);
    view! {
        <div class="choices">
            <div class="field wide">
                <label for="model">"Model"</label>
                <select id="model" node_ref=field on:change=move |event| {
                    let chosen = event_target_value(&event);
                    scenario.update(|scenario| scenario.model = chosen);
                }>{model_options}</select>
            </div>
            <div class="field">
                <label for="region">"Where it runs"</label>
                <select id="region" on:change=choose_region>{region_options}</select>
            </div>
            <div class="field">
                <label for="tier">"Service tier"</label>
                <select id="tier" on:change=move |event| {
                    let chosen = event_target_value(&event);
                    scenario.update(|scenario| scenario.tier = chosen);
                }>{tier_options}</select>
            </div>
            <Hours/>
            <AsOf notice=date_notice/>
            <AsOfNotice notice=date_notice/>
        </div>
    }
}
