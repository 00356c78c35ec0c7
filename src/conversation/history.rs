//! What of the earlier turns is still sent.

use std::collections::VecDeque;

use super::ledger::Sent;
use super::strategy::Strategy;

/// What one turn leaves behind, in tokens by origin, and in how many positions.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Left {
    pub(super) documents: u64,
    pub(super) images: u64,
    pub(super) user: u64,
    pub(super) tools: u64,
    pub(super) errors: u64,
    pub(super) reasoning: u64,
    pub(super) output: u64,
    /// Positions of all this but tools ([`Prompt`](super::cache::Prompt) says what one is) …
    pub(super) blocks: u64,
    /// … and of the tools' calls and results.
    pub(super) tool_blocks: u64,
}

impl Left {
    /// What comes before the first tool call of the turn.
    const fn asked(&self) -> u64 {
        self.documents + self.images + self.user
    }

    const fn total(&self) -> u64 {
        self.asked() + self.tools + self.errors + self.reasoning + self.output
    }
}

/// The history of a conversation under one strategy.
#[derive(Clone, Debug, Default)]
pub(super) struct History {
    /// The summary in front, where there is one.
    summary: u64,
    /// Everything kept, by origin.
    sums: Left,
    /// The turns one by one, where the strategy must tell them apart.
    turns: VecDeque<Left>,
    /// How many of `turns` at the front have been pruned, and their tokens.
    pruned: usize,
    pruned_total: u64,
    /// Tokens of turns that are no longer sent.
    archived: u64,
}

impl History {
    pub(super) fn clear(&mut self) {
        self.summary = 0;
        self.sums = Left::default();
        self.turns.clear();
        self.pruned = 0;
        self.pruned_total = 0;
        self.archived = 0;
    }

    /// The whole history, in tokens.
    pub(super) const fn total(&self) -> u64 {
        self.summary + self.sums.total()
    }

    /// Its positions.
    pub(super) fn blocks(&self) -> u64 {
        u64::from(self.summary > 0) + self.sums.blocks + self.sums.tool_blocks
    }

    /// Tokens of turns that are no longer sent.
    pub(super) const fn archived(&self) -> u64 {
        self.archived
    }

    /// Writes the history into a prompt.
    pub(super) const fn fill(&self, sent: &mut Sent) {
        sent.summary = self.summary;
        sent.document_history = self.sums.documents;
        sent.image_history = self.sums.images;
        sent.user_history = self.sums.user;
        sent.tool_history = self.sums.tools;
        sent.error_history = self.sums.errors;
        sent.reasoning_history = self.sums.reasoning;
        sent.output_history = self.sums.output;
    }

    /// Takes a turn in.
    pub(super) fn push(&mut self, left: Left, strategy: &Strategy) {
        add(&mut self.sums, &left);
        if *strategy != Strategy::KeepAll {
            self.turns.push_back(left);
        }
    }

    /// Keeps only the last `turns`. Whether anything was dropped.
    pub(super) fn keep_last(&mut self, turns: u32) -> bool {
        let mut dropped = false;
        while self.turns.len() > turns as usize {
            let Some(oldest) = self.turns.pop_front() else { break };
            subtract(&mut self.sums, &oldest);
            self.archived = self.archived.saturating_add(oldest.total());
            dropped = true;
        }
        dropped
    }

    /// Whether a summary would take anything in that is not a summary already.
    pub(super) fn has_more_than(&self, keep: u32) -> bool {
        self.turns.len() > keep as usize
    }

    /// Puts a summary in the place of all but the last `keep` turns.
    pub(super) fn summarise(&mut self, summary: u64, keep: u32) {
        self.keep_last(keep);
        self.summary = summary;
    }

    /// Leaves out the tool calls and results of all but the last `keep` turns; says how many tokens of
    /// the history are before the first change, where there is one.
    pub(super) fn prune(&mut self, keep: u32) -> Option<u64> {
        let until = self.turns.len().saturating_sub(keep as usize);
        let mut before = self.summary + self.pruned_total;
        let mut first = None;
        for left in self.turns.iter_mut().take(until).skip(self.pruned) {
            if left.tools > 0 {
                first = first.or(Some(before + left.asked()));
                self.sums.tools -= left.tools;
                self.sums.tool_blocks -= left.tool_blocks;
                (left.tools, left.tool_blocks) = (0, 0);
            }
            before += left.total();
        }
        self.pruned = until.max(self.pruned);
        self.pruned_total = before - self.summary;
        first
    }
}

fn add(sums: &mut Left, left: &Left) {
    let Left { documents, images, user, tools, errors, reasoning, output, blocks, tool_blocks } =
        left;
    sums.documents += documents;
    sums.images += images;
    sums.user += user;
    sums.tools += tools;
    sums.errors += errors;
    sums.reasoning += reasoning;
    sums.output += output;
    sums.blocks += blocks;
    sums.tool_blocks += tool_blocks;
}

fn subtract(sums: &mut Left, left: &Left) {
    let Left { documents, images, user, tools, errors, reasoning, output, blocks, tool_blocks } =
        left;
    sums.documents -= documents;
    sums.images -= images;
    sums.user -= user;
    sums.tools -= tools;
    sums.errors -= errors;
    sums.reasoning -= reasoning;
    sums.output -= output;
    sums.blocks -= blocks;
    sums.tool_blocks -= tool_blocks;
}
