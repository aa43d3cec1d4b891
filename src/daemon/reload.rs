//! SIGHUP: the configuration is read again, and what it changes is told.

use std::{
    collections::{HashMap, HashSet},
    sync::Arc,
};

use super::{Error, Service, fetch_settings, made::policy, polled, signals, watch};
use crate::{
    config::Config,
    model::{Source, SourceId, SourceState},
};

/// Ids that a line of the log names.
const NAMED: usize = 12;

impl Service {
    pub(super) fn reload(&mut self) {
        signals::reloading();
        self.reading.begin(&self.options.load, &self.sources);
    }

    /// It was read; `again`: and is to be read once more.
    pub(super) async fn reloaded(&mut self, read: Result<Config, String>, again: bool) {
        match read {
            Err(error) => tracing::error!("the configuration was not reloaded, the old one holds:\n{error}"),
            Ok(config) => match self.take_over(&config).await {
                Ok(()) => self.told(config),
                Err(error) => tracing::error!(%error, "the configuration was not reloaded, the old one holds"),
            },
        }
        signals::ready("reloaded");
        if again {
            self.reload();
        }
    }

    async fn take_over(&mut self, config: &Config) -> Result<(), Error> {
        let store = self.world.store.clone();
        // whom we asked when, who wants rest and what robots.txt says holds on, for polls that still run too
        let web = self.world.web.again(&fetch_settings(config), self.options.mode.clone())?;
        let world = self.world.again(web, policy(config));
        let applies = self.options.applies;
        let mut changed = if applies { store.register(&config.sources, world.clock.now()).await? } else { Vec::new() };
        let polled = polled(&self.options, &world.web, &config.sources);
        if self.claims.is_none() {
            changed.extend(self.queue.lacks(&polled));
        }
        let changed = store.states_of(changed).await?;
        self.world = Arc::new(world);
        self.sources.clone_from(&config.sources);
        self.keep.send_replace(config.feed.keep);
        self.requeue(&polled, changed);
        self.serving.reload(watch::settings(config, self.options.listen));
        self.hubs.reachable(config.daemon.public_url.as_ref(), &self.options.mode);
        self.expect_all();
        Ok(())
    }

    /// The queue has the sources that it is to have, in these states as far as they changed.
    pub(super) fn requeue(&mut self, sources: &[Arc<Source>], changed: Vec<SourceState>) {
        let Some(claims) = &mut self.claims else { return self.queue.replace(sources, changed) };
        claims.replace(sources);
        // what is claimed is polled as it was; what is not there any more is let go
        let gone: Vec<SourceId> =
            self.queue.states().map(|state| &state.source_id).filter(|id| !claims.knows(id)).cloned().collect();
        gone.iter().for_each(|id| self.let_go(id));
        let held: Vec<Arc<Source>> = sources.iter().filter(|source| self.queue.has(&source.id)).cloned().collect();
        self.queue.replace(&held, changed);
    }

    /// What came, went and changed, and what only a restart takes up.
    fn told(&mut self, config: Config) {
        let before = std::mem::replace(&mut self.config, config);
        let now = &self.config;
        let difference = Difference::between(&before.sources, &now.sources);
        tracing::info!(
            sources = now.sources.len(),
            added = %named(&difference.added),
            removed = %named(&difference.removed),
            changed = %named(&difference.changed),
            "configuration reloaded"
        );
        for warning in &now.warnings {
            tracing::warn!("{}", warning.line());
        }
        let (old, new) = (&before.daemon, &now.daemon);
        let restart = [
            ("listen", old.listen != new.listen),
            ("database", old.database != new.database),
            ("read_database", old.read_database != new.read_database),
            ("log", old.log != new.log),
        ];
        for (key, _) in restart.into_iter().filter(|(_, differs)| *differs) {
            tracing::warn!("[daemon] {key} changed: that needs a restart, until then the old one holds");
        }
    }
}

struct Difference {
    added: Vec<SourceId>,
    removed: Vec<SourceId>,
    changed: Vec<SourceId>,
}

impl Difference {
    fn between(before: &[Arc<Source>], now: &[Arc<Source>]) -> Self {
        let old: HashMap<&SourceId, &Arc<Source>> = before.iter().map(|source| (&source.id, source)).collect();
        let new: HashSet<&SourceId> = now.iter().map(|source| &source.id).collect();
        let ids = |sources: &mut dyn Iterator<Item = &Arc<Source>>| sources.map(|source| source.id.clone()).collect();
        Self {
            added: ids(&mut now.iter().filter(|source| !old.contains_key(&source.id))),
            removed: ids(&mut before.iter().filter(|source| !new.contains(&source.id))),
            changed: ids(&mut now.iter().filter(|source| old.get(&source.id).is_some_and(|old| differs(old, source)))),
        }
    }
}

/// As their stanzas go; a source shows no secrets, so that headers are compared as they are.
fn differs(old: &Source, new: &Source) -> bool {
    // what stayed is the same in memory: no need to look at it
    !std::ptr::eq(old, new)
        && (old.stanza() != new.stanza() || old.target != new.target || old.credentials != new.credentials)
}

fn named(ids: &[SourceId]) -> String {
    let names: Vec<&str> = ids.iter().take(NAMED).map(|id| &**id).collect();
    let more = ids.len().saturating_sub(NAMED);
    let rest = if more > 0 { format!(" and {more} more") } else { String::new() };
    if ids.is_empty() { "none".into() } else { format!("{}{rest}", names.join(" ")) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Target;

    fn source(id: &str, url: &str) -> Arc<Source> {
        Source::new(id, id, Target::Feed(url.parse().unwrap())).into()
    }

    #[test]
    fn what_came_went_and_changed_is_told_apart() {
        let before =
            [source("a", "http://a.example/"), source("b", "http://b.example/"), source("c", "http://c.example/")];
        let now =
            [source("a", "http://a.example/"), source("b", "http://b.example/feed"), source("d", "http://d.example/")];
        let difference = Difference::between(&before, &now);
        let told = [&difference.added, &difference.removed, &difference.changed].map(|ids| named(ids));
        assert_eq!(told, ["d", "c", "b"]);
    }
}
