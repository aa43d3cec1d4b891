//! The tree that the parser builds, with everything counted that the parser does to it.

use std::{
    borrow::Cow,
    cell::{Cell, Ref},
};

use ego_tree::NodeId;
use html5ever::{
    Attribute, QualName, local_name,
    tendril::StrTendril,
    tree_builder::{ElementFlags, NodeOrText, QuirksMode, Tracer, TreeBuilder, TreeSink},
};
use scraper::{Html, HtmlTreeSink, Node};

use crate::cancel::step;

/// What has been done so far.
#[derive(Debug, Default)]
pub(super) struct Counts {
    pub elements: Cell<usize>,
    pub links: Cell<usize>,
    /// Those too that begin or end nothing.
    pub tags: Cell<usize>,
    pub attributes: Cell<usize>,
    /// Bytes of words, not of scripts and style sheets.
    pub text: Cell<usize>,
    /// Open or remembered elements that the parser looked at.
    pub steps: Cell<u64>,
    /// Nodes that were moved out of a table.
    pub fostered: Cell<usize>,
}

impl Counts {
    fn step(&self) {
        add(&self.steps, 1);
        step(1);
    }
}

fn add<T: Copy + std::ops::Add<Output = T>>(cell: &Cell<T>, more: T) {
    cell.set(cell.get() + more);
}

/// scraper's tree, counted.
pub(super) struct Sink {
    tree: HtmlTreeSink,
    pub counts: Counts,
}

impl Sink {
    pub(super) fn new(html: Html) -> Self {
        Self { tree: HtmlTreeSink::new(html), counts: Counts::default() }
    }

    fn count_text(&self, node: &NodeOrText<NodeId>) {
        if let NodeOrText::AppendText(text) = node {
            add(&self.counts.text, text.len());
        }
    }

    fn holds_code(&self, node: &NodeId) -> bool {
        let html = self.tree.0.borrow();
        let node = html.tree.get(*node);
        node.and_then(|node| node.value().as_element())
            .is_some_and(|element| matches!(element.name(), "script" | "style"))
    }
}

/// Elements that the parser opens again in each new paragraph (HTML Standard 13.2.4.3).
pub(super) fn is_formatting(name: &str) -> bool {
    matches!(
        name,
        "a" | "b" | "big" | "code" | "em" | "font" | "i" | "nobr" | "s" | "small" | "strike" | "strong" | "tt" | "u"
    )
}

/// The elements that a parser holds: open ones, and formatting ones that it would open again.
#[derive(Debug, Default, Clone, Copy)]
pub(super) struct Held {
    pub all: usize,
    /// An open one counts twice.
    pub formatting: usize,
}

impl Held {
    pub(super) fn of(builder: &TreeBuilder<NodeId, Sink>) -> Self {
        let tracing = Tracing { sink: &builder.sink, all: Cell::default(), formatting: Cell::default() };
        builder.trace_handles(&tracing);
        Self { all: tracing.all.get(), formatting: tracing.formatting.get() }
    }
}

struct Tracing<'s> {
    sink: &'s Sink,
    all: Cell<usize>,
    formatting: Cell<usize>,
}

impl Tracer for Tracing<'_> {
    type Handle = NodeId;

    fn trace_handle(&self, node: &NodeId) {
        add(&self.all, 1);
        self.sink.counts.step();
        let html = self.sink.tree.0.borrow();
        let formatting = html
            .tree
            .get(*node)
            .is_some_and(|node| matches!(node.value(), Node::Element(element) if is_formatting(&element.name.local)));
        add(&self.formatting, usize::from(formatting));
    }
}

impl TreeSink for Sink {
    type Handle = NodeId;
    type Output = (Html, Counts);
    type ElemName<'a> = Ref<'a, QualName>;

    fn finish(self) -> Self::Output {
        (self.tree.finish(), self.counts)
    }

    /// Nobody reads them, and there may be millions.
    fn parse_error(&self, _: Cow<'static, str>) {}

    fn get_document(&self) -> NodeId {
        self.tree.get_document()
    }

    fn elem_name<'a>(&'a self, target: &'a NodeId) -> Ref<'a, QualName> {
        self.counts.step();
        self.tree.elem_name(target)
    }

    fn create_element(&self, name: QualName, attributes: Vec<Attribute>, flags: ElementFlags) -> NodeId {
        add(&self.counts.elements, 1);
        add(&self.counts.attributes, attributes.len());
        let is_link = name.local == local_name!("a") && attributes.iter().any(|a| a.name.local == local_name!("href"));
        add(&self.counts.links, usize::from(is_link));
        self.tree.create_element(name, attributes, flags)
    }

    fn create_comment(&self, text: StrTendril) -> NodeId {
        self.tree.create_comment(text)
    }

    fn create_pi(&self, target: StrTendril, data: StrTendril) -> NodeId {
        self.tree.create_pi(target, data)
    }

    fn append(&self, parent: &NodeId, child: NodeOrText<NodeId>) {
        if !self.holds_code(parent) {
            self.count_text(&child);
        }
        self.tree.append(parent, child);
    }

    fn append_based_on_parent_node(&self, element: &NodeId, before: &NodeId, child: NodeOrText<NodeId>) {
        add(&self.counts.fostered, 1);
        self.count_text(&child);
        self.tree.append_based_on_parent_node(element, before, child);
    }

    fn append_doctype_to_document(&self, name: StrTendril, public_id: StrTendril, system_id: StrTendril) {
        self.tree.append_doctype_to_document(name, public_id, system_id);
    }

    fn get_template_contents(&self, target: &NodeId) -> NodeId {
        self.tree.get_template_contents(target)
    }

    fn same_node(&self, one: &NodeId, other: &NodeId) -> bool {
        self.counts.step();
        one == other
    }

    fn set_quirks_mode(&self, mode: QuirksMode) {
        self.tree.set_quirks_mode(mode);
    }

    fn append_before_sibling(&self, sibling: &NodeId, node: NodeOrText<NodeId>) {
        add(&self.counts.fostered, 1);
        self.count_text(&node);
        self.tree.append_before_sibling(sibling, node);
    }

    fn add_attrs_if_missing(&self, target: &NodeId, attributes: Vec<Attribute>) {
        self.tree.add_attrs_if_missing(target, attributes);
    }

    fn remove_from_parent(&self, target: &NodeId) {
        self.tree.remove_from_parent(target);
    }

    fn reparent_children(&self, node: &NodeId, new_parent: &NodeId) {
        self.tree.reparent_children(node, new_parent);
    }
}
