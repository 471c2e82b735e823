//! A shelf of any length: only what is near the screen is in the document.
//!
//! Cards are told apart by their product. One that stays is not drawn again, whatever comes or goes
//! around it, and one that holds the focus stays even when it is scrolled out of sight. What a
//! screen reader says of a card, which of how many it is, counts the whole shelf.

use crate::components::ui::{Left, Part, Stretch};
use leptos::tachys::html::element::ElementType;
use leptos::tachys::renderer::types::Element;
use leptos::tachys::view::Render;
use leptos::tachys::view::any_view::AnyViewState;
use leptos::{html, prelude::*};
use std::cell::{Cell, RefCell};
use std::rc::Rc;
use std::sync::Arc;
use warung_domain::catalog::{Kept, Listed, Product};

/// What stands on the shelf.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct OnShelf {
    pub all: usize,
    /// The first of them, as far as they were asked for.
    pub known: Arc<Vec<Kept>>,
}

impl OnShelf {
    #[must_use]
    pub fn whole(known: Vec<Kept>) -> Self {
        Self { all: known.len(), known: Arc::new(known) }
    }
}

/// Draws a product.
pub type Draw = Rc<dyn Fn(Product) -> AnyView>;

/// Asks for at least so many.
pub type Want = Rc<dyn Fn(usize)>;

type List = <html::Ul as ElementType>::Output;

thread_local! {
    /// Where the shelf that was looked at last was left.
    static LEFT: Cell<Left> = const { Cell::new(Left::AT_THE_TOP) };
}

/// The products of a shelf, in order.
pub fn long_shelf(class: &'static str, stock: Memo<OnShelf>, want: Want, draw: Draw) -> AnyView {
    let list = NodeRef::<html::Ul>::new();
    let shelf = Rc::new(RefCell::new(Shelf {
        owner: Owner::new(),
        draw,
        stretch: Stretch::coming_back(LEFT.get()),
        part: Part::default(),
        width: 0,
        cards: Vec::new(),
    }));
    let lay = move |is_news: bool| {
        let Some(list) = list.get_untracked() else { return };
        let stock = stock.get_untracked();
        let mut shelf = shelf.borrow_mut();
        shelf.lay(&list, &stock, is_news);
        LEFT.set(shelf.stretch.place());
        if (stock.known.len()..stock.all).contains(&shelf.part.places.end.saturating_sub(1)) {
            want(shelf.part.places.end);
        }
    };
    let on_news = lay.clone();
    Effect::new(move |_| {
        list.track();
        stock.track();
        untrack(|| on_news(true));
    });
    for moment in ["scroll", "resize"] {
        let lay = lay.clone();
        let listening = window_event_listener_untyped(moment, move |_| lay(false));
        on_cleanup(move || listening.remove());
    }
    view! { <ul class=class role="list" node_ref=list></ul> }.into_any()
}

struct Shelf {
    owner: Owner,
    draw: Draw,
    stretch: Stretch,
    /// What is in the document.
    part: Part,
    /// Pixels the list was wide when its rows were measured.
    width: i32,
    /// As they stand in the document.
    cards: Vec<Card>,
}

struct Card {
    product: Product,
    place: usize,
    of: usize,
    item: Element,
    view: AnyViewState,
    /// Of what the view is made of.
    owner: Owner,
}

impl Shelf {
    /// Brings the document up to date with the shelf and the screen.
    fn lay(&mut self, list: &List, stock: &OnShelf, is_news: bool) {
        let screen = document().document_element().map_or(0, |page| page.client_height());
        let width = list.client_width();
        let reading = self.stretch.at_top();
        let is_turned = self.width != width && reading > 0;
        if self.width != width {
            self.width = width;
            self.measure(list);
        }
        for _ in 0..2 {
            let part = self.stretch.part(stock.all, -top_of(list), i64::from(screen));
            if is_news || part != self.part {
                self.mount(list, stock, part, is_news);
            }
            if self.stretch.pitch > 0 {
                break;
            }
            self.measure(list);
        }
        if is_turned {
            let depth = self.stretch.depth(reading);
            let further = depth + top_of(list);
            self.stretch.follow(depth);
            window().scroll_by_with_x_and_y(0.0, f64::from(i32::try_from(further).unwrap_or(0)));
        }
    }

    /// Looks how many stand side by side, and how far it is to the next row.
    fn measure(&mut self, list: &List) {
        self.fix(list, None);
        let here = |card: &&Card| self.part.places.contains(&card.place);
        let tops: Vec<i64> =
            self.cards.iter().filter(here).map(|card| top_of(&card.item)).collect();
        let Some(first) = tops.first() else { return };
        self.stretch.columns = tops.iter().take_while(|top| *top == first).count();
        self.stretch.pitch = tops.get(self.stretch.columns).map_or(0, |next| next - first);
    }

    /// Makes the list as high as all its rows, and the rows as high as the first was;
    /// without a pitch they are as high as they like.
    fn fix(&self, list: &List, pitch: Option<i64>) {
        let Part { lead, height, places } = &self.part;
        let mut style = String::new();
        if *height > 0 {
            let apart = self.cards.iter().find(|card| !places.contains(&card.place));
            let apart = apart.map_or(0, |card| self.stretch.depth(card.place));
            let lengths = [
                ("--pitch:", pitch.unwrap_or(0)),
                ("px;--apart:", apart),
                ("px;padding-block-start:", *lead),
                ("px;block-size:", *height),
            ];
            let skipped = usize::from(pitch.is_none());
            for (name, pixels) in lengths.into_iter().skip(skipped) {
                style += name;
                style += &pixels.to_string();
            }
            style += "px";
        }
        (**list).style().set_css_text(style.trim_start_matches("px;"));
    }

    /// Puts a part of the shelf into the document. What was drawn of it stays.
    fn mount(&mut self, list: &List, stock: &OnShelf, part: Part, is_news: bool) {
        let focused = list.query_selector("li:focus-within").ok().flatten();
        let holds_focus = |card: &Card| focused.as_ref() == Some(&card.item);
        let mut before: Vec<Option<Card>> =
            std::mem::take(&mut self.cards).into_iter().map(Some).collect();
        for place in part.places.clone() {
            let Some(kept) = stock.known.get(place) else { break };
            let listed = kept.listed();
            let is_it = |card: &&mut Option<Card>| {
                card.as_ref().is_some_and(|card| card.product.id.as_str() == listed.id())
            };
            let mut card = match before.iter_mut().find(is_it).and_then(Option::take) {
                Some(card) if is_news => self.drawn_again(card, listed),
                Some(card) => card,
                None => self.drawn(listed.product()),
            };
            card.stand(place, stock.all);
            self.cards.push(card);
        }
        for card in before.into_iter().flatten() {
            if holds_focus(&card) {
                // Out of sight, until the focus leaves it.
                put(&card.item, "data-apart", "");
                let at = if card.place < part.places.start { 0 } else { self.cards.len() };
                self.cards.insert(at, card);
            } else {
                card.item.remove();
            }
        }
        let mut next = list.first_element_child();
        for card in &self.cards {
            // One that is moved loses the focus, so what stands before it goes behind it.
            while holds_focus(card)
                && let Some(other) = next.take_if(|other| *other != card.item)
            {
                next = other.next_element_sibling();
                let _ = list.append_child(&other);
            }
            if next.as_ref() == Some(&card.item) {
                next = card.item.next_element_sibling();
            } else {
                // A list takes its items.
                let _ = list.insert_before(&card.item, next.as_deref());
            }
        }
        self.part = part;
        self.fix(list, Some(self.stretch.pitch));
    }

    fn drawn(&self, product: Product) -> Card {
        let item = document().create_element("li").expect("a page can have list items");
        let owner = self.owner.child();
        let mut view = owner.with(|| (self.draw)(product.clone())).build();
        view.mount(&item, None);
        Card { product, place: usize::MAX, of: 0, item, view, owner }
    }

    fn drawn_again(&self, mut card: Card, listed: Listed<'_>) -> Card {
        let product = listed.product();
        if card.product != product {
            let owner = self.owner.child();
            owner.with(|| (self.draw)(product.clone())).rebuild(&mut card.view);
            (card.product, card.owner) = (product, owner);
        }
        card
    }
}

impl Card {
    /// Says which of how many it is.
    fn stand(&mut self, place: usize, of: usize) {
        if (self.place, self.of) != (place, of) {
            (self.place, self.of) = (place, of);
            put(&self.item, "aria-posinset", &(place + 1).to_string());
            put(&self.item, "aria-setsize", &of.to_string());
        }
        let _ = self.item.remove_attribute("data-apart");
    }
}

/// Sets an attribute; names that are none do not come here.
fn put(item: &Element, name: &str, value: &str) {
    let _ = item.set_attribute(name, value);
}

/// Pixels from the screen's top to an element's.
fn top_of(element: &Element) -> i64 {
    element.get_bounding_client_rect().top() as i64
}
