//! The hash tree over a list's buckets, by which one root vouches for all files.
//!
//! A leaf binds dataset, version, list and index besides the content, so that no
//! bucket can stand in another's place. Leaves and inner nodes begin with other
//! bytes (RFC 6962, section 2.1). A list has 2^b buckets, so the tree is full.
use sha2::{Digest as _, Sha256};

use crate::{Check, FORMAT_WORDS, Hash256};

/// Length of one step of a proof in bytes.
pub const STEP: usize = 32;

/// What a leaf is bound to besides its index and content.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Label([u8; 32]);

impl Label {
    /// Makes the label of a list: one check in one version of one dataset.
    pub fn new(dataset: &str, number: u64, check: Check) -> Self {
        let number = number.to_string();
        let words = [FORMAT_WORDS, "list ", dataset, " ", &number, " ", &check.to_string()];
        Label(Sha256::digest(words.concat()).into())
    }

    /// Hashes a bucket's content to its leaf.
    pub fn leaf(&self, index: u64, content: &[u8]) -> Hash256 {
        let hash = Sha256::new_with_prefix([0])
            .chain_update(self.0)
            .chain_update(index.to_le_bytes())
            .chain_update(content)
            .finalize();
        Hash256(hash.into())
    }
}

fn node(left: &Hash256, right: &Hash256) -> Hash256 {
    let hash = Sha256::new_with_prefix([1]).chain_update(left.0).chain_update(right.0).finalize();
    Hash256(hash.into())
}

/// Computes the root from a leaf and its proof: the siblings from the leaf up.
pub fn root(leaf: Hash256, index: u64, proof: &[u8]) -> Hash256 {
    let mut hash = leaf;
    for (level, sibling) in proof.chunks_exact(STEP).enumerate() {
        let mut bytes = [0; STEP];
        bytes.copy_from_slice(sibling);
        let sibling = Hash256(bytes);
        let is_right = level < 64 && index >> level & 1 == 1;
        hash = if is_right { node(&sibling, &hash) } else { node(&hash, &sibling) };
    }
    hash
}

/// A whole tree.
#[cfg(feature = "build")]
pub struct Tree {
    /// Hashes from the leaves up; each level is half of the one before.
    levels: Vec<Vec<Hash256>>,
}

#[cfg(feature = "build")]
impl Tree {
    /// Builds the tree over the leaves, whose number is a power of two.
    pub fn new(leaves: Vec<Hash256>) -> Self {
        assert!(leaves.len().is_power_of_two(), "a list has 2^b buckets");
        let mut levels = vec![leaves];
        while let Some(last) = levels.last().filter(|level| level.len() > 1) {
            let next = last.chunks_exact(2).map(|pair| node(&pair[0], &pair[1])).collect();
            levels.push(next);
        }
        Tree { levels }
    }

    /// The root.
    pub fn root(&self) -> Hash256 {
        self.levels[self.levels.len() - 1][0]
    }

    /// The proof of one leaf.
    pub fn proof(&self, index: u64) -> Vec<u8> {
        let siblings = self.levels.iter().take(self.levels.len() - 1).enumerate();
        siblings.flat_map(|(level, hashes)| hashes[(index >> level) as usize ^ 1].0).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_leaf_proves_itself_and_no_other() {
        let label = Label::new("example", 1, Check::PASSWORD);
        for depth in 0..5 {
            let leaves: Vec<_> = (0..1u64 << depth).map(|i| label.leaf(i, b"content")).collect();
            let tree = Tree::new(leaves.clone());
            for (i, &leaf) in leaves.iter().enumerate() {
                let proof = tree.proof(i as u64);
                assert_eq!(proof.len(), depth * STEP);
                assert_eq!(root(leaf, i as u64, &proof), tree.root());
                if depth > 0 {
                    assert_ne!(root(leaf, i as u64 ^ 1, &proof), tree.root());
                    assert_ne!(
                        root(label.leaf(i as u64, b"Content"), i as u64, &proof),
                        tree.root()
                    );
                }
            }
        }
    }

    #[test]
    fn a_leaf_is_bound_to_its_list() {
        let email: Check = "email".parse().unwrap();
        let leaf = |label: Label, index| label.leaf(index, b"x");
        let here = leaf(Label::new("a", 1, email), 0);
        assert_ne!(here, leaf(Label::new("b", 1, email), 0));
        assert_ne!(here, leaf(Label::new("a", 2, email), 0));
        assert_ne!(here, leaf(Label::new("a", 1, Check::PASSWORD), 0));
        assert_ne!(here, leaf(Label::new("a", 1, email), 1));
    }
}
