//! What a person does with a result: answers what the figure depends on, chooses a
//! country, ticks steps off. None of it is sent; only ticks are ever kept, and only after
//! the person agreed.
use hushcheck_core::Membership;

/// What was chosen so far.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FollowUp {
    /// Whether the person's data can be in a dataset, by the datasets' numbers.
    pub answers: Vec<(usize, Membership)>,
    /// The country of the plan, if one was chosen; empty for none of those that there are.
    pub country: Option<String>,
    /// The steps that are done, by their names, in the order in which they were ticked.
    pub ticks: Vec<String>,
    /// Whether the ticks are kept on the device.
    pub is_kept: bool,
}

/// What a person chooses.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Choice {
    /// An answer for a dataset.
    Answer(usize, Membership),
    /// A country.
    Country(String),
    /// A step is done, or not after all.
    Tick(String),
    /// Ticks may be kept on the device from now on.
    Keep,
    /// All ticks are to be forgotten.
    Forget,
}

impl FollowUp {
    /// Takes the ticks that are kept on the device, or none, in place of its own.
    pub fn recall(&mut self, kept: Option<&str>) {
        self.is_kept = kept.is_some();
        self.ticks.clear();
        for tick in kept.unwrap_or_default().split(' ') {
            if !tick.is_empty() {
                self.ticks.push(tick.to_owned());
            }
        }
    }

    /// What is to be kept on the device, if anything: names of steps and spaces.
    pub fn kept(&self) -> Option<String> {
        self.is_kept.then(|| self.ticks.join(" "))
    }

    /// The answer for a dataset.
    pub fn answer(&self, dataset: usize) -> Option<Membership> {
        self.answers.iter().find(|(known, _)| *known == dataset).map(|(_, answer)| *answer)
    }

    /// Tells whether a step is done.
    pub fn is_ticked(&self, step: &str) -> bool {
        self.ticks.iter().any(|ticked| ticked == step)
    }

    /// Takes a choice.
    pub fn choose(&mut self, choice: Choice) {
        match choice {
            Choice::Answer(dataset, answer) => {
                self.answers.retain(|(known, _)| *known != dataset);
                self.answers.push((dataset, answer));
            }
            Choice::Country(code) => self.country = Some(code),
            Choice::Tick(step) if self.is_ticked(&step) => self.ticks.retain(|t| *t != step),
            Choice::Tick(step) => self.ticks.push(step),
            Choice::Keep => self.is_kept = true,
            Choice::Forget => {
                self.ticks.clear();
                self.is_kept = false;
            }
        }
    }

    /// Forgets what belongs to the person who was here; what is kept stays.
    pub fn clear(&mut self) {
        let ticks = if self.is_kept { std::mem::take(&mut self.ticks) } else { Vec::new() };
        *self = FollowUp { ticks, is_kept: self.is_kept, ..FollowUp::default() };
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn after(choices: impl IntoIterator<Item = Choice>) -> FollowUp {
        let mut follow_up = FollowUp::default();
        choices.into_iter().for_each(|choice| follow_up.choose(choice));
        follow_up
    }

    fn tick(step: &str) -> Choice {
        Choice::Tick(step.to_owned())
    }

    #[test]
    fn ticks_are_kept_only_after_agreement() {
        assert_eq!(after([tick("a")]).kept(), None);
        let kept = after([tick("a"), Choice::Keep, tick("b")]).kept();
        assert_eq!(kept.as_deref(), Some("a b"));
        let recalled = |kept: Option<&str>| {
            let mut follow_up = after([tick("c")]);
            follow_up.recall(kept);
            follow_up
        };
        let again = recalled(kept.as_deref());
        assert_eq!((again.ticks, again.is_kept), (vec!["a".to_owned(), "b".to_owned()], true));
        assert_eq!(after([tick("a"), Choice::Keep, Choice::Forget]), FollowUp::default());
        assert_eq!(recalled(None), FollowUp::default());
    }

    #[test]
    fn only_ticks_are_kept() {
        let choices = [
            Choice::Keep,
            Choice::Answer(3, Membership::Surely),
            Choice::Country("NL".to_owned()),
            tick("phone-codes"),
        ];
        assert_eq!(after(choices).kept().as_deref(), Some("phone-codes"));
    }

    #[test]
    fn a_second_tick_takes_back_the_first() {
        assert_eq!(after([tick("a"), tick("b"), tick("a")]).ticks, ["b"]);
    }

    #[test]
    fn the_last_answer_for_a_dataset_stands() {
        let follow_up = after([
            Choice::Answer(0, Membership::Surely),
            Choice::Answer(1, Membership::Possibly),
            Choice::Answer(0, Membership::Hardly),
        ]);
        assert_eq!(follow_up.answer(0), Some(Membership::Hardly));
        assert_eq!(follow_up.answer(1), Some(Membership::Possibly));
        assert_eq!(follow_up.answer(2), None);
    }

    #[test]
    fn clearing_leaves_what_is_kept() {
        let mut kept = after([tick("a"), Choice::Keep, Choice::Answer(0, Membership::Surely)]);
        kept.clear();
        assert_eq!((kept.kept().as_deref(), kept.answer(0)), (Some("a"), None));
        let mut other = after([tick("a"), Choice::Country("DE".to_owned())]);
        other.clear();
        assert_eq!(other, FollowUp::default());
    }
}
