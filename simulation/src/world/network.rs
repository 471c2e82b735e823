//! Between phone and shop: calls leave, are delivered or not, and something
//! comes back or not.

use super::{Event, Flight, Trouble, World};
use crate::cast::PHONES;
use crate::plan::LineFault;
use crate::tasks::Owner;
use crate::wire::{Answer, Call, Request, add_member};
use std::rc::Rc;
use warung_domain::command::CommandAnswer;
use warung_domain::protocol::{KioskAnswer, KioskDelivered, PushAnswer};

/// How long a phone waits for an answer, in milliseconds.
const PATIENCE: i64 = 30_000;

const fn kind(fault: LineFault) -> &'static str {
    match fault {
        LineFault::RequestLost => "line: request lost",
        LineFault::AnswerLost => "line: answer lost",
        LineFault::RequestLate(_) => "line: request late",
        LineFault::AnswerLate(_) => "line: answer late",
        LineFault::RequestTwice(_) => "line: request twice",
        LineFault::RequestCut(_) => "line: request cut",
        LineFault::AnswerCut(_) => "line: answer cut",
        LineFault::Portal => "line: captive portal",
        LineFault::StrangeJson => "line: somebody else's JSON",
        LineFault::BadGatewayBefore => "line: 502, the shop had nothing",
        LineFault::BadGatewayAfter => "line: 502, the shop had it",
        LineFault::Hung => "line: hung",
    }
}

fn page(status: u16, content_type: &str, body: &str) -> Answer {
    Answer {
        status,
        content_type: content_type.to_owned(),
        retry_after: None,
        body: body.as_bytes().to_vec(),
    }
}

fn portal() -> Answer {
    page(200, "text/html", "<!doctype html><title>Free WiFi</title>")
}

fn bad_gateway() -> Answer {
    page(502, "text/html", "<html><h1>502 Bad Gateway</h1></html>")
}

fn words(body: &[u8]) -> std::borrow::Cow<'_, str> {
    String::from_utf8_lossy(body)
}

fn cut(body: &mut Vec<u8>, thousandths: u16) {
    let length = body.len() * usize::from(thousandths) / 1_000;
    body.truncate(length);
}

impl World {
    /// A call has left its phone.
    pub(super) fn send(&mut self, call: Call) {
        let Call { phone, mut request, slot } = call;
        let (there, back) = (self.chance.between(5, 120), self.chance.between(300, 900));
        self.serial += 1;
        let id = self.serial;
        let host = &mut self.hosts[phone];
        if host.offline_until > self.clock.millis() {
            self.fault("line: no signal");
            self.tell(|| format!("{} calls without signal", PHONES[phone].name));
            slot_later(self, request, slot, id);
            self.at(20, Event::Arrive(id, None));
            return;
        }
        let fault = host.faults.pop_front();
        if let Some(fault) = fault {
            self.fault(kind(fault));
        }
        // Pulls that go well are no news.
        if fault.is_some() || !request.path.starts_with("/api/v1/me/changes") {
            self.tell(|| {
                let trouble = fault.map_or(String::new(), |fault| format!(" ({fault:?})"));
                format!("{} calls {}{trouble}", PHONES[phone].name, request.path)
            });
        }
        let again = request.clone();
        if let (Some(LineFault::RequestCut(part)), Some(body)) = (fault, &mut request.body) {
            cut(body, part);
        }
        slot_later(self, request, slot, id);
        if let Some(flight) = self.flights.get_mut(&id) {
            flight.fault = fault;
        }
        match fault {
            Some(LineFault::RequestLost) => self.at(back, Event::Arrive(id, None)),
            Some(LineFault::Portal) => self.at(there, Event::Arrive(id, Some(portal()))),
            Some(LineFault::StrangeJson) => {
                let strange = page(200, "application/json", "{\"login\":\"required\"}");
                self.at(there, Event::Arrive(id, Some(strange)));
            }
            Some(LineFault::BadGatewayBefore) => {
                self.at(there, Event::Arrive(id, Some(bad_gateway())));
            }
            Some(LineFault::Hung) => {}
            Some(LineFault::RequestLate(late)) => self.at(there + late, Event::Deliver(id)),
            Some(LineFault::RequestTwice(later)) => {
                self.at(there, Event::Deliver(id));
                self.at(there + later, Event::DeliverAgain(phone, again));
            }
            _ => self.at(there, Event::Deliver(id)),
        }
        self.at(PATIENCE, Event::Arrive(id, None));
    }

    /// A request reaches the shop.
    pub(super) fn deliver(&mut self, id: u64) {
        let Some(flight) = self.flights.get_mut(&id) else { return };
        let Some(running) = self.server.running.clone() else {
            self.at(20, Event::Arrive(id, None));
            return;
        };
        flight.at_server = true;
        let (request, answered) = (flight.request.clone(), Rc::clone(&self.answered));
        self.tasks.spawn(Owner::Server, "request", async move {
            let answer = running.answer(request).await;
            answered.borrow_mut().push((id, answer));
        });
    }

    /// The same bytes reach it once more.
    pub(super) fn deliver_again(&mut self, phone: usize, request: Request) {
        self.tell(|| format!("a request of {} arrives again", PHONES[phone].name));
        self.serial += 1;
        let id = self.serial;
        slot_later(self, request, Rc::default(), id);
        self.deliver(id);
    }

    /// An answer leaves the shop: from here on it counts as said.
    pub(super) fn leave(&mut self, id: u64, answer: Answer) -> Result<(), Trouble> {
        let Some(flight) = self.flights.get_mut(&id) else { return Ok(()) };
        let mut answer = answer;
        if self.is_shop_newer && answer.status == 200 {
            self.witness.borrow_mut().coverage.fault("server: newer than the app");
            add_member(&mut answer.body);
        }
        flight.at_server = false;
        let (path, fault) = (flight.request.path.clone(), flight.fault);
        let sent = flight.request.body.clone().unwrap_or_default();
        if let Some(said) = verdicts(&path, &answer) {
            match said {
                Ok(said) => {
                    self.tell(|| {
                        let verdicts: Vec<String> = said
                            .answers
                            .iter()
                            .map(|a| format!("{} {:?}", short(&a.id), a.verdict))
                            .collect();
                        format!("the shop says: {}", verdicts.join("; "))
                    });
                    self.witness.borrow_mut().hears_answer(&sent, &said);
                }
                Err(error) => {
                    let how = format!("an answer that cannot be read: {error}");
                    self.witness.borrow_mut().breaks("speaks-the-protocol", how);
                }
            }
        } else if answer.status != 200 {
            let kind = match answer.status {
                426 => "the shop wants a newer app",
                503 | 429 => "the shop has no time, and said so",
                400..=499 => "refused as a whole",
                _ => {
                    let how = format!("{} to {path}: {}", answer.status, words(&answer.body));
                    self.witness.borrow_mut().breaks("replay-answers", how);
                    "the shop failed"
                }
            };
            self.witness.borrow_mut().coverage.deed(kind);
            self.tell(|| format!("the shop answers {} to {path}", answer.status));
        }
        let back = self.chance.between(5, 200);
        match fault {
            Some(LineFault::AnswerLost) => self.at(back, Event::Arrive(id, None)),
            Some(LineFault::AnswerLate(late)) => {
                self.at(back + late, Event::Arrive(id, Some(answer)))
            }
            Some(LineFault::AnswerCut(part)) => {
                cut(&mut answer.body, part);
                self.at(back, Event::Arrive(id, Some(answer)));
            }
            Some(LineFault::BadGatewayAfter) => {
                self.at(back, Event::Arrive(id, Some(bad_gateway())));
            }
            _ => self.at(back, Event::Arrive(id, Some(answer))),
        }
        Ok(())
    }

    /// Something, or nothing, arrives at the phone.
    pub(super) fn arrive(&mut self, id: u64, answer: Option<Answer>) {
        let Some(flight) = self.flights.get(&id) else { return };
        flight.slot.put(answer);
        // A request that has timed out at the phone still works on at the shop.
        let is_done = !flight.at_server && !matches!(flight.fault, Some(LineFault::RequestLate(_)));
        if is_done {
            self.flights.remove(&id);
        }
    }
}

/// What the shop says to commands, whichever way they came; nothing if it was asked something else.
fn verdicts(path: &str, answer: &Answer) -> Option<Result<PushAnswer, serde_json::Error>> {
    match path {
        "/api/v1/commands" if answer.status == 200 => Some(serde_json::from_slice(&answer.body)),
        "/api/v1/kiosk/deliveries" if answer.status == 200 => {
            let delivered = serde_json::from_slice::<KioskDelivered>(&answer.body);
            let answers = delivered.map(|delivered| delivered.answers.into_iter().map(as_pushed));
            Some(answers.map(|answers| PushAnswer { answers: answers.collect() }))
        }
        _ => None,
    }
}

fn as_pushed(answer: KioskAnswer) -> CommandAnswer {
    CommandAnswer { id: answer.command, verdict: answer.verdict, replay: false }
}

fn slot_later(world: &mut World, request: Request, slot: Rc<crate::wire::Slot>, id: u64) {
    let flight = Flight { request, slot, fault: None, at_server: false };
    world.flights.insert(id, flight);
}

/// The last characters of an id tell it from its neighbours.
pub(super) fn short(id: &impl ToString) -> String {
    let text = id.to_string();
    text.chars().skip(text.len().saturating_sub(6)).collect()
}
