//! The demo company *Loja Aurora*: users, departments, dispositions, one number, links.
//!
//! Everything goes through the same set-up stages as a real company's. Out: [`Shop`], which names what the history and
//! the simulator need. [`open`] finds the same things again in a company that was made before.

use std::collections::BTreeMap;

use nascente_domain::id::{ChannelId, CompanyId, DepartmentId, DispositionId, UserId};
use nascente_domain::link::LinkKind;
use nascente_domain::role::Role;
use nascente_store::access::login::{self, Login};
use nascente_store::access::user::{self, User};
use nascente_store::link::{StoredLink, WantedLinks};
use nascente_store::{Lane, channel, company, department, disposition};
use nascente_wire::Provider;

use crate::app::App;
use crate::auth::caller::{Actor, Caller};
use crate::auth::password;
use crate::auth::seal::Secret;
use crate::auth::secret;
use crate::demo::payload::{NUMBER_ID, STORE_NUMBER};
use crate::demo::simulator::ad_account;
use crate::demo::simulator::lines::{address, address_setting};
use crate::failure::Failure;
use crate::generator;
use crate::http::body::company as body;
use crate::http::body::link::CreateLinkRequest;
use crate::http::body::marketing::SetMarketingApiRequest;
use crate::http::body::public_generator::UpdatePublicGeneratorRequest;
use crate::links;
use crate::setup;
use crate::setup::first_company::{Beginning, Which};

/// The password of every login of the demo.
pub const PASSWORD: &str = "demonstracao";
/// Name of the company.
pub const NAME: &str = "Loja Aurora";
/// Names of the departments; the first is the default one.
pub const GENERAL: &str = "Geral";
/// See [`GENERAL`].
pub const SALES: &str = "Vendas";
/// See [`GENERAL`].
pub const AFTER_SALES: &str = "Pós-venda";
/// See [`GENERAL`].
pub const SUPPORT: &str = "Suporte";

/// Who works there: name, address before the `@`, role, departments.
pub const STAFF: &[(&str, &str, Role, &[&str])] = &[
    ("Helena Duarte", "admin", Role::Admin, &[]),
    ("Ricardo Tavares", "gerente", Role::Manager, &[]),
    ("Bianca Moraes", "marketing", Role::Marketing, &[]),
    ("Bruno Carvalho", "bruno", Role::Agent, &[GENERAL]),
    ("Marina Lopes", "marina", Role::Agent, &[SALES]),
    ("Thiago Nascimento", "thiago", Role::Agent, &[SALES]),
    ("Camila Ferreira", "camila", Role::Agent, &[SALES, GENERAL]),
    ("Rafael Souza", "rafael", Role::Agent, &[AFTER_SALES]),
    ("Juliana Prado", "juliana", Role::Agent, &[SUPPORT, AFTER_SALES]),
];

/// Name, outcome, whether a value is demanded, departments that offer it.
const DISPOSITIONS: &[(&str, &str, bool, &[&str])] = &[
    ("Venda realizada", "won", true, &[SALES]),
    ("Orçamento enviado", "qualified", false, &[SALES]),
    ("Visita agendada", "qualified", false, &[SALES]),
    ("Achou caro", "lost", false, &[SALES]),
    ("Sem estoque", "lost", false, &[SALES]),
    ("Desistiu", "lost", false, &[SALES, AFTER_SALES]),
    ("Só curiosidade", "not_lead", false, &[SALES, GENERAL]),
    ("Nova compra", "won", true, &[AFTER_SALES]),
    ("Troca concluída", "neutral", false, &[AFTER_SALES]),
    ("Dúvida resolvida", "neutral", false, &[AFTER_SALES, SUPPORT]),
    ("Reclamação sem resposta", "lost", false, &[AFTER_SALES]),
    ("Problema resolvido", "neutral", false, &[SUPPORT]),
    ("Informação prestada", "neutral", false, &[GENERAL, SUPPORT]),
    ("Engano ou propaganda", "not_lead", false, &[GENERAL, SUPPORT, SALES]),
];

/// Name, slug, kind, site, text, campaign.
const LINKS: &[(&str, &str, &str, &str, &str, &str)] = &[
    ("Bio do Instagram", "bio", "tracked", "Instagram (bio)", "Oi! Vim pelo Instagram e quero ver as novidades", ""),
    ("Perfil no Google", "google", "tracked", "Google", "Olá! Encontrei a Loja Aurora no Google", ""),
    ("Botão do site", "site", "tracked", "Site", "Oi! Estou no site e tenho uma dúvida", ""),
    ("TikTok – provador", "tiktok", "tracked", "TikTok", "Oi! Vi o provador no TikTok", "Provador"),
    ("Panfleto da Rua Augusta", "panfleto", "tracked", "Panfleto/QR", "Oi! Peguei o panfleto e quero o desconto", ""),
    ("E-mail de novembro", "email", "tracked", "E-mail", "Oi! Recebi o e-mail da Loja Aurora", "E-mail mensal"),
    (ERASED_LINK, "carol", "tracked", "Instagram (stories)", ERASED_TEXT, "Influenciadoras"),
    (UNREAD_SIGN, "estacionamento", "tracked", "Panfleto/QR", "Oi! Vi a placa no estacionamento", ""),
    ("Vitrine da loja", "vitrine", "hashtag", "Panfleto/QR", "#VITRINE quero 10% de desconto", ""),
];
/// The text that a link writes into the field.
pub(super) fn link_text(slug: &str) -> &'static str {
    LINKS.iter().find(|link| link.1 == slug).map_or("", |link| link.4)
}

/// Where links of the public page may be seen.
const PUBLIC_SITES: [&str; 5] =
    ["WhatsApp do vendedor", "Loja física", "Instagram (bio)", "Panfleto/QR", "Influenciador"];

/// The link whose text people erase.
pub const ERASED_LINK: &str = "Stories da Carol";
/// The sign whose code nobody ever read.
pub const UNREAD_SIGN: &str = "Placa do estacionamento";
/// The text that they erase.
pub const ERASED_TEXT: &str =
    "Oi, vim pelos stories da @carol.veste e quero participar do grupo VIP com o cupom CAROL10 de influenciadora";

/// What the silence rule of the sales department says.
const WARNING: &str = "Oi! Ainda posso ajudar? Se não tivermos retorno, encerramos este atendimento amanhã 😊";

/// A department of the demo.
#[derive(Debug, Clone)]
pub struct Home {
    /// Id.
    pub department_id: DepartmentId,
    /// Version of its closing form.
    pub form_version: i64,
}

/// The company, by name.
#[derive(Debug, Clone)]
pub struct Shop {
    /// Id.
    pub company_id: CompanyId,
    /// Its number.
    pub channel_id: ChannelId,
    /// Everybody of [`STAFF`], in that order.
    pub staff: Vec<Caller>,
    /// Departments by name.
    pub homes: BTreeMap<String, Home>,
    /// Dispositions by name.
    pub dispositions: BTreeMap<String, DispositionId>,
    /// Links by slug.
    pub links: BTreeMap<String, StoredLink>,
}

impl Shop {
    /// The administrator.
    #[must_use]
    pub fn admin(&self) -> &Caller {
        &self.staff[0]
    }
}

/// Makes the company as it is before its first customer.
pub(super) async fn build(app: &App) -> Result<Shop, Failure> {
    let password = Secret::new(PASSWORD.to_owned());
    let beginning = Beginning {
        company_name: NAME.to_owned(),
        time_zone: None,
        admin_name: STAFF[0].0.to_owned(),
        admin_email: email(STAFF[0].1),
        admin_password: password.clone(),
    };
    let begun = setup::first_company::begin(app, Which::Another, beginning).await?;
    let company_id = begun.company_id;
    make_departments(app, company_id).await?;
    make_dispositions(app, company_id).await?;
    set_closing(app, company_id).await?;
    hire(app, company_id, password::hash(password).await?).await?;
    let channel = setup::channel::create(app, company_id, channel_request(app)?).await?;
    make_links(app, company_id, channel.channel_id).await?;
    open_public_page(app, company_id, channel.channel_id).await?;
    set_marketing_token(app, company_id).await?;
    open(app, company_id).await
}

/// The address of a login.
#[must_use]
pub fn email(name: &str) -> String {
    format!("{name}@demo.nascente")
}

async fn make_departments(app: &App, company_id: CompanyId) -> Result<(), Failure> {
    for name in [SALES, AFTER_SALES, SUPPORT] {
        let request = body::CreateDepartmentRequest {
            name: name.to_owned(),
            uses_dispositions: true,
            disposition_required: Some(true),
            full_closing: name == SALES,
            ..body::CreateDepartmentRequest::default()
        };
        setup::department::create(app, company_id, request).await?;
    }
    Ok(())
}

async fn department_ids(app: &App, company_id: CompanyId) -> Result<BTreeMap<String, Home>, Failure> {
    let (departments, _) = setup::department::list(app, company_id).await?;
    let home = |row: department::Department| {
        (row.name, Home { department_id: row.department_id, form_version: row.form_version })
    };
    Ok(departments.into_iter().map(home).collect())
}

async fn make_dispositions(app: &App, company_id: CompanyId) -> Result<(), Failure> {
    let homes = department_ids(app, company_id).await?;
    for (name, outcome, requires_value, offered) in DISPOSITIONS {
        let request = body::CreateDispositionRequest {
            name: (*name).to_owned(),
            outcome: (*outcome).to_owned(),
            requires_value: *requires_value,
            colour: None,
            department_ids: ids_of(&homes, offered),
        };
        setup::disposition::create(app, company_id, request).await?;
    }
    Ok(())
}

fn ids_of(homes: &BTreeMap<String, Home>, names: &[&str]) -> Vec<String> {
    names.iter().filter_map(|name| homes.get(*name)).map(|home| home.department_id.to_string()).collect()
}

/// The full closing of the sales department with its own fields and its silence rule; *Geral* classifies if it likes.
async fn set_closing(app: &App, company_id: CompanyId) -> Result<(), Failure> {
    let homes = department_ids(app, company_id).await?;
    let (dispositions, _) = setup::disposition::list(app, company_id).await?;
    let named = |names: &[&str]| -> Vec<String> {
        let wanted = dispositions.iter().filter(|one| names.contains(&one.name.as_str()));
        wanted.map(|one| one.disposition_id.to_string()).collect()
    };
    let (sold, interested) =
        (named(&["Venda realizada"]), named(&["Venda realizada", "Orçamento enviado", "Visita agendada"]));
    let field =
        |key: &str, kind: &str, label: &str, required: bool, options: &[&str], shown_for: &[String]| body::FormField {
            key: key.to_owned(),
            field_type: kind.to_owned(),
            label: label.to_owned(),
            required,
            options: options.iter().map(|option| (*option).to_owned()).collect(),
            shown_for: shown_for.to_vec(),
        };
    let ways = ["Pix", "Cartão de crédito", "Boleto", "Dinheiro na loja"];
    let mut sales = unchanged();
    sales.form_fields = Some(vec![
        field("produto", "text", "Produto", true, &[], &interested),
        field("forma_pagamento", "list", "Forma de pagamento", false, &ways, &sold),
        field("parcelas", "number", "Parcelas", false, &[], &sold),
    ]);
    sales.silence_rule = Some(Some(body::SilenceRule {
        warn_after_hours: 12,
        close_after_hours: 24,
        warning_text: WARNING.to_owned(),
        disposition_id: None,
    }));
    let mut general = unchanged();
    general.uses_dispositions = Some(true);
    general.disposition_required = Some(false);
    for (name, request) in [(SALES, sales), (GENERAL, general)] {
        let home = homes.get(name).ok_or(Failure::NotFound)?;
        setup::department::update(app, company_id, home.department_id, request).await?;
    }
    Ok(())
}

fn unchanged() -> body::UpdateDepartmentRequest {
    body::UpdateDepartmentRequest::default()
}

/// Everybody but the administrator, who is there already. One hash serves all: the password is printed anyway.
async fn hire(app: &App, company_id: CompanyId, password_hash: String) -> Result<(), Failure> {
    let homes = department_ids(app, company_id).await?;
    let now = app.now();
    let newcomers: Vec<(Login, User)> = STAFF[1..]
        .iter()
        .map(|(name, address, role, offered)| {
            let login = Login { login_id: app.id(), email: email(address), password_hash: Some(password_hash.clone()) };
            let departments = offered.iter().filter_map(|name| homes.get(*name)).map(|home| home.department_id);
            let user = User {
                user_id: app.id(),
                login_id: login.login_id,
                email: login.email.clone(),
                invited: false,
                name: (*name).to_owned(),
                role: *role,
                created_at: now,
                archived_at: None,
                departments: departments.collect(),
            };
            (login, user)
        })
        .collect();
    app.db
        .write(Lane::Work, move |tx| {
            for (login, user) in &newcomers {
                login::insert(tx, login, now)?;
                user::insert(tx, company_id, user)?;
            }
            Ok::<_, Failure>(())
        })
        .await
}

fn channel_request(app: &App) -> Result<body::CreateChannelRequest, Failure> {
    let settings = [
        ("phone_number_id", NUMBER_ID.to_owned()),
        ("waba_id", "200300400500600".to_owned()),
        ("app_secret", secret::make("")?),
        ("verify_token", secret::make("")?),
        ("access_token", secret::make("")?),
        ("graph_base_url", address(app, Provider::MetaCloud)),
    ];
    Ok(body::CreateChannelRequest {
        provider: "meta_cloud".to_owned(),
        name: "WhatsApp da loja".to_owned(),
        phone_number: STORE_NUMBER.to_owned(),
        settings: settings.into_iter().map(|(name, value)| (name.to_owned(), value)).collect(),
    })
}

/// Replies go to the simulated phone of this very server, on the address on which it listens this time.
pub(super) async fn connect(app: &App, shop: &Shop) -> Result<(), Failure> {
    for channel in setup::channel::list(app, shop.company_id).await? {
        let Ok(provider) = channel.provider.parse::<Provider>() else { continue };
        let name = address_setting(provider);
        let is_simulated = channel.settings.get(name).and_then(serde_json::Value::as_str);
        if channel.archived_at.is_none() && is_simulated.is_some_and(|address| address.contains("/simulator/")) {
            let request = body::UpdateChannelRequest {
                provider: None,
                name: None,
                phone_number: None,
                settings: Some([(name.to_owned(), address(app, provider))].into()),
            };
            setup::channel::update(app, shop.admin(), channel.channel_id, request).await?;
        }
    }
    let marketing = links::marketing::settings(app, shop.company_id).await?;
    if marketing.base_url.is_some_and(|address| address.contains("/simulator/")) {
        set_marketing_token(app, shop.company_id).await?;
    }
    Ok(())
}

/// Names of ads come from the fake of the Marketing API, on this address.
async fn set_marketing_token(app: &App, company_id: CompanyId) -> Result<(), Failure> {
    let (access_token, base_url) = (ad_account::TOKEN.to_owned(), Some(ad_account::address(app)));
    links::marketing::set(app, company_id, SetMarketingApiRequest { access_token, base_url }).await.map(drop)
}

async fn make_links(app: &App, company_id: CompanyId, channel_id: ChannelId) -> Result<(), Failure> {
    let sales = department_ids(app, company_id).await?.get(SALES).map(|home| home.department_id.to_string());
    let request = |(name, slug, kind, site, message, campaign): &(&str, &str, &str, &str, &str, &str)| {
        let campaign = (!campaign.is_empty()).then(|| ("utm_campaign".to_owned(), (*campaign).to_owned()));
        CreateLinkRequest {
            name: (*name).to_owned(),
            channel_id: channel_id.to_string(),
            kind: Some((*kind).to_owned()),
            site: (*site).to_owned(),
            message: (*message).to_owned(),
            utm: campaign.into_iter().collect(),
            tags: Vec::new(),
            dedicated_number: false,
            slug: Some((*slug).to_owned()),
            department_id: sales.clone(),
            expires_at: None,
        }
    };
    let drafts = links::read_drafts(LINKS.iter().map(request).collect(), LINKS.len()).map_err(Failure::Invalid)?;
    links::make(app, company_id, drafts).await.map(drop)
}

/// Sellers make links of their own at `/gerador/loja-aurora`.
async fn open_public_page(app: &App, company_id: CompanyId, channel_id: ChannelId) -> Result<(), Failure> {
    let sales = department_ids(app, company_id).await?.get(SALES).map(|home| home.department_id.to_string());
    let request = UpdatePublicGeneratorRequest {
        enabled: Some(true),
        channel_ids: Some(vec![channel_id.to_string()]),
        kinds: Some(LinkKind::ALL.iter().map(ToString::to_string).collect()),
        sites: Some(PUBLIC_SITES.map(str::to_owned).to_vec()),
        department_id: sales,
        tags: Some(vec!["equipe".to_owned()]),
        daily_limit: Some(100),
        colour: Some("#8f2d6b".to_owned()),
    };
    generator::settings::change(app, company_id, request).await.map(drop)
}

/// The address of the public page.
#[must_use]
pub fn public_page() -> String {
    format!("/gerador/{}", setup::first_company::slug_of(NAME))
}

/// The demo company of a store, if there is one.
pub(super) async fn find(app: &App) -> Result<Option<CompanyId>, Failure> {
    let admin = email(STAFF[0].1);
    let found = app
        .db
        .read(move |tx| {
            let Some(login) = login::by_email(tx, &admin)? else { return Ok(None) };
            login::memberships(tx, login.login_id)
                .map(|memberships| memberships.first().map(|membership| membership.company_id))
        })
        .await;
    found.map_err(Failure::Store)
}

/// Reads the company by its names.
pub(super) async fn open(app: &App, company_id: CompanyId) -> Result<Shop, Failure> {
    let homes = department_ids(app, company_id).await?;
    let default_department = homes.get(GENERAL).ok_or(Failure::NotFound)?.department_id;
    let (users, dispositions, channels, links, zone) = app
        .db
        .read(move |tx| {
            let company = company::get(tx, company_id)?.ok_or(Failure::NotFound)?;
            let links = nascente_store::link::list(
                tx,
                company_id,
                &WantedLinks { archived_too: true, ..WantedLinks::default() },
                None,
                200,
            )?;
            let users = user::list(tx, company_id)?;
            let dispositions = disposition::list(tx, company_id)?;
            Ok::<_, Failure>((users, dispositions, channel::list(tx, company_id)?, links, company.time_zone))
        })
        .await?;
    let staff = STAFF.iter().filter_map(|(_, address, _, _)| {
        let user = users.iter().find(|user| user.email == email(address))?;
        Some(caller(company_id, user, default_department, &zone))
    });
    let staff: Vec<Caller> = staff.collect();
    let channel = channels.iter().find(|one| one.number_id.as_deref() == Some(NUMBER_ID)).ok_or(Failure::NotFound)?;
    if staff.len() < STAFF.len() {
        return Err(Failure::NotFound);
    }
    Ok(Shop {
        company_id,
        channel_id: channel.channel_id,
        staff,
        homes,
        dispositions: dispositions.into_iter().map(|one| (one.name, one.disposition_id)).collect(),
        links: links.into_iter().map(|link| (link.slug.clone(), link)).collect(),
    })
}

fn caller(company_id: CompanyId, user: &User, default_department: DepartmentId, zone: &str) -> Caller {
    let user_id: UserId = user.user_id;
    Caller {
        company_id,
        actor: Actor::User(user_id),
        name: user.name.clone(),
        role: user.role,
        departments: user.departments.clone(),
        default_department,
        zone: crate::app::zone(zone),
    }
}
