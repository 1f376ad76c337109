//! Where the generator's decisions come from: a seed, or decisions that were taken before, so that a failure can be made smaller.

/// A stream of decisions. Each is remembered; after the end of a replayed stream every decision is the first, which is the simplest.
pub struct Choices {
    taken: Vec<u64>,
    replayed: Option<Vec<u64>>,
    state: u64,
}

impl Choices {
    pub fn seeded(seed: u64) -> Choices {
        Choices { taken: Vec::new(), replayed: None, state: seed }
    }

    pub fn replayed(decisions: Vec<u64>) -> Choices {
        Choices { taken: Vec::new(), replayed: Some(decisions), state: 0 }
    }

    pub fn taken(self) -> Vec<u64> {
        self.taken
    }

    /// One of `count` possibilities, the first of which is the simplest.
    pub fn pick(&mut self, count: usize) -> usize {
        let next = match &self.replayed {
            Some(decisions) => decisions.get(self.taken.len()).copied().unwrap_or(0),
            None => self.random(),
        };
        let chosen = next % (count.max(1) as u64);
        self.taken.push(chosen);
        chosen as usize
    }

    /// Something that happens in so many of a hundred cases; the simplest is that it does not.
    pub fn chance(&mut self, percent: usize) -> bool {
        self.pick(100) >= 100 - percent
    }

    pub fn one_of<'t, T>(&mut self, from: &'t [T]) -> &'t T {
        &from[self.pick(from.len())]
    }

    /// SplitMix64.
    fn random(&mut self) -> u64 {
        self.state = self.state.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.state;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }
}

/// Makes decisions smaller while they still fail: runs are cut out, and single ones made simpler.
pub fn smallest(mut decisions: Vec<u64>, fails: impl Fn(&[u64]) -> bool) -> Vec<u64> {
    let mut tries = 1500;
    let mut progress = true;
    while progress && tries > 0 {
        progress = false;
        for length in [256, 64, 16, 4, 2, 1] {
            let mut at = 0;
            while at < decisions.len() && tries > 0 {
                let end = (at + length).min(decisions.len());
                let cut: Vec<u64> = decisions[..at].iter().chain(&decisions[end..]).copied().collect();
                let mut zeroed = decisions.clone();
                zeroed[at..end].fill(0);
                tries -= 1;
                if fails(&cut) {
                    decisions = cut;
                    progress = true;
                } else if zeroed != decisions && fails(&zeroed) {
                    decisions = zeroed;
                    progress = true;
                    at = end;
                } else {
                    at = end;
                }
            }
        }
    }
    decisions
}
