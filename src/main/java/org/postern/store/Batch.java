package org.postern.store;

import java.util.List;

/// Writes many items in one transaction.
@FunctionalInterface
interface Batch<T> {
    /// Writes and commits.
    ///
    /// @param items in order of arrival, at least one
    /// @return one outcome an item, in the same order
    /// @throws StoreUnavailable if the transaction did not commit
    List<Outcome> write(List<T> items);
}
