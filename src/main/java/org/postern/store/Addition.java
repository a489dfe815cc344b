package org.postern.store;

import java.util.List;
import java.util.Optional;

/// Everything that one verified publication adds; saved whole or not at all.
///
/// @param notes new notes only
/// @param leaves what the public log grows by, in order
/// @param epoch the new epoch, if one opens
/// @param supplements further files of older epochs, in order
/// @param people the admins' sealed ledger, if it changed
public record Addition(
        List<StoredNote> notes,
        List<StoredLeaf> leaves,
        Optional<EpochKeys> epoch,
        List<Supplement> supplements,
        Optional<byte[]> people) {}
