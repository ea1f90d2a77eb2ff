//! Gets what an item should look like now, and believes only what is complete and has its hash.

use proto::v1::{FetchSpecResponse, fetch_spec_response::Part};
use tonic::{Status, Streaming};

use crate::{
    config::Secret,
    hub::Hub,
    model::{Content, Desired, Hash, ItemKey, Version},
    wire,
};

/// Larger contents are refused: an item is a handful of objects, each below 1.5 MiB.
const MAX_BYTES: u64 = 64 << 20;

/// A wish with its content.
#[derive(Debug)]
pub(crate) struct Fetched {
    pub(crate) wish: Desired,
    /// Empty for a tombstone.
    pub(crate) bytes: Vec<u8>,
}

#[derive(Debug)]
pub(crate) enum FetchError {
    /// The call itself failed.
    Status(Box<Status>),
    /// The answer cannot be believed.
    Broken { version: Version, hash: String, reason: String },
}

impl From<Status> for FetchError {
    fn from(status: Status) -> Self {
        Self::Status(Box::new(status))
    }
}

pub(crate) async fn fetch(hub: &Hub, jwt: &Secret, key: &ItemKey) -> Result<Fetched, FetchError> {
    let mut parts = hub.fetch_spec(jwt, key).await?;
    let broken = |reason: &str| FetchError::Broken {
        version: Version::default(),
        hash: String::new(),
        reason: reason.to_owned(),
    };
    let Some(FetchSpecResponse { part: Some(Part::Header(header)) }) = hub.patiently(parts.message()).await?
    else {
        return Err(broken("the answer does not begin with a header"));
    };
    if wire::key_from(header.key.clone()).as_ref() != Some(key) {
        return Err(broken("the answer is about another item"));
    }
    let Some((version, hash)) = wire::header_from(&header) else {
        return Err(broken("the answer's hash is not one"));
    };
    let Some(hash) = hash else {
        return Ok(Fetched { wish: Desired { version, content: Content::Tombstone }, bytes: Vec::new() });
    };
    let broken = |reason| FetchError::Broken { version, hash: hash.as_str().to_owned(), reason };
    if header.length > MAX_BYTES {
        return Err(broken(format!("the content has {} bytes, more than {MAX_BYTES}", header.length)));
    }
    let bytes = collect(hub, &mut parts, header.length).await?.map_err(broken)?;
    if Hash::of(&bytes) != hash {
        return Err(broken("the content does not have the announced hash".to_owned()));
    }
    Ok(Fetched { wish: Desired { version, content: Content::Present(hash) }, bytes })
}

/// The pieces, put together. The inner error says what is wrong with them.
async fn collect(
    hub: &Hub,
    parts: &mut Streaming<FetchSpecResponse>,
    length: u64,
) -> Result<Result<Vec<u8>, String>, Status> {
    let mut bytes = Vec::new();
    while let Some(FetchSpecResponse { part }) = hub.patiently(parts.message()).await? {
        let Some(Part::Chunk(chunk)) = part else {
            return Ok(Err("the answer has a second header".to_owned()));
        };
        bytes.extend_from_slice(&chunk);
        if bytes.len() as u64 > length {
            return Ok(Err(format!("more than the announced {length} bytes came")));
        }
    }
    if bytes.len() as u64 == length {
        return Ok(Ok(bytes));
    }
    Ok(Err(format!("{} of {length} bytes came", bytes.len())))
}
