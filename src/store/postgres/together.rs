//! What many ask for at the same moment is asked together: one statement and one commit serve all. Whoever finds nobody
//! asking asks at once, also for those who came while he waited for his turn.

use std::{
    future::Future,
    sync::{Mutex, MutexGuard, PoisonError},
};

use tokio::sync::oneshot;

use super::error::Broken;

/// Those who wait. What is asked under the same name is asked one after the other.
pub struct Together<W, T> {
    waiting: Mutex<Vec<Waiting<W, T>>>,
    asking: tokio::sync::Mutex<()>,
    most: usize,
}

struct Waiting<W, T> {
    name: String,
    wanted: W,
    tell: oneshot::Sender<Result<T, Broken>>,
}

impl<W, T> Together<W, T> {
    /// Nobody waits; so many are asked for at once.
    pub fn at_most(most: usize) -> Self {
        Self { waiting: Mutex::default(), asking: tokio::sync::Mutex::default(), most }
    }

    /// Asks `all` for this and what others want, by their names; it answers in their order.
    pub async fn ask<F>(&self, name: &str, wanted: W, all: impl Fn(Vec<W>) -> F) -> Result<T, Broken>
    where
        W: Clone,
        F: Future<Output = Result<Vec<T>, Broken>>,
    {
        let (tell, mut told) = oneshot::channel();
        self.lock().push(Waiting { name: name.to_owned(), wanted, tell });
        loop {
            let _turn = tokio::select! {
                biased;
                // whoever asked for us may have been stopped in the middle of it: nobody knows what came of it
                answer = &mut told => {
                    return answer.unwrap_or_else(|_| Err(Broken::Away("the question was cut short".into())));
                }
                turn = self.asking.lock() => turn,
            };
            self.ask_all(&all).await;
        }
    }

    async fn ask_all<F>(&self, all: &impl Fn(Vec<W>) -> F)
    where
        W: Clone,
        F: Future<Output = Result<Vec<T>, Broken>>,
    {
        let waiting = self.next();
        if waiting.is_empty() {
            return;
        }
        match all(waiting.iter().map(|one| one.wanted.clone()).collect()).await {
            Ok(answers) => waiting.into_iter().zip(answers).for_each(|(one, answer)| one.told(Ok(answer))),
            // one of them may be to blame
            Err(broken) if waiting.len() > 1 && !broken.passes() => {
                for one in waiting {
                    let answer = all(vec![one.wanted.clone()]).await;
                    one.told(answer.and_then(|answers| answers.into_iter().next().ok_or(Broken::Missing)));
                }
            }
            Err(broken) => waiting.into_iter().for_each(|one| one.told(Err(broken.clone()))),
        }
    }

    fn lock(&self) -> MutexGuard<'_, Vec<Waiting<W, T>>> {
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The next ones, in one order, so that two processes do not wait for each other. Who gave up waiting wants nothing.
    fn next(&self) -> Vec<Waiting<W, T>> {
        let mut waiting = self.lock();
        let (mut taken, mut others): (Vec<Waiting<W, T>>, Vec<_>) = (Vec::new(), Vec::new());
        for one in waiting.drain(..).filter(|one| !one.tell.is_closed()) {
            let is_there = taken.iter().any(|taken| taken.name == one.name);
            if taken.len() == self.most || is_there { others.push(one) } else { taken.push(one) }
        }
        *waiting = others;
        taken.sort_by(|one, other| one.name.cmp(&other.name));
        taken
    }
}

impl<W, T> Waiting<W, T> {
    fn told(self, answer: Result<T, Broken>) {
        // whoever gave up waiting needs no answer
        drop(self.tell.send(answer));
    }
}
