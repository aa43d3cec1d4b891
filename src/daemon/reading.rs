//! The configuration is read anew beside the polls, which go on meanwhile; what it says as before stays as it is in
//! memory, so that a reload costs what it changes.

use std::{collections::HashMap, future, sync::Arc};

use tokio::task::JoinHandle;

use crate::{
    config::{self, Config},
    model::{Source, SourceId},
};

/// Reads a configuration.
pub type Load = Arc<dyn Fn() -> Result<Config, config::Error> + Send + Sync>;

/// A configuration that is being read, if one is.
#[derive(Default)]
pub struct Reading {
    task: Option<JoinHandle<Result<Config, config::Error>>>,
    /// It was asked for once more meanwhile: the file may have changed since it was read.
    again: bool,
}

impl Reading {
    /// Begins, off the threads that poll.
    pub fn begin(&mut self, load: &Load, known: &[Arc<Source>]) {
        if self.task.is_some() {
            self.again = true;
            return;
        }
        let (load, known) = (Arc::clone(load), known.to_vec());
        self.task = Some(tokio::task::spawn_blocking(move || {
            let mut config = load()?;
            keep(&mut config.sources, &known);
            Ok(config)
        }));
    }

    /// What was read, once it is; and whether it is to be read once more.
    pub async fn read(&mut self) -> (Result<Config, String>, bool) {
        let Some(task) = &mut self.task else { return future::pending().await };
        let read = task.await;
        self.task = None;
        let config = match read {
            Ok(config) => config.map_err(|error| error.to_string()),
            Err(error) => Err(error.to_string()),
        };
        (config, std::mem::take(&mut self.again))
    }
}

/// Sources that are as they were are the ones that we had.
fn keep(sources: &mut [Arc<Source>], known: &[Arc<Source>]) {
    let known: HashMap<&SourceId, &Arc<Source>> = known.iter().map(|source| (&source.id, source)).collect();
    for source in sources {
        if let Some(same) = known.get(&source.id).filter(|known| known.is_same(source)) {
            *source = Arc::clone(same);
        }
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;
    use crate::model::Target;

    fn source(id: &str) -> Source {
        Source::new(id, id, Target::Feed("https://a.example/feed".parse().unwrap()))
    }

    #[test]
    fn what_a_reload_says_as_before_stays_the_same_in_memory() {
        let known: Vec<Arc<Source>> = ["a", "b", "c"].map(|id| Arc::new(source(id))).into();
        let slower = Source { interval: Some(Duration::from_secs(60)), ..source("b") };
        let mut read: Vec<Arc<Source>> = vec![source("c").into(), slower.into(), source("d").into()];
        keep(&mut read, &known);
        let same = |one: usize, other: usize| Arc::ptr_eq(&read[one], &known[other]);
        assert!(same(0, 2) && !same(1, 1) && read[2].id == "d".into());
    }
}
