//! Where settings come from, and in which order.

use std::path::PathBuf;

use super::{
    ConfigError,
    key::{Key, nearest},
};

/// Variables that begin like ours and are no settings.
const OTHER_VARIABLES: [&str; 3] = ["BONAFIDE_LOG", "BONAFIDE_MASTER_KEY", "BONAFIDE_CONFIG"];
const PREFIX: &str = "BONAFIDE_";

/// A setting that came with a flag.
#[derive(Debug, Clone)]
pub struct Flag {
    /// The flag, as it was typed: `--listen`.
    pub flag: &'static str,
    /// The key that it sets.
    pub key: &'static str,
    /// Its value.
    pub value: String,
}

/// The sources of a configuration: file, then environment, then flags.
#[derive(Debug, Clone, Default)]
pub struct Sources {
    /// The TOML file, if one was named.
    pub file: Option<PathBuf>,
    /// The environment of the process; variables of others are passed over.
    pub environment: Vec<(String, String)>,
    /// The flags that were given.
    pub flags: Vec<Flag>,
}

/// A value for a key, and where it came from.
pub(super) struct Setting {
    pub(super) key: &'static Key,
    pub(super) value: String,
    place: String,
    flag: bool,
}

impl Setting {
    pub(super) fn refused(&self, wants: &str) -> ConfigError {
        ConfigError::Value {
            place: self.place.clone(),
            name: self.key.name,
            wants: wants.to_owned(),
            flag: self.flag,
        }
    }
}

impl Sources {
    /// All settings, each later one to be taken over the earlier ones.
    pub(super) fn settings(&self) -> Result<Vec<Setting>, ConfigError> {
        let mut settings = self.in_file()?;
        settings.extend(self.in_environment()?);
        for Flag { flag, key, value } in &self.flags {
            let place = (*flag).to_owned();
            settings.push(Setting { key: known(key, &place)?, value: value.clone(), place, flag: true });
        }
        Ok(settings)
    }

    fn in_file(&self) -> Result<Vec<Setting>, ConfigError> {
        let Some(file) = &self.file else { return Ok(Vec::new()) };
        let path = file.display().to_string();
        let text = std::fs::read_to_string(file)
            .map_err(|error| ConfigError::Unreadable { path: path.clone(), why: error.to_string() })?;
        let table: toml::Table = text.parse().map_err(|error: toml::de::Error| ConfigError::NotToml {
            path: path.clone(),
            // The message alone: the rest of it quotes the file, which may hold a password.
            why: error.message().to_owned(),
        })?;
        let mut settings = Vec::new();
        for (section, value) in table {
            let keys = if let toml::Value::Table(keys) = value {
                keys
            } else {
                [(String::new(), value)].into_iter().collect()
            };
            for (key, value) in keys {
                let name = format!("{section}.{key}");
                let key = known(name.trim_end_matches('.'), &path)?;
                settings.push(Setting { key, value: plain(value), place: path.clone(), flag: false });
            }
        }
        Ok(settings)
    }

    fn in_environment(&self) -> Result<Vec<Setting>, ConfigError> {
        let ours = self.environment.iter().filter(|(name, _)| {
            // A setting of ours is one, though it ends as theirs do.
            let is_theirs = || made_by_kubernetes(name) && !Key::all().any(|key| key.variable() == *name);
            name.starts_with(PREFIX) && !OTHER_VARIABLES.contains(&name.as_str()) && !is_theirs()
        });
        ours.map(|(name, value)| {
            let place = "the environment".to_owned();
            let Some(key) = Key::all().find(|key| key.variable() == *name) else {
                let others = OTHER_VARIABLES.map(str::to_owned);
                let suggestion = nearest(name, Key::all().map(Key::variable).chain(others));
                return Err(ConfigError::Unknown { place, name: name.clone(), suggestion });
            };
            Ok(Setting { key, value: value.clone(), place, flag: false })
        })
        .collect()
    }
}

/// Kubernetes describes each service to every container: for one called `bonafide`, in variables that begin like
/// ours.
fn made_by_kubernetes(name: &str) -> bool {
    let rest = name.strip_prefix("BONAFIDE").unwrap_or_default();
    ["_SERVICE_HOST", "_SERVICE_PORT", "_PORT"].iter().any(|part| rest.contains(part))
}

fn known(name: &str, place: &str) -> Result<&'static Key, ConfigError> {
    Key::all().find(|key| key.name == name).ok_or_else(|| ConfigError::Unknown {
        place: place.to_owned(),
        name: name.to_owned(),
        suggestion: nearest(name, Key::all().map(|key| key.name.to_owned())),
    })
}

/// The value as one would write it in the environment: lists with commas between.
fn plain(value: toml::Value) -> String {
    match value {
        toml::Value::String(text) => text,
        toml::Value::Array(values) => values.into_iter().map(plain).collect::<Vec<_>>().join(","),
        other @ (toml::Value::Integer(_)
        | toml::Value::Float(_)
        | toml::Value::Boolean(_)
        | toml::Value::Datetime(_)
        | toml::Value::Table(_)) => other.to_string(),
    }
}
