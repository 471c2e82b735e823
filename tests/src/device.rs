//! A phone without a browser: a key, an account, and commands signed in advance. For what has to
//! be said to the server to the byte, and as fast as it can listen.

use anyhow::{Context, Result, anyhow, bail, ensure};
use ring::rand::{SecureRandom, SystemRandom};
use ring::signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, KeyPair};
use warung_domain::catalog::shard::Shard;
use warung_domain::catalog::{CatalogSnapshot, Directory, Manifest, Standing, Stock};
use warung_domain::command::{Command, CommandBody, OrderedLine, PlaceOrder, envelope};
use warung_domain::ids::{CommandId, DeviceId};
use warung_domain::jws::{Jwk, b64, split_compact, unb64};
use warung_domain::money::Money;
use warung_domain::payment::PaymentMethod;
use warung_domain::pricing::{PriceBreakdown, PricedLine};
use warung_domain::protocol::{DeviceAnswer, DeviceRegistration, PROTOCOL_VERSION, Push};
use warung_domain::time::Timestamp;

use crate::http::Client;

/// A signing key bound to an account.
pub struct Device {
    key: EcdsaKeyPair,
    random: SystemRandom,
    id: DeviceId,
    seq: u64,
}

/// What the shop offers, as far as a test needs to order from it.
pub struct Offer {
    manifest: Manifest,
    snapshot: CatalogSnapshot,
}

impl Device {
    /// Makes a key and binds it to the account that is signed in.
    pub fn bind(client: &mut Client) -> Result<Self> {
        let random = SystemRandom::new();
        let algorithm = &ECDSA_P256_SHA256_FIXED_SIGNING;
        let pkcs8 = EcdsaKeyPair::generate_pkcs8(algorithm, &random).map_err(no_key)?;
        let key = EcdsaKeyPair::from_pkcs8(algorithm, pkcs8.as_ref(), &random).map_err(no_key)?;
        let point = key.public_key().as_ref();
        let public_key = Jwk {
            kty: "EC".into(),
            crv: "P-256".into(),
            x: b64(&point[1..33]),
            y: Some(b64(&point[33..])),
            kid: None,
        };
        let id = public_key.thumbprint()?;
        let answer: DeviceAnswer =
            client.post("/api/v1/devices", &DeviceRegistration { public_key })?.json()?;
        ensure!(answer.device == id, "the server names the device {}", answer.device);
        Ok(Self { key, random, id, seq: 0 })
    }

    /// An order for one piece each of so many things, frozen into its bytes.
    pub fn order(&mut self, offer: &Offer, lines: usize, at: Timestamp) -> Result<String> {
        let mut chance = [0; 10];
        self.random.fill(&mut chance).map_err(no_key)?;
        self.seq += 1;
        let command = Command {
            v: PROTOCOL_VERSION,
            shop: offer.manifest.shop.clone(),
            id: CommandId::mint(at, &chance),
            device: self.id.clone(),
            seq: self.seq,
            at,
            body: CommandBody::PlaceOrder(Box::new(offer.pieces(lines)?)),
        };
        let input = envelope::signing_input(&command);
        let signature = self.key.sign(&self.random, input.as_bytes()).map_err(no_key)?;
        Ok(envelope::seal(&input, signature.as_ref()))
    }
}

/// The push of these commands, as it goes over the line.
#[must_use]
pub fn push(commands: &[String]) -> Push {
    Push { v: PROTOCOL_VERSION, commands: commands.to_vec(), unsent: None }
}

impl Offer {
    /// Reads the manifest and its first shard.
    pub fn read(client: &mut Client) -> Result<Self> {
        let jws = client.get("/api/v1/catalog/manifest")?.text();
        let payload = unb64(split_compact(&jws)?.payload)?;
        let manifest: Manifest = serde_json::from_slice(&payload)?;
        let path = format!("/api/v1/catalog/directories/{}", manifest.directory);
        let directory = Directory::read(&client.get(&path)?.body, &manifest)?;
        let hash = &directory.shards.first().context("an empty catalog")?.hash;
        let block = client.get(&format!("/api/v1/catalog/shards/{hash}"))?.body;
        let mut snapshot = CatalogSnapshot::begin(&Standing::on(&manifest, &directory));
        snapshot.add_shard(Shard::decode(&block, hash)?);
        Ok(Self { manifest, snapshot })
    }

    #[must_use]
    pub fn products(&self) -> u32 {
        self.manifest.products
    }

    /// One piece each of so many things, picked up and paid in cash: an order that needs no gateway
    /// and no address, of things one can pick up. Those that never run out come first, so that a
    /// thousand orders find the shelf as the first did.
    fn pieces(&self, lines: usize) -> Result<PlaceOrder> {
        let listed = self.snapshot.products().map(|listed| listed.product());
        let mut pieces: Vec<_> = listed
            .filter(|product| product.orderable && product.digital.is_no())
            .filter_map(|product| {
                Some((product.variants.first()?.clone(), product))
                    .map(|(variant, product)| (product, variant))
            })
            .filter(|(_, variant)| variant.stock.covers(1))
            .collect();
        pieces.sort_by_key(|(_, variant)| variant.stock != Stock::Unlimited);
        let currency = self.manifest.currency;
        let terms = &self.manifest.terms;
        let pick_up = terms.delivery.iter().find(|method| !method.needs_address);
        let pick_up = pick_up.context("no way to pick up")?;
        let cash = terms.payment_terms(PaymentMethod::CashOnDelivery).context("no cash")?;
        for chosen in pieces.windows(lines) {
            let priced = chosen.iter().map(|(product, variant)| PricedLine {
                product: product.id.clone(),
                variant: variant.id.clone(),
                seller: product.seller.clone(),
                name: String::new(),
                quantity: 1,
                unit_price: Money::new(variant.price, currency),
                unit_list_price: None,
            });
            let priced =
                PriceBreakdown::of(priced.collect(), currency, pick_up, terms.tax.as_ref())?;
            if !(cash.minimum..=cash.maximum).contains(&priced.total.minor()) {
                continue;
            }
            let lines = chosen.iter().map(|(product, variant)| OrderedLine {
                product: product.id.clone(),
                variant: variant.id.clone(),
                quantity: 1,
                unit_price: variant.price,
            });
            return Ok(PlaceOrder {
                lines: lines.collect(),
                delivery: pick_up.id.clone(),
                address: None,
                payment: PaymentMethod::CashOnDelivery,
                total: priced.total,
                epoch: self.snapshot.epoch().to_owned(),
                rev: self.snapshot.revision(),
                note: String::new(),
                number: None,
            });
        }
        bail!("nothing that could be paid in cash")
    }
}

/// Ring gives no reasons, on purpose.
fn no_key(_: impl std::fmt::Debug) -> anyhow::Error {
    anyhow!("the key cannot be made or used")
}
