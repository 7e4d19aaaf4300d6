//! A world that stands still: a clock that is moved by hand, randomness that repeats itself, a folder of one's own.

use std::{
    env, fs,
    future::Future,
    path::{Path, PathBuf},
    process,
    sync::{
        Arc, Mutex,
        atomic::{AtomicU64, Ordering},
    },
    time::Duration,
};

use axum::{
    Router,
    body::{Body, to_bytes},
    http::{HeaderMap, Request, StatusCode},
    response::Response,
};
use bonafide_domain::time::{Millis, Span};
use bonafide_server::{
    App,
    app::{NotOpened, Surroundings},
    clock::Clock,
    config::{Config, Flag, Sources},
    secrets::Random,
};
use serde_json::Value;
use tower::ServiceExt;

/// A clock that is moved by hand.
pub(crate) struct HandClock {
    uptime: Mutex<Duration>,
}

impl HandClock {
    pub(crate) fn new() -> Arc<Self> {
        Arc::new(Self { uptime: Mutex::new(Duration::ZERO) })
    }

    pub(crate) fn forward(&self, seconds: u64) {
        *self.uptime.lock().unwrap() += Duration::from_secs(seconds);
    }
}

impl Clock for HandClock {
    fn now(&self) -> Millis {
        let uptime = i64::try_from(self.uptime().as_millis()).unwrap();
        Millis::new(1_800_000_000_000).plus(Span::millis(uptime))
    }

    fn uptime(&self) -> Duration {
        *self.uptime.lock().unwrap()
    }
}

/// Bytes that are different each time and the same in each run.
pub(crate) struct Counted(AtomicU64);

impl Counted {
    pub(crate) fn new() -> Arc<Self> {
        Arc::new(Self(AtomicU64::new(0)))
    }
}

impl Random for Counted {
    fn fill(&self, bytes: &mut [u8]) {
        for chunk in bytes.chunks_mut(8) {
            let next = self.0.fetch_add(1, Ordering::Relaxed).to_le_bytes();
            chunk.copy_from_slice(&next[..chunk.len()]);
        }
    }
}

/// A folder that is gone after the test.
pub(crate) struct Folder(PathBuf);

impl Folder {
    pub(crate) fn new() -> Self {
        static NEXT: AtomicU64 = AtomicU64::new(0);
        let number = NEXT.fetch_add(1, Ordering::Relaxed);
        let path = env::temp_dir().join(format!("bonafide-foundation-{}-{number}", process::id()));
        // Left there by a killed run whose number came round again.
        let _ = fs::remove_dir_all(&path);
        fs::create_dir_all(&path).unwrap();
        Self(path)
    }

    pub(crate) fn path(&self) -> &Path {
        &self.0
    }

    pub(crate) fn file(&self, name: &str) -> PathBuf {
        self.0.join(name)
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

/// The configuration of these keys.
pub(crate) fn configured(settings: &[(&'static str, &str)]) -> Config {
    let flags = settings.iter().map(|(key, value)| Flag { flag: "--test", key, value: (*value).to_owned() });
    Config::read(&Sources { flags: flags.collect(), ..Sources::default() }).unwrap()
}

/// An app in a folder, with the master key from the environment if one is given.
pub(crate) fn open(folder: &Path, master_key: Option<&str>) -> Result<App, NotOpened> {
    open_with(configured(&[("database.data", folder.to_str().unwrap())]), master_key)
}

pub(crate) fn open_with(config: Config, master_key: Option<&str>) -> Result<App, NotOpened> {
    let surroundings = Surroundings {
        clock: HandClock::new(),
        random: Counted::new(),
        master_key: master_key.map(|text| text.to_owned().into()),
    };
    App::open(config, surroundings)
}

/// Runs async code to its end.
pub(crate) fn run<T>(future: impl Future<Output = T>) -> T {
    tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(future)
}

/// What was answered.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) text: String,
}

impl Answer {
    pub(crate) async fn of(response: Response) -> Self {
        let (parts, body) = response.into_parts();
        let bytes = to_bytes(body, usize::MAX).await.unwrap();
        Self {
            status: parts.status,
            headers: parts.headers,
            text: String::from_utf8(bytes.to_vec()).unwrap(),
        }
    }

    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name).map(|value| value.to_str().unwrap())
    }

    pub(crate) fn json(&self) -> Value {
        serde_json::from_str(&self.text).unwrap_or_else(|error| panic!("{error}: {}", self.text))
    }

    /// Status and code of an error in our shape, which has nothing in it that the shape does not.
    pub(crate) fn refusal(&self) -> (u16, String) {
        let body = self.json();
        assert_eq!(body.as_object().unwrap().len(), 1, "{body}");
        let error = body["error"].as_object().unwrap();
        assert!(error.keys().all(|key| ["code", "description", "reason"].contains(&key.as_str())), "{body}");
        assert!(!error["description"].as_str().unwrap().is_empty(), "{body}");
        (self.status.as_u16(), error["code"].as_str().unwrap().to_owned())
    }
}

/// Asks a router as a client would.
pub(crate) fn ask(router: &Router, request: Request<Body>) -> Answer {
    run(async { Answer::of(router.clone().oneshot(request).await.unwrap()).await })
}
