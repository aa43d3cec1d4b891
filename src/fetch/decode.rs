//! Content codings (RFC 9110 §8.4): bytes as they stream in, decoded bytes out, never more than the limit.
//!
//! One coding at most, though it may be named twice: layers are only ever seen in attacks, but for a file that is gzip
//! itself. `deflate` is zlib or, as many servers mean it, raw.
//! The header is a claim, and the bytes decide, as in browsers: a name that is no coding (`aws-chunked`, `UTF-8`, `none`)
//! says nothing, and text that begins like a document is in no coding, whatever the header says.

use std::io::{self, Write};

use flate2::{Decompress, FlushDecompress, Status, write::GzDecoder};

/// What `Accept-Encoding` offers: the codings that are undone here.
pub(super) const OFFERED: &str = "gzip, deflate, br";

/// Why a body could not be taken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Fault {
    /// More than the limit, decoded or not.
    Large,
    /// Ended in the middle.
    Cut,
    /// Not what Content-Encoding says, or a coding that nobody knows.
    Broken(String),
}

/// Decoded bytes, with a limit.
struct Capped {
    bytes: Vec<u8>,
    limit: usize,
    full: bool,
}

impl Write for Capped {
    fn write(&mut self, more: &[u8]) -> io::Result<usize> {
        let taken = more.len().min(self.limit.saturating_sub(self.bytes.len()));
        if taken == 0 && !more.is_empty() {
            self.full = true;
            return Err(io::Error::other("over the limit"));
        }
        self.bytes.extend_from_slice(more.get(..taken).unwrap_or_default());
        Ok(taken)
    }
    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

enum Coding {
    /// Nothing came yet: its first bytes have a say.
    Claimed(Claim, Capped),
    Plain(Capped),
    Gzip {
        decoder: Box<GzDecoder<Capped>>,
        ended: bool,
    },
    Deflate {
        decoder: Option<Decompress>,
        out: Capped,
        ended: bool,
    },
    Brotli(Box<brotli::DecompressorWriter<Capped>>),
}

/// What Content-Encoding says.
#[derive(Clone, Copy)]
enum Claim {
    Nothing,
    Gzip,
    Deflate,
    Brotli,
}

impl Claim {
    fn of(name: &str) -> Self {
        match name {
            "gzip" | "x-gzip" => Self::Gzip,
            "deflate" | "x-deflate" => Self::Deflate,
            "br" => Self::Brotli,
            _ => Self::Nothing,
        }
    }

    fn coding(self, first: &[u8], out: Capped) -> Coding {
        match self {
            Self::Gzip if first.first().is_none_or(|byte| *byte == 0x1f) => {
                Coding::Gzip { decoder: Box::new(GzDecoder::new(out)), ended: false }
            }
            Self::Deflate if !is_document(first) => Coding::Deflate { decoder: None, out, ended: false },
            Self::Brotli if !is_document(first) => Coding::Brotli(Box::new(brotli::DecompressorWriter::new(out, 4096))),
            _ => Coding::Plain(out),
        }
    }
}

/// Begins like XML, HTML or JSON, and like no compressed stream.
fn is_document(first: &[u8]) -> bool {
    let text = first.strip_prefix(b"\xef\xbb\xbf").unwrap_or(first).trim_ascii_start();
    let begins = |mark: &[u8]| text.len() >= mark.len() && text[..mark.len()].eq_ignore_ascii_case(mark);
    [&b"<?xml"[..], b"<!doctype", b"<html", b"<rss", b"<feed", b"<rdf", b"{\"version\""].into_iter().any(begins)
}

/// A body under way.
pub(super) struct Decoder {
    coding: Coding,
    raw_bytes: usize,
    limit: usize,
}

impl Decoder {
    /// `encoding` is the whole Content-Encoding, lists joined by commas.
    pub(super) fn new(encoding: &str, limit: usize) -> Result<Self, Fault> {
        let out = Capped { bytes: Vec::new(), limit, full: false };
        let mut claims = encoding
            .split(',')
            .map(|name| Claim::of(&name.trim().to_ascii_lowercase()))
            .filter(|claim| !matches!(claim, Claim::Nothing));
        let claim = claims.next().unwrap_or(Claim::Nothing);
        // a proxy that says again what the server said
        if claims.any(|other| std::mem::discriminant(&other) != std::mem::discriminant(&claim)) {
            return Err(Fault::Broken("more than one content coding".into()));
        }
        Ok(Self { coding: Coding::Claimed(claim, out), raw_bytes: 0, limit })
    }

    /// The next bytes off the wire.
    pub(super) fn push(&mut self, bytes: &[u8]) -> Result<(), Fault> {
        self.raw_bytes = self.raw_bytes.saturating_add(bytes.len());
        self.begin(bytes);
        if self.raw_bytes > self.limit && !matches!(self.coding, Coding::Plain(_)) {
            return Err(Fault::Large);
        }
        match &mut self.coding {
            Coding::Claimed(_, out) | Coding::Plain(out) => out.write_all(bytes).map_err(|_| Fault::Large),
            Coding::Gzip { decoder, ended } => gunzip(decoder, ended, bytes),
            Coding::Deflate { decoder, out, ended } => inflate(decoder, out, ended, bytes),
            Coding::Brotli(decoder) => decoder.write_all(bytes).map_err(|error| fault(decoder.get_ref().full, &error)),
        }
    }

    fn begin(&mut self, first: &[u8]) {
        if let (Coding::Claimed(claim, out), false) = (&mut self.coding, first.is_empty()) {
            let out = std::mem::replace(out, Capped { bytes: Vec::new(), limit: 0, full: false });
            self.coding = claim.coding(first, out);
        }
    }

    /// The whole body, if it came to its end, and no more memory than it takes: it may wait. What did not come to its
    /// end is given beside the fault.
    pub(super) fn finish(mut self) -> Result<Vec<u8>, (Fault, Vec<u8>)> {
        match self.end() {
            Ok(mut bytes) => {
                bytes.shrink_to_fit();
                Ok(bytes)
            }
            Err(fault) => Err((fault, self.so_far())),
        }
    }

    fn end(&mut self) -> Result<Vec<u8>, Fault> {
        let bytes = self.decoded()?;
        // Seen with sitemap.xml.gz and with servers that store feeds compressed: gzip that is not labelled, or within
        // the one that is.
        if !bytes.starts_with(&[0x1f, 0x8b, 8]) {
            return Ok(bytes);
        }
        let mut again = Self::new("gzip", self.limit)?;
        again.push(&bytes)?;
        again.decoded()
    }

    fn decoded(&mut self) -> Result<Vec<u8>, Fault> {
        let taken = |out: &mut Capped| std::mem::take(&mut out.bytes);
        match &mut self.coding {
            Coding::Claimed(_, out) => Ok(taken(out)),
            Coding::Plain(out) => Ok(taken(out)),
            Coding::Gzip { decoder, .. } => match decoder.try_finish() {
                Ok(()) => Ok(taken(decoder.get_mut())),
                Err(_) if decoder.get_ref().full => Err(Fault::Large),
                Err(_) => Err(Fault::Cut),
            },
            Coding::Deflate { out, ended: true, .. } => Ok(taken(out)),
            Coding::Deflate { .. } => Err(Fault::Cut),
            Coding::Brotli(decoder) => match decoder.close() {
                Ok(()) => Ok(taken(decoder.get_mut())),
                Err(_) if decoder.get_ref().full => Err(Fault::Large),
                Err(_) => Err(Fault::Cut),
            },
        }
    }

    /// Decoded so far, in bytes.
    pub(super) fn len(&self) -> usize {
        match &self.coding {
            Coding::Claimed(_, out) | Coding::Plain(out) | Coding::Deflate { out, .. } => out.bytes.len(),
            Coding::Gzip { decoder, .. } => decoder.get_ref().bytes.len(),
            Coding::Brotli(decoder) => decoder.get_ref().bytes.len(),
        }
    }

    /// What was decoded so far, for those who take a part for the whole (robots.txt).
    pub(super) fn so_far(self) -> Vec<u8> {
        match self.coding {
            Coding::Claimed(_, out) | Coding::Plain(out) | Coding::Deflate { out, .. } => out.bytes,
            Coding::Gzip { mut decoder, .. } => std::mem::take(&mut decoder.get_mut().bytes),
            Coding::Brotli(mut decoder) => std::mem::take(&mut decoder.get_mut().bytes),
        }
    }
}

fn fault(full: bool, error: &io::Error) -> Fault {
    if full {
        Fault::Large
    } else if error.kind() == io::ErrorKind::UnexpectedEof {
        Fault::Cut
    } else {
        Fault::Broken("the body is not in that coding".into())
    }
}

/// Members one behind the other (RFC 1952 §2.2); what else follows is padding, which servers add and browsers ignore.
fn gunzip(decoder: &mut GzDecoder<Capped>, ended: &mut bool, mut bytes: &[u8]) -> Result<(), Fault> {
    while !bytes.is_empty() && !*ended {
        match decoder.write(bytes) {
            Ok(0) if bytes.first() == Some(&0x1f) && decoder.try_finish().is_ok() => {
                let own = decoder.get_mut();
                let more = Capped { bytes: std::mem::take(&mut own.bytes), limit: own.limit, full: own.full };
                *decoder = GzDecoder::new(more);
            }
            Ok(0) => *ended = true,
            Ok(taken) => bytes = bytes.get(taken..).unwrap_or_default(),
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(fault(decoder.get_ref().full, &error)),
        }
    }
    Ok(())
}

fn inflate(
    decoder: &mut Option<Decompress>,
    out: &mut Capped,
    ended: &mut bool,
    mut bytes: &[u8],
) -> Result<(), Fault> {
    let Some(first) = bytes.first() else { return Ok(()) };
    // RFC 1950 §2.2: a zlib stream starts with method 8 in the low half byte.
    let decoder = decoder.get_or_insert_with(|| Decompress::new(first & 0x0f == 8 && first >> 4 <= 7));
    let mut room = [0; 16 << 10];
    while !*ended {
        let (read, made) = (decoder.total_in(), decoder.total_out());
        let status = decoder
            .decompress(bytes, &mut room, FlushDecompress::None)
            .map_err(|_| Fault::Broken("the body is not in that coding".into()))?;
        let (read, made) = ((decoder.total_in() - read) as usize, (decoder.total_out() - made) as usize);
        bytes = bytes.get(read..).unwrap_or_default();
        out.write_all(room.get(..made).unwrap_or_default()).map_err(|_| Fault::Large)?;
        *ended = status == Status::StreamEnd;
        if read == 0 && made == 0 {
            break;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &[u8] = b"<rss version='2.0'><channel><title>t</title></channel></rss>";

    fn through(encoding: &str, body: &[u8], limit: usize) -> Result<Vec<u8>, Fault> {
        let mut decoder = Decoder::new(encoding, limit)?;
        for piece in body.chunks(7) {
            decoder.push(piece)?;
        }
        decoder.finish().map_err(|(fault, _)| fault)
    }

    fn gzip(body: &[u8]) -> Vec<u8> {
        let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
        encoder.write_all(body).unwrap();
        encoder.finish().unwrap()
    }

    fn zlib(body: &[u8]) -> Vec<u8> {
        let mut encoder = flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::best());
        encoder.write_all(body).unwrap();
        encoder.finish().unwrap()
    }

    fn brotli(body: &[u8]) -> Vec<u8> {
        let mut encoder = ::brotli::CompressorWriter::new(Vec::new(), 4096, 5, 20);
        encoder.write_all(body).unwrap();
        encoder.into_inner()
    }

    #[test]
    fn a_stream_of_several_members_is_whole_and_a_coding_named_twice_is_one() {
        let member = |text: &[u8]| {
            let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
            encoder.write_all(text).unwrap();
            encoder.finish().unwrap()
        };
        let (head, tail) = TEXT.split_at(20);
        let two = [member(head), member(tail)].concat();
        assert_eq!(through("gzip", &two, 1000).unwrap(), TEXT);
        assert_eq!(through("gzip", &[&two[..], b"<!-- cached -->"].concat(), 1000).unwrap(), TEXT);
        assert_eq!(through("gzip", &two, 30), Err(Fault::Large));
        assert_eq!(through("gzip, gzip", &member(TEXT), 1000).unwrap(), TEXT);
        // a file that is gzip itself, sent in gzip once more: but no third layer
        assert_eq!(through("gzip", &member(&member(TEXT)), 1000).unwrap(), TEXT);
        assert_eq!(through("gzip", &member(&member(&[b'x'; 5000])), 1000), Err(Fault::Large));
        assert_ne!(through("gzip", &member(&member(&member(TEXT))), 1000).unwrap(), TEXT);
        assert!(matches!(through("gzip, br", TEXT, 1000), Err(Fault::Broken(_))));
    }

    #[test]
    fn every_offered_coding_is_undone() {
        assert_eq!(through("gzip", &gzip(TEXT), 1000).unwrap(), TEXT);
        assert_eq!(through("X-GZIP", &gzip(TEXT), 1000).unwrap(), TEXT);
        assert_eq!(through("deflate", &zlib(TEXT), 1000).unwrap(), TEXT);
        let raw = zlib(TEXT);
        assert_eq!(through("deflate", &raw[2..raw.len() - 4], 1000).unwrap(), TEXT, "raw deflate");
        assert_eq!(through("br", &brotli(TEXT), 1000).unwrap(), TEXT);
        assert_eq!(through("identity", TEXT, 1000).unwrap(), TEXT);
        assert_eq!(through("", &gzip(TEXT), 1000).unwrap(), TEXT, "gzip without a label");
        assert_eq!(through("gzip", b"", 1000).unwrap(), b"", "an empty body has nothing to undo");
    }

    #[test]
    fn padding_after_gzip_is_ignored() {
        let mut padded = gzip(TEXT);
        padded.extend([0; 40]);
        assert_eq!(through("gzip", &padded, 1000).unwrap(), TEXT);
    }

    #[test]
    fn a_truncated_stream_is_cut() {
        for (encoding, body) in [("gzip", gzip(TEXT)), ("deflate", zlib(TEXT)), ("br", brotli(TEXT))] {
            for keep in [1, body.len() / 2, body.len() - 5] {
                assert_eq!(through(encoding, &body[..keep], 1000), Err(Fault::Cut), "{encoding} {keep}");
            }
        }
    }

    #[test]
    fn bombs_are_stopped_at_the_limit() {
        let bomb = vec![b'A'; 10_000_000];
        for (encoding, body) in
            [("gzip", gzip(&bomb)), ("deflate", zlib(&bomb)), ("br", brotli(&bomb)), ("", gzip(&bomb))]
        {
            assert_eq!(through(encoding, &body, 1 << 20), Err(Fault::Large), "{encoding}");
        }
        assert_eq!(through("", TEXT, TEXT.len() - 1), Err(Fault::Large));
        assert!(through("", TEXT, TEXT.len()).is_ok());
    }

    #[test]
    fn a_name_that_is_no_coding_says_nothing_and_a_document_is_in_none() {
        for name in ["aws-chunked", "UTF-8", "none", "binary", "8bit", "text/xml", "x-rot13", "identity, utf-8"] {
            assert_eq!(through(name, TEXT, 1000).unwrap(), TEXT, "{name}");
        }
        assert_eq!(through("gzip, aws-chunked", &gzip(TEXT), 1000).unwrap(), TEXT);
        for claimed in ["gzip", "deflate", "br"] {
            let whole = |body: &[u8]| {
                let mut decoder = Decoder::new(claimed, 1000)?;
                decoder.push(body)?;
                decoder.finish().map_err(|(fault, _)| fault)
            };
            assert_eq!(whole(TEXT).unwrap(), TEXT, "{claimed}");
        }
    }

    #[test]
    fn what_came_of_a_stream_without_its_end_is_given_beside_the_fault() {
        let cut = gzip(TEXT);
        let mut decoder = Decoder::new("gzip", 1000).unwrap();
        decoder.push(&cut[..cut.len() - 8]).unwrap();
        assert_eq!(decoder.finish(), Err((Fault::Cut, TEXT.to_vec())));
    }

    #[test]
    fn layers_and_mislabelled_codings_are_faults() {
        for (encoding, body) in
            [("gzip, br", gzip(&gzip(TEXT))), ("deflate", b"PK12345 no coding".to_vec()), ("br", gzip(TEXT))]
        {
            assert!(matches!(through(encoding, &body, 1000), Err(Fault::Broken(_) | Fault::Cut)), "{encoding}");
        }
    }
}
