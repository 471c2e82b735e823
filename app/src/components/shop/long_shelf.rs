//! A shelf of any length: only what is near the screen is in the document.
//!
//! Cards are told apart by their product. One that stays is not drawn again, whatever comes or goes
//! around it, and one that holds the focus stays even when it is scrolled out of sight. The others
//! are never thrown away: a card whose product goes shows the next one that comes, because a browser
//! lets what was dropped lie until it has a quiet moment, and who types or scrolls gives it none.
//! What a screen reader says of a card, which of how many it is, counts the whole shelf.

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

/// So many cards wait outside the document for the next products: about two screens of a phone.
const MOST_SPARE: usize = 48;

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

    /// Whether that is this very stock, which takes no look at the products.
    fn is(&self, other: &Self) -> bool {
        self.all == other.all && Arc::ptr_eq(&self.known, &other.known)
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
        stock: OnShelf::default(),
        part: Part::default(),
        width: 0,
        cards: Vec::new(),
        spare: Vec::new(),
    }));
    let lay = move || {
        let Some(list) = list.get_untracked() else { return };
        let stock = stock.get_untracked();
        let mut shelf = shelf.borrow_mut();
        shelf.lay(&list, &stock);
        LEFT.set(shelf.stretch.place());
        if (stock.known.len()..stock.all).contains(&shelf.part.places.end.saturating_sub(1)) {
            want(shelf.part.places.end);
        }
    };
    let on_news = lay.clone();
    Effect::new(move |_| {
        list.track();
        stock.track();
        untrack(&on_news);
    });
    for moment in ["scroll", "resize"] {
        let lay = lay.clone();
        let listening = window_event_listener_untyped(moment, move |_| lay());
        on_cleanup(move || listening.remove());
    }
    view! { <ul class=class role="list" node_ref=list></ul> }.into_any()
}

struct Shelf {
    owner: Owner,
    draw: Draw,
    stretch: Stretch,
    /// What the cards were drawn from.
    stock: OnShelf,
    /// What is in the document.
    part: Part,
    /// Pixels the list was wide when its rows were measured.
    width: i32,
    /// As they stand in the document.
    cards: Vec<Card>,
    /// Out of the document, for what comes next.
    spare: Vec<Card>,
}

struct Card {
    product: Product,
    place: usize,
    of: usize,
    /// Whether the document had it with this product before.
    stays: bool,
    item: Element,
    view: AnyViewState,
    /// Of what the view is made of.
    owner: Owner,
}

impl Shelf {
    /// Brings the document up to date with the shelf and the screen.
    fn lay(&mut self, list: &List, stock: &OnShelf) {
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
            if part != self.part || !stock.is(&self.stock) {
                self.mount(list, stock, part);
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
    fn mount(&mut self, list: &List, stock: &OnShelf, part: Part) {
        let focused = list.query_selector("li:focus-within").ok().flatten();
        let holds_focus = |card: &Card| focused.as_ref() == Some(&card.item);
        let mut before = std::mem::take(&mut self.cards);
        let known = stock.known.get(part.places.start..).unwrap_or_default();
        let here: Vec<Listed<'_>> =
            known.iter().take(part.places.len()).map(Kept::listed).collect();
        let stays = |listed: &Listed<'_>| {
            let is_it = |card: &Card| card.product.id.as_str() == listed.id();
            before.iter().position(is_it).map(|at| before.remove(at))
        };
        let staying: Vec<Option<Card>> = here.iter().map(stays).collect();
        let apart = before.iter().position(holds_focus).map(|at| before.remove(at));
        let mut free = before.into_iter().chain(std::mem::take(&mut self.spare));
        let is_news = !stock.is(&self.stock);
        for ((place, listed), staying) in part.places.clone().zip(here).zip(staying) {
            let stays = staying.is_some();
            let mut card = match staying.or_else(|| free.next()) {
                Some(card) if stays && !is_news => card,
                Some(card) => drawn_again(&self.draw, card, listed.product()),
                None => self.drawn(listed.product()),
            };
            card.stays = stays;
            card.stand(place, stock.all);
            self.cards.push(card);
        }
        self.spare = free.collect();
        self.spare.iter().for_each(|card| card.item.remove());
        self.spare.truncate(MOST_SPARE);
        if let Some(mut card) = apart {
            // Out of sight, until the focus leaves it.
            put(&card.item, "data-apart", "");
            card.stays = true;
            let at = if card.place < part.places.start { 0 } else { self.cards.len() };
            self.cards.insert(at, card);
        }
        self.put_in_order(list, holds_focus);
        self.stock = stock.clone();
        self.part = part;
        self.fix(list, Some(self.stretch.pitch));
    }

    /// Lets the document have the cards in their order, with as few steps as it takes.
    fn put_in_order(&self, list: &List, holds_focus: impl Fn(&Card) -> bool) {
        let stays = |item: &Element| self.cards.iter().any(|card| card.stays && card.item == *item);
        let mut next = list.first_element_child();
        for card in &self.cards {
            // One that is moved loses the focus, and one that stays need not be moved: what stands
            // before it goes, and comes again where it belongs.
            while card.stays
                && let Some(other) = next
                    .take_if(|other| *other != card.item && (holds_focus(card) || !stays(other)))
            {
                next = other.next_element_sibling();
                other.remove();
            }
            if next.as_ref() == Some(&card.item) {
                next = card.item.next_element_sibling();
            } else {
                // A list takes its items.
                let _ = list.insert_before(&card.item, next.as_deref());
            }
        }
    }

    fn drawn(&self, product: Product) -> Card {
        let item = document().create_element("li").expect("a page can have list items");
        let owner = self.owner.child();
        let mut view = owner.with(|| (self.draw)(product.clone())).build();
        view.mount(&item, None);
        Card { product, place: usize::MAX, of: 0, stays: false, item, view, owner }
    }
}

/// The same card, with this product on it.
fn drawn_again(draw: &Draw, mut card: Card, product: Product) -> Card {
    if card.product != product {
        let picture = || card.item.query_selector("img").ok().flatten();
        let source = || picture()?.get_attribute("src");
        let before = source();
        card.owner.with_cleanup(|| draw(product.clone())).rebuild(&mut card.view);
        // The old one would be shown beside the new name until the new one has come.
        let after = source();
        if after != before
            && let (Some(picture), Some(source)) = (picture(), after)
        {
            let _ = picture.remove_attribute("src");
            put(&picture, "src", &source);
        }
        card.product = product;
    }
    card
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
