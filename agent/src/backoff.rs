//! How long to wait before trying again: full jitter, so that a thousand agents whose server comes
//! back do not come back together.

use std::time::Duration;

#[derive(Debug, Clone)]
pub(crate) struct Backoff {
    base: Duration,
    cap: Duration,
    attempt: u32,
}

impl Backoff {
    pub(crate) fn new(base: Duration, cap: Duration) -> Self {
        Self { base, cap, attempt: 0 }
    }

    /// Anything between nothing and `base * 2^attempt`, but not more than the cap.
    pub(crate) fn next(&mut self) -> Duration {
        let ceiling = self.base.saturating_mul(1 << self.attempt.min(20)).min(self.cap);
        self.attempt = self.attempt.saturating_add(1);
        jittered(Duration::ZERO, ceiling)
    }

    pub(crate) fn reset(&mut self) {
        self.attempt = 0;
    }
}

/// `mean` ± `percent` percent.
pub(crate) fn around(mean: Duration, percent: u32) -> Duration {
    let spread = mean * percent / 100;
    jittered(mean.saturating_sub(spread), mean + spread)
}

fn jittered(from: Duration, to: Duration) -> Duration {
    rand::random_range(from..=to)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waits_grow_to_the_cap_and_start_again() {
        let (base, cap) = (Duration::from_millis(100), Duration::from_secs(30));
        let mut backoff = Backoff::new(base, cap);
        for attempt in 0..40 {
            let ceiling = base.saturating_mul(1 << attempt.min(20)).min(cap);
            assert!(backoff.next() <= ceiling);
        }
        let longest = (0..200).map(|_| backoff.next()).max().unwrap();
        assert!(longest > cap / 2, "{longest:?} is far from the cap");
        backoff.reset();
        assert!(backoff.next() <= base);
    }

    #[test]
    fn a_pace_varies_around_its_mean() {
        for _ in 0..100 {
            let pace = around(Duration::from_secs(300), 20);
            assert!((Duration::from_secs(240)..=Duration::from_secs(360)).contains(&pace));
        }
    }
}
