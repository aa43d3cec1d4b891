//! Numbered migrations, applied in one transaction. A shipped file never changes: a test pins its hash.

use rusqlite::Connection;

/// The files, in order; `PRAGMA user_version` counts those applied.
pub(super) const MIGRATIONS: [&str; 18] = [
    include_str!("migrations/0001_releases.sql"),
    include_str!("migrations/0002_release_by_url.sql"),
    include_str!("migrations/0003_publishing.sql"),
    include_str!("migrations/0004_deeds.sql"),
    include_str!("migrations/0005_bands.sql"),
    include_str!("migrations/0006_translations.sql"),
    include_str!("migrations/0007_bands_of_release.sql"),
    include_str!("migrations/0008_new_bands.sql"),
    include_str!("migrations/0009_hub.sql"),
    include_str!("migrations/0010_source_public.sql"),
    include_str!("migrations/0011_rank.sql"),
    include_str!("migrations/0012_keeping.sql"),
    include_str!("migrations/0013_found.sql"),
    include_str!("migrations/0014_facts.sql"),
    include_str!("migrations/0015_waiting.sql"),
    include_str!("migrations/0016_version.sql"),
    include_str!("migrations/0017_tags.sql"),
    include_str!("migrations/0018_plain_facts.sql"),
];

/// "PrFd": file(1) and other programs know by it whose database this is.
pub const APPLICATION: i64 = 0x5072_4664;

/// Brings a database up to date.
pub fn migrate(connection: &mut Connection) -> rusqlite::Result<()> {
    if application(connection)? != APPLICATION {
        connection.pragma_update(None, "application_id", APPLICATION)?;
    }
    let done = applied(connection)?;
    if done >= MIGRATIONS.len() {
        return Ok(());
    }
    let transaction = connection.transaction()?;
    for (number, migration) in (1_i64..).zip(MIGRATIONS).skip(done) {
        transaction.execute_batch(migration)?;
        transaction.pragma_update(None, "user_version", number)?;
    }
    transaction.commit()
}

pub fn applied(connection: &Connection) -> rusqlite::Result<usize> {
    let number: i64 = connection.query_row("PRAGMA user_version", [], |row| row.get(0))?;
    Ok(usize::try_from(number).unwrap_or(0))
}

fn application(connection: &Connection) -> rusqlite::Result<i64> {
    connection.query_row("PRAGMA application_id", [], |row| row.get(0))
}

/// Why a database is not ours to use: it is of a newer program, or of another one.
pub fn refusal(connection: &Connection) -> rusqlite::Result<Option<&'static str>> {
    const FOREIGN: &str = "a database of another program: name another file (it was left as it is)";
    // before it had a mark of its own, a database of ours was known by its tables
    let tables = "SELECT count(*), count(*) FILTER (WHERE name IN ('source_state', 'story', 'item_key'))
                  FROM sqlite_schema WHERE type = 'table'";
    let (all, ours): (i64, i64) = connection.query_row(tables, [], |row| Ok((row.get(0)?, row.get(1)?)))?;
    let own = match application(connection)? {
        APPLICATION => true,
        0 => all == 0 && applied(connection)? == 0 || ours == 3,
        _ => false,
    };
    let newer = applied(connection)? > MIGRATIONS.len();
    Ok(match (own, newer) {
        (false, _) => Some(FOREIGN),
        (_, true) => Some("made by a newer pressfeed: update the program"),
        _ => None,
    })
}

#[cfg(test)]
mod tests {
    use super::MIGRATIONS;

    #[test]
    fn shipped_migrations_never_change() {
        let hashes = MIGRATIONS.map(|text| blake3::hash(text.as_bytes()).to_hex()[..16].to_owned());
        let expected = [
            "999339723bcaafe9", "195a8f34bb45e230", "b22ac3bcab3124e8", "dfb386acf7fdcd35", "1c5d596e02afbbfc",
            "4db84bbebd03790b", "c5ec308b6ea59f3a", "e35f83dcdcb97261", "a2d0bdfc5846fd7e", "b131488765176bd3",
            "cb33ad2a679a41bf", "e96c1cf4278d28ac", "b2c5a0f33f21e84c", "c4b348664d24556c", "2a531b3132926b0a",
            "b1ba82f350218aa8", "502a67094bb8b003", "d5b0a8a3906e5bb3",
        ];
        assert_eq!(hashes, expected);
    }
}
