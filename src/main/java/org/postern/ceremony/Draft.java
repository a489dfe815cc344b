package org.postern.ceremony;

import java.util.TreeMap;

/// A ledger as one admin wants it next, while others may change the one in force.
public final class Draft {
    private Draft() {}

    /// Brings an admin's wishes onto the ledger in force: who is let in, who is removed, whose vetting goes
    /// on. Which epochs people read is the ledger's to say, not the draft's.
    ///
    /// @param inForce the ledger in force
    /// @param draft   made from it, or from an older one
    /// @return the draft as it is to be proposed now
    public static People onto(People inForce, People draft) {
        var merged = inForce;
        for (var wish : draft.people()) {
            var known = inForce.of(wish.key());
            if (known.isEmpty()) {
                merged = wish.isIn() ? merged.with(wish.reading(new TreeMap<>())) : merged;
            } else if (known.get().isIn() && !wish.isIn()) {
                var removal = wish.removal().orElseThrow();
                merged = merged.with(known.get().removed(removal.day(), removal.because()));
            } else if (!known.get().isIn()) {
                merged = isVettedAnew(inForce, draft, known.get(), wish)
                        ? merged.with(wish.reading(known.get().reads()))
                        : merged;
            } else if (known.get().isIn()
                    && (draft.version() == inForce.version()
                            || wish.vettedUntil().isAfter(known.get().vettedUntil()))) {
                merged = merged.with(wish.reading(known.get().reads()));
            }
        }
        return merged;
    }

    /// In an older draft somebody who was removed since still stands as one of the people: that is no wish.
    private static boolean isVettedAnew(People inForce, People draft, Person removed, Person wish) {
        return wish.isIn()
                && (draft.version() == inForce.version()
                        || wish.added().isAfter(removed.removal().orElseThrow().day()));
    }
}
