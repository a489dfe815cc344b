package org.postern.store;

/// An epoch that the service knows. Whether it is open for intake is for the newest manifest to say.
///
/// @param epoch from 1
/// @param destroyed true once its keys and rows are gone
public record StoredEpoch(int epoch, boolean destroyed) {}
