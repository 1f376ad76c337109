//! `issued[c]`: the one row of a list that agrees with a key. A row that may agree, for all that is known, leaves a doubt.

use super::compare;
use super::expr::Evaluator;
use super::lists::Listed;
use super::operators::Junction;
use super::recorder::Recorder;
use crate::data::{KeyIndex, Mark};
use crate::ir::{ExprId, LookupKeys};
use crate::ty::{FormId, ShapeId, Ty};
use crate::value::{About, Cause, Datum, RecordId, Unknown, Value};

/// A member of a key: a value, or stated or left as none.
#[derive(Clone, Debug)]
pub enum KeyPart {
    Is(Value),
    None,
    Unknown(Unknown),
}

impl KeyPart {
    /// A blank in a key says that the row has no such mark, as "not applicable" does.
    pub fn of(datum: Datum) -> KeyPart {
        match datum {
            Datum::Known(value) => KeyPart::Is(value),
            Datum::NotApplicable(_) => KeyPart::None,
            Datum::Unknown(unknown) if unknown.cause == Cause::Blank => KeyPart::None,
            Datum::Unknown(unknown) => KeyPart::Unknown(unknown),
        }
    }

    /// The mark by which the member is found in an index; `None` where it is not known, or may be the same as what is not equal to it.
    pub fn mark(&self) -> Option<Mark> {
        match self {
            KeyPart::Is(value) => Mark::of(value),
            KeyPart::None => Some(Mark::None),
            KeyPart::Unknown(_) => None,
        }
    }

    /// Whether two members of keys are the same.
    pub fn same(&self, other: &KeyPart, at: About) -> Datum {
        match (self, other) {
            (KeyPart::Unknown(unknown), _) | (_, KeyPart::Unknown(unknown)) => Datum::Unknown(*unknown),
            (KeyPart::None, KeyPart::None) => Datum::truth(true),
            (KeyPart::None, KeyPart::Is(_)) | (KeyPart::Is(_), KeyPart::None) => Datum::truth(false),
            (KeyPart::Is(left), KeyPart::Is(right)) => match compare::equal(left, right) {
                Ok(same) => Datum::truth(same),
                Err(cause) => Datum::unknown(cause, at),
            },
        }
    }
}

/// The key that is looked for.
enum Wanted<'a> {
    Each(Vec<KeyPart>),
    Any(KeyPart, &'a [u16]),
}

impl<'a, R: Recorder> Evaluator<'a, R> {
    pub fn lookup(&mut self, id: ExprId, list: ExprId, keys: &'a LookupKeys) -> Datum {
        let at = About::Expression(id.0);
        let listed = self.list(list);
        self.recorder.choosing();
        let wanted = self.wanted(keys);
        self.recorder.chosen();
        let wanted = match wanted {
            Ok(wanted) => wanted,
            Err(datum) => return datum,
        };
        let (rows, gap) = match listed {
            Listed::Rows(rows) => (rows, None),
            Listed::Open(listing) => (listing.rows.into(), listing.gaps.first().copied()),
            Listed::Days(_) => return Datum::unknown(Cause::NoMatch, at),
            Listed::Nothing(datum) => return datum,
        };
        let table = self.table_of(list);
        let rows = match table.and_then(|table| self.narrowed(table, &rows, &wanted)) {
            Some(narrowed) => narrowed.into(),
            None => rows,
        };
        let mut found = None;
        let mut several = false;
        let mut doubt = None;
        for &row in rows.iter() {
            match self.agrees_with_key(row, &wanted, at) {
                Datum::Known(Value::Bool(true)) => {
                    several |= found.is_some();
                    found = Some(row);
                }
                Datum::Unknown(unknown) => doubt = doubt.or(Some(unknown)),
                Datum::Known(_) | Datum::NotApplicable(_) => {}
            }
        }
        match (found, several, doubt.or(gap)) {
            (_, true, _) => Datum::unknown(Cause::NoMatch, at),
            (_, _, Some(unknown)) => Datum::Unknown(unknown),
            (Some(row), _, None) => Datum::Known(Value::Record(row)),
            (None, _, None) => Datum::unknown(Cause::NoMatch, if table.is_some() { About::NoRow(id.0) } else { at }),
        }
    }

    /// The table whose rows a list is.
    fn table_of(&self, list: ExprId) -> Option<FormId> {
        let Ty::List(shape) = self.program.expr(list).ty else { return None };
        let form = self.program.forms.shape(shape).form;
        (self.program.forms.rows_of(form) == Some(shape)).then_some(form)
    }

    /// Those of a table's rows that may have the key; to go through all of them for each lookup would take too long.
    /// `None` where the index cannot tell, because what is looked for may be the same as something that is not equal to it.
    fn narrowed(&self, table: FormId, rows: &[RecordId], wanted: &Wanted<'_>) -> Option<Vec<RecordId>> {
        let key = self.key_of(self.returns.record(*rows.first()?).shape);
        let index = self.returns.tables.get(&table)?.by_key.get_or_init(|| {
            let marks = |row| key.iter().map(|&slot| self.key_part(row, slot).mark()).collect();
            KeyIndex::of(rows.iter().map(|&row| (row, marks(row))))
        });
        match wanted {
            Wanted::Each(parts) => Some(index.with_key(&parts.iter().map(KeyPart::mark).collect::<Option<Vec<Mark>>>()?)),
            Wanted::Any(part, slots) => {
                let places: Option<Vec<usize>> = slots.iter().map(|slot| key.iter().position(|member| member == slot)).collect();
                Some(index.with_mark(&part.mark()?, &places?))
            }
        }
    }

    fn wanted(&mut self, keys: &'a LookupKeys) -> Result<Wanted<'a>, Datum> {
        match keys {
            LookupKeys::Each(parts) => {
                let parts: Vec<Result<KeyPart, Datum>> = parts.iter().map(|&part| self.wanted_part(part)).collect();
                // As of every operator: what does not apply wins over what is not known, wherever it stands.
                if let Some(Err(datum)) = parts.iter().find(|part| matches!(part, Err(Datum::NotApplicable(_)))) {
                    return Err(datum.clone());
                }
                Ok(Wanted::Each(parts.into_iter().collect::<Result<_, _>>()?))
            }
            LookupKeys::Any(part, slots) => Ok(Wanted::Any(self.wanted_part(*part)?, slots)),
            LookupKeys::SameAs(row, slots) => match self.expr(*row) {
                Datum::Known(Value::Record(row)) => {
                    let parts: Result<Vec<KeyPart>, Datum> = slots.iter().map(|&slot| known(self.key_part(row, slot))).collect();
                    Ok(Wanted::Each(parts?))
                }
                Datum::Known(_) => Err(Datum::unknown(Cause::NoMatch, About::Expression(row.0))),
                other => Err(other),
            },
        }
    }

    /// A part of the key that is looked for. Only a cell itself can be a mark that is left out; what is reckoned from one is not there.
    fn wanted_part(&mut self, part: ExprId) -> Result<KeyPart, Datum> {
        match self.expr(part) {
            Datum::Known(value) => Ok(KeyPart::Is(value)),
            datum if self.is_mark(part, &datum) => Ok(KeyPart::None),
            datum => Err(datum),
        }
    }

    /// `q = c` of two rows: whether each member of the key is the same in both.
    pub fn same_row(&mut self, left: ExprId, right: ExprId, keys: &[(u16, u16)], at: About) -> Datum {
        self.recorder.choosing();
        let rows = (self.expr(left), self.expr(right));
        self.recorder.chosen();
        match rows {
            (Datum::Known(Value::Record(left)), Datum::Known(Value::Record(right))) => {
                let mut junction = Junction::all();
                for &(one, other) in keys {
                    if junction.add(&self.key_part(left, one).same(&self.key_part(right, other), at)) {
                        break;
                    }
                }
                junction.result()
            }
            (Datum::NotApplicable(cell), _) | (_, Datum::NotApplicable(cell)) => Datum::NotApplicable(cell),
            (Datum::Unknown(unknown), Datum::Known(Value::Record(row))) => {
                self.missing_has_key_of(left, row, keys).unwrap_or(Datum::Unknown(unknown))
            }
            (Datum::Known(Value::Record(row)), Datum::Unknown(unknown)) => {
                let keys: Vec<(u16, u16)> = keys.iter().map(|&(one, other)| (other, one)).collect();
                self.missing_has_key_of(right, row, &keys).unwrap_or(Datum::Unknown(unknown))
            }
            (Datum::Unknown(unknown), _) | (_, Datum::Unknown(unknown)) => Datum::Unknown(unknown),
            _ => Datum::unknown(Cause::NoMatch, at),
        }
    }

    /// What a record has at a member of its key.
    pub fn key_part(&self, record: RecordId, slot: u16) -> KeyPart {
        KeyPart::of(self.slot(record, slot).0)
    }

    fn agrees_with_key(&self, row: RecordId, wanted: &Wanted<'_>, at: About) -> Datum {
        let (mut junction, pairs): (Junction, Vec<(u16, &KeyPart)>) = match wanted {
            Wanted::Each(parts) => (Junction::all(), self.key_of(self.returns.record(row).shape).iter().copied().zip(parts).collect()),
            Wanted::Any(part, slots) => (Junction::any(), slots.iter().map(|&slot| (slot, part)).collect()),
        };
        for (slot, part) in pairs {
            if junction.add(&self.key_part(row, slot).same(part, at)) {
                break;
            }
        }
        junction.result()
    }

    /// The members of a shape's key.
    pub fn key_of(&self, shape: ShapeId) -> &'a [u16] {
        &self.program.forms.shape(shape).key
    }
}

/// A part of a key that can be looked for.
fn known(part: KeyPart) -> Result<KeyPart, Datum> {
    match part {
        KeyPart::Unknown(unknown) => Err(Datum::Unknown(unknown)),
        part => Ok(part),
    }
}
