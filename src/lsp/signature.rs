//! What a definition takes, while its values are written.

use ls_types::{Documentation, MarkupContent, ParameterInformation, ParameterLabel, SignatureHelp, SignatureInformation};

use super::hover;
use super::loose::Outline;
use super::view::View;
use crate::builtin::{self, Builtin};
use crate::syntax::Token;

/// The call around a byte: of a definition, or of a built-in.
pub fn signature(view: &View<'_>, offset: usize) -> Option<SignatureHelp> {
    let outline = Outline::new(view.lines.text());
    let chunk = outline.chunk_at(offset)?;
    let before: Vec<&Token> = outline.tokens[chunk.tokens.start..].iter().take_while(|token| token.range.end <= offset).collect();
    let words: Vec<&str> = before.iter().map(|token| outline.words(token)).collect();
    call(view, &words).or_else(|| built_in(view, &words))
}

/// The innermost bracket that is open, with the name before it, and the values that are complete.
fn call(view: &View<'_>, words: &[&str]) -> Option<SignatureHelp> {
    let mut depth = 0;
    let mut values = 0;
    let open = words.iter().rposition(|word| {
        match *word {
            ")" | "]" => depth += 1,
            "(" | "[" if depth > 0 => depth -= 1,
            "(" => return true,
            "," if depth == 0 => values += 1,
            _ => {}
        }
        false
    })?;
    let name = *words.get(open.checked_sub(1)?)?;
    let ground = view.analysis.ground();
    let definition = ground.definitions.get(name)?;
    let scope = ground.scope_of_definition(definition);
    let parameters: Vec<String> = scope
        .locals
        .iter()
        .map(|local| match local.ty {
            Some(ty) => format!("{} : {}", local.name, view.type_words(ty)),
            None => local.name.clone(),
        })
        .collect();
    let label = format!("{name}({})", parameters.join(", "));
    let parameters = parameters.into_iter().map(|label| ParameterInformation { label: ParameterLabel::Simple(label), documentation: None });
    Some(help(SignatureInformation { label, documentation: None, parameters: Some(parameters.collect()), active_parameter: Some(values) }))
}

/// The built-in whose words were the last to begin one, while its first value is written.
fn built_in(view: &View<'_>, words: &[&str]) -> Option<SignatureHelp> {
    let leads = |of: &&Builtin| {
        let head: Vec<&str> =
            of.form.split(' ').take_while(|word| !word.starts_with('(') && !word.bytes().all(|byte| byte.is_ascii_uppercase())).collect();
        !head.is_empty() && (0..2).any(|written| words.len() >= written && words[..words.len() - written].ends_with(&head))
    };
    let of = builtin::ALL.iter().find(leads)?;
    let about = hover::function(of).render(view.markup());
    Some(help(SignatureInformation {
        label: format!("{}: {}", of.form, of.gives),
        documentation: Some(Documentation::MarkupContent(MarkupContent { kind: view.markup(), value: about })),
        parameters: None,
        active_parameter: None,
    }))
}

fn help(signature: SignatureInformation) -> SignatureHelp {
    SignatureHelp { active_parameter: signature.active_parameter, signatures: vec![signature], active_signature: Some(0) }
}
