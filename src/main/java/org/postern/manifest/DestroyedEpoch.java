package org.postern.manifest;

import java.time.LocalDate;

/// An epoch whose seed exists no longer: a `destroyed` line of the manifest, and so the signed notice of it
/// (PROTOCOL 8.2). Its roster still proves old answers that moved to a later epoch.
///
/// @param epoch      1 or more
/// @param day        the day (UTC) on which it was destroyed
/// @param rosterRoot Merkle root of its roster
public record DestroyedEpoch(int epoch, LocalDate day, Hash rosterRoot) {
    private static final int FIELDS = 3;

    /// Checks the number.
    ///
    /// @throws ManifestException MALFORMED
    public DestroyedEpoch {
        if (epoch < 1) {
            throw ManifestException.malformed("expected an epoch from 1 on");
        }
    }

    static DestroyedEpoch parse(String value) {
        var fields = Lines.fields(value, FIELDS);
        return new DestroyedEpoch(
                Lines.number(fields[0], 1, Integer.MAX_VALUE), Lines.date(fields[1]), new Hash(fields[2]));
    }

    @Override
    public String toString() {
        return epoch + " " + day + " " + rosterRoot;
    }
}
