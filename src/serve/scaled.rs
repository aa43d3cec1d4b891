//! A picture in, a smaller one out: no larger than it is shown, without what its camera wrote into it.
//!
//! What comes in is a stranger's: its size is looked at before any pixel is, and memory is bounded while it is decoded.

use std::io::Cursor;

use image::{DynamicImage, ImageDecoder, ImageReader, Limits, codecs::jpeg::JpegEncoder, imageops::FilterType};

/// Millions of pixels of a picture that is looked at: what a good camera makes.
pub const MILLIONS: usize = 26;
/// Bytes of its pixels.
const MEMORY: u64 = 112 << 20;
/// Bytes of what stands before them: profiles, texts.
const HEAD: u64 = 16 << 20;
/// Of a side: nothing that is shown is longer.
const SIDE: u32 = 16_000;
const QUALITY: u8 = 80;

/// A picture to be sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Scaled {
    /// `Content-Type`.
    pub media_type: &'static str,
    /// Coded.
    pub bytes: Vec<u8>,
}

/// Millions of its pixels, of those that are not too many.
pub fn millions(bytes: &[u8]) -> Result<u32, String> {
    opened(bytes).map(|(_, millions)| millions)
}

/// Looks at the head alone.
fn opened(bytes: &[u8]) -> Result<(impl ImageDecoder + '_, u32), String> {
    let mut reader = ImageReader::new(Cursor::new(bytes)).with_guessed_format().map_err(|error| error.to_string())?;
    reader.limits(limits(HEAD));
    let mut decoder = reader.into_decoder().map_err(|error| error.to_string())?;
    let ((wide, high), bytes) = (decoder.dimensions(), decoder.total_bytes());
    let millions = (u64::from(wide) * u64::from(high)).div_ceil(1_000_000);
    if millions > MILLIONS as u64 || bytes > MEMORY {
        return Err(format!("{wide} x {high} pixels of {bytes} bytes are too many"));
    }
    decoder.set_limits(limits(MEMORY)).map_err(|error| error.to_string())?;
    Ok((decoder, u32::try_from(millions).unwrap_or(u32::MAX)))
}

fn limits(bytes: u64) -> Limits {
    let mut limits = Limits::default();
    (limits.max_image_width, limits.max_image_height, limits.max_alloc) = (Some(SIDE), Some(SIDE), Some(bytes));
    limits
}

/// No wider than this, as JPEG, or as PNG where something shines through it.
pub fn scaled(bytes: &[u8], width: u32) -> Result<Scaled, String> {
    let told = |error: image::ImageError| error.to_string();
    let (mut decoder, _) = opened(bytes)?;
    let turned = decoder.orientation().map_err(told)?;
    let mut picture = DynamicImage::from_decoder(decoder).map_err(told)?;
    if picture.width() > width * 2 {
        // a quick step before the fine one
        picture = picture.thumbnail(width * 2, u32::MAX);
    }
    if picture.width() > width {
        let high = (u64::from(picture.height()) * u64::from(width) / u64::from(picture.width())).max(1);
        picture = picture.resize_exact(width, u32::try_from(high).unwrap_or(u32::MAX), FilterType::CatmullRom);
    }
    picture.apply_orientation(turned);
    coded(&picture).map_err(told)
}

fn coded(picture: &DynamicImage) -> Result<Scaled, image::ImageError> {
    let mut bytes = Cursor::new(Vec::new());
    let clear = picture.color().has_alpha() && picture.to_rgba8().pixels().any(|pixel| pixel.0[3] < 255);
    let media_type = if clear {
        DynamicImage::from(picture.to_rgba8()).write_to(&mut bytes, image::ImageFormat::Png)?;
        "image/png"
    } else {
        picture.to_rgb8().write_with_encoder(JpegEncoder::new_with_quality(&mut bytes, QUALITY))?;
        "image/jpeg"
    };
    Ok(Scaled { media_type, bytes: bytes.into_inner() })
}

#[cfg(test)]
mod tests {
    use image::{Rgba, RgbaImage};

    use super::*;

    fn png(wide: u32, high: u32, alpha: u8) -> Vec<u8> {
        let mut bytes = Cursor::new(Vec::new());
        RgbaImage::from_pixel(wide, high, Rgba([9, 90, 190, alpha]))
            .write_to(&mut bytes, image::ImageFormat::Png)
            .unwrap();
        bytes.into_inner()
    }

    fn size(scaled: &Scaled) -> (u32, u32) {
        let picture = image::load_from_memory(&scaled.bytes).unwrap();
        (picture.width(), picture.height())
    }

    #[test]
    fn a_picture_becomes_no_wider_than_it_is_shown_and_never_larger() {
        let wide = scaled(&png(3_000, 1_500, 255), 600).unwrap();
        assert_eq!((size(&wide), wide.media_type), ((600, 300), "image/jpeg"));
        let small = scaled(&png(20, 10, 100), 600).unwrap();
        assert_eq!((size(&small), small.media_type), ((20, 10), "image/png"));
        let tower = scaled(&png(1_000, 5_000, 255), 144).unwrap();
        assert_eq!(size(&tower), (144, 720));
    }

    #[test]
    fn a_picture_of_a_few_bytes_that_says_it_is_huge_costs_nothing() {
        // 15,000 x 15,000; 5,000 x 5,000 of 16 bits a colour
        for head in [[0x3a, 0x98, 8], [0x13, 0x88, 16]] {
            let mut bomb = png(1, 1, 255);
            bomb[16..25].copy_from_slice(&[0, 0, head[0], head[1], 0, 0, head[0], head[1], head[2]]);
            // the check sum of the changed head
            let sum = crc(&bomb[12..29]);
            bomb[29..33].copy_from_slice(&sum.to_be_bytes());
            assert!(scaled(&bomb, 600).unwrap_err().contains("too many"));
            assert!(millions(&bomb).is_err());
        }
        assert_eq!(millions(&png(1_001, 1_000, 255)), Ok(2));
        for nothing in [&b""[..], b"<svg xmlns='http://www.w3.org/2000/svg'/>", b"\xff\xd8\xff", b"GIF89a"] {
            assert!(scaled(nothing, 600).is_err());
        }
    }

    fn crc(bytes: &[u8]) -> u32 {
        let step = |sum: u32| if sum & 1 == 1 { sum >> 1 ^ 0xedb8_8320 } else { sum >> 1 };
        !bytes.iter().fold(!0, |sum: u32, byte| (0..8).fold(sum ^ u32::from(*byte), |sum, _| step(sum)))
    }
}
