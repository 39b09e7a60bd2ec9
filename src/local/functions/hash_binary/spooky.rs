//! SpookyHash V2 of 64 bits with the seed 0 (Bob Jenkins, public domain).

/// What separates the lanes at the beginning.
const SEPARATOR: u64 = 0xdead_beef_dead_beef;

/// Strings below this length are hashed in four lanes.
const SHORT: usize = 192;

pub(super) fn spooky_hash(bytes: &[u8]) -> u64 {
    if bytes.len() < SHORT { short(bytes) } else { long(bytes) }
}

fn word(bytes: &[u8]) -> u64 {
    let mut padded = [0; 8];
    padded[..bytes.len()].copy_from_slice(bytes);
    u64::from_le_bytes(padded)
}

fn short(bytes: &[u8]) -> u64 {
    let mut lanes = [0, 0, SEPARATOR, SEPARATOR];
    let add = |lanes: &mut [u64; 4], at: usize, value: u64| lanes[at] = lanes[at].wrapping_add(value);
    let (halves, rest) = bytes.as_chunks::<16>();
    for (at, half) in halves.iter().enumerate() {
        // The first half of 32 bytes, or of what is left of them, is mixed in; the second goes to the other lanes.
        let lane = if at % 2 == 0 { 2 } else { 0 };
        add(&mut lanes, lane, word(&half[..8]));
        add(&mut lanes, lane + 1, word(&half[8..]));
        if lane == 2 {
            mix_short(&mut lanes);
        }
    }
    add(&mut lanes, 3, (bytes.len() as u64) << 56);
    if rest.is_empty() {
        add(&mut lanes, 2, SEPARATOR);
        add(&mut lanes, 3, SEPARATOR);
    } else {
        let (first, second) = rest.split_at(rest.len().min(8));
        add(&mut lanes, 2, word(first));
        add(&mut lanes, 3, word(second));
    }
    end_short(&mut lanes);
    lanes[0]
}

fn mix_short(lanes: &mut [u64; 4]) {
    for (at, by) in [50, 52, 30, 41, 54, 48, 38, 37, 62, 34, 5, 36].into_iter().enumerate() {
        let lane = (at + 2) % 4;
        lanes[lane] = lanes[lane].rotate_left(by).wrapping_add(lanes[(lane + 1) % 4]);
        lanes[(lane + 2) % 4] ^= lanes[lane];
    }
}

fn end_short(lanes: &mut [u64; 4]) {
    for (at, by) in [15, 52, 26, 51, 28, 9, 47, 54, 32, 25, 63].into_iter().enumerate() {
        let (lane, before) = ((at + 3) % 4, (at + 2) % 4);
        lanes[lane] ^= lanes[before];
        lanes[before] = lanes[before].rotate_left(by);
        lanes[lane] = lanes[lane].wrapping_add(lanes[before]);
    }
}

fn long(bytes: &[u8]) -> u64 {
    let mut lanes = [0, 0, SEPARATOR].repeat(4);
    let (blocks, rest) = bytes.as_chunks::<96>();
    for block in blocks {
        mix_long(&mut lanes, block);
    }
    let mut last = [0; 96];
    last[..rest.len()].copy_from_slice(rest);
    last[95] = rest.len() as u8;
    for (lane, bytes) in lanes.iter_mut().zip(last.chunks(8)) {
        *lane = lane.wrapping_add(word(bytes));
    }
    for _ in 0..3 {
        end_long(&mut lanes);
    }
    lanes[0]
}

fn mix_long(lanes: &mut [u64], block: &[u8; 96]) {
    let turns = [11, 32, 43, 31, 17, 28, 39, 57, 55, 54, 22, 46];
    for (at, (by, bytes)) in turns.into_iter().zip(block.chunks(8)).enumerate() {
        lanes[at] = lanes[at].wrapping_add(word(bytes));
        lanes[(at + 2) % 12] ^= lanes[(at + 10) % 12];
        lanes[(at + 11) % 12] ^= lanes[at];
        lanes[at] = lanes[at].rotate_left(by);
        lanes[(at + 11) % 12] = lanes[(at + 11) % 12].wrapping_add(lanes[(at + 1) % 12]);
    }
}

fn end_long(lanes: &mut [u64]) {
    for (at, by) in [44, 15, 34, 21, 38, 33, 10, 13, 38, 53, 42, 54].into_iter().enumerate() {
        let (before, lane, after) = ((at + 11) % 12, (at + 1) % 12, (at + 2) % 12);
        lanes[before] = lanes[before].wrapping_add(lanes[lane]);
        lanes[after] ^= lanes[before];
        lanes[lane] = lanes[lane].rotate_left(by);
    }
}
