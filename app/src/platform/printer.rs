//! A till's printer at the device itself, over USB (WebUSB) or a serial line, which Bluetooth printers
//! are as well (Web Serial), where the browser has them. It is asked for once, with a tap; the browser
//! remembers that it was allowed.

use super::PlatformError;
use super::scanner::{answer, method};
use js_sys::{Array, Object, Reflect, Uint8Array};
use wasm_bindgen::JsValue;

/// How a printer is reached.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Wire {
    Usb,
    Serial,
}

/// What printers of tills are usually set to, in bits a second.
const BAUD: u32 = 9_600;

/// The class of printers (USB-IF).
const PRINTER: u8 = 7;

impl Wire {
    pub const ALL: [Self; 2] = [Self::Usb, Self::Serial];

    /// The browser's side of it, if it has one.
    fn bus(self) -> Option<JsValue> {
        let name = match self {
            Self::Usb => "usb",
            Self::Serial => "serial",
        };
        let navigator = Reflect::get(&super::window(), &"navigator".into()).ok()?;
        let bus = Reflect::get(&navigator, &name.into()).ok()?;
        bus.is_object().then_some(bus)
    }

    /// Whether this browser knows such a wire.
    #[must_use]
    pub fn is_known(self) -> bool {
        self.bus().is_some()
    }

    /// Lets the person choose a printer. Needs a tap.
    pub async fn choose(self) -> Result<(), PlatformError> {
        let bus = self.bus().ok_or(PlatformError::Missing("a wire to printers"))?;
        match self {
            Self::Usb => {
                let filter = object("classCode", &PRINTER.into())?;
                let wish = object("filters", &Array::of1(&filter))?;
                answer(method(&bus, "requestDevice")?.call1(&bus, &wish)?).await?;
            }
            Self::Serial => {
                answer(method(&bus, "requestPort")?.call0(&bus)?).await?;
            }
        }
        Ok(())
    }

    /// The first one that was allowed before.
    async fn allowed(self) -> Option<JsValue> {
        let bus = self.bus()?;
        let list = match self {
            Self::Usb => "getDevices",
            Self::Serial => "getPorts",
        };
        let found = answer(method(&bus, list).ok()?.call0(&bus).ok()?).await.ok()?;
        Array::from(&found).iter().next()
    }
}

fn object(name: &str, value: &JsValue) -> Result<Object, PlatformError> {
    let object = Object::new();
    Reflect::set(&object, &name.into(), value)?;
    Ok(object)
}

/// The wire over which a printer may be reached without asking.
pub async fn connected() -> Option<Wire> {
    for wire in Wire::ALL {
        if wire.allowed().await.is_some() {
            return Some(wire);
        }
    }
    None
}

/// Sends bytes to the printer that was allowed before. If it errs, some of it may be on paper.
pub async fn send(wire: Wire, bytes: &[u8]) -> Result<(), PlatformError> {
    let printer = wire.allowed().await.ok_or(PlatformError::Missing("a printer"))?;
    let bytes = Uint8Array::from(bytes);
    match wire {
        Wire::Usb => over_usb(&printer, &bytes).await,
        Wire::Serial => over_serial(&printer, &bytes).await,
    }
}

/// Calls a method that answers later.
async fn call(of: &JsValue, name: &str, arguments: &Array) -> Result<JsValue, PlatformError> {
    answer(method(of, name)?.apply(of, arguments)?).await
}

async fn over_serial(port: &JsValue, bytes: &Uint8Array) -> Result<(), PlatformError> {
    let speed = object("baudRate", &BAUD.into())?;
    call(port, "open", &Array::of1(&speed)).await?;
    let written = write(port, bytes).await;
    // Also after trouble: the next slip opens it anew.
    call(port, "close", &Array::new()).await?;
    written
}

async fn write(port: &JsValue, bytes: &Uint8Array) -> Result<(), PlatformError> {
    let stream = Reflect::get(port, &"writable".into())?;
    let writer = method(&stream, "getWriter")?.call0(&stream)?;
    let written = call(&writer, "write", &Array::of1(bytes)).await;
    method(&writer, "releaseLock")?.call0(&writer)?;
    written.map(drop)
}

async fn over_usb(device: &JsValue, bytes: &Uint8Array) -> Result<(), PlatformError> {
    call(device, "open", &Array::new()).await?;
    let printed = claim_and_send(device, bytes).await;
    call(device, "close", &Array::new()).await?;
    printed
}

async fn claim_and_send(device: &JsValue, bytes: &Uint8Array) -> Result<(), PlatformError> {
    if Reflect::get(device, &"configuration".into())?.is_null() {
        call(device, "selectConfiguration", &Array::of1(&1.into())).await?;
    }
    let (interface, endpoint) =
        way_in(device)?.ok_or(PlatformError::Missing("a printer on that wire"))?;
    call(device, "claimInterface", &Array::of1(&interface)).await?;
    call(device, "transferOut", &Array::of2(&endpoint, bytes)).await?;
    call(device, "releaseInterface", &Array::of1(&interface)).await?;
    Ok(())
}

/// The numbers of the printer's interface and of the endpoint that takes what is printed.
fn way_in(device: &JsValue) -> Result<Option<(JsValue, JsValue)>, PlatformError> {
    let get = |of: &JsValue, name: &str| Reflect::get(of, &name.into());
    let configuration = get(device, "configuration")?;
    for interface in Array::from(&get(&configuration, "interfaces")?).iter() {
        let shape = get(&interface, "alternate")?;
        if get(&shape, "interfaceClass")?.as_f64() != Some(f64::from(PRINTER)) {
            continue;
        }
        for endpoint in Array::from(&get(&shape, "endpoints")?).iter() {
            if get(&endpoint, "direction")?.as_string().as_deref() == Some("out") {
                let number = get(&interface, "interfaceNumber")?;
                return Ok(Some((number, get(&endpoint, "endpointNumber")?)));
            }
        }
    }
    Ok(None)
}
