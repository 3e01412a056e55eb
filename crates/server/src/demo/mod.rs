//! The demo: a store with 90 days of history, and a simulated phone to write to it.
//!
//! [`prepare`] makes the company *Loja Aurora* in an empty store, or finds the one that is there; a store that holds
//! other companies is refused. Only a server whose settings say `demo` serves the simulator and the start page.

pub mod history;
pub(crate) mod payload;
pub mod shop;

use std::net::SocketAddr;

use nascente_store::company;

use crate::app::App;
use crate::failure::Failure;
use shop::Shop;

/// Makes the demo company, or finds it; replies go to this server from now on.
pub async fn prepare(app: &App, node: u8) -> Result<Shop, Failure> {
    let shop = match shop::find(app).await? {
        Some(company_id) => shop::open(app, company_id).await?,
        None if app.db.read(company::count).await? > 0 => {
            return Err(Failure::conflict("not_a_demo", "this store holds other companies, choose an empty one"));
        }
        None => history::plant(app, node, app.now()).await?,
    };
    if !history::is_whole(app, &shop).await? {
        return Err(Failure::conflict("half_a_demo", "the demo was stopped while it was made, choose an empty store"));
    }
    shop::connect(app, &shop).await?;
    Ok(shop)
}

/// The address under which browsers on this machine reach a server that listens everywhere.
#[must_use]
pub fn reachable(address: SocketAddr) -> String {
    if address.ip().is_unspecified() { format!("http://localhost:{}", address.port()) } else { format!("http://{address}") }
}
