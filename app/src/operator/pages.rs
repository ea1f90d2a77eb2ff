//! What the portal's routes show.

use super::{Operator, Start, cluster_detail, cluster_edit, cluster_list, cluster_new};
use crate::lazy::lazy_pages;

lazy_pages! {
    /// The portal is small: it is loaded at once.
    Page, part = operator, preload = __preload_operator:
    Frame => Operator,
    Start => Start,
    ClusterList => cluster_list::ClusterList,
    ClusterNew => cluster_new::ClusterNew,
    ClusterDetail => cluster_detail::ClusterDetail,
    ClusterEdit => cluster_edit::ClusterEdit,
}
