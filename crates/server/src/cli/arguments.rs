//! What may be written on the command line. Options of the store and the server are read by [`crate::config`].

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand};
use serde::Serialize;
use tempfile::TempDir;

use crate::cli::Stopped;
use crate::config::Config;

/// De onde vem cada lead do WhatsApp, e onde ele chega.
#[derive(Debug, Parser)]
#[command(name = "nascente", version, about, propagate_version = true, arg_required_else_help = true)]
pub(crate) struct Arguments {
    #[command(flatten)]
    pub(crate) options: StoreOptions,
    #[command(subcommand)]
    pub(crate) command: Command,
}

/// Where the data is: for every command. Each also as `NASCENTE_…` and in `nascente.toml`.
#[derive(Debug, Clone, Default, Args, Serialize)]
#[command(next_help_heading = "Store (for every command; also as NASCENTE_… and in nascente.toml)")]
pub(crate) struct StoreOptions {
    /// Folder of the SQLite file and of the key file [default: data]
    #[arg(long, global = true, value_name = "DIR")]
    #[serde(skip_serializing_if = "Option::is_none")]
    data: Option<PathBuf>,
    /// PostgreSQL instead of SQLite
    #[arg(long, global = true, value_name = "postgres://…")]
    #[serde(skip_serializing_if = "Option::is_none")]
    database_url: Option<String>,
    /// The address under which browsers and providers reach the server
    #[arg(long, global = true, value_name = "URL")]
    #[serde(skip_serializing_if = "Option::is_none")]
    public_url: Option<String>,
    /// The file of settings [default: nascente.toml, where there is one]
    #[arg(long, global = true, value_name = "FILE")]
    #[serde(skip)]
    config: Option<PathBuf>,
}

impl StoreOptions {
    /// The settings of the demo; without `--data` its store is in a folder that is removed at the end.
    pub(crate) fn read_demo(mut self, serving: ServeOptions) -> Result<(Config, Option<TempDir>), Stopped> {
        let folder = if self.data.is_none() && self.database_url.is_none() {
            let made = TempDir::with_prefix("nascente-demo-")
                .map_err(|error| Stopped::because(error, "choose a folder with --data"))?;
            self.data = Some(made.path().to_owned());
            Some(made)
        } else {
            None
        };
        let mut config = self.read(Some(serving))?;
        config.demo = true;
        // Browsers and the simulated phone need an address, and "everywhere" is none.
        if config.public_url.is_none() && config.listen.ip().is_unspecified() {
            config.public_url = Some(format!("http://localhost:{}", config.listen.port()));
        }
        Ok((config, folder))
    }

    pub(crate) fn read(self, serving: Option<ServeOptions>) -> Result<Config, Stopped> {
        let file = self.config.clone();
        Config::read(file, &self, &serving.unwrap_or_default())
            .map_err(|error| Stopped::because(error, "see `nascente serve --help`"))
    }
}

#[derive(Debug, Clone, Default, Args, Serialize)]
pub(crate) struct ServeOptions {
    /// Where to listen [default: 127.0.0.1:8080]
    #[arg(long, value_name = "ADDRESS:PORT")]
    #[serde(skip_serializing_if = "Option::is_none")]
    listen: Option<String>,
    /// Network of proxies whose `X-Forwarded-For` is believed; may be repeated
    #[arg(long, value_name = "CIDR")]
    #[serde(skip_serializing_if = "Vec::is_empty")]
    trusted_proxy: Vec<String>,
    /// Private network that the server may send to; may be repeated
    #[arg(long, value_name = "CIDR")]
    #[serde(skip_serializing_if = "Vec::is_empty")]
    outbound_allow: Vec<String>,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// The server
    Serve(ServeOptions),
    /// A demo company with 90 days of history and a simulated phone at /simulator; nothing to configure
    Demo(ServeOptions),
    /// First company and administrator; the password is read from stdin
    Setup(SetupArguments),
    /// API tokens
    Token {
        #[command(subcommand)]
        command: TokenCommand,
    },
    /// Users
    User {
        #[command(subcommand)]
        command: UserCommand,
    },
    /// Brings the schema up to date
    Migrate,
    /// Checks configuration, store, channels, tokens and clocks; each finding with its mend
    Doctor {
        /// First count every stored figure anew from the rows.
        #[arg(long)]
        rebuild_figures: bool,
    },
    /// The `OpenAPI` document on stdout
    Openapi,
}

#[derive(Debug, Args)]
pub(crate) struct SetupArguments {
    /// Name of the company
    #[arg(long)]
    pub(crate) company: String,
    /// E-mail address of the administrator
    #[arg(long)]
    pub(crate) admin_email: String,
    /// Name of the administrator; by default what stands before the at sign of the address
    #[arg(long)]
    pub(crate) admin_name: Option<String>,
    /// IANA name
    #[arg(long, default_value = "America/Sao_Paulo")]
    pub(crate) time_zone: String,
    /// One more company on an installation that has some
    #[arg(long)]
    pub(crate) another: bool,
}

#[derive(Debug, Subcommand)]
pub(crate) enum TokenCommand {
    /// Prints a new API token, alone, on stdout
    Create(TokenArguments),
}

#[derive(Debug, Args)]
pub(crate) struct TokenArguments {
    /// Name of the token
    #[arg(long)]
    pub(crate) name: String,
    /// What it may do
    #[arg(long, value_parser = ["admin", "manager", "agent", "marketing"])]
    pub(crate) role: String,
    /// The company; needed where there are several
    #[arg(long, value_name = "ID")]
    pub(crate) company: Option<String>,
    /// The department; needed with role agent
    #[arg(long, value_name = "ID")]
    pub(crate) department: Option<String>,
}

#[derive(Debug, Subcommand)]
pub(crate) enum UserCommand {
    /// Prints a link by which a user chooses a new password
    ResetPassword {
        /// E-mail address of the user
        #[arg(long)]
        email: String,
    },
}
