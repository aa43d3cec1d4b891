//! Services that carry other organisations' releases, by the host of their pages and by the mark that they put
//! into datelines. All that is known of single platforms in this stage stands here.

/// Host (its subdomains too) and the name that readers know. From each service's public site; the marks of
/// wires are as in their datelines.
const HOSTS: &[(&str, &str)] = &[
    ("mediapigeon.io", "Media Pigeon"),
    ("prnewswire.com", "PR Newswire"),
    ("prnewswire.co.uk", "PR Newswire"),
    ("businesswire.com", "Business Wire"),
    ("globenewswire.com", "GlobeNewswire"),
    ("accesswire.com", "ACCESS Newswire"),
    ("newswire.ca", "CNW"),
    ("newswire.com", "Newswire"),
    ("newsfilecorp.com", "Newsfile"),
    ("einpresswire.com", "EIN Presswire"),
    ("prweb.com", "PRWeb"),
    ("openpr.com", "openPR"),
    ("openpr.de", "openPR"),
    ("presseportal.de", "news aktuell"),
    ("presseportal.ch", "news aktuell"),
    ("ots.at", "APA-OTS"),
    ("idw-online.de", "idw – Informationsdienst Wissenschaft"),
    ("iwrpressedienst.de", "IWR-Pressedienst"),
    ("pressebox.de", "PresseBox"),
    ("lifepr.de", "lifePR"),
    ("dgap.de", "EQS News"),
    ("eqs-news.com", "EQS News"),
    ("eurekalert.org", "EurekAlert!"),
    ("alphagalileo.org", "AlphaGalileo"),
    ("mynewsdesk.com", "Mynewsdesk"),
    ("news.cision.com", "Cision"),
    ("via.tt.se", "Via TT"),
    ("via.ritzau.dk", "Via Ritzau"),
    ("kommunikasjon.ntb.no", "NTB Kommunikasjon"),
    ("sttinfo.fi", "STT Info"),
    ("epressi.com", "ePressi"),
    ("europapress.es", "Europa Press"),
    ("perssupport.nl", "ANP Pers Support"),
    ("podnews.net", "Podnews"),
    ("pap-mediaroom.pl", "PAP MediaRoom"),
    ("medianet.com.au", "Medianet"),
    ("pressat.co.uk", "Pressat"),
    ("responsesource.com", "ResponseSource"),
];

/// Marks of wires, lower case, and their names.
const MARKS: &[(&str, &str)] = &[
    ("prnewswire", "PR Newswire"),
    ("pr newswire", "PR Newswire"),
    ("business wire", "Business Wire"),
    ("globe newswire", "GlobeNewswire"),
    ("globenewswire", "GlobeNewswire"),
    ("accesswire", "ACCESS Newswire"),
    ("access newswire", "ACCESS Newswire"),
    ("cnw", "CNW"),
    ("marketwired", "Marketwired"),
    ("newsfile", "Newsfile"),
    ("einpresswire", "EIN Presswire"),
    ("ein presswire", "EIN Presswire"),
    ("prweb", "PRWeb"),
    ("ots", "news aktuell"),
    ("idw", "idw"),
    ("actusnewswire", "Actusnews Wire"),
];

/// The service whose page this is.
pub(super) fn of_host(host: &str) -> Option<&'static str> {
    let host = host.trim_start_matches("www.");
    HOSTS
        .iter()
        .find(|(domain, _)| host == *domain || host.strip_suffix(domain).is_some_and(|sub| sub.ends_with('.')))
        .map(|(_, name)| *name)
}

/// The service whose mark stands in a dateline: "(BUSINESS WIRE)", "/PRNewswire-USNewswire/".
pub(super) fn of_mark(mark: &str) -> Option<&'static str> {
    let mark = mark.trim_matches(|c: char| !c.is_alphanumeric()).to_lowercase();
    MARKS.iter().find(|(word, _)| mark == *word || (word.len() > 4 && mark.starts_with(word))).map(|(_, name)| *name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_platform_is_known_by_host_and_by_mark() {
        assert_eq!(of_host("www.mediapigeon.io"), Some("Media Pigeon"));
        assert_eq!(of_host("notprnewswire.com"), None);
        assert_eq!(of_mark("/PRNewswire-USNewswire/"), Some("PR Newswire"));
        assert_eq!(of_mark("(OTS)"), Some("news aktuell"));
        assert_eq!(of_mark("(DJV/FWR)"), None);
    }
}
