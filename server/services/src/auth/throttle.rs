//! Slows down guessing. An account is counted together with the address that guesses, so that
//! nobody can lock its owner out from elsewhere.

use std::net::IpAddr;

use chrono::TimeDelta;
use domain::{Error, Result};
use sha2::{Digest as _, Sha256};

use crate::{
    Ctx,
    store::{self, login_throttle::Attempts},
};

/// Attempts before the first wait.
const FREE: i32 = 5;
/// The first wait; every further failure doubles it.
const FIRST_WAIT: TimeDelta = TimeDelta::seconds(15);
/// The longest wait.
const LONGEST_WAIT: TimeDelta = TimeDelta::minutes(15);
/// Attempts this old are forgotten.
const MEMORY: TimeDelta = TimeDelta::hours(1);

/// Hashed: a mistyped address may be a password.
pub(crate) fn key(email: &str, from: IpAddr) -> String {
    // One person has a whole IPv6 network.
    let from = match from {
        IpAddr::V4(_) => from.to_string(),
        IpAddr::V6(v6) => format!("{:x}", v6.to_bits() >> 64),
    };
    hex::encode(Sha256::digest(format!("{email}|{from}")))
}

/// Counts an attempt before it is made, so that many at once do not slip through; a success forgets
/// the count.
///
/// # Errors
/// [`Error::TooMany`] while a wait lasts.
pub(crate) async fn count(ctx: &Ctx, key: &str) -> Result<()> {
    let now = ctx.clock.now();
    let tx = ctx.begin().await?;
    let known = store::login_throttle::lock(&tx, key).await?;
    let known =
        known.filter(|row| now - row.first_at < MEMORY || row.blocked_until.is_some_and(|at| at > now));
    let mut attempts = known.unwrap_or(Attempts { count: 0, first_at: now, blocked_until: None });
    if let Some(left) = attempts.blocked_until.map(|at| at - now).filter(|left| *left > TimeDelta::zero()) {
        let milliseconds = u64::try_from(left.num_milliseconds()).unwrap_or_default();
        return Err(Error::TooMany { retry_after: milliseconds.div_ceil(1000).max(1) });
    }
    attempts.count += 1;
    attempts.blocked_until = wait(attempts.count).map(|wait| now + wait);
    store::login_throttle::put(&tx, key, &attempts).await?;
    tx.commit().await.map_err(store::error)
}

/// How long the next attempt has to wait after this many.
fn wait(failures: i32) -> Option<TimeDelta> {
    let doublings = u32::try_from(failures - FREE).ok()?.min(10);
    Some((FIRST_WAIT * 2_i32.pow(doublings)).min(LONGEST_WAIT))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waits_double_up_to_a_bound() {
        assert_eq!(wait(4), None);
        assert_eq!(wait(5), Some(TimeDelta::seconds(15)));
        assert_eq!(wait(6), Some(TimeDelta::seconds(30)));
        assert_eq!(wait(30), Some(LONGEST_WAIT));
    }

    #[test]
    fn an_ipv6_network_counts_as_one_address() {
        let key = |addr: &str| key("ada@example.com", addr.parse().unwrap());
        assert_eq!(key("2001:db8::1"), key("2001:db8::2"));
        assert_ne!(key("2001:db8::1"), key("2001:db8:1::1"));
        assert_ne!(key("192.0.2.1"), key("192.0.2.2"));
    }
}
