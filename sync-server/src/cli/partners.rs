//! Who does something for the shop's customers, and how they are reached.

use super::Trouble;
use super::arguments::{ServeArguments, reachable};
use crate::biller::Billers;
use crate::biller::signed_http::{SignedHttp, SignedHttpConfig};
use crate::config::billers::{self, Address, Configured};
use crate::service::Shop;
use crate::service::effects::{Clock, Entropy, moments};
use crate::simulator::Simulator;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;
use warung_domain::money::Currency;

/// Somebody stands at a kiosk or a counter; whoever takes longer is asked again.
const PATIENCE: Duration = Duration::from_secs(20);

/// The partners of the terms; where these do not speak of any, those to practise with.
pub fn configured(
    arguments: &ServeArguments,
    bound: SocketAddr,
    currency: Currency,
    simulator: Option<&Simulator>,
) -> Result<Vec<Configured>, Trouble> {
    if let Some(written) = arguments.partners()? {
        return Ok(written);
    }
    let Some(simulator) = simulator.filter(|_| currency == Currency::IDR) else {
        return Ok(Vec::new());
    };
    let at = |id: &str| Address {
        url: format!("http://{}/simulator/partner/{id}", reachable(bound)),
        key_id: simulator.partner_key_id().to_owned(),
        secret: simulator.partner_secret(),
    };
    billers::practice(at).map_err(|error| Trouble::Unexpected { what: error.to_string() })
}

/// Checks how each is reached. Nobody is asked yet.
pub fn connected(
    partners: &[Configured],
    currency: Currency,
    clock: &Arc<dyn Clock>,
    entropy: &Arc<dyn Entropy>,
) -> Result<Billers, Trouble> {
    partners.iter().try_fold(Billers::default(), |billers, Configured { partner, address }| {
        let id = partner.terms.id.clone();
        let config = SignedHttpConfig {
            address: address.url.clone(),
            key_id: address.key_id.clone(),
            secret: address.secret.clone(),
            timeout: PATIENCE,
            currency,
        };
        let biller = SignedHttp::new(&config, moments(Arc::clone(clock), Arc::clone(entropy)));
        let biller =
            biller.map_err(|error| Trouble::Partner { id: id.clone(), why: error.to_string() })?;
        Ok(billers.with(id, Arc::new(biller)))
    })
}

/// Says which goods nobody delivers: their orders would be taken, and refunded ten minutes later.
pub async fn missed(shop: &Shop) -> Result<(), Trouble> {
    for biller in shop.storage.read(|txn| txn.deliverers()).await? {
        if shop.billers.get(&biller).is_none() {
            println!(
                "Some products are delivered by {biller}, and no partner of that name is in the terms: \
                 whoever orders them gets the money back. Put {biller} into the file of --terms, or take \
                 the products out of the catalog."
            );
        }
    }
    Ok(())
}
