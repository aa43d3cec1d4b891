//! The index of bands, in two levels: a large one on disk, and the latest in memory (a log-structured merge tree,
//! O'Neil et al. 1996).
//!
//! Bands are hashes: written one by one, each would fetch, change and log a page of the large index. So they wait, in
//! memory to be found and in `new_bands` to be safe, until there are enough of them to share its pages.

use rusqlite::{CachedStatement, Connection, params};

use crate::model::{BAND_BITS, Fingerprint, ReleaseId, Sought};

/// So many wait: two megabytes, the bands of some 20,000 releases.
const WAITING: usize = 1 << 18;
/// Of a band, so many bits choose the bucket, and the others stand in it.
const LOW_BITS: u32 = 32;
/// Buckets grow alike: to double them would waste a third.
const GROWTH: usize = 16;
/// Of the highest bits of a band.
pub const BUCKETS: usize = 1 << (BAND_BITS - LOW_BITS);
/// Buckets that a poll sorts in: in a large index each of their bands touches a page of its own still.
const STEP: usize = 16;

/// Bands that are not in the large index yet.
pub struct NewBands {
    releases: Vec<Banded>,
    /// The lower half of a band, and the place of its release.
    buckets: Vec<Vec<(u32, u32)>>,
    count: usize,
    /// Some are in the large index.
    settled: bool,
    settling: Option<Settling>,
}

/// How far they are sorted in.
struct Settling {
    /// The next bucket.
    bucket: usize,
    /// The releases that were there when it began: what comes later waits for the next time.
    releases: usize,
    /// And their last row.
    row: i64,
}

/// A release with a band: the latest is the greatest.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Banded {
    /// Its day.
    pub day: i32,
    /// Its identifier.
    pub release: ReleaseId,
    /// How many bands it has.
    pub bands: u16,
}

impl NewBands {
    fn none(settled: bool) -> Self {
        Self { releases: Vec::new(), buckets: vec![Vec::new(); BUCKETS], count: 0, settled, settling: None }
    }

    /// Those that wait in a database.
    pub fn load(connection: &Connection) -> rusqlite::Result<Self> {
        let mut new = Self::none(connection.prepare("SELECT 1 FROM band")?.exists([])?);
        let mut query = connection.prepare("SELECT release, day, bands FROM new_bands")?;
        let mut rows = query.query([])?;
        while let Some(row) = rows.next()? {
            let (bands, _) = row.get_ref(2)?.as_blob()?.as_chunks();
            new.wait(row.get(0)?, row.get(1)?, bands.iter().map(|bytes| i64::from_be_bytes(*bytes)));
        }
        Ok(new)
    }

    /// Adds a release's bands.
    pub fn add(&mut self, connection: &Connection, release: ReleaseId, print: &Fingerprint) -> rusqlite::Result<()> {
        if print.bands.is_empty() {
            // nothing finds it, and nothing would ever count it out again
            return Ok(());
        }
        let bytes: Vec<u8> = print.bands.iter().flat_map(|band| band.to_be_bytes()).collect();
        connection
            .prepare_cached("INSERT INTO new_bands (release, day, bands) VALUES (?1, ?2, ?3)")?
            .execute(params![release, print.day, bytes])?;
        self.wait(release, print.day, print.bands.iter().copied());
        Ok(())
    }

    fn wait(&mut self, release: ReleaseId, day: i64, bands: impl ExactSizeIterator<Item = i64>) {
        let place = u32::try_from(self.releases.len()).unwrap_or(u32::MAX);
        let day = day.clamp(i32::MIN.into(), i32::MAX.into()) as i32;
        self.releases.push(Banded { day, release, bands: u16::try_from(bands.len()).unwrap_or(u16::MAX) });
        self.count += bands.len();
        for band in bands {
            let (bucket, low) = halves(band);
            let bucket = &mut self.buckets[bucket];
            if bucket.len() == bucket.capacity() {
                bucket.reserve_exact(GROWTH);
            }
            bucket.push((low, place));
        }
    }

    /// Sorts them into the large index when enough wait, some with each poll. Done again, it changes nothing: what a
    /// process left half done is begun anew.
    pub fn settle(&mut self, connection: &Connection) -> rusqlite::Result<()> {
        if self.settling.is_none() && self.count < WAITING {
            return Ok(());
        }
        let mut settling = match self.settling.take() {
            Some(settling) => settling,
            None => {
                let row = connection.query_row("SELECT max(n) FROM new_bands", [], |row| row.get(0))?;
                Settling { bucket: 0, releases: self.releases.len(), row }
            }
        };
        self.settled = true;
        let mut insert = connection
            .prepare_cached("INSERT OR IGNORE INTO band (band, day, release, bands) VALUES (?1, ?2, ?3, ?4)")?;
        for _ in 0..STEP {
            let mut bucket = std::mem::take(&mut self.buckets[settling.bucket]);
            bucket.sort_unstable();
            self.count -= bucket.len();
            for (low, place) in bucket {
                let Banded { day, release, bands } = self.releases[place as usize];
                insert.execute((band(settling.bucket, low), day, release, bands))?;
            }
            settling.bucket += 1;
        }
        if settling.bucket < BUCKETS {
            self.settling = Some(settling);
            return Ok(());
        }
        connection.execute("DELETE FROM new_bands WHERE n <= ?1", [settling.row])?;
        self.releases.drain(..settling.releases);
        let gone = u32::try_from(settling.releases).unwrap_or(u32::MAX);
        self.buckets.iter_mut().flatten().for_each(|(_, place)| *place -= gone);
        Ok(())
    }

    /// Both levels, to look into.
    pub fn index<'c>(&'c self, connection: &'c Connection) -> rusqlite::Result<Index<'c>> {
        let query = connection.prepare_cached(
            "SELECT day, release, bands FROM band WHERE band = ?1 AND day BETWEEN ?2 AND ?3
             ORDER BY day DESC, release DESC LIMIT ?4",
        )?;
        Ok(Index { query, new: self })
    }
}

/// Which bucket a band is in, and as what.
fn halves(band: i64) -> (usize, u32) {
    let band = band.cast_unsigned();
    ((band >> LOW_BITS) as usize % BUCKETS, (band & u64::from(u32::MAX)) as u32)
}

fn band(bucket: usize, low: u32) -> i64 {
    ((bucket as u64) << LOW_BITS | u64::from(low)).cast_signed()
}

/// The index of bands.
pub struct Index<'c> {
    query: CachedStatement<'c>,
    new: &'c NewBands,
}

impl Index<'_> {
    /// The latest releases that have a band, within the days that are sought.
    pub fn latest(&mut self, band: i64, sought: &Sought, limit: usize) -> rusqlite::Result<Vec<Banded>> {
        let mut found = if self.new.settled { self.settled(band, sought, limit)? } else { Vec::new() };
        let (bucket, low) = halves(band);
        // those that came last: a template may have thousands
        let new = self.new.buckets[bucket].iter().rev().filter(|(other, _)| *other == low);
        let new = new.map(|(_, place)| self.new.releases[*place as usize]);
        found.extend(new.filter(|banded| (sought.from..=sought.to).contains(&i64::from(banded.day))).take(limit));
        found.sort_unstable_by(|a, b| b.cmp(a));
        found.dedup_by_key(|banded| banded.release);
        found.truncate(limit);
        Ok(found)
    }

    fn settled(&mut self, band: i64, sought: &Sought, limit: usize) -> rusqlite::Result<Vec<Banded>> {
        let most = i64::try_from(limit).unwrap_or(i64::MAX);
        let rows = self.query.query_map(params![band, sought.from, sought.to, most], |row| {
            Ok(Banded { day: row.get(0)?, release: row.get(1)?, bands: row.get(2)? })
        })?;
        rows.collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn database() -> Connection {
        let mut connection = Connection::open_in_memory().unwrap();
        super::super::schema::migrate(&mut connection).unwrap();
        connection
    }

    fn print(bands: impl IntoIterator<Item = i64>, day: i64) -> Fingerprint {
        Fingerprint { bands: bands.into_iter().collect(), day, ..Fingerprint::default() }
    }

    fn found(connection: &Connection, new: &NewBands, band: i64, from: i64, to: i64) -> Vec<i64> {
        let sought = Sought { bands: Vec::new(), figures: None, from, to };
        let latest = new.index(connection).unwrap().latest(band, &sought, 3).unwrap();
        latest.into_iter().map(|banded| banded.release.0).collect()
    }

    #[test]
    fn bands_are_found_while_they_wait_and_when_they_are_sorted_in() {
        const HIGH: i64 = (1 << BAND_BITS) - 1;
        let connection = database();
        let mut new = NewBands::load(&connection).unwrap();
        for release in 1..=4 {
            new.add(&connection, ReleaseId(release), &print([7, HIGH, release * 100], release)).unwrap();
        }
        let holds = |new: &NewBands| {
            assert_eq!(found(&connection, new, 7, 0, 9), [4, 3, 2]);
            assert_eq!(found(&connection, new, HIGH, 1, 2), [2, 1]);
            assert_eq!(found(&connection, new, 300, 0, 9), [3]);
            assert!(
                found(&connection, new, 8, 0, 9).is_empty() && found(&connection, new, 7 | 1 << 32, 0, 9).is_empty()
            );
        };
        new.add(&connection, ReleaseId(9), &print([], 9)).unwrap();
        holds(&new);
        holds(&NewBands::load(&connection).unwrap());
        new.settle(&connection).unwrap();
        assert_eq!((new.releases.len(), new.settled), (4, false));
        let many = (0..WAITING as i64).map(|n| (n + 1) << 20 | 5);
        new.add(&connection, ReleaseId(5), &print(many, 30)).unwrap();
        // some with each poll, and one that comes meanwhile
        for poll in 0..BUCKETS / STEP {
            new.settle(&connection).unwrap();
            holds(&new);
            if poll == 9 {
                new.add(&connection, ReleaseId(6), &print([7, HIGH], 40)).unwrap();
                holds(&NewBands::load(&connection).unwrap());
            }
        }
        assert!(new.settling.is_none());
        assert_eq!((new.releases.len(), new.count), (1, 1));
        assert_eq!(found(&connection, &new, 7, 40, 40), [6]);
        assert_eq!(found(&connection, &new, HIGH, 40, 40), [6]);
        let again = NewBands::load(&connection).unwrap();
        holds(&again);
        assert_eq!((found(&connection, &again, 7, 40, 40), again.releases.len()), (vec![6], 1));
        // one in each level
        new.add(&connection, ReleaseId(7), &print([7], 6)).unwrap();
        assert_eq!(found(&connection, &new, 7, 0, 9), [7, 4, 3]);
    }
}
