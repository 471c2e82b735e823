//! Words used on every page.

/// Words used on every page.
pub struct Common {
    pub shop_name: &'static str,
    pub back: &'static str,
    /// How many wait to be sent.
    pub waiting_to_be_sent: fn(usize) -> String,
}

pub const ID: Common = Common {
    shop_name: "Warung",
    back: "Kembali",
    waiting_to_be_sent: |count| format!("{count} menunggu dikirim"),
};

pub const EN: Common = Common {
    shop_name: "Warung",
    back: "Back",
    waiting_to_be_sent: |count| format!("{count} waiting to be sent"),
};
