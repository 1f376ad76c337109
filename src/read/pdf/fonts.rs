//! Characters of fonts that carry no table of their characters, where the collection that their numbers belong to tells them.

use std::collections::BTreeMap;

use hayro_interpret::hayro_cmap::{CMap, CMapName, CidFamily, load_embedded};
use hayro_interpret::hayro_syntax::Pdf;
use hayro_interpret::hayro_syntax::object::{Array, Dict, Name, Object, String as Words};

include!(concat!(env!("OUT_DIR"), "/collections.rs"));

/// The collections of a document's fonts; they are looked for when a character is first not known otherwise.
#[derive(Default)]
pub(super) struct Collections {
    fonts: Option<BTreeMap<String, Option<Numbered>>>,
    encodings: BTreeMap<Vec<u8>, Option<CMap>>,
}

/// A font whose glyphs are known by their numbers in a collection.
#[derive(Debug, PartialEq, Eq)]
struct Numbered {
    /// The name of the way from codes to numbers.
    encoding: Vec<u8>,
    /// The name of the way from numbers to characters.
    collection: &'static str,
}

impl Collections {
    /// The character that a code of a font stands for.
    pub fn character(&mut self, pdf: &Pdf, font: &str, code: u32) -> Option<char> {
        let font = self.fonts.get_or_insert_with(|| numbered(pdf)).get(font)?.as_ref()?;
        let number = if font.encoding.starts_with(b"Identity") {
            code
        } else {
            let read = || CMap::parse(load_embedded(CMapName::from_bytes(&font.encoding))?, load_embedded);
            let encoding = self.encodings.entry(font.encoding.clone()).or_insert_with(read).as_ref()?;
            (1..=4).find_map(|bytes| encoding.lookup_cid_code(code, bytes))?
        };
        in_collection(font.collection, number)
    }
}

/// The character of a numbered glyph of a collection.
fn in_collection(collection: &str, number: u32) -> Option<char> {
    let (_, characters) = COLLECTIONS.iter().find(|(name, _)| *name == collection)?;
    let (numbered, _) = characters.as_chunks::<3>();
    let [low, middle, high] = *numbered.get(number as usize)?;
    char::from_u32(u32::from_le_bytes([low, middle, high, 0])).filter(|character| *character != '\0')
}

/// The fonts of a document that are numbered by a published collection, by name; `None` for a name that two unlike fonts have.
fn numbered(pdf: &Pdf) -> BTreeMap<String, Option<Numbered>> {
    let mut fonts: BTreeMap<String, Option<Numbered>> = BTreeMap::new();
    for object in pdf.objects() {
        let Object::Dict(dict) = object else { continue };
        if dict.get::<Name<'_>>("Subtype").as_deref() != Some(b"Type0".as_slice()) {
            continue;
        }
        let (Some(name), Some(font)) = (dict.get::<Name<'_>>("BaseFont"), one_numbered(&dict)) else { continue };
        let name = name.as_str();
        let name = name.split_once('+').filter(|(tag, _)| tag.len() == 6).map_or(name, |(_, name)| name);
        match fonts.get(name) {
            Some(Some(known)) if *known != font => drop(fonts.insert(name.to_owned(), None)),
            Some(_) => {}
            None => drop(fonts.insert(name.to_owned(), Some(font))),
        }
    }
    fonts
}

fn one_numbered(dict: &Dict<'_>) -> Option<Numbered> {
    let below = dict.get::<Array<'_>>("DescendantFonts")?.iter::<Dict<'_>>().next()?;
    let system = below.get::<Dict<'_>>("CIDSystemInfo")?;
    let (registry, ordering) = (system.get::<Words<'_>>("Registry")?, system.get::<Words<'_>>("Ordering")?);
    let collection = match CidFamily::from_registry_ordering(registry.as_bytes(), ordering.as_bytes()) {
        CidFamily::AdobeGB1 => "Adobe-GB1-UCS2",
        CidFamily::AdobeCNS1 => "Adobe-CNS1-UCS2",
        CidFamily::AdobeJapan1 => "Adobe-Japan1-UCS2",
        CidFamily::AdobeKorea1 => "Adobe-Korea1-UCS2",
        CidFamily::AdobeIdentity | CidFamily::Custom { .. } => return None,
    };
    Some(Numbered { encoding: dict.get::<Name<'_>>("Encoding")?.to_vec(), collection })
}
