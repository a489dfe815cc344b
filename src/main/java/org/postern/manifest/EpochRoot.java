package org.postern.manifest;

/// An epoch whose seed still exists, and who its desks are.
///
/// @param epoch      1 or more
/// @param rosterRoot Merkle root of that epoch's roster
public record EpochRoot(int epoch, Hash rosterRoot) {
    /// Checks the number.
    public EpochRoot {
        if (epoch < 1) {
            throw ManifestException.malformed("expected an epoch from 1 on");
        }
    }

    static EpochRoot parse(String value) {
        var space = value.indexOf(' ');
        if (space < 0) {
            throw ManifestException.malformed("expected an epoch and a hash");
        }
        return new EpochRoot(
                Lines.number(value.substring(0, space), 1, Integer.MAX_VALUE), new Hash(value.substring(space + 1)));
    }
}
