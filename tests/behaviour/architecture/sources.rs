//! The sources as syntax: their files as modules, the names that each takes from others, their functions.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::{Path, PathBuf},
};

use syn::{
    Attribute, ImplItemFn, ItemFn, ItemMod, ItemUse, Signature, UseTree,
    spanned::Spanned,
    visit::{self, Visit},
};

/// One file of a crate.
pub struct Source {
    /// From the crate's `src`.
    pub path: PathBuf,
    /// `["serve", "websub"]` for `serve/websub/mod.rs`; empty for the crate's root.
    pub module: Vec<String>,
    pub syntax: syn::File,
    /// Lines without comments and unit tests.
    pub lines: usize,
}

/// A function with its size.
pub struct Function {
    pub name: String,
    pub lines: usize,
    pub parameters: usize,
}

/// Every source file of a large crate, unit tests aside.
pub fn under(folder: &str) -> Vec<Source> {
    let found = files(folder);
    assert!(found.len() > 40, "the sources of {folder} were not found");
    found
}

/// Every source file below a folder, unit tests aside.
pub fn files(folder: &str) -> Vec<Source> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join(folder);
    let (mut folders, mut found) = (vec![root.clone()], Vec::new());
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).expect("a folder of the sources") {
            let path = entry.expect("an entry of the sources").path();
            if path.is_dir() && !path.ends_with("tests") {
                folders.push(path);
            } else if path.extension().is_some_and(|e| e == "rs") && !path.ends_with("tests.rs") {
                found.push(source(&root, &path));
            }
        }
    }
    assert!(!found.is_empty(), "{folder} has no sources");
    found.sort_by(|a, b| a.path.cmp(&b.path));
    found
}

fn source(root: &Path, path: &Path) -> Source {
    let text = fs::read_to_string(path).expect("a source file");
    let syntax = syn::parse_file(&text).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    let path = path.strip_prefix(root).expect("inside src").to_owned();
    let mut module: Vec<String> =
        path.with_extension("").iter().map(|part| part.to_string_lossy().into_owned()).collect();
    if module.last().is_some_and(|last| matches!(last.as_str(), "mod" | "lib" | "main")) {
        module.pop();
    }
    let code = text.lines().take_while(|line| !line.starts_with("#[cfg(test)]"));
    let lines = code.filter(|line| !line.trim_start().starts_with("//")).count();
    Source { path, module, syntax, lines }
}

fn is_test(attributes: &[Attribute]) -> bool {
    attributes.iter().any(|attribute| {
        attribute.path().is_ident("test")
            || attribute.path().is_ident("cfg") && attribute.parse_args::<syn::Ident>().is_ok_and(|word| word == "test")
    })
}

impl Source {
    /// Its functions and methods, tests aside.
    pub fn functions(&self) -> Vec<Function> {
        let mut reader = Functions(Vec::new());
        reader.visit_file(&self.syntax);
        reader.0
    }

    /// Heads of its paths that are no modules of its own: mostly other crates.
    pub fn foreign(&self) -> BTreeSet<String> {
        let mut reader = Heads(BTreeSet::new());
        reader.visit_file(&self.syntax);
        for item in &self.syntax.items {
            if let syn::Item::Mod(module) = item {
                reader.0.remove(&module.ident.to_string());
            }
        }
        reader.0
    }

    /// The paths that it names, from the crate's root: `crate::a::B`, `super::C` and `child::d` alike.
    pub fn paths(&self) -> BTreeSet<Vec<String>> {
        let mut reader = Paths { module: &self.module, aliases: BTreeMap::new(), found: BTreeSet::new() };
        reader.visit_file(&self.syntax);
        reader.found
    }
}

struct Heads(BTreeSet<String>);

impl<'ast> Visit<'ast> for Heads {
    fn visit_item_mod(&mut self, item: &'ast ItemMod) {
        if !is_test(&item.attrs) {
            visit::visit_item_mod(self, item);
        }
    }
    fn visit_item_use(&mut self, item: &'ast ItemUse) {
        if let UseTree::Path(path) = &item.tree {
            self.0.insert(path.ident.to_string());
        }
    }
    fn visit_path(&mut self, path: &'ast syn::Path) {
        if path.segments.len() > 1 {
            self.0.insert(path.segments[0].ident.to_string());
        }
        visit::visit_path(self, path);
    }
}

struct Functions(Vec<Function>);

impl Functions {
    fn add(&mut self, signature: &Signature, whole: proc_macro2::Span) {
        let parameters = signature.inputs.iter().filter(|input| !matches!(input, syn::FnArg::Receiver(_))).count();
        let lines = whole.end().line - signature.span().start().line + 1;
        self.0.push(Function { name: signature.ident.to_string(), lines, parameters });
    }
}

impl<'ast> Visit<'ast> for Functions {
    fn visit_item_mod(&mut self, item: &'ast ItemMod) {
        if !is_test(&item.attrs) {
            visit::visit_item_mod(self, item);
        }
    }
    fn visit_item_fn(&mut self, item: &'ast ItemFn) {
        self.add(&item.sig, item.span());
        visit::visit_item_fn(self, item);
    }
    fn visit_impl_item_fn(&mut self, item: &'ast ImplItemFn) {
        self.add(&item.sig, item.span());
        visit::visit_impl_item_fn(self, item);
    }
}

struct Paths<'a> {
    module: &'a [String],
    /// Modules that a `use` brought in, by the name that they have here.
    aliases: BTreeMap<String, Vec<String>>,
    found: BTreeSet<Vec<String>>,
}

impl Paths<'_> {
    /// From the crate's root; none for what is not ours, or a plain name.
    fn absolute(&self, segments: &[String]) -> Option<Vec<String>> {
        let (first, rest) = segments.split_first()?;
        let mut from = match first.as_str() {
            "crate" => Vec::new(),
            "self" => self.module.to_vec(),
            "super" => self.module[..self.module.len().checked_sub(1)?].to_vec(),
            name => match self.aliases.get(name) {
                Some(module) => module.clone(),
                None if rest.is_empty() => return None,
                None => [self.module, &[name.to_owned()]].concat(),
            },
        };
        for segment in rest {
            if segment == "super" {
                from.pop();
            } else if segment != "self" {
                from.push(segment.clone());
            }
        }
        Some(from)
    }

    fn tree(&mut self, before: &[String], tree: &UseTree) {
        let with = |name: &syn::Ident| [before, &[name.to_string()]].concat();
        match tree {
            UseTree::Path(path) => self.tree(&with(&path.ident), &path.tree),
            UseTree::Group(group) => group.items.iter().for_each(|item| self.tree(before, item)),
            UseTree::Name(name) => self.using(&with(&name.ident), None),
            UseTree::Rename(name) => self.using(&with(&name.ident), Some(name.rename.to_string())),
            UseTree::Glob(_) => self.using(before, None),
        }
    }

    fn using(&mut self, segments: &[String], renamed: Option<String>) {
        let Some(path) = self.absolute(segments) else { return };
        if let Some(name) = renamed.or_else(|| path.last().cloned()) {
            self.aliases.insert(name, path.clone());
        }
        self.found.insert(path);
    }
}

impl<'ast> Visit<'ast> for Paths<'_> {
    fn visit_item_mod(&mut self, item: &'ast ItemMod) {
        if !is_test(&item.attrs) {
            visit::visit_item_mod(self, item);
        }
    }
    fn visit_item_use(&mut self, item: &'ast ItemUse) {
        // what a door passes on it does not use itself
        if matches!(item.vis, syn::Visibility::Inherited) {
            self.tree(&[], &item.tree);
        }
    }
    fn visit_path(&mut self, path: &'ast syn::Path) {
        let segments: Vec<String> = path.segments.iter().map(|segment| segment.ident.to_string()).collect();
        if let Some(path) = self.absolute(&segments) {
            self.found.insert(path);
        }
        visit::visit_path(self, path);
    }
}
