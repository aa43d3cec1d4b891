//! A tree with namespaces, of a document that must be well-formed.

use quick_xml::{
    NsReader,
    events::{BytesStart, Event},
    name::ResolveResult,
};

pub const ATOM: &str = "http://www.w3.org/2005/Atom";
pub const XML: &str = "http://www.w3.org/XML/1998/namespace";

#[derive(Debug, Default, Clone)]
pub struct Element {
    pub space: String,
    pub name: String,
    /// Namespace, name, value.
    pub attributes: Vec<(String, String, String)>,
    pub children: Vec<Element>,
    pub text: String,
    /// As it stands in the document.
    pub raw: String,
    /// Namespaces declared here.
    pub declared: Vec<(String, String)>,
}

impl Element {
    /// An attribute without a namespace.
    pub fn attribute(&self, name: &str) -> Option<&str> {
        self.attributes.iter().find(|(space, n, _)| space.is_empty() && n == name).map(|(.., value)| value.as_str())
    }

    /// Children of a namespace with a name.
    pub fn all<'a>(&'a self, space: &'a str, name: &'a str) -> impl Iterator<Item = &'a Element> {
        self.children.iter().filter(move |child| child.space == space && child.name == name)
    }

    pub fn one(&self, space: &str, name: &str) -> Option<&Element> {
        self.children.iter().find(|child| child.space == space && child.name == name)
    }

    /// It and all below it.
    pub fn every<'a>(&'a self, out: &mut Vec<&'a Element>) {
        out.push(self);
        self.children.iter().for_each(|child| child.every(out));
    }
}

/// The root element.
pub fn tree(bytes: &[u8]) -> Result<Element, String> {
    let text = std::str::from_utf8(bytes).map_err(|error| error.to_string())?;
    if let Some(c) =
        text.chars().find(|c| matches!(c, '\0'..='\x08' | '\x0b' | '\x0c' | '\x0e'..='\x1f' | '\u{fffe}' | '\u{ffff}'))
    {
        return Err(format!("holds {c:?}, which XML does not"));
    }
    let mut reader = NsReader::from_str(text);
    reader.config_mut().check_comments = true;
    let mut open: Vec<(Element, usize)> = vec![(Element::default(), 0)];
    loop {
        let at = usize::try_from(reader.buffer_position()).unwrap_or(usize::MAX);
        let event = reader.read_event().map_err(|error| format!("byte {at}: {error}"))?;
        match event {
            Event::Start(tag) => {
                let element = element(&reader, &tag)?;
                let after = usize::try_from(reader.buffer_position()).unwrap_or(usize::MAX);
                open.push((element, after));
            }
            Event::Empty(tag) => {
                let element = element(&reader, &tag)?;
                open.last_mut().expect("a parent").0.children.push(element);
            }
            Event::End(_) => {
                let (mut element, begin) = open.pop().ok_or("an end tag too many")?;
                element.raw = text.get(begin..at).unwrap_or_default().to_owned();
                open.last_mut().ok_or("an end tag too many")?.0.children.push(element);
            }
            Event::Text(part) => {
                open.last_mut().expect("a parent").0.text.push_str(&part.replace("\r\n", "\n").replace('\r', "\n"));
            }
            Event::CData(part) => {
                open.last_mut().expect("a parent").0.text.push_str(&part.replace("\r\n", "\n").replace('\r', "\n"));
            }
            Event::GeneralRef(name) => {
                let c = match name.resolve_char_ref().map_err(|error| error.to_string())? {
                    Some(c) => c.to_string(),
                    None => {
                        let known = quick_xml::escape::resolve_xml_entity(&name);
                        known.ok_or_else(|| format!("an entity that XML does not know: {name:?}"))?.to_owned()
                    }
                };
                open.last_mut().expect("a parent").0.text.push_str(&c);
            }
            Event::Eof => break,
            Event::Decl(_) | Event::PI(_) | Event::Comment(_) => {}
            Event::DocType(_) => return Err("has a document type".into()),
        }
    }
    let (root, _) = open.pop().ok_or("no root")?;
    if !open.is_empty() || root.children.len() != 1 || !root.text.trim().is_empty() {
        return Err("not one whole element".into());
    }
    Ok(root.children.into_iter().next().expect("one"))
}

fn space(found: ResolveResult<'_>) -> Result<String, String> {
    match found {
        ResolveResult::Bound(namespace) => Ok(AsRef::<str>::as_ref(&namespace).to_owned()),
        ResolveResult::Unbound => Ok(String::new()),
        ResolveResult::Unknown(prefix) => Err(format!("undeclared prefix {}", prefix)),
    }
}

fn element(reader: &NsReader<&[u8]>, tag: &BytesStart<'_>) -> Result<Element, String> {
    let (found, local) = reader.resolver().resolve_element(tag.name());
    let mut element =
        Element { space: space(found)?, name: AsRef::<str>::as_ref(&local).to_owned(), ..Element::default() };
    for attribute in tag.attributes() {
        let attribute = attribute.map_err(|error| error.to_string())?;
        let value =
            attribute.normalized_value(quick_xml::XmlVersion::Implicit1_0).map_err(|error| error.to_string())?;
        if let Some(prefix) = attribute.key.as_namespace_binding() {
            let prefix = match prefix {
                quick_xml::name::PrefixDeclaration::Default => String::new(),
                quick_xml::name::PrefixDeclaration::Named(name) => name.to_owned(),
            };
            element.declared.push((prefix, value.into_owned()));
            continue;
        }
        let (found, local) = reader.resolver().resolve_attribute(attribute.key);
        let name = AsRef::<str>::as_ref(&local).to_owned();
        element.attributes.push((space(found)?, name, value.into_owned()));
    }
    Ok(element)
}
