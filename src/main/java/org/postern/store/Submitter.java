package org.postern.store;

/// Takes one item in and returns when it is on disk.
@FunctionalInterface
interface Submitter<T> extends AutoCloseable {
    /// Blocks until the item's transaction has committed.
    ///
    /// @throws StoreUnavailable if it did not, or if it is not known in time whether it did
    Outcome submit(T item);

    /// Returns when everything that waited at the time of the call was tried.
    default void flush() {}

    @Override
    default void close() {}
}
