//! The word lists of a profile: offices, surnames, bodies, words that ask, set phrases. Words only; what they mean is decided where
//! they are looked for.

/// Word lists.
#[derive(Debug, Clone, Default)]
pub struct Lexicon {
    /// Offices that stand before (or after) a name, longest first.
    pub roles: Vec<String>,
    /// Characters that `roles` begin with, in order: at most places none does.
    pub role_starts: Vec<char>,
    /// Endings of names of bodies, longest first.
    pub bodies: Vec<String>,
    pub parties: Vec<String>,
    /// In order; see [`Lexicon::is_surname`].
    pub surnames: Vec<char>,
    pub compound_surnames: Vec<String>,
    /// Characters that these begin with, in order.
    pub compound_starts: Vec<char>,
    pub not_names: Vec<String>,
    pub factual: Vec<String>,
    pub never_ends_heading: Vec<char>,
    /// Words that end so and do end headings.
    pub ends_heading: Vec<String>,
    /// Words that may follow a name directly.
    pub name_followers: Vec<String>,
    /// Words of a clause about somebody who was not there.
    pub absent: Vec<String>,
    /// Words of headings over pieces that ask for something, whatever their form.
    pub asking: Vec<String>,
    /// Words with which a paragraph asks in its course.
    pub requests: Vec<String>,
    /// Words of headings over what people said, a piece each.
    pub spoken: Vec<String>,
    /// Assemblies that names of bodies begin with: 市政协提案委员会.
    pub assemblies: Vec<String>,
    /// Words that names of columns of a page begin with: 代表工作, 履职故事.
    pub columns: Vec<String>,
    /// Names that sections of bulletins have.
    pub sections: Vec<String>,
    /// Words of a note that says that pieces of others follow: 摘登.
    pub excerpts: Vec<String>,
    /// Labels of who read out the speech of a body: 宣读人.
    pub read_by: Vec<String>,
    /// Kinds of works of art, as they stand behind a work's title.
    pub arts: Vec<String>,
    /// Ends of a headline that goes on with what somebody said: 调研时强调.
    pub stressing: Vec<String>,
    /// Ends of the title of an interview: 答记者问.
    pub interviews: Vec<String>,
    /// Ends of the name of a page: 某县政协专版.
    pub page_names: Vec<String>,
    /// Labels of the lines with which minutes begin: 时间, 主持, 出席.
    pub minutes: Vec<String>,
    /// Words with which the last line of a speech begins.
    pub wishes: Vec<String>,
    /// Set phrases and names of bodies that are never worded otherwise: evidence for one misread character.
    pub phrases: Vec<String>,
    /// Set phrases that hold their own proof (a summary word that counts their parts): evidence for two.
    pub sealed_phrases: Vec<String>,
    /// Words of four characters that stand or fall as a whole: evidence for one misread or lost character.
    pub set_words: Vec<String>,
}

impl Lexicon {
    /// Whether a character is a surname.
    pub fn is_surname(&self, c: char) -> bool {
        self.surnames.binary_search(&c).is_ok()
    }
}
