package org.postern.verify;

/// One thing that does not hold.
///
/// @param alarm    of which kind
/// @param sentence what was found, in one plain sentence that ends in a full stop
public record Finding(Alarm alarm, String sentence) {}
