//! Finding what an earlier run has made, however much else there is by now.

use anyhow::Result;
use domain::page::{Page, PageRequest};

/// The first item of a list that is the one, on whichever page it is.
pub(super) async fn find<T>(
    mut page: impl AsyncFnMut(&PageRequest) -> domain::Result<Page<T>>,
    is_it: impl Fn(&T) -> bool,
) -> Result<Option<T>> {
    let mut request = PageRequest::default();
    loop {
        let Page { items, next_cursor } = page(&request).await?;
        if let Some(found) = items.into_iter().find(|item| is_it(item)) {
            return Ok(Some(found));
        }
        if next_cursor.is_none() {
            return Ok(None);
        }
        request.cursor = next_cursor;
    }
}

/// Every item of a list that is one, whatever page it is on.
pub(super) async fn all<T>(
    mut page: impl AsyncFnMut(&PageRequest) -> domain::Result<Page<T>>,
    is_one: impl Fn(&T) -> bool,
) -> Result<Vec<T>> {
    let (mut request, mut found) = (PageRequest::default(), Vec::new());
    loop {
        let Page { items, next_cursor } = page(&request).await?;
        found.extend(items.into_iter().filter(|item| is_one(item)));
        if next_cursor.is_none() {
            return Ok(found);
        }
        request.cursor = next_cursor;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn every_page_is_looked_at_until_it_is_found() {
        // Three pages of two numbers; a cursor is the number to go on with.
        let page = async |request: &PageRequest| {
            let from: u32 = request.cursor.as_deref().map_or(0, |cursor| cursor.parse().unwrap());
            let next_cursor = (from < 4).then(|| (from + 2).to_string());
            Ok(Page { items: vec![from, from + 1], next_cursor })
        };
        for number in 0..6 {
            assert_eq!(find(page, |n| *n == number).await.unwrap(), Some(number));
        }
        assert_eq!(find(page, |n| *n == 6).await.unwrap(), None);
        assert_eq!(all(page, |n| n % 2 == 1).await.unwrap(), [1, 3, 5]);
    }
}
