//! Pictures, films, sound and documents of the release, with caption and credit; a link to where the media are,
//! when that is all there is. Logos, icons and portraits of contacts are none.

use std::sync::LazyLock;

use regex::Regex;

use super::{cues::Part, scene::Scene};
use crate::{
    blocks::{Block, Medium, MediumKind},
    model::{Asset, AssetType},
};

/// More than these are a gallery page.
const MAX: usize = 60;

static CREDIT: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?i)(?:©|\(c\) |(?:^|[ (\[|,;–-])(?:photo(?:graph)?(?: credit| by)?|credit|image(?: credit)?|picture|foto|fotos|fotocredit|bild|bildquelle|bildnachweis|quelle|source|crédit(?: photo)?|copyright|fotografía|fot\.|kuva|kép|fotó|fotografie|foto di|fotocrédito|crédito|billede|bilde|beeld|fotoğraf|фото|写真|クレジット|图片|사진) ?[:：/] ?(?:© ?)?|fot\. )(?P<who>[^()]+)").expect("constant")
});

/// The assets in the order of the page.
pub(super) fn read(scene: &Scene<'_>) -> Vec<Asset> {
    let mut assets = Vec::new();
    let known: Vec<Asset> = scene
        .known
        .images
        .iter()
        .filter_map(|(url, caption, credit)| {
            let mut asset = image(&scene.absolute(url)?)?;
            (asset.caption, asset.credit) =
                (caption.clone(), credit.clone().or_else(|| caption.as_deref().and_then(credit_of)));
            Some(asset)
        })
        .collect();
    known.into_iter().for_each(|asset| add(&mut assets, asset));
    let last = scene
        .of(Part::Assets)
        .filter(|s| s.head >= scene.start() && !scene.blocks[s.head].chrome)
        .map(|s| s.blocks.end)
        .max()
        .unwrap_or(0);
    for i in scene.start()..scene.end.max(last).min(scene.blocks.len()) {
        let block = &scene.blocks[i];
        let skipped = block.chrome
            || scene.sections.iter().any(|s| {
                matches!(s.part, Part::PressContact | Part::Contact | Part::OtherContact | Part::Social | Part::More)
                    && s.blocks.contains(&i)
            });
        if skipped || assets.len() >= MAX {
            continue;
        }
        for medium in &block.media {
            if let Some(asset) = of_medium(scene, i, medium) {
                add(&mut assets, asset);
            }
        }
        for link in &block.links {
            if let Some(asset) = scene.absolute(&link.href).and_then(|url| of_link(scene, i, &url, &link.text)) {
                add(&mut assets, asset);
            }
        }
    }
    documents_around(scene, &mut assets);
    if let Some(asset) = embedded(scene) {
        add(&mut assets, asset);
    }
    assets
}

/// The release as a file, whose link stands among the tools above the text or below the share buttons.
fn documents_around(scene: &Scene<'_>, assets: &mut Vec<Asset>) {
    let above = scene.start()..(scene.start() + 12).min(scene.end);
    let below = scene.end..(scene.end + 16).min(scene.blocks.len());
    for i in above.chain(below) {
        let block = &scene.blocks[i];
        let menu = block.chrome && i >= scene.end;
        for link in block.links.iter().filter(|_| !menu && block.text.len() <= 120) {
            let named = link.text.to_lowercase();
            let own = ["pdf", "download", "word", "docx", "herunterladen", "télécharger", "descargar", "scarica"];
            let asset = scene.absolute(&link.href).and_then(|url| of_link(scene, i, &url, &link.text));
            let document = asset.filter(|asset| asset.kind == AssetType::Document);
            if let Some(asset) = document.filter(|_| own.iter().any(|word| named.contains(word))) {
                add(assets, asset);
            }
        }
    }
}

/// The same picture in another size is the same asset; what both say is joined.
fn add(assets: &mut Vec<Asset>, asset: Asset) {
    match assets.iter().position(|a| a.url == asset.url) {
        Some(at) => {
            let known = &mut assets[at];
            known.caption = known.caption.take().or(asset.caption);
            known.credit = known.credit.take().or(asset.credit);
            known.title = known.title.take().or(asset.title);
        }
        None if assets.len() < MAX => assets.push(asset),
        None => {}
    }
}

fn of_medium(scene: &Scene<'_>, at: usize, medium: &Medium) -> Option<Asset> {
    let url = scene.absolute(&medium.src)?;
    let mut asset = match medium.kind {
        MediumKind::Image => {
            let shown = || printed_below(scene, at, medium).then(|| Asset::new(AssetType::Image, unwrapped(&url)));
            let large = medium.size.0.is_none_or(|w| w > 60) && medium.size.1.is_none_or(|h| h > 60);
            image(&url).or_else(shown).filter(|_| large)?
        }
        MediumKind::Video => Asset::new(AssetType::Video, url),
        MediumKind::Audio => Asset::new(AssetType::Audio, url),
        MediumKind::Frame if is_player(&url) => Asset::new(AssetType::Embed, url),
        MediumKind::Frame => return None,
    };
    asset.title = medium.label.clone();
    asset.thumbnail = medium.poster.as_deref().and_then(|p| scene.absolute(p));
    (asset.width, asset.height) = medium.size;
    asset.mime_type = mime_of(&asset.url).map(str::to_owned);
    let own = &scene.blocks[at];
    let captions = scene.blocks.iter().skip(at + 1).take(2).take_while(|b| b.media.is_empty()).filter(|b| {
        b.caption
            || b.text.starts_with('©')
            || CREDIT.find(&b.text).is_some_and(|m| m.start() <= 2 && b.text.len() <= 140)
    });
    for block in Some(own).filter(|b| b.caption || b.text.len() <= 200).into_iter().chain(captions) {
        describe(&mut asset, block);
    }
    if asset.caption.is_none() && printed_below(scene, at, medium) {
        asset.caption.clone_from(&medium.label);
    }
    Some(asset)
}

/// Whether the page prints a picture's alternative text below it: then it is a picture of the release, a logo too.
fn printed_below(scene: &Scene<'_>, at: usize, medium: &Medium) -> bool {
    let label = medium.label.as_deref().filter(|label| label.split_whitespace().count() >= 3);
    let below = || scene.blocks.iter().skip(at).filter(|block| !block.text.is_empty()).take(2);
    label.is_some_and(|label| below().any(|block| !block.chrome && block.text.starts_with(label)))
}

fn describe(asset: &mut Asset, block: &Block) {
    let text = block.text.trim();
    if text.is_empty() || text.len() > 600 {
        return;
    }
    let (rest, credit) = credited(text);
    asset.credit = asset.credit.take().or(credit);
    if !rest.is_empty() && asset.caption.is_none() && block.caption {
        asset.caption = Some(rest.to_owned());
    }
}

/// A caption parted from the words that say whose picture it is.
pub(crate) fn credited(text: &str) -> (&str, Option<String>) {
    let caption = CREDIT.find(text).map_or(text, |found| &text[..found.start()]);
    (caption.trim_end_matches(['(', '[', ' ', '–', '-', '|', '/']).trim(), credit_of(text))
}

/// "© Oli Scarff/Getty Images", "(Quelle: Fleischmann/Unsplash/DJV)", "Photo: X".
pub(super) fn credit_of(text: &str) -> Option<String> {
    let who = CREDIT.captures(text)?.name("who")?.as_str();
    let who = who.split([')', '|', '\n']).next().unwrap_or(who).trim().trim_end_matches(['.', ',']).trim();
    (!who.is_empty()).then(|| who.chars().take(100).collect())
}

const SHARES: &[&str] = &[
    "share", "twitter", "facebook", "fb", "linkedin", "li", "pinterest", "email", "whatsapp", "instagram", "youtube",
    "googleplus", "gplus", "print", "rss",
];

/// The picture itself, where a service that shrinks pictures carries its address whole: `/w_800/https://a.example/b.png`.
fn unwrapped(url: &str) -> &str {
    let own = url.rfind("/https://").or_else(|| url.rfind("/http://")).and_then(|at| url.get(at + 1..));
    own.unwrap_or(url)
}

fn image(url: &str) -> Option<Asset> {
    let url = unwrapped(url);
    let lower = url.to_lowercase();
    let path = lower.split(['?', '#']).next().unwrap_or_default();
    let name = path.rsplit('/').next().unwrap_or_default();
    let decoration = [
        "logo", "icon", "sprite", "spacer", "pixel", "avatar", "placeholder", "blank.", "1x1", "favicon", "emoji",
        "badge", "captcha", "matomo", "tracking", "loader", "arrow", "button",
    ]
    .iter()
    .any(|w| name.contains(w));
    // what a row of share buttons is drawn with
    let stem = name.split('.').next().unwrap_or_default();
    let mut parts = stem.split(['_', '-']);
    let shares =
        parts.clone().any(|part| SHARES.contains(&part)) && parts.all(|part| part.len() <= 9) && stem.len() <= 24;
    let decoration = decoration || shares;
    let script = path.ends_with(".php") || path.ends_with(".svg") || lower.contains("gravatar.");
    (!decoration && !script).then(|| {
        let mut asset = Asset::new(AssetType::Image, url);
        asset.mime_type = mime_of(url).map(str::to_owned);
        asset
    })
}

/// A link to a file by its ending; a picture only where downloads are offered.
fn of_link(scene: &Scene<'_>, at: usize, url: &str, text: &str) -> Option<Asset> {
    // the address as printed, where the link only leads through a counter or a copy
    let url = if text.starts_with("https://") && mime_of(text).is_some() { text } else { url };
    let mime = mime_of(url)?;
    let offered = scene.of(Part::Assets).any(|s| s.head == at || s.blocks.contains(&at));
    let kind = match mime.split('/').next() {
        Some("image") if offered || text == url => AssetType::Image,
        Some("image") => return None,
        Some("video") => AssetType::Video,
        Some("audio") => AssetType::Audio,
        _ => AssetType::Document,
    };
    let mut asset = if kind == AssetType::Image { image(url)? } else { Asset::new(kind, url) };
    asset.mime_type = Some(mime.to_owned());
    asset.title = Some(text.trim().to_owned()).filter(|t| !t.is_empty() && !t.starts_with("http"));
    if kind == AssetType::Image {
        for block in scene.blocks.iter().skip(at + 1).take(2).filter(|b| b.media.is_empty() && b.links.is_empty()) {
            let caption =
                block.text.strip_prefix("BU:").or_else(|| block.text.strip_prefix("Bildunterschrift:")).map(str::trim);
            asset.caption = asset.caption.take().or(caption.map(str::to_owned));
            if CREDIT.find(&block.text).is_some_and(|m| m.start() == 0) {
                asset.credit = asset.credit.take().or_else(|| credit_of(&block.text));
            }
        }
    }
    Some(asset)
}

/// "Embedded media: visit the online release": a link is all that the text has.
fn embedded(scene: &Scene<'_>) -> Option<Asset> {
    const HEADS: &[&str] = &["embedded media", "media assets", "multimedia", "embedded video", "eingebettete medien"];
    let section = scene.of(Part::Assets).find(|s| {
        s.head >= scene.start()
            && !s.blocks.is_empty()
            && HEADS.contains(&super::cues::bare_line(&scene.blocks[s.head].text).to_lowercase().as_str())
    })?;
    let links = || section.blocks.clone().flat_map(|i| scene.blocks[i].links.iter().map(move |l| (i, l)));
    if links().any(|(_, l)| mime_of(&l.href).is_some()) {
        return None;
    }
    let own = |href: &str| scene.absolute(href).filter(|_| !href.starts_with('#'));
    let url =
        links().filter(|(_, l)| !l.href.starts_with("mailto:")).find_map(|(_, l)| own(&l.href)).or_else(|| {
            let printed = section.blocks.clone().find_map(|i| {
                scene.blocks[i].text.split_whitespace().find(|w| w.starts_with("https://") || w.starts_with("http://"))
            });
            printed.and_then(own)
        })?;
    Some(Asset::new(AssetType::Embed, url))
}

fn is_player(url: &str) -> bool {
    [
        "youtube", "youtu.be", "vimeo", "soundcloud", "spotify", "dailymotion", "player", "embed", "video", "podcast",
        "audio", "brightcove", "wistia", "ted.com", "arte.tv",
    ]
    .iter()
    .any(|w| url.to_lowercase().contains(w))
}

/// The media type by the ending of the path.
fn mime_of(url: &str) -> Option<&'static str> {
    let path = url.split(['?', '#']).next()?.to_lowercase();
    let mime = match path.rsplit('/').next()?.rsplit_once('.')?.1 {
        "pdf" => "application/pdf",
        "doc" => "application/msword",
        "docx" => "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        "xls" => "application/vnd.ms-excel",
        "xlsx" => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        "ppt" => "application/vnd.ms-powerpoint",
        "pptx" => "application/vnd.openxmlformats-officedocument.presentationml.presentation",
        "zip" => "application/zip",
        "mp4" | "m4v" => "video/mp4",
        "mov" => "video/quicktime",
        "webm" => "video/webm",
        "mp3" => "audio/mpeg",
        "wav" => "audio/wav",
        "m4a" => "audio/mp4",
        "jpg" | "jpeg" => "image/jpeg",
        "png" => "image/png",
        "webp" => "image/webp",
        "gif" => "image/gif",
        "tif" | "tiff" => "image/tiff",
        _ => return None,
    };
    Some(mime)
}

#[cfg(test)]
mod tests {
    use scraper::Html;
    use url::Url;

    use super::*;
    use crate::{blocks, release::Known, text::dates::Hints};

    #[test]
    fn pictures_documents_and_embeds_are_read() {
        let html = "<h1>T</h1><img src=/logo.png><figure><img src=/a.jpg alt=x><figcaption>The wing (Foto: Jane Roe/DJV)</figcaption></figure><p>See <a href='/f\\r.pdf'>the report</a>.</p><h2>Media Assets</h2><p>Visit the <a href=/online>online release</a></p>";
        let blocks = blocks::of(&Html::parse_document(html));
        let (known, hints, url) = (Known::default(), Hints::default(), Url::parse("https://example.org/p").unwrap());
        let read = read(&Scene::new(&blocks, Some(&url), &known, &hints));
        let urls: Vec<_> = read.iter().map(|a| (a.kind, a.url.as_str())).collect();
        assert_eq!(
            urls,
            [
                (AssetType::Image, "https://example.org/a.jpg"),
                (AssetType::Document, "https://example.org/f/r.pdf"),
                (AssetType::Embed, "https://example.org/online")
            ]
        );
        assert_eq!((read[0].caption.as_deref(), read[0].credit.as_deref()), (Some("The wing"), Some("Jane Roe/DJV")));
    }

    #[test]
    fn credits_are_read() {
        for (text, who) in [
            ("© Oli Scarff/Getty Images", "Oli Scarff/Getty Images"),
            ("(Quelle: Fleischmann/Unsplash/DJV)", "Fleischmann/Unsplash/DJV"),
            ("Crédit photo : Zaitsava Olga", "Zaitsava Olga"),
            ("Foto: GdP/Hagen Immel", "GdP/Hagen Immel"),
        ] {
            assert_eq!(credit_of(text).as_deref(), Some(who), "{text}");
        }
        assert_eq!(credit_of("A picture of it"), None);
    }
}
