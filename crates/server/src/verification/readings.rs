//! Readings of something that many need at once: there is one at a time, and it serves everybody who came before it began.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use crate::http::ApiError;

/// The number of a reading, counted from 1.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Number(u64);

/// What was read last, and whose turn it is to read it again.
pub(super) struct Readings<T> {
    /// Held by whoever reads.
    alone: tokio::sync::Mutex<()>,
    state: Mutex<State<T>>,
}

struct State<T> {
    begun: Number,
    last: Option<Last<T>>,
}

/// What came of the reading that ended last.
struct Last<T> {
    number: Number,
    read: Result<Arc<T>, ApiError>,
}

/// What somebody does who needs a reading that began after they came.
pub(super) enum Turn<'a, T> {
    /// Somebody else's was one, and this came of it.
    Read(Result<Arc<T>, ApiError>),
    /// They read themselves.
    Theirs(Reader<'a, T>),
}

/// Whoever reads, until this is dropped.
pub(super) struct Reader<'a, T> {
    readings: &'a Readings<T>,
    _alone: tokio::sync::MutexGuard<'a, ()>,
}

impl<T> Default for Readings<T> {
    fn default() -> Self {
        let state = State { begun: Number::default(), last: None };
        Self { alone: tokio::sync::Mutex::default(), state: Mutex::new(state) }
    }
}

impl<T> Readings<T> {
    /// The reading that began last: one with a greater number has all that there was when this was asked.
    pub(super) fn begun(&self) -> Number {
        self.state().begun
    }

    /// What was read last, if that went well.
    pub(super) fn kept(&self) -> Option<Arc<T>> {
        self.state().last.as_ref()?.read.as_ref().ok().cloned()
    }

    /// Waits for a reading after this one, or for the turn to make it. Who reads while the database hangs holds the others no longer than
    /// it takes: what comes of it, good or bad, is everybody's who waited for it.
    pub(super) async fn after(&self, number: Number) -> Turn<'_, T> {
        let alone = self.alone.lock().await;
        let last =
            self.state().last.as_ref().filter(|last| last.number > number).map(|last| last.read.clone());
        match last {
            Some(read) => Turn::Read(read),
            None => Turn::Theirs(Reader { readings: self, _alone: alone }),
        }
    }

    fn state(&self) -> MutexGuard<'_, State<T>> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl<T> Reader<'_, T> {
    /// The reading begins: it has the number that this gives.
    pub(super) fn begin(&self) -> Number {
        let mut state = self.readings.state();
        state.begun = Number(state.begun.0 + 1);
        state.begun
    }

    /// Keeps what came of it.
    pub(super) fn end(self, number: Number, read: Result<T, ApiError>) -> Result<Arc<T>, ApiError> {
        let read = read.map(Arc::new);
        self.readings.state().last = Some(Last { number, read: read.clone() });
        read
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicU32, Ordering};

    use tokio::{sync::Semaphore, task::JoinSet};

    use super::*;
    use crate::http::ErrorCode;

    /// Something whose readings end when the test lets them.
    struct Read {
        readings: Readings<u32>,
        times: AtomicU32,
        may: Semaphore,
    }

    impl Read {
        fn held() -> Arc<Self> {
            let (readings, times, may) = (Readings::default(), AtomicU32::new(0), Semaphore::new(0));
            Arc::new(Self { readings, times, may })
        }

        async fn after(&self, number: Number, fails: bool) -> Result<u32, ApiError> {
            let read = match self.readings.after(number).await {
                Turn::Read(read) => read,
                Turn::Theirs(reader) => {
                    let number = reader.begin();
                    let times = self.times.fetch_add(1, Ordering::SeqCst) + 1;
                    self.may.acquire().await.unwrap().forget();
                    reader.end(number, if fails { Err(ErrorCode::Busy.into()) } else { Ok(times) })
                }
            };
            read.map(|read| *read)
        }

        fn let_one_end(&self) {
            self.may.add_permits(1);
        }

        /// So many who come now, each on a task of their own.
        fn come(self: &Arc<Self>, people: u32, fails: bool) -> JoinSet<Result<u32, ApiError>> {
            let came = self.readings.begun();
            let mut waiting = JoinSet::new();
            for _ in 0..people {
                let read = Arc::clone(self);
                waiting.spawn(async move { read.after(came, fails).await });
            }
            waiting
        }

        /// Waits until so many readings were begun.
        async fn until_begun(&self, times: u32) {
            while self.times.load(Ordering::SeqCst) < times {
                tokio::task::yield_now().await;
            }
        }
    }

    #[tokio::test]
    async fn many_who_come_at_once_are_served_by_one_reading() {
        let read = Read::held();
        let waiting = read.come(100, false);
        read.until_begun(1).await;
        read.let_one_end();
        assert_eq!(waiting.join_all().await, vec![Ok(1); 100]);
        assert_eq!(read.times.load(Ordering::SeqCst), 1);
        assert_eq!(read.readings.kept().as_deref(), Some(&1));
    }

    #[tokio::test]
    async fn whoever_comes_while_one_is_under_way_is_served_by_the_next() {
        let read = Read::held();
        let first = read.come(1, false);
        read.until_begun(1).await;
        // What they need may have been written since that began.
        let later = read.come(100, false);
        read.let_one_end();
        assert_eq!(first.join_all().await, [Ok(1)]);
        read.until_begun(2).await;
        read.let_one_end();
        assert_eq!(later.join_all().await, vec![Ok(2); 100]);
        assert_eq!(read.times.load(Ordering::SeqCst), 2);
    }

    #[tokio::test]
    async fn a_reading_that_fails_is_everybodys_who_waited_for_it_and_nobodys_later() {
        let read = Read::held();
        let waiting = read.come(100, true);
        read.until_begun(1).await;
        read.let_one_end();
        assert_eq!(waiting.join_all().await, vec![Err(ErrorCode::Busy.into()); 100]);
        assert_eq!(read.readings.kept(), None);
        let later = read.come(1, false);
        read.let_one_end();
        assert_eq!(later.join_all().await, [Ok(2)]);
    }

    #[tokio::test]
    async fn a_reader_who_hangs_up_leaves_the_turn_to_the_next() {
        let read = Read::held();
        let mut first = read.come(1, false);
        read.until_begun(1).await;
        let waiting = read.come(2, false);
        first.shutdown().await;
        read.let_one_end();
        assert_eq!(waiting.join_all().await, vec![Ok(2); 2]);
    }
}
