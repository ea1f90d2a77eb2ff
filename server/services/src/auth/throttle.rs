//! Slows down guessing. An account is counted together with the address that guesses, so that
//! nobody can lock its owner out from elsewhere; an address is counted by itself too, so that it
//! cannot try a few passwords on each of very many accounts.

use std::net::IpAddr;

use chrono::TimeDelta;
use domain::{Error, Result, Timestamp, id::UserId};
use sha2::{Digest as _, Sha256};

use crate::{
    Ctx, Tx,
    store::{self, login_throttle::Attempts},
};

/// Attempts on one account before the first wait.
const FREE: i32 = 5;
/// Attempts from one address, whatever the account: many people may be behind it.
const FREE_OF_ADDRESS: i32 = 50;
/// The first wait; every further failure doubles it.
const FIRST_WAIT: TimeDelta = TimeDelta::seconds(15);
/// The longest wait.
const LONGEST_WAIT: TimeDelta = TimeDelta::minutes(15);
/// Attempts this old are forgotten.
const MEMORY: TimeDelta = TimeDelta::hours(1);

/// Under which keys an attempt counts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Counters {
    /// Of the address alone; locked first.
    address: Option<String>,
    account: String,
}

/// The counters of a sign-in. Hashed: a mistyped address may be a password.
pub(super) fn of_login(email: &str, from: IpAddr) -> Counters {
    let from = network(from);
    Counters {
        address: Some(hashed(&format!("address|{from}"))),
        account: hashed(&format!("{email}|{from}")),
    }
}

/// The counter of a person who changes their own password.
pub(super) fn of_change(user: UserId) -> Counters {
    Counters { address: None, account: hashed(&format!("change|{user}")) }
}

/// The counter of an address whose registrations were refused.
pub(crate) fn of_registration(from: IpAddr) -> Counters {
    Counters { address: None, account: hashed(&format!("register|{}", network(from))) }
}

/// One person has a whole IPv6 network.
fn network(from: IpAddr) -> String {
    match from.to_canonical() {
        IpAddr::V4(v4) => v4.to_string(),
        IpAddr::V6(v6) => format!("{:x}", v6.to_bits() >> 64),
    }
}

fn hashed(key: &str) -> String {
    hex::encode(Sha256::digest(key))
}

/// Counts an attempt before it is made, so that many at once do not slip through.
///
/// # Errors
/// [`Error::TooMany`] while a wait lasts.
pub(crate) async fn count(ctx: &Ctx, counters: &Counters) -> Result<()> {
    let now = ctx.clock.now();
    let tx = ctx.begin().await?;
    if let Some(address) = &counters.address {
        count_one(&tx, address, FREE_OF_ADDRESS, now).await?;
    }
    count_one(&tx, &counters.account, FREE, now).await?;
    tx.commit().await.map_err(store::error)
}

async fn count_one(tx: &Tx, key: &str, free: i32, now: Timestamp) -> Result<()> {
    let mut attempts = store::login_throttle::lock(tx, key, now).await?;
    let waits = attempts.blocked_until.filter(|at| *at > now);
    if let Some(left) = waits.map(|at| at - now) {
        let milliseconds = u64::try_from(left.num_milliseconds()).unwrap_or_default();
        return Err(Error::TooMany { retry_after: milliseconds.div_ceil(1000).max(1) });
    }
    if now - attempts.first_at >= MEMORY {
        attempts = Attempts { count: 0, first_at: now, blocked_until: None };
    }
    attempts.count += 1;
    attempts.blocked_until = wait(attempts.count, free).map(|wait| now + wait);
    store::login_throttle::put(tx, key, &attempts).await
}

/// After a success: forgets the account's count and takes this attempt back from the address's. More
/// than that would let somebody who has an account of their own guess on without end.
pub(super) async fn forgive(ctx: &Ctx, tx: &Tx, counters: &Counters) -> Result<()> {
    let now = ctx.clock.now();
    if let Some(address) = &counters.address {
        let mut attempts = store::login_throttle::lock(tx, address, now).await?;
        attempts.count = (attempts.count - 1).max(0);
        if attempts.count < FREE_OF_ADDRESS {
            attempts.blocked_until = None;
        }
        store::login_throttle::put(tx, address, &attempts).await?;
    }
    store::login_throttle::clear(tx, &counters.account).await
}

/// How long the next attempt has to wait after this many.
fn wait(failures: i32, free: i32) -> Option<TimeDelta> {
    let doublings = u32::try_from(failures - free).ok()?.min(10);
    Some((FIRST_WAIT * 2_i32.pow(doublings)).min(LONGEST_WAIT))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waits_double_up_to_a_bound() {
        assert_eq!(wait(4, FREE), None);
        assert_eq!(wait(5, FREE), Some(TimeDelta::seconds(15)));
        assert_eq!(wait(6, FREE), Some(TimeDelta::seconds(30)));
        assert_eq!(wait(30, FREE), Some(LONGEST_WAIT));
        assert_eq!(wait(30, FREE_OF_ADDRESS), None);
    }

    #[test]
    fn an_ipv6_network_counts_as_one_address() {
        let counters = |addr: &str| of_login("ada@example.com", addr.parse().unwrap());
        assert_eq!(counters("2001:db8::1"), counters("2001:db8::2"));
        assert_ne!(counters("2001:db8::1"), counters("2001:db8:1::1"));
        assert_ne!(counters("192.0.2.1"), counters("192.0.2.2"));
        assert_eq!(counters("192.0.2.1"), counters("::ffff:192.0.2.1"));
    }
}
