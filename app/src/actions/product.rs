//! Looking closer at a product.

use crate::platform::db::catalog;
use crate::sync::api::{self, CallError};
use warung_domain::catalog::ProductDetail;
use warung_domain::ids::ProductId;

/// The long description: from the phone if it was looked at before, otherwise
/// from the shop.
pub async fn detail(id: &ProductId) -> Result<ProductDetail, CallError> {
    if let Some(known) = catalog::detail(id).await.ok().flatten() {
        return Ok(known);
    }
    let detail = api::product_detail(id).await?;
    catalog::put_detail(&detail).await?;
    Ok(detail)
}
