//! What the desk holds of an import, and what it answers.

use jiff::civil::Date;

use super::ask::AskError;
use super::conversations;
use super::protocol::{Look, Table};
use super::tables;
use super::words::{counted, whole};
use crate::forecast::What;
use crate::import::{
    CacheUse, Dialogue, ImportError, Pricer, Records, Replay, Summary, Tally, fare_of, find, seen,
    summary,
};
use crate::money::Money;
use crate::pricing::{Catalogue, STANDARD, Terms};

/// The most conversations that one table shows.
pub(super) const MOST_CONVERSATIONS: usize = 200;
/// The most turns that one table shows.
pub(super) const MOST_TURNS: usize = 200;

/// A price book, and the records that were imported last.
#[derive(Debug)]
pub struct Desk {
    pub(super) book: Catalogue,
    pub(super) today: Date,
    imported: Option<Imported>,
}

/// An import with its sums.
#[derive(Debug)]
pub(super) struct Imported {
    /// The files' names.
    pub(super) files: Vec<String>,
    pub(super) records: Records,
    pub(super) summary: Summary,
}

impl Desk {
    /// A desk that prices by this book; a call without a date is taken to be of `today`.
    pub fn new(book: Catalogue, today: Date) -> Self {
        Self { book, today, imported: None }
    }

    /// Prices by another book from now on; what is imported keeps its figures until it is imported again.
    pub fn price_by(&mut self, book: Catalogue) {
        self.book = book;
    }

    /// Prices by this book what its own has not.
    pub fn add(&mut self, book: Catalogue) {
        self.book = self.book.clone().with(book);
    }

    /// Puts an import in the place of the last one, which stays where this one failed.
    ///
    /// # Errors
    /// The import's own.
    pub fn take(
        &mut self,
        files: Vec<String>,
        records: Result<Records, ImportError>,
    ) -> Result<(), ImportError> {
        let records = records?;
        let mut pricer = Pricer::new(&self.book, self.today);
        let costs = records.calls.iter().map(|call| pricer.as_recorded(call));
        let summary = summary(&records.calls, costs);
        self.imported = Some(Imported { files, records, summary });
        Ok(())
    }

    /// Whether nothing was imported yet.
    #[cfg(feature = "desk")]
    pub(super) const fn is_empty(&self) -> bool {
        self.imported.is_none()
    }

    /// What was imported last says of a size, as a table of one row.
    ///
    /// # Errors
    /// [`AskError::NotSeen`] where it says nothing.
    pub fn seen(&self, what: What) -> Result<Vec<Table>, AskError> {
        let imported = self.imported.as_ref().ok_or(AskError::NotSeen)?;
        let (values, all) = seen(what, &imported.records, &imported.summary);
        if values.is_empty() {
            return Err(AskError::NotSeen);
        }
        let rows = vec![tables::row(values.into_iter().map(whole).collect::<Vec<_>>())];
        let note = format!("of {}", counted(all as u64, "call", "calls"));
        Ok(vec![Table { name: "seen".to_owned(), note, rows, ..Table::default() }])
    }

    /// The tables of what was imported last; none where nothing was.
    pub fn show(&self, look: &Look) -> Vec<Table> {
        let Some(imported) = &self.imported else { return Vec::new() };
        let replayed = look.replay.as_ref().map(|replay| Replayed::of(self, imported, replay));
        let mut tables = vec![tables::read(imported)];
        if let (Some(replayed), Some(replay)) = (&replayed, &look.replay) {
            tables.push(tables::replayed(imported, replayed, replay));
        }
        if !imported.records.calls.is_empty() {
            tables.push(tables::models(imported));
        }
        tables.push(conversations::conversations(self, imported, look, replayed.as_ref()));
        tables.extend(
            look.picked.and_then(|picked| conversations::turns(self, imported, look, picked)),
        );
        tables
    }
}

/// What the conversations cost under other terms.
#[derive(Debug, Default)]
pub(super) struct Replayed {
    /// By conversation, in the summary's order: the replay's sums.
    pub(super) conversations: Vec<Sums>,
    /// All together.
    pub(super) total: Sums,
    /// The first reason why a call has no price.
    pub(super) trouble: Option<String>,
}

/// Sums of a replay.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Sums {
    pub(super) calls: u64,
    /// What the calls cost that have a price.
    pub(super) cost: Money,
    pub(super) priced: u64,
    /// Over the calls that have a price both ways: what they cost as recorded, and replayed.
    pub(super) both: u64,
    pub(super) both_recorded: Money,
    pub(super) both_replayed: Money,
}

impl Replayed {
    fn of(desk: &Desk, imported: &Imported, replay: &Replay) -> Self {
        let mut replayed = Self::default();
        let mut recorded = Pricer::new(&desk.book, desk.today);
        let mut pricer = Pricer::new(&desk.book, desk.today);
        for conversation in &imported.summary.conversations {
            let calls =
                || conversation.calls.iter().filter_map(|place| imported.records.calls.get(*place));
            let mut sums = Sums::default();
            for (call, priced) in calls().zip(pricer.replay(calls(), replay)) {
                let before = recorded.as_recorded(call).cost;
                sums.add(before, priced.cost);
                replayed.total.add(before, priced.cost);
                if let Some(trouble) = priced.trouble
                    && replayed.trouble.is_none()
                {
                    replayed.trouble = Some(trouble.message.clone());
                }
            }
            replayed.conversations.push(sums);
        }
        replayed
    }
}

impl Sums {
    fn add(&mut self, recorded: Option<Money>, replayed: Option<Money>) {
        self.calls += 1;
        if let Some(cost) = replayed {
            self.priced += 1;
            self.cost = self.cost + cost;
            if let Some(recorded) = recorded {
                self.both += 1;
                self.both_recorded = self.both_recorded + recorded;
                self.both_replayed = self.both_replayed + cost;
            }
        }
    }
}

/// What a conversation of texts costs on the replay's model, or on its own where there is no replay.
pub(super) fn texts_fare(
    desk: &Desk,
    dialogue: &Dialogue,
    replay: Option<&Replay>,
) -> Result<crate::conversation::Fare, String> {
    let own = || dialogue.model.as_ref().and_then(|name| find(&desk.book, name, None));
    let model = replay
        .and_then(|replay| replay.model.as_deref())
        .or_else(own)
        .ok_or("the texts name no model that the price book has; replay them on one")?;
    let recorded = Replay { cache: CacheUse::Best, ..Replay::default() };
    let Replay { tier, date, cache, deal, .. } = replay.unwrap_or(&recorded);
    let terms = Terms::new(model, date.unwrap_or(desk.today));
    let terms = terms.tier(tier.as_deref().unwrap_or(STANDARD));
    fare_of(dialogue, &desk.book, &terms, deal, *cache).map_err(|error| error.to_string())
}

/// A conversation's difference between what is computed and what was billed.
pub(super) fn variance(tally: &Tally) -> String {
    if tally.compared == 0 {
        return String::new();
    }
    super::words::difference(tally.variance, tally.compared_billed)
}
