//! Which files take names from each other in a circle. What a folder's door (`mod.rs`) defines its parts may use: that
//! is no circle.

use std::collections::{BTreeMap, BTreeSet};

use syn::{Item, UseTree, Visibility};

use super::sources::Source;

/// Names that a door passes on: by module, the name and the path that it stands for.
type Doors = BTreeMap<Vec<String>, BTreeMap<String, Vec<String>>>;

/// Groups of files that know each other, each sorted; the files named by their modules.
pub fn circles(sources: &[Source]) -> Vec<Vec<String>> {
    let modules: BTreeMap<&[String], usize> =
        sources.iter().enumerate().map(|(index, source)| (&source.module[..], index)).collect();
    let doors = doors(sources);
    let edges: Vec<BTreeSet<usize>> = sources
        .iter()
        .enumerate()
        .map(|(own, source)| {
            let known = source.paths().into_iter().filter_map(|path| file(&behind(path, &doors), &modules));
            known.filter(|other| *other != own && !source.module.starts_with(&sources[*other].module)).collect()
        })
        .collect();
    groups(&edges)
        .into_iter()
        .map(|group| group.into_iter().map(|index| sources[index].path.display().to_string()).collect())
        .collect()
}

fn file(path: &[String], modules: &BTreeMap<&[String], usize>) -> Option<usize> {
    (1..=path.len()).rev().find_map(|length| modules.get(&path[..length]).copied())
}

/// What a path stands for behind the doors that it goes through.
fn behind(mut path: Vec<String>, doors: &Doors) -> Vec<String> {
    for _ in 0..8 {
        let passed = (0..path.len()).find_map(|length| {
            let through = doors.get(&path[..length])?.get(&path[length])?;
            Some([&through[..], &path[length + 1..]].concat())
        });
        let Some(next) = passed.filter(|next| *next != path) else { break };
        path = next;
    }
    path
}

fn doors(sources: &[Source]) -> Doors {
    let mut doors = Doors::new();
    for source in sources {
        for item in &source.syntax.items {
            let Item::Use(item) = item else { continue };
            if !matches!(item.vis, Visibility::Inherited) {
                leaves(&source.module, &[], &item.tree, doors.entry(source.module.clone()).or_default());
            }
        }
    }
    doors
}

fn leaves(module: &[String], before: &[String], tree: &UseTree, found: &mut BTreeMap<String, Vec<String>>) {
    let with = |name: &syn::Ident| [before, &[name.to_string()]].concat();
    match tree {
        UseTree::Path(path) => leaves(module, &with(&path.ident), &path.tree, found),
        UseTree::Group(group) => group.items.iter().for_each(|item| leaves(module, before, item, found)),
        UseTree::Name(name) => drop(found.insert(name.ident.to_string(), absolute(module, &with(&name.ident)))),
        UseTree::Rename(name) => drop(found.insert(name.rename.to_string(), absolute(module, &with(&name.ident)))),
        _ => {}
    }
}

fn absolute(module: &[String], path: &[String]) -> Vec<String> {
    match path[0].as_str() {
        "crate" => path[1..].to_vec(),
        "self" => [module, &path[1..]].concat(),
        "super" => [&module[..module.len().saturating_sub(1)], &path[1..]].concat(),
        _ => [module, path].concat(),
    }
}

/// Strongly connected groups of more than one: who reaches whom, and back.
fn groups(edges: &[BTreeSet<usize>]) -> Vec<Vec<usize>> {
    let reach: Vec<BTreeSet<usize>> = (0..edges.len()).map(|from| reachable(from, edges)).collect();
    let mut grouped = BTreeSet::new();
    let mut found = Vec::new();
    for from in 0..edges.len() {
        let group: Vec<usize> =
            reach[from].iter().copied().filter(|to| *to != from && reach[*to].contains(&from)).collect();
        if !group.is_empty() && grouped.insert(from) {
            grouped.extend(&group);
            found.push([vec![from], group].concat());
        }
    }
    found
}

fn reachable(from: usize, edges: &[BTreeSet<usize>]) -> BTreeSet<usize> {
    let (mut found, mut open) = (BTreeSet::new(), vec![from]);
    while let Some(next) = open.pop() {
        open.extend(edges[next].iter().filter(|to| found.insert(**to)));
    }
    found
}
