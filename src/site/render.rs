//! The pages from the facts, by templates; the one place that knows the template engine.

use minijinja::syntax::SyntaxConfig;
use minijinja::value::Serde;
use minijinja::{AutoEscape, Environment, UndefinedBehavior, Value, context};
use serde::Serialize;

use super::Page;
use super::facts::Facts;

const TEMPLATES: &[(&str, &str)] = &[
    ("frame.html", include_str!("pages/frame.html")),
    ("index.html", include_str!("pages/index.html")),
    ("rule.html", include_str!("pages/rule.html")),
    ("form.html", include_str!("pages/form.html")),
    ("law.html", include_str!("pages/law.html")),
    ("parameters.html", include_str!("pages/parameters.html")),
];

/// Every file of the site.
pub(super) fn pages(facts: &Facts) -> Result<Vec<Page>, String> {
    let mut environment = Environment::new();
    environment.set_auto_escape_callback(|_| AutoEscape::Html);
    let syntax = SyntaxConfig::builder().trim_blocks(true).lstrip_blocks(true).build();
    environment.set_syntax(syntax.map_err(|error| said(&error))?);
    environment.set_undefined_behavior(UndefinedBehavior::Strict);
    for (name, text) in TEMPLATES {
        environment.add_template(name, text).map_err(|error| said(&error))?;
    }
    let site = value(facts);
    let render = |template: &str, path: String, about: Value| {
        let up = if path.contains('/') { "../" } else { "" };
        let all = context! { site => site.clone(), up => Value::from_safe_string(up.to_owned()), about => about };
        let text = environment.get_template(template).and_then(|template| template.render(all)).map_err(|error| said(&error))?;
        Ok::<Page, String>(Page { path, text })
    };
    let mut pages = vec![
        Page { path: "style.css".to_owned(), text: include_str!("pages/style.css").to_owned() },
        Page { path: "search.js".to_owned(), text: include_str!("pages/search.js").to_owned() },
        render("index.html", "index.html".to_owned(), context! {})?,
        render("law.html", "law.html".to_owned(), context! {})?,
        render("parameters.html", "parameters.html".to_owned(), context! {})?,
    ];
    for (at, rule) in facts.rules.iter().enumerate() {
        let name = |at: usize| facts.rules.get(at).map(|rule| rule.page.name.as_str());
        let about = context! {
            rule => value(rule),
            group => facts.groups.get(rule.group).map(value),
            before => at.checked_sub(1).and_then(name),
            after => name(at + 1),
        };
        pages.push(render("rule.html", format!("rules/{}.html", rule.page.name), about)?);
    }
    for form in &facts.forms {
        pages.push(render("form.html", format!("forms/{}.html", form.name), context! { form => value(form) })?);
    }
    Ok(pages)
}

fn value<T: Serialize>(facts: &T) -> Value {
    Value::from(Serde(facts))
}

fn said(error: &minijinja::Error) -> String {
    format!("a page cannot be made: {error:#}")
}
