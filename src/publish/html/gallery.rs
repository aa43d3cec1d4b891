//! Pictures and files of a release.

use super::{
    Site,
    picture::{Pictures, Width},
};
use crate::{
    model::{AssetType, Release},
    publish::{entry, json_feed::said},
};

/// Files listed, and of them those with a tile.
const FILES: (usize, usize) = (40, 12);
/// Bytes of an address that is linked.
const ADDRESS: usize = 1_000;

/// A file.
#[derive(Default)]
pub struct File<'a> {
    /// Address.
    pub url: &'a str,
    /// A picture of it.
    pub picture: Option<String>,
    /// What stands in a picture's place: "PDF", "▶".
    pub sign: String,
    /// Title, or a file name that reads like one.
    pub name: Option<String>,
    /// Pixels, credit, licence.
    pub facts: String,
    /// Type and size: "JPEG, 2.2 MB"; its kind where the type is not known.
    pub sort: String,
    /// It can be saved.
    pub loads: bool,
}

impl File<'_> {
    /// "Fact sheet (PDF, 1.2 MB)" says what stands beside it anyway.
    fn said_once(mut self) -> Self {
        let split = self.name.as_deref().and_then(|name| name.strip_suffix(')')?.rsplit_once(" ("));
        let Some((name, inner)) = split else { return self };
        let kind = inner.split([',', ' ', ';']).next().unwrap_or_default();
        let same = |kind: &str| self.sort.split(',').next().is_some_and(|sort| sort.eq_ignore_ascii_case(kind));
        if same(kind) || kind.eq_ignore_ascii_case("jpg") && same("JPEG") {
            if !self.sort.contains(',') && inner.contains(|c: char| c.is_ascii_digit()) {
                self.sort = inner.to_owned();
            }
            self.name = Some(name.trim_end().to_owned());
        }
        self
    }
}

/// What there is to look at or to load: those with a tile, and the others.
pub fn files<'a>(site: &Site, release: &'a Release, from: Pictures<'_>) -> (Vec<File<'a>>, Vec<File<'a>>) {
    let assets = release.anatomy.assets.iter();
    let shown = said(&release.image);
    // the picture beside the text needs no tile, unless there are others
    let alone = release.anatomy.assets.len() == 1;
    let assets = assets.filter(|asset| !(alone && shown == Some(asset.url.as_str()))).map(|asset| {
        let picture = match asset.kind {
            AssetType::Image => said(&asset.thumbnail).or(Some(asset.url.as_str())),
            _ => said(&asset.thumbnail),
        };
        let pixels = asset
            .width
            .zip(asset.height)
            .map(|(width, height)| format!("{} × {}", site.t.number(width.into()), site.t.number(height.into())));
        let facts = [pixels.as_deref(), said(&asset.credit), said(&asset.license).filter(|text| text.len() < 60)];
        let (kind, sign) = kind(site, asset.kind);
        let ending = ending(&asset.url, asset.mime_type.as_deref());
        File {
            url: &asset.url,
            picture: picture.map(|url| from.address(url, Width::Tile)),
            sign: if sign.is_empty() { ending.clone().unwrap_or_else(|| kind.to_owned()) } else { sign.to_owned() },
            name: name(said(&asset.caption).or(said(&asset.title)), &asset.url),
            facts: facts.into_iter().flatten().collect::<Vec<_>>().join(" · "),
            sort: ending.unwrap_or_else(|| kind.to_owned()),
            loads: asset.kind != AssetType::Embed,
        }
    });
    let known = |url: &str| release.anatomy.assets.iter().any(|asset| asset.url == url) || shown == Some(url);
    let attached = release.attachments.iter().filter(|file| !known(&file.url)).map(|file| {
        let ending = ending(&file.url, file.mime_type.as_deref()).unwrap_or_else(|| site.t.document.to_owned());
        let sort: Vec<String> = [Some(ending.clone()), file.size_in_bytes.map(size)].into_iter().flatten().collect();
        let image = file.mime_type.as_deref().is_some_and(|kind| kind.starts_with("image/"));
        File {
            url: &file.url,
            picture: image.then(|| from.address(&file.url, Width::Tile)),
            name: name(said(&file.title), &file.url),
            facts: String::new(),
            sort: sort.join(", "),
            sign: ending,
            loads: true,
        }
    });
    let all = assets.chain(attached).filter(|file| file.url.len() <= ADDRESS).map(File::said_once);
    let mut tiles: Vec<File<'_>> = all.take(FILES.0).collect();
    // pictures first, then what has a title; a stable order else
    tiles.sort_by_key(|file| file.picture.is_none());
    let rest = tiles.split_off(tiles.len().min(FILES.1));
    (tiles, rest)
}

fn kind(site: &Site, kind: AssetType) -> (&'static str, &'static str) {
    match kind {
        AssetType::Image => (site.t.image, ""),
        AssetType::Video => (site.t.video, "▶"),
        AssetType::Audio => (site.t.audio, "♪"),
        AssetType::Document => (site.t.document, ""),
        AssetType::Embed => (site.t.embed, "▶"),
    }
}

/// A title for people, or the name of a file where it reads like one.
fn name(title: Option<&str>, url: &str) -> Option<String> {
    let last = url.split(['?', '#']).next().unwrap_or(url).trim_end_matches('/').rsplit('/').next().unwrap_or(url);
    let words = last.rsplit_once('.').map_or(last, |(stem, _)| stem).replace(['-', '_', '+'], " ").replace("%20", " ");
    let reads = words.split(' ').filter(|word| word.len() > 2 && word.chars().all(char::is_alphabetic)).count() >= 2;
    let name = title.filter(|title| *title != last).map(str::to_owned).or(reads.then_some(words));
    name.map(|name| entry::excerpt(&name, 90).into_owned())
}

/// "JPEG", by the declared type, else by the address.
fn ending(url: &str, mime_type: Option<&str>) -> Option<String> {
    let path = url.split(['?', '#']).next().unwrap_or(url);
    let of_path = path.rsplit('/').next().and_then(|last| Some(last.rsplit_once('.')?.1));
    let of_type = mime_type.and_then(|kind| kind.split(';').next()?.rsplit('/').next());
    let short = |text: &&str| (2..=4).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_alphanumeric());
    let ending =
        of_path.filter(short).filter(|ending| !ending.bytes().all(|b| b.is_ascii_digit())).or(of_type.filter(short))?;
    Some(if ending.eq_ignore_ascii_case("jpg") { "JPEG".into() } else { ending.to_ascii_uppercase() })
}

/// "2.2 MB".
fn size(bytes: u64) -> String {
    match bytes {
        0..1_000 => format!("{bytes} B"),
        1_000..1_000_000 => format!("{} kB", bytes / 1_000),
        _ => format!("{:.1} MB", bytes as f64 / 1e6),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_called_by_words_and_never_by_a_code() {
        let name = |title, url| name(title, url).unwrap_or_default();
        assert_eq!(name(None, "https://a.example/pO663zwHwz8"), "");
        assert_eq!(name(None, "https://a.example/annual-report-2026.pdf?x=1"), "annual report 2026");
        assert_eq!(name(Some("The harbour"), "https://a.example/DSC_2534.jpg"), "The harbour");
        let said = |name: &str, sort: &str| {
            let file = File { name: Some(name.into()), sort: sort.into(), ..File::default() }.said_once();
            (file.name.unwrap_or_default(), file.sort)
        };
        assert_eq!(said("Fact sheet (PDF, 1.2 MB)", "PDF"), ("Fact sheet".into(), "PDF, 1.2 MB".into()));
        assert_eq!(said("The wall (JPG)", "JPEG, 2 MB"), ("The wall".into(), "JPEG, 2 MB".into()));
        assert_eq!(said("The wall (north)", "JPEG"), ("The wall (north)".into(), "JPEG".into()));
        assert_eq!(ending("https://a.example/a.jpg", None).as_deref(), Some("JPEG"));
        assert_eq!(ending("https://a.example/a", Some("application/pdf")).as_deref(), Some("PDF"));
        assert_eq!((size(640_400), size(2_240_000)), ("640 kB".into(), "2.2 MB".into()));
    }
}
