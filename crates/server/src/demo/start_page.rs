//! `/demonstracao`: what the demo holds, who may log in, where to look. Served by the demo only.

use std::fmt::Write;

use axum::Router;
use axum::extract::State;
use axum::http::{HeaderMap, header};
use axum::response::Html;
use axum::routing::get;
use serde::Deserialize;

use crate::app::App;
use crate::demo::shop::{self, NAME, PASSWORD, STAFF, email};
use crate::demo::truths::{Truth, truths};
use crate::failure::Failure;
use crate::http::page::Query;
use crate::report::wording::Language;

/// The address of the page.
pub const ADDRESS: &str = "/demonstracao";

pub(super) fn routes() -> Router<App> {
    Router::new().route(ADDRESS, get(page))
}

#[derive(Debug, Deserialize)]
struct Wanted {
    lang: Option<String>,
}

async fn page(
    State(app): State<App>,
    Query(wanted): Query<Wanted>,
    headers: HeaderMap,
) -> Result<Html<String>, Failure> {
    let accepted = headers.get(header::ACCEPT_LANGUAGE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let language =
        Language::of(wanted.lang.as_deref().unwrap_or(if accepted.starts_with("en") { "en" } else { "pt-BR" }));
    let company_id = shop::find(&app).await?.ok_or(Failure::NotFound)?;
    let shop = shop::open(&app, company_id).await?;
    let truths = truths(&app, &shop, language).await?;
    Ok(Html(written(language, &truths)))
}

struct Words {
    code: &'static str,
    other: (&'static str, &'static str),
    title: &'static str,
    lead: &'static str,
    enter: &'static str,
    phone: &'static str,
    phone_lead: &'static str,
    public: &'static str,
    public_lead: &'static str,
    truths: &'static str,
    truths_lead: &'static str,
    look: &'static str,
    logins: &'static str,
    logins_lead: &'static str,
    columns: [&'static str; 3],
    roles: [&'static str; 4],
    foot: &'static str,
}

const PORTUGUESE: Words = Words {
    code: "pt-BR",
    other: ("en", "English"),
    title: "Demonstração do Nascente",
    lead: "uma loja inventada com 90 dias de história. Nada daqui é enviado a ninguém.",
    enter: "Entrar na Loja Aurora",
    phone: "Abrir o celular simulado",
    phone_lead: "Toque num anúncio ou produto, abra um link, mande uma hashtag: a mensagem chega assinada, como a Meta mandaria, e \
        você responde em Atendimentos.",
    public: "Abrir o gerador público",
    public_lead: "Vendedores e lojas criam links e QR codes da empresa sem login; abra um deles no celular simulado.",
    truths: "O que foi plantado",
    truths_lead: "Estas verdades estão nos dados. As telas têm de mostrá-las.",
    look: "Ver na tela",
    logins: "Quem pode entrar",
    logins_lead: "A senha de todos é",
    columns: ["Nome", "E-mail", "Papel"],
    roles: ["Administrador", "Gerente", "Atendente", "Marketing"],
    foot: "A mesma semente dá sempre a mesma história, contada até hoje.",
};

const ENGLISH: Words = Words {
    code: "en",
    other: ("pt-BR", "Português"),
    title: "Nascente demo",
    lead: "an invented store with 90 days of history. Nothing here is sent to anyone.",
    enter: "Enter Loja Aurora",
    phone: "Open the simulated phone",
    phone_lead: "Tap an ad or a product, open a link, send a hashtag: the message arrives signed, as Meta would send it, and you \
        answer it in Conversations.",
    public: "Open the public generator",
    public_lead: "Sellers and shops make links and QR codes of the company without a login; open one on the simulated phone.",
    truths: "What was planted",
    truths_lead: "These truths are in the data. The screens have to show them.",
    look: "See it",
    logins: "Who may log in",
    logins_lead: "Everybody's password is",
    columns: ["Name", "E-mail", "Role"],
    roles: ["Administrator", "Manager", "Agent", "Marketing"],
    foot: "The same seed always gives the same history, told up to today.",
};

const STYLE: &str = include_str!("start_page.css");

fn written(language: Language, truths: &[Truth]) -> String {
    let words = if matches!(language, Language::Portuguese) { &PORTUGUESE } else { &ENGLISH };
    let list: String = truths.iter().fold(String::new(), |mut list, truth| {
        let (title, told, address) = (escaped(&truth.title), escaped(&truth.told), escaped(&truth.address));
        let look = words.look;
        push(&mut list, format_args!(
            "<li><h3>{title}</h3><p>{told}</p><a href=\"{address}\">{look}<span class=\"quiet\">: {title}</span></a></li>"
        ));
        list
    });
    let staff: String = STAFF.iter().fold(String::new(), |mut rows, (name, address, role, _)| {
        let role = words.roles[match role {
            nascente_domain::role::Role::Admin => 0,
            nascente_domain::role::Role::Manager => 1,
            nascente_domain::role::Role::Agent => 2,
            nascente_domain::role::Role::Marketing => 3,
        }];
        push(
            &mut rows,
            format_args!("<tr><th scope=\"row\">{name}</th><td>{}</td><td>{role}</td></tr>", email(address)),
        );
        rows
    });
    let [name, address, role] = words.columns;
    let (other, other_name) = words.other;
    format!(
        "<!doctype html><html lang=\"{code}\"><head><meta charset=\"utf-8\">\
         <meta name=\"viewport\" content=\"width=device-width,initial-scale=1\"><title>{title}</title>\
         <link rel=\"icon\" href=\"/icon.svg\"><style>{STYLE}</style></head><body><main>\
         <header><h1>{title}</h1><a class=\"language\" lang=\"{other}\" href=\"{ADDRESS}?lang={other}\">{other_name}</a>\
         <p>{NAME}: {lead}</p></header>\
         <nav aria-label=\"{title}\"><a class=\"button\" href=\"/entrar\">{enter}</a>\
         <a class=\"button second\" href=\"/simulator\">{phone}</a>\
         <a class=\"button second\" href=\"{public_page}\">{public}</a><p>{phone_lead} {public_lead}</p></nav>\
         <section><h2>{truths_title}</h2><p>{truths_lead}</p><ol>{list}</ol></section>\
         <section><h2>{logins}</h2><p>{logins_lead} <code>{PASSWORD}</code></p>\
         <div class=\"card\" role=\"region\" aria-label=\"{logins}\" tabindex=\"0\"><table><thead><tr><th scope=\"col\">{name}</th><th scope=\"col\">{address}</th>\
         <th scope=\"col\">{role}</th></tr></thead><tbody>{staff}</tbody></table></div></section>\
         <footer>{foot}</footer></main></body></html>",
        code = words.code,
        title = words.title,
        lead = words.lead,
        enter = words.enter,
        phone = words.phone,
        phone_lead = words.phone_lead,
        public = words.public,
        public_lead = words.public_lead,
        public_page = shop::public_page(),
        truths_title = words.truths,
        truths_lead = words.truths_lead,
        logins = words.logins,
        logins_lead = words.logins_lead,
        foot = words.foot,
    )
}

fn push(text: &mut String, more: std::fmt::Arguments<'_>) {
    // Writing into a text cannot fail.
    if text.write_fmt(more).is_err() {
        tracing::debug!("a text took no more");
    }
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}
