//! Where a page's pictures come from: from their publishers, or from us, scaled.

use super::{Site, tag};
use crate::{
    model::{AssetType, Release, ReleaseId},
    publish::json_feed::said,
};
use reader::text::html::{Piece, Pieces};

/// How wide a picture is shown at most, in pixels of a screen that has two for each of ours.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Width {
    /// Beside a headline.
    Thumb = 144,
    /// In a gallery.
    Tile = 600,
    /// In a text, and over it.
    Whole = 1344,
}

impl Width {
    /// As it stands in an address.
    pub fn of(text: &str) -> Option<Self> {
        [Self::Thumb, Self::Tile, Self::Whole].into_iter().find(|width| text == (*width as u32).to_string())
    }
}

/// Whose pictures a text shows, and how.
#[derive(Debug, Clone, Copy, Default)]
pub enum Pictures<'a> {
    /// As they are.
    #[default]
    Direct,
    /// From us: below this root, of this release.
    Ours(&'a str, ReleaseId),
}

impl<'a> Pictures<'a> {
    /// Of a release, as the site has it.
    pub fn of(site: &'a Site, release: ReleaseId) -> Self {
        if site.scales_media { Self::Ours(&site.root, release) } else { Self::Direct }
    }

    /// The address to show a picture from.
    pub fn address(self, url: &str, width: Width) -> String {
        match self {
            Self::Direct => secure(url),
            Self::Ours(root, release) => format!("{root}media/{release}/{}/{}", width as u32, mark(url)),
        }
    }

    /// One copy is enough of what we scale.
    pub fn is_ours(self) -> bool {
        matches!(self, Self::Ours(..))
    }
}

/// Names a picture among a release's.
fn mark(url: &str) -> String {
    blake3::hash(url.as_bytes()).to_hex()[..16].to_owned()
}

/// The address of the picture of this name, if the release shows it: nobody has us fetch anything else.
pub fn named(release: &Release, name: &str) -> Option<String> {
    let assets = release.anatomy.assets.iter();
    let shown = assets.flat_map(|asset| {
        let itself = (asset.kind == AssetType::Image).then_some(asset.url.as_str());
        said(&asset.thumbnail).into_iter().chain(itself)
    });
    let images = |kind: &Option<String>| kind.as_deref().is_some_and(|kind| kind.starts_with("image/"));
    let attached = release.attachments.iter().filter(|file| images(&file.mime_type)).map(|file| file.url.as_str());
    let around = said(&release.image).into_iter().chain(shown).chain(attached).find(|url| mark(url) == name);
    let texts = [said(&release.content_html), said(&release.anatomy.notes)];
    around.map(str::to_owned).or_else(|| texts.into_iter().flatten().find_map(|html| within(html, name)))
}

fn within(html: &str, name: &str) -> Option<String> {
    Pieces::of(html).find_map(|piece| {
        let Piece::Start { name: element, at, .. } = piece else { return None };
        let attribute = match html.get(element)? {
            "img" => "src",
            "video" => "poster",
            _ => return None,
        };
        let found = tag::of_name(html.get(at)?, attribute).map(plain)?;
        (mark(&found) == name).then_some(found)
    })
}

/// A page shows no pictures that were asked for in the open; whoever has one at http has it at https too.
pub fn secure(address: &str) -> String {
    address.strip_prefix("http://").map_or_else(|| address.to_owned(), |rest| format!("https://{rest}"))
}

/// An address out of an attribute.
pub fn plain(value: &str) -> String {
    value.replace("&amp;", "&")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_a_release_shows_has_a_name_with_us() {
        let release = Release {
            image: Some("https://a.example/lead.jpg".into()),
            content_html: Some("<p><img src=\"http://a.example/in.png?a=1&amp;b=2\" alt=\"\"></p>".into()),
            ..Release::default()
        };
        let site = Site { scales_media: true, ..Site::default() };
        for url in ["https://a.example/lead.jpg", "http://a.example/in.png?a=1&b=2"] {
            let address = Pictures::of(&site, ReleaseId(5)).address(url, Width::Tile);
            let name = address.strip_prefix("/media/5/600/").expect("below our root");
            assert_eq!(named(&release, name).as_deref(), Some(url));
        }
        assert_eq!(named(&release, &mark("https://a.example/other.jpg")), None);
        assert_eq!((Width::of("144"), Width::of("145")), (Some(Width::Thumb), None));
    }
}
