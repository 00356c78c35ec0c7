//! Reads a file as it comes, chunk by chunk.

use super::anthropic;
use super::call::{Call, Dialogue};
use super::claude_code;
use super::collect::{Collector, MOST_CALLS};
use super::content::Content;
use super::csv::{Csv, Row, separator_of};
use super::encoding::{Decoder, readable};
use super::error::{ImportError, RowError};
use super::focus::Focus;
use super::format::Format;
use super::frame::{Framer, MARK, Piece, is_stream_field};
use super::json::{self, Object};
use super::litellm;
use super::openai;
use super::otel;
use super::report::{Aside, Report};
use super::sharegpt;
use super::usage_reports;

/// How many bytes of a first line are waited for before the kind of text is decided.
const MOST_HEAD: usize = 1_000_000;
/// How many records of no known kind are read before the file is given up.
const MOST_STRANGERS: u64 = 100_000;
/// How deep lists of records may lie in each other.
const MOST_DEPTH: u32 = 4;

/// What a file holds.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Records {
    /// The calls, in the order of their first records.
    pub calls: Vec<Call>,
    /// Conversations as texts, without figures.
    pub dialogues: Vec<Dialogue>,
    /// What became of every record.
    pub report: Report,
}

/// Reads one file, or several after each other: rows of the same call are recognised across them.
///
/// ```
/// use farebox::import::Reader;
///
/// let mut reader = Reader::default();
/// for chunk in br#"{"id":"msg_1","type":"message","role":"assistant","model":"claude-opus-5","content":[],
///     "usage":{"input_tokens":4,"cache_read_input_tokens":20000,"output_tokens":100}}"#.chunks(16) {
///     reader.push(chunk)?;
/// }
/// let records = reader.finish()?;
/// assert_eq!(records.calls[0].usage.prompt_total(), 20_004);
/// # Ok::<(), farebox::import::ImportError>(())
/// ```
#[derive(Default)]
pub struct Reader {
    decoder: Decoder,
    text: Text,
    collector: Collector,
    strangers: Strangers,
}

impl std::fmt::Debug for Reader {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Reader").field("report", &self.collector.report).finish_non_exhaustive()
    }
}

/// The kind of text, once that is known.
enum Text {
    /// The first line, as far as it has come.
    Head {
        bytes: Vec<u8>,
        /// How many of them, at the beginning, are known to be blank.
        blank: usize,
    },
    Json(Framer),
    Csv(Csv, Option<Focus>),
}

impl Default for Text {
    fn default() -> Self {
        Self::Head { bytes: Vec::new(), blank: 0 }
    }
}

/// Records of no known kind.
#[derive(Default)]
struct Strangers {
    count: u64,
    /// The fields of the first.
    first: Option<String>,
}

impl Reader {
    /// Takes the next bytes.
    ///
    /// # Errors
    /// An [`ImportError`] that ends the file; nothing more can be pushed after it.
    pub fn push(&mut self, bytes: &[u8]) -> Result<(), ImportError> {
        self.collector.report.bytes += bytes.len() as u64;
        let text = self.decoder.push(bytes)?;
        self.read(&text)
    }

    /// How many calls and conversations there are so far.
    pub fn found(&self) -> usize {
        self.collector.len()
    }

    /// Ends a file and goes on with another one.
    ///
    /// # Errors
    /// As [`Reader::push`].
    pub fn next_file(&mut self) -> Result<(), ImportError> {
        self.end_file()?;
        self.decoder = Decoder::default();
        self.text = Text::default();
        // What goes on with a message by its place only goes on within a file.
        self.collector.streaming = None;
        Ok(())
    }

    /// Ends the last file.
    ///
    /// # Errors
    /// Where nothing in it can be used.
    pub fn finish(mut self) -> Result<Records, ImportError> {
        self.end_file()?;
        if self.collector.len() == 0 {
            return Err(self.nothing());
        }
        let around = self.collector.spans.around();
        let (calls, dialogues, report) = self.collector.finish(&around, Aside::Wrapper);
        Ok(Records { calls, dialogues, report })
    }

    fn end_file(&mut self) -> Result<(), ImportError> {
        let rest = self.decoder.finish()?;
        self.read(&rest)?;
        if let Text::Head { bytes, .. } = &mut self.text {
            let head = std::mem::take(bytes);
            if head.iter().all(u8::is_ascii_whitespace) {
                return Ok(());
            }
            self.begin(&head)?;
        }
        let Self { text, collector, strangers, .. } = self;
        let open = match text {
            Text::Head { .. } => None,
            Text::Json(framer) => {
                framer.finish(|line, piece| take(line, &piece, collector, strangers))?
            }
            Text::Csv(csv, focus) => {
                csv.finish(|line, row| take_row(line, row, focus, collector))?
            }
        };
        collector.report.cut_off = open.or(collector.report.cut_off);
        Ok(())
    }

    /// Why there is nothing.
    fn nothing(self) -> ImportError {
        let report = self.collector.report;
        if let (Some(line), 0) = (report.cut_off, report.records) {
            return ImportError::CutOff { line };
        }
        let header = matches!(self.text, Text::Csv(_, Some(_)));
        if report.records == 0 && report.refused == 0 && !header {
            return ImportError::Empty;
        }
        if let Some(first) = self.strangers.first
            && report.formats.is_empty()
        {
            return ImportError::UnknownFormat { records: self.strangers.count, first };
        }
        let first = report
            .refusals
            .first()
            .map(|refusal| format!("on line {} {}", refusal.line, refusal.reason));
        ImportError::NoCalls { records: report.records, first }
    }

    fn read(&mut self, text: &[u8]) -> Result<(), ImportError> {
        match &mut self.text {
            Text::Head { bytes, blank } => {
                bytes.extend_from_slice(text);
                *blank +=
                    bytes.iter().skip(*blank).take_while(|it| it.is_ascii_whitespace()).count();
                let rest = bytes.get(*blank..).unwrap_or_default();
                let Some(first) = rest.first() else { return Ok(()) };
                if matches!(first, b'{' | b'[') || rest.contains(&b'\n') || rest.len() > MOST_HEAD {
                    let head = std::mem::take(bytes);
                    self.begin(&head)?;
                }
                Ok(())
            }
            Text::Json(framer) => {
                let (collector, strangers) = (&mut self.collector, &mut self.strangers);
                framer.push(text, |line, piece| take(line, &piece, collector, strangers))
            }
            Text::Csv(csv, focus) => {
                let collector = &mut self.collector;
                csv.push(text, |line, row| take_row(line, row, focus, collector))
            }
        }
    }

    /// Decides by its first line what kind of text a file is.
    fn begin(&mut self, head: &[u8]) -> Result<(), ImportError> {
        let mut trimmed = head.trim_ascii_start();
        // One mark is the decoder's; who converts a file twice leaves another.
        while let Some(rest) = trimmed.strip_prefix(MARK) {
            trimmed = rest.trim_ascii_start();
        }
        let stream = trimmed.starts_with(b"data:") || is_stream_field(trimmed);
        self.text = if stream || matches!(trimmed.first(), Some(b'{' | b'[')) {
            Text::Json(Framer::default())
        } else {
            let line = trimmed.split(|byte| b"\r\n".contains(byte)).next().unwrap_or_default();
            Text::Csv(Csv::new(separator_of(line)), None)
        };
        self.read(head)
    }
}

/// Takes one row of a CSV; the first is the header.
fn take_row(
    line: u64,
    row: &Row,
    focus: &mut Option<Focus>,
    to: &mut Collector,
) -> Result<(), ImportError> {
    let Some(focus) = focus else {
        let beginning = json::quote(&readable(row.cell(0)).0);
        *focus = Some(Focus::of_header(row).ok_or(ImportError::NotRecords { beginning })?);
        return Ok(());
    };
    to.line = line;
    to.report.records += 1;
    to.report.not_utf8 += u64::from(!row.is_utf8());
    *to.report.formats.entry(Format::Focus).or_default() += 1;
    if let Err(error) = focus.row(row, to) {
        to.report.refuse(line, &error);
    }
    check_room(to)
}

/// Takes one piece of JSON.
fn take(
    line: u64,
    piece: &Piece<'_>,
    to: &mut Collector,
    strangers: &mut Strangers,
) -> Result<(), ImportError> {
    to.line = line;
    match piece {
        Piece::Junk(bytes) => {
            to.report.records += 1;
            let beginning = json::quote(&readable(bytes.get(..200).unwrap_or(bytes)).0);
            let error = RowError::NotJson(format!(
                "it begins with \u{201c}{beginning}\u{201d} and is no whole object"
            ));
            to.report.refuse(line, &error);
        }
        Piece::Record(bytes) => {
            let (text, utf8) = readable(bytes);
            to.report.not_utf8 += u64::from(!utf8);
            if let Err(error) = record(&text, MOST_DEPTH, to, strangers) {
                to.report.refuse(line, &error);
            }
        }
    }
    if strangers.count > MOST_STRANGERS && to.report.formats.is_empty() {
        let first = strangers.first.take().unwrap_or_default();
        return Err(ImportError::UnknownFormat { records: strangers.count, first });
    }
    check_room(to)
}

fn check_room(to: &Collector) -> Result<(), ImportError> {
    if to.full { Err(ImportError::TooManyCalls { most: MOST_CALLS }) } else { Ok(()) }
}

/// What the request of an exchange holds, or the body of it.
fn asked(exchange: &Object<'_>) -> Option<Content> {
    let request = exchange.object("request").ok()??;
    let body = request.object("body").ok().flatten();
    Content::of_request(&body.unwrap_or(request), openai::ESTIMATOR)
}

/// Reads one object: a record of a known kind, or one that holds others.
fn record(
    text: &str,
    depth: u32,
    to: &mut Collector,
    strangers: &mut Strangers,
) -> Result<(), RowError> {
    let object = match Object::parse(text) {
        Ok(object) => object,
        Err(error) => {
            to.report.records += 1;
            return Err(error);
        }
    };
    let format = Format::of(&object);
    if format.is_none() {
        // A page of records, or an exchange of which the answer counts.
        if object.has("data")
            && depth > 0
            && object.raw("data").is_some_and(|raw| raw.starts_with('['))
        {
            for inner in object.list("data")? {
                if let Err(error) = record(inner, depth - 1, to, strangers) {
                    to.report.refuse(to.line, &error);
                }
            }
            object.know(&[
                "object",
                "has_more",
                "next_page",
                "first_id",
                "last_id",
                "total",
                "page",
                "page_size",
                "total_pages",
            ]);
            to.unknown("", &object);
            return Ok(());
        }
        if let Some(inner) = object.raw("response").filter(|raw| raw.starts_with('{') && depth > 0)
        {
            to.request = asked(&object);
            let read = record(inner, depth - 1, to, strangers);
            to.request = None;
            return read;
        }
    }
    let Some(format) = format else {
        to.report.records += 1;
        strangers.count += 1;
        let keys: Vec<&str> = object.keys().take(8).collect();
        let keys = json::quote(&keys.join(", "));
        let fields =
            if keys.is_empty() { "no fields".to_owned() } else { format!("the fields {keys}") };
        strangers.first.get_or_insert_with(|| fields.clone());
        return Err(RowError::Unclear(format!("it is of no known kind: it has {fields}")));
    };
    *to.report.formats.entry(format).or_default() += 1;
    // These hold several records, and count them.
    if !matches!(format, Format::Otel | Format::OpenaiUsage | Format::AnthropicUsage) {
        to.report.records += 1;
    }
    match format {
        Format::OpenaiChat => openai::chat(&object, to),
        Format::OpenaiResponses => openai::response(&object, to),
        Format::AnthropicMessages => anthropic::message(&object, to),
        Format::ClaudeCode => claude_code::line(&object, to),
        Format::Otel => otel::spans(&object, to),
        Format::OpenaiUsage => usage_reports::openai(&object, to),
        Format::AnthropicUsage => usage_reports::anthropic(&object, to),
        Format::Litellm => litellm::row(&object, to),
        Format::Sharegpt => sharegpt::dialogue(&object, to),
        // Never told by a JSON object.
        Format::Focus => Ok(()),
    }
}
