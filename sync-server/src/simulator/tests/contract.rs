//! The adapter and the practice bank, over real HTTP, as one gateway.

use super::*;
use crate::payment::contract::{Bank, keeps_the_contract};

impl Bank for Town {
    fn gateway(&self) -> &dyn Gateway {
        &self.gateway
    }

    fn pay(&self, _: &str, instructions: &Instructions) {
        self.simulator.pay(&code_of(instructions)).unwrap().unwrap();
    }
}

#[tokio::test]
async fn midtrans_and_the_practice_bank_keep_the_contract() {
    keeps_the_contract(Town::open).await;
}
