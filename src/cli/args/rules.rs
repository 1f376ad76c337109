//! Where rules and configuration are taken from.

use std::path::PathBuf;

use clap::Args;

#[derive(Clone, Debug, Args)]
pub(in crate::cli) struct RuleSource {
    /// Add rules: a .rules file, or a folder of them; may be repeated
    #[arg(long, value_name = "PATH", env = "RULECHECK_RULES", hide_env_values = true, help_heading = "Which rules")]
    pub rules: Vec<PathBuf>,

    /// Take this pack instead of the embedded ones that fit the returns: its name, or its folder; may be repeated
    #[arg(long, value_name = "NAME|DIR", env = "RULECHECK_PACK", hide_env_values = true, help_heading = "Which rules")]
    pub pack: Vec<String>,

    #[command(flatten)]
    pub from: ConfigSource,
}

/// Where the configuration is.
#[derive(Clone, Debug, Args)]
pub(in crate::cli) struct ConfigSource {
    /// Take the configuration from this file, not from the rulecheck.toml of the working folder or of the nearest one above it
    #[arg(long, value_name = "FILE", env = "RULECHECK_CONFIG", hide_env_values = true, help_heading = "Configuration")]
    pub config: Option<PathBuf>,

    /// Take no configuration from any file
    #[arg(long, help_heading = "Configuration")]
    pub no_config: bool,
}
