//! Sites by campaigns: one link for each pair.

use crate::http::body::link::{CreateLinkRequest, LinkProduct};

/// The links of a product, in the order of its sites.
pub fn expanded(product: &LinkProduct) -> Vec<CreateLinkRequest> {
    let campaigns: Vec<Option<&String>> =
        if product.campaigns.is_empty() { vec![None] } else { product.campaigns.iter().map(Some).collect() };
    let pairs = product.sites.iter().flat_map(|site| campaigns.iter().map(move |campaign| (site, *campaign)));
    pairs.map(|(site, campaign)| one(&product.template, site, campaign)).collect()
}

fn one(template: &CreateLinkRequest, site: &str, campaign: Option<&String>) -> CreateLinkRequest {
    let mut link = template.clone();
    link.slug = None;
    site.clone_into(&mut link.site);
    link.name = match campaign {
        Some(campaign) => format!("{} · {site} · {campaign}", template.name),
        None => format!("{} · {site}", template.name),
    };
    if let Some(campaign) = campaign {
        link.utm.insert("utm_campaign".to_owned(), campaign.clone());
    }
    link
}
