//! What a run is to do by its arguments, the environment and `rulecheck.toml`; the first that says something decides.

use std::path::{Path, PathBuf};

use super::args::{CheckOutputArgs, ConfigSource, JudgeArgs, ReadingArgs, RuleSource, destination, is_english};
use super::output;
use crate::config::{Config, FILE_NAME};
use crate::diag::suggest;
use crate::driver::{DiskHost, Host, Listing, Options, Reader};
use crate::read::document::Limits;
use crate::report::reasons::CAUSES;
use crate::report::{Format, Grade};

/// The arguments that name rules, and the file that stands behind all arguments.
#[derive(Debug, Default)]
pub(super) struct Settings {
    pub config: Option<Config>,
    rules: Vec<PathBuf>,
    packs: Vec<String>,
}

impl Settings {
    /// Reads the configuration that the arguments name, or that stands in the working folder or above it.
    pub fn load(source: RuleSource) -> Result<Settings, String> {
        Settings::of(source.from, source.rules, source.pack)
    }

    /// The same for rules and packs that are named otherwise.
    pub fn of(from: ConfigSource, rules: Vec<PathBuf>, packs: Vec<String>) -> Result<Settings, String> {
        let path = match from.config {
            _ if from.no_config => None,
            Some(path) => Some(path),
            None => find(),
        };
        let config = path.map(|path| read(&path)).transpose()?;
        Ok(Settings { config, rules, packs })
    }

    /// The rules of a run; all else is as it is without being said.
    pub fn options(&self) -> Options {
        let config = self.config.as_ref();
        let parameters = config.and_then(|config| Some((format!("{} (parameter)", config.path), config.parameters_as_rules()?)));
        Options {
            rules: self.rules(),
            packs: self.packs(),
            texts: parameters.into_iter().collect(),
            severities: config.map(Config::severities).unwrap_or_default(),
            ..Options::default()
        }
    }

    pub fn rules(&self) -> Vec<PathBuf> {
        match &self.config {
            Some(config) if self.rules.is_empty() => {
                config.settings.rules.iter().flat_map(|rules| rules.get_ref()).map(|path| config.resolve(path)).collect()
            }
            _ => self.rules.clone(),
        }
    }

    pub fn packs(&self) -> Vec<String> {
        match &self.config {
            // A pack of this name that is part of the program is not looked for in a folder.
            Some(config) if self.packs.is_empty() => {
                let place = |pack: &String| {
                    let folder = config.resolve(pack);
                    if DiskHost.list(&folder).is_ok() { folder.to_string_lossy().into_owned() } else { pack.clone() }
                };
                config.settings.packs.iter().flat_map(|packs| packs.get_ref()).map(place).collect()
            }
            _ => self.packs.clone(),
        }
    }

    /// The limits of reading files of unknown origin.
    pub fn limits(&self, reading: &ReadingArgs) -> Result<Limits, String> {
        let mut limits = Limits::default();
        if let Some(config) = &self.config {
            for (name, most) in &config.settings.read_limit {
                if !limits.set(name, *most.get_ref()) {
                    let place = config.place(most.span());
                    return Err(format!("`{place}`: there is no limit `{name}`; the limits are {}", Limits::NAMES.join(", ")));
                }
            }
        }
        for (name, most) in &reading.read_limit {
            limits.set(name, *most);
        }
        Ok(limits)
    }

    /// The reader of such files: this program, started anew for each.
    pub fn reader(&self, reading: &ReadingArgs) -> Result<Reader, String> {
        let limits = self.limits(reading)?;
        Ok(output::program().map_or(Reader::Refused, |program| Reader::Apart { program, limits }))
    }

    /// The language of what people read, where it is not English.
    pub fn language(&self, given: Option<&String>) -> Option<String> {
        let configured = || self.config.as_ref()?.settings.lang.as_ref().map(|lang| lang.get_ref());
        given.or_else(configured).filter(|tag| !is_english(tag)).cloned()
    }

    /// The form of standard output.
    pub fn format(&self, args: &CheckOutputArgs) -> Format {
        let configured = || self.config.as_ref()?.settings.format.as_ref().map(|format| *format.get_ref());
        args.format.or_else(configured).unwrap_or(Format::Full)
    }

    /// The files to write besides, with their forms.
    pub fn outputs(&self, args: &CheckOutputArgs) -> Result<Vec<(Format, PathBuf)>, String> {
        let configured = self.config.as_ref().and_then(|config| Some((config, config.settings.output.as_ref()?)));
        let Some((config, outputs)) = configured.filter(|_| args.output.is_empty()) else { return Ok(args.output.clone()) };
        let place = config.place(outputs.span());
        let read = |text: &String| destination(text).map_err(|reason| format!("`{place}`: {reason}"));
        let resolved = |(format, path): (Format, PathBuf)| (format, if path.as_os_str() == "-" { path } else { config.folder.join(path) });
        outputs.get_ref().iter().map(|text| read(text).map(resolved)).collect()
    }

    pub fn baseline(&self, args: &JudgeArgs) -> Option<PathBuf> {
        let configured = || {
            let config = self.config.as_ref()?;
            Some(config.resolve(config.settings.baseline.as_ref()?.get_ref()))
        };
        args.baseline.clone().or_else(configured)
    }

    pub fn fail_on(&self, args: &JudgeArgs) -> Grade {
        let configured = || self.config.as_ref()?.settings.fail_on.as_ref().map(|grade| *grade.get_ref());
        args.fail_on.map(Grade::from).or_else(configured).unwrap_or(Grade::Error)
    }

    /// The causes that may leave something undetermined; an empty list stands for all of them.
    pub fn allow_undetermined(&self, args: &JudgeArgs) -> Result<Option<Vec<String>>, String> {
        let configured = self.config.as_ref().and_then(|config| Some((config, config.settings.allow_undetermined.as_ref()?)));
        let Some((config, causes)) = configured.filter(|_| args.allow_undetermined.is_none()) else {
            return Ok(args.allow_undetermined.clone());
        };
        let known: Vec<&str> = CAUSES.iter().map(|cause| cause.1).collect();
        if let Some(unknown) = causes.get_ref().iter().find(|cause| !known.contains(&cause.as_str())) {
            let place = config.place(causes.span());
            let advice = suggest::nearest(unknown, known.iter().copied());
            let advice = advice.map_or_else(|| format!("the causes are {}", known.join(", ")), |near| format!("did you mean `{near}`?"));
            return Err(format!("`{place}`: there is no cause `{unknown}`; {advice}"));
        }
        Ok(Some(causes.get_ref().clone()))
    }
}

/// The file in the working folder, or else in the nearest folder above it that has one.
fn find() -> Option<PathBuf> {
    let mut folder = PathBuf::new();
    for _ in DiskHost.identity(Path::new(".")).ancestors() {
        let path = folder.join(FILE_NAME);
        if matches!(DiskHost.list(&path), Ok(Listing::File)) {
            return Some(path);
        }
        folder.push("..");
    }
    None
}

fn read(path: &Path) -> Result<Config, String> {
    let bytes = DiskHost.read(path).map_err(|fault| format!("--config: {fault}"))?;
    let shown = path.to_string_lossy().replace(std::path::MAIN_SEPARATOR, "/");
    let text = String::from_utf8(bytes).map_err(|_| format!("`{shown}` is not UTF-8 text"))?;
    Config::parse(path, shown, text)
}
