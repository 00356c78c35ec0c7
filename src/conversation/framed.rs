//! A plan with what its provider adds around the texts.

use super::plan::Plan;
use crate::framing::Frame;

impl Plan {
    /// The same plan with a frame: what stands around messages goes with the system prompt, and the
    /// hidden prompt with the tools, for every call sends both; pictures, pages and seconds are in the
    /// first message.
    #[must_use]
    pub fn framed(mut self, frame: &Frame) -> Self {
        for part in &frame.parts {
            let place = match part.what {
                "messages" | "request" | "names" => &mut self.system,
                "toolPrompt" | "tools" => &mut self.tools,
                _ => match self.turns.first_mut() {
                    Some(first) => &mut first.user,
                    None => continue,
                },
            };
            *place = &*place + &part.count;
        }
        self
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::count::Count;
    use crate::framing::{Attachments, Framing, ToolChoice, frame};

    #[test]
    fn every_part_has_its_place() {
        let attachments = Attachments { pdf_pages: 3, ..Attachments::default() };
        let frame = frame(&Framing {
            model: "anthropic/claude-opus-4-7",
            messages: 2,
            names: 0,
            tools: Some(ToolChoice::Auto),
            tool_prompt: Some([675, 804]),
            attachments: &attachments,
        });
        let one = Count::typed(100);
        let plan = Plan::even(one.clone(), one.clone(), &one, &one, 2).framed(&frame);
        assert_eq!(plan.tools.tokens, 775);
        assert!(plan.system.tokens > 100 && plan.system.low < plan.system.high);
        assert_eq!(plan.turns[0].user.tokens, 100 + 3 * 2_300);
        assert_eq!(plan.turns[1].user, one);
        assert!(!plan.is_exact());
    }
}
