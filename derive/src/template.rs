//! The template of a view's name: `quilt_manifests_{bucket}_view`.

/// One piece of it.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Part {
    Text(String),
    Placeholder(String),
}

/// Takes a template apart.
pub(crate) fn parse(template: &str) -> Result<Vec<Part>, String> {
    let mut parts = Vec::new();
    let mut rest = template;
    while let Some(open) = rest.find(['{', '}']) {
        if rest[open..].starts_with('}') {
            return Err("unmatched `}`: a placeholder is written `{bucket}`".into());
        }
        let end = rest[open..].find('}').ok_or("`{` is not closed: a placeholder is written `{bucket}`")? + open;
        let name = &rest[open + 1..end];
        if syn::parse_str::<syn::Ident>(name).is_err() {
            return Err(format!("`{{{name}}}` is not a placeholder: it is a name in braces, as in `{{bucket}}`"));
        }
        push_text(&mut parts, &rest[..open]);
        parts.push(Part::Placeholder(name.to_owned()));
        rest = &rest[end + 1..];
    }
    push_text(&mut parts, rest);
    if parts.is_empty() { Err("the name of a view must not be empty".into()) } else { Ok(parts) }
}

fn push_text(parts: &mut Vec<Part>, text: &str) {
    if !text.is_empty() {
        parts.push(Part::Text(text.to_owned()));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_template_is_text_and_placeholders() {
        let parts = parse("quilt_{bucket}_view").expect("a template");
        let text = |t: &str| Part::Text(t.into());
        assert_eq!(parts, [text("quilt_"), Part::Placeholder("bucket".into()), text("_view")]);
    }

    #[test]
    fn mistakes_are_named() {
        for wrong in ["", "a{", "a}", "{}", "{1}", "{a b}"] {
            assert!(parse(wrong).is_err(), "{wrong}");
        }
    }
}
