//! The engine of the package, in plain Rust.

use jiff::civil::Date;

use super::error::Refusal;
use super::models::{self, ModelInfo, PackInfo, TokenizerInfo};
use super::price::{CostInfo, terms};
use super::request::{CountOptions, Part, Parts, PriceRequest, Simulation};
use super::simulate::Simulated;
use crate::conversation::{Plan, Sizes, fare};
use crate::count::Count;
use crate::pricing::{Catalogue, Model};
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

    /// Prices one call.
    pub(super) fn price(&self, request: &PriceRequest, today: Date) -> Result<CostInfo, Refusal> {
        let PriceRequest { model, date, tier, modifiers, usage } = request;
        let terms = terms(&self.book, model, *date, tier.as_deref(), modifiers, today)?;
        Ok(self.book.card(&terms)?.price(&usage.0)?.into())
    }

    /// Simulates a conversation.
    pub(super) fn simulate(
        &mut self,
        request: &Simulation,
        today: Date,
    ) -> Result<Simulated, Refusal> {
        let Simulation { model: id, date, tier, modifiers, .. } = request;
        let terms = terms(&self.book, id, *date, tier.as_deref(), modifiers, today)?;
        let card = self.book.card(&terms)?;
        let policy = self.book.cache_policy(id)?;
        let model = self.book.model(id)?;
        let mut scales = Scales { counters: &mut self.counters, model };
        let plan = Plan::of_sizes(
            scales.size(&request.system)?,
            scales.size(&request.tools)?,
            &scales.sizes(&request.user)?,
            &scales.sizes(&request.output)?,
            request.turns.map(|turns| turns.0),
        )?;
        let fare = fare(&plan, &card, request.cache.0.then_some(&policy))?;
        Simulated::new(plan, fare, model)
    }

    fn packs(&self, tokenizer: &str) -> Vec<PackInfo> {
        self.counters.needs(&[tokenizer]).into_iter().map(PackInfo::from).collect()
    }
}

/// Weighs the parts of a conversation for one model.
struct Scales<'a> {
    counters: &'a mut Counters,
    model: &'a Model,
}

impl Scales<'_> {
    fn size(&mut self, part: &Part) -> Result<Count, Refusal> {
        match part {
            Part::Tokens(tokens) => Ok(Count::typed(*tokens)),
            Part::Text(text) if text.is_empty() => Ok(Count::none()),
            Part::Text(text) => {
                let counted = count(self.counters, text, tokenizer_for(self.model)?, false)?;
                Ok(self.model.tokenizer.believe(counted))
            }
        }
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
    let mut counts = if special {
        counters.count_special(text, &[tokenizer])
    } else {
        counters.count(text, &[tokenizer])
    };
    match counts.pop() {
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
