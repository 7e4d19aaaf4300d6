//! What the shop has on its shelf.

/// Something to buy, or at least to ask about.
pub(super) struct Cup {
    /// Its name in addresses.
    pub(super) slug: &'static str,
    pub(super) name: &'static str,
    pub(super) price: &'static str,
    pub(super) words: &'static str,
    /// A picture of it, in SVG.
    pub(super) drawing: &'static str,
}

pub(super) static CUPS: [Cup; 3] = [
    Cup {
        slug: "rust-mug",
        name: "Mug, rust",
        price: "28 €",
        words: "Three hundred millilitres, a handle for four fingers, and a glaze that turns darker where it runs \
                thin. No two are the same.",
        drawing: include_str!("drawings/mug.svg"),
    },
    Cup {
        slug: "slate-vase",
        name: "Bud vase, slate",
        price: "34 €",
        words: "For one branch or three stems. Heavy at the foot, so that it stays where it stands.",
        drawing: include_str!("drawings/vase.svg"),
    },
    Cup {
        slug: "straw-bowl",
        name: "Bowl, straw",
        price: "41 €",
        words: "Wide enough for a salad for two. It may go into the dishwasher, but not into the oven.",
        drawing: include_str!("drawings/bowl.svg"),
    },
];

/// The one with this name in the address.
pub(super) fn find(slug: &str) -> Option<&'static Cup> {
    CUPS.iter().find(|cup| cup.slug == slug)
}
