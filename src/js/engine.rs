//! The engine of the package, in plain Rust.

use jiff::civil::Date;

use super::capacity::{self, CapacityInfo, ProvisionInfo};
use super::deal::{Agreed, check};
use super::error::Refusal;
use super::frame::{FrameInfo, FrameRequest, tools_part};
use super::models::{self, ModelInfo, PackInfo, TokenizerInfo};
use super::price::{CostInfo, asked};
use super::request::{CountOptions, Part, Parts, PriceRequest, ProvisionOptions, Simulation};
use super::simulate::Simulated;
use super::waterfall::WaterfallInfo;
use crate::conversation::{Plan, Sizes, fare};
use crate::count::Count;
use crate::framing::{Framing, frame, tools::tools};
use crate::pricing::{Catalogue, Model, RateCard};
use crate::tokenizer::Counters;
use crate::tokenizer::registry::{self, Pack};

/// The price book and the tokenizers that have been loaded.
#[derive(Debug)]
pub(super) struct Engine {
    book: Catalogue,
    counters: Counters,
}

impl Engine {
    /// The built-in price book, and these counters.
    pub(super) fn new(counters: Counters) -> Result<Self, Refusal> {
        Ok(Self::with(Catalogue::built_in()?, counters))
    }

    /// A price book, and these counters.
    pub(super) fn with(book: Catalogue, counters: Counters) -> Self {
        Self { book, counters }
    }

    /// Puts a host's price book in the place of the one in use.
    #[cfg(feature = "js")]
    pub(super) fn use_prices(&mut self, json: &str) -> Result<(), Refusal> {
        self.book = Catalogue::from_json(json)?;
        Ok(())
    }

    /// Every model.
    pub(super) fn models(&self, today: Date) -> Result<Vec<ModelInfo>, Refusal> {
        Ok(models::models(&self.book, today)?)
    }

    /// Every tokenizer and estimator.
    pub(super) fn tokenizers(&self) -> Vec<TokenizerInfo> {
        models::tokenizers(&self.book)
    }

    /// The packs that a count needs and that are not loaded.
    pub(super) fn packs_for_count(&self, options: &CountOptions) -> Result<Vec<PackInfo>, Refusal> {
        let (tokenizer, _) = tokenizer_of(&self.book, options)?;
        Ok(self.packs(tokenizer))
    }

    /// Every pack that such counts need, loaded here or not.
    pub(super) fn packs_for_workers(
        &self,
        options: &CountOptions,
    ) -> Result<Vec<PackInfo>, Refusal> {
        let (tokenizer, _) = tokenizer_of(&self.book, options)?;
        let fresh = Counters::new(None);
        Ok(fresh.needs(&[tokenizer]).into_iter().map(PackInfo::from).collect())
    }

    /// The packs that a simulation needs and that are not loaded.
    pub(super) fn packs_for_simulation(
        &self,
        request: &Simulation,
    ) -> Result<Vec<PackInfo>, Refusal> {
        let model = self.book.model(&request.model)?;
        let (user, output) = (request.user.each(), request.output.each());
        let mut parts = [&request.system, &request.tools].into_iter().chain(user).chain(output);
        if parts.any(|part| part.text().is_some()) {
            Ok(self.packs(tokenizer_for(model)?))
        } else {
            Ok(Vec::new())
        }
    }

    /// Checks a pack as it was fetched: its length in bytes, and its sha256 in lower-case hexadecimal
    /// where the platform computes one.
    pub(super) fn check_pack(id: &str, length: usize, sha256: Option<&str>) -> Result<(), Refusal> {
        let pack = known_pack(id)?;
        let corrupt = |reason| Refusal::PackCorrupt { file: pack.file, reason };
        if length != pack.bytes {
            return Err(corrupt(format!("{length} bytes instead of {}", pack.bytes)));
        }
        match sha256 {
            Some(found) if found != pack.sha256 => Err(corrupt(format!("its sha256 is {found}"))),
            _ => Ok(()),
        }
    }

    /// Takes an unpacked pack.
    pub(super) fn load_pack(&mut self, id: &str, unpacked: &[u8]) -> Result<(), Refusal> {
        let pack = known_pack(id)?;
        if unpacked.len() != pack.unpacked_bytes {
            let reason =
                format!("it unpacks to {} bytes, not {}", unpacked.len(), pack.unpacked_bytes);
            return Err(Refusal::PackCorrupt { file: pack.file, reason });
        }
        Ok(self.counters.load(pack.id, unpacked)?)
    }

    /// Counts a text.
    pub(super) fn count(&mut self, text: &str, options: &CountOptions) -> Result<Count, Refusal> {
        let (tokenizer, model) = tokenizer_of(&self.book, options)?;
        let count = count(&mut self.counters, text, tokenizer, options.special)?;
        Ok(match model {
            Some(model) => model.tokenizer.believe(count),
            None => count,
        })
    }

    /// The packs that a frame needs and that are not loaded.
    pub(super) fn packs_for_frame(&self, request: &FrameRequest) -> Result<Vec<PackInfo>, Refusal> {
        let model = self.book.model(&request.model)?;
        if request.has_texts() { Ok(self.packs(tokenizer_for(model)?)) } else { Ok(Vec::new()) }
    }

    /// What a model's provider adds around texts.
    pub(super) fn frame(&mut self, request: &FrameRequest) -> Result<FrameInfo, Refusal> {
        let model = self.book.model(&request.model)?;
        let schemas = request.schemas()?;
        let attachments = request.attachments();
        let mut frame = frame(&Framing {
            model: &model.id,
            messages: request.messages(),
            names: u32::try_from(request.names.len()).unwrap_or(u32::MAX),
            tools: schemas.is_some().then_some(request.tool_choice),
            tool_prompt: model.tool_use_tokens.map(|it| [it.auto_none, it.any_tool]),
            attachments: &attachments,
        });
        let mut scales = Scales { counters: &mut self.counters, model, special: false };
        for name in &request.names {
            let count = scales.text(name)?;
            if let Some(names) = frame.parts.iter_mut().find(|part| part.what == "names") {
                names.count = &names.count + &count;
            }
        }
        if let Some(schemas) = schemas {
            let rule = tools(&model.id, &schemas, &mut |text| scales.text(text))?;
            frame.parts.push(tools_part(rule));
        }
        Ok(frame.into())
    }

    /// Prices one call.
    pub(super) fn price(&self, request: &PriceRequest, today: Date) -> Result<CostInfo, Refusal> {
        let usage = request.usage.one()?;
        let cost = self.card(request, today)?.price(usage)?;
        let agreed = Agreed::new(&request.deal, cost.total)?;
        Ok(CostInfo::from(cost).with(agreed))
    }

    /// Simulates a conversation.
    pub(super) fn simulate(
        &mut self,
        request: &Simulation,
        today: Date,
    ) -> Result<Simulated, Refusal> {
        check(&self.book, &request.deal)?;
        let id = &request.model;
        let terms = asked!(request).terms(&self.book, today)?;
        let card = self.book.card_with(&terms, &request.deal)?;
        let policy = self.book.cache_policy(id)?;
        let model = self.book.model(id)?;
        let special = request.special.0;
        let mut scales = Scales { counters: &mut self.counters, model, special };
        let plan = Plan::of_sizes(
            scales.size(&request.system)?,
            scales.size(&request.tools)?,
            &scales.sizes(&request.user)?,
            &scales.sizes(&request.output)?,
            request.turns.map(|turns| turns.0),
        )?;
        let plan = request.conduct.apply(plan, model);
        let fare = fare(&plan, &card, request.cache.0.then_some(&policy))?;
        let agreed = Agreed::new(&request.deal, fare.total)?;
        Simulated::new(plan, &fare, model, agreed)
    }

    /// How the cost of one call or of several comes about.
    pub(super) fn waterfall(
        &self,
        request: &PriceRequest,
        today: Date,
    ) -> Result<Option<WaterfallInfo>, Refusal> {
        check(&self.book, &request.deal)?;
        let terms = asked!(request).terms(&self.book, today)?;
        let calls = request.usage.each().iter().map(|usage| (usage, None));
        let waterfall = self.book.waterfall_of(&terms, &request.deal, calls)?;
        Ok(waterfall.map(WaterfallInfo::from))
    }

    /// Every kind of capacity that a channel sells.
    pub(super) fn capacities(&self) -> Vec<CapacityInfo> {
        capacity::capacities(&self.book)
    }

    /// Compares capacity with prices on demand.
    pub(super) fn provision(
        &self,
        request: &PriceRequest,
        options: &ProvisionOptions,
        today: Date,
    ) -> Result<ProvisionInfo, Refusal> {
        let card = self.card(request, today)?;
        capacity::compare(&self.book, &card, request, options)
    }

    fn card(&self, request: &PriceRequest, today: Date) -> Result<RateCard, Refusal> {
        check(&self.book, &request.deal)?;
        let terms = asked!(request).terms(&self.book, today)?;
        Ok(self.book.card_with(&terms, &request.deal)?)
    }

    fn packs(&self, tokenizer: &str) -> Vec<PackInfo> {
        self.counters.needs(&[tokenizer]).into_iter().map(PackInfo::from).collect()
    }
}

/// Weighs the parts of a conversation for one model.
struct Scales<'a> {
    counters: &'a mut Counters,
    model: &'a Model,
    /// Whether special tokens that are spelt in texts count as one each.
    special: bool,
}

impl Scales<'_> {
    fn size(&mut self, part: &Part) -> Result<Count, Refusal> {
        match part {
            Part::Tokens(tokens) => Ok(Count::typed(*tokens)),
            Part::Text(text) => self.text(text),
        }
    }

    fn text(&mut self, text: &str) -> Result<Count, Refusal> {
        if text.is_empty() {
            return Ok(Count::none());
        }
        let counted = count(self.counters, text, tokenizer_for(self.model)?, self.special)?;
        Ok(self.model.tokenizer.believe(counted))
    }

    fn sizes(&mut self, parts: &Parts) -> Result<Sizes, Refusal> {
        Ok(match parts {
            Parts::Even(part) => Sizes::Even(self.size(part)?),
            Parts::PerTurn(parts) => {
                Sizes::PerTurn(parts.iter().map(|part| self.size(part)).collect::<Result<_, _>>()?)
            }
        })
    }
}

/// The tokenizer asked for, and the model where one was named.
fn tokenizer_of<'a>(
    book: &'a Catalogue,
    options: &CountOptions,
) -> Result<(&'static str, Option<&'a Model>), Refusal> {
    options.check()?;
    match (&options.model, &options.tokenizer) {
        (Some(model), _) => {
            let model = book.model(model)?;
            Ok((tokenizer_for(model)?, Some(model)))
        }
        (None, tokenizer) => Ok((known(tokenizer.as_deref().unwrap_or_default())?, None)),
    }
}

/// The tokenizer that counts for a model.
fn tokenizer_for(model: &Model) -> Result<&'static str, Refusal> {
    known(&model.tokenizer.id).map_err(|_| Refusal::NoTokenizer {
        model: model.id.clone(),
        tokenizer: model.tokenizer.id.clone(),
        known: ids(),
    })
}

fn count(
    counters: &mut Counters,
    text: &str,
    tokenizer: &str,
    special: bool,
) -> Result<Count, Refusal> {
    match counters.count_as(text, &[tokenizer], special).pop() {
        Some(count) => Ok(count?),
        None => Err(unknown(tokenizer)),
    }
}

/// The id as the registry has it.
fn known(id: &str) -> Result<&'static str, Refusal> {
    registry::find(id).map(|entry| entry.id).ok_or_else(|| unknown(id))
}

fn known_pack(id: &str) -> Result<&'static Pack, Refusal> {
    registry::pack(id).ok_or_else(|| unknown(id))
}

fn unknown(id: &str) -> Refusal {
    Refusal::UnknownTokenizer { id: id.to_owned(), known: ids() }
}

fn ids() -> Vec<&'static str> {
    registry::all().iter().map(|entry| entry.id).collect()
}
