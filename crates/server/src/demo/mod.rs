//! The demo: a store with 90 days of history, and a simulated phone to write to it.
//!
//! [`prepare`] makes the company *Loja Aurora* in an empty store, or finds the one that is there; a store that holds
//! other companies is refused. It has to be done before the server starts its background tasks, which would take the
//! history for the present. [`connect`] is called when the server listens. Only a server whose settings say `demo`
//! serves the simulator and the start page.

pub mod history;
pub(crate) mod payload;
pub mod shop;
pub mod simulator;
mod start_page;
mod truths;

use axum::Router;
use nascente_store::company;

use crate::app::App;
use crate::failure::Failure;
use shop::Shop;
pub use start_page::ADDRESS as START_PAGE;

/// Makes the demo company, or finds it. `node` is the number under which this program makes ids.
pub async fn prepare(app: &App, node: u8) -> Result<Shop, Failure> {
    let shop = match shop::find(app).await? {
        Some(company_id) => shop::open(app, company_id).await?,
        None if app.db.read(company::count).await? > 0 => {
            return Err(Failure::conflict("not_a_demo", "this store holds other companies: choose an empty one"));
        }
        None => history::plant(app, node, app.now()).await?,
    };
    if history::is_whole(app, &shop).await? {
        Ok(shop)
    } else {
        Err(Failure::conflict("half_a_demo", "the demo was stopped while it was made: choose an empty store"))
    }
}

/// Replies go to the simulated phone of this server, on whatever address it listens this time.
pub async fn connect(app: &App, shop: &Shop) -> Result<(), Failure> {
    shop::connect(app, shop).await
}

/// What only the demo serves.
pub fn routes(app: &App) -> Router<App> {
    simulator::routes(app).merge(start_page::routes())
}
