//! Sources that somebody asks for from the command line are polled at once.

use super::{Service, control, queue::owned};
use crate::model::SourceId;

impl Service {
    /// Sources are polled at once because somebody asks for it.
    pub(super) fn poll_now(&mut self, asked: &control::Asked) {
        let all = asked.wanted.force && asked.wanted.sources.is_empty();
        let named = |id: &SourceId| asked.wanted.sources.iter().any(|wanted| **wanted == **id);
        for source in self.sources.clone().iter().filter(|source| all || named(&source.id)) {
            let knows = self.claims.as_ref().map_or_else(|| self.queue.has(&source.id), |all| all.knows(&source.id));
            let Some(control) = self.control.as_mut().filter(|_| knows) else { continue };
            control.expect(&source.id, asked);
            if let Some(claims) = &mut self.claims {
                claims.ask(&source.id);
                continue;
            }
            // one that is being polled already is heard of when that ends
            let Some((source, mut state)) = self.queue.idle(&source.id).map(owned) else { continue };
            state.gone = false;
            self.queue.begin(&source.id);
            self.poll(source, state);
        }
    }
}
