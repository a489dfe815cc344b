package org.postern.ceremony;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.postern.crypto.Shamir;
import org.postern.manifest.EpochSeed;
import org.postern.manifest.Hash;
import org.postern.manifest.LivingEpoch;

/// Puts the shares of seats together to an epoch's secret (PROTOCOL 10.8). Sharing authenticates
/// nothing, so what comes
/// out is compared with the recipient in the manifest, and where there are more shares than needed a
/// wrong one is
/// found and named.
public final class Restoring {
    private Restoring() {}

    /// Restores an epoch's secret.
    ///
    /// @param epoch     the epoch
    /// @param recipient SHA-256 of its recipient's text, from the manifest
    /// @param shares    what seats gave; stay the caller's
    /// @return the secret, the caller's to close, and the seats whose share was wrong
    /// @throws CeremonyException with sentences on what is missing or wrong, and what to do
    public static Restored restore(int epoch, Hash recipient, List<RecoveryShare> shares) {
        var fitting = fitting(epoch, recipient, shares);
        int needed = fitting.getFirst().threshold();
        if (fitting.size() < needed) {
            int more = needed - fitting.size();
            throw new CeremonyException(named(epoch) + ": " + fitting.size() + " of " + needed
                    + " shares are here, from " + seats(fitting) + ". Ask " + more
                    + (more == 1 ? " more key holder." : " more key holders."));
        }
        for (var chosen : subsets(fitting, needed)) {
            var seed = combined(epoch, recipient, chosen);
            if (seed.isPresent()) {
                return new Restored(seed.get(), wrong(epoch, recipient, fitting, chosen));
            }
        }
        throw new CeremonyException(named(epoch) + ": at least one share of " + seats(fitting)
                + " is wrong, and it can't be told which. Ask one more key holder.");
    }

    private static List<RecoveryShare> fitting(int epoch, Hash recipient, List<RecoveryShare> shares) {
        if (shares.isEmpty()) {
            throw new CeremonyException(named(epoch) + ": no share is here.");
        }
        var places = new HashSet<Integer>();
        for (var share : shares) {
            if (share.epoch() != epoch || !share.recipient().equals(recipient)) {
                throw new CeremonyException("The share of seat " + share.seat() + " is of epoch " + share.epoch()
                        + " and not of epoch " + epoch + " in the manifest. That key holder runs recover share again.");
            }
            if (share.threshold() != shares.getFirst().threshold()
                    || share.seats() != shares.getFirst().seats()) {
                throw new CeremonyException(named(epoch) + ": the shares of seats "
                        + shares.getFirst().seat() + " and " + share.seat() + " were not made together.");
            }
            if (!places.add(share.seat())) {
                throw new CeremonyException(
                        named(epoch) + ": seat " + share.seat() + " is here twice. Each key holder counts once.");
            }
        }
        return shares;
    }

    private static Optional<EpochSeed> combined(int epoch, Hash recipient, List<RecoveryShare> chosen) {
        var raw = chosen.stream().map(RecoveryShare::raw).toList();
        try {
            var seed = new EpochSeed(epoch, Shamir.combine(raw, chosen.size()));
            if (LivingEpoch.hashOf(seed.recipient()).equals(recipient)) {
                return Optional.of(seed);
            }
            seed.close();
            return Optional.empty();
        } finally {
            raw.forEach(bytes -> Arrays.fill(bytes, (byte) 0));
        }
    }

    /// With one share of the good ones left out, every other share is tried in its place.
    private static List<Integer> wrong(int epoch, Hash recipient, List<RecoveryShare> all, List<RecoveryShare> good) {
        var wrong = new TreeSet<Integer>();
        for (var share : all) {
            if (!good.contains(share)) {
                var tried = new ArrayList<>(good.subList(1, good.size()));
                tried.add(share);
                combined(epoch, recipient, tried).ifPresentOrElse(EpochSeed::close, () -> wrong.add(share.seat()));
            }
        }
        return List.copyOf(wrong);
    }

    private static List<List<RecoveryShare>> subsets(List<RecoveryShare> of, int size) {
        var subsets = new ArrayList<List<RecoveryShare>>();
        for (int bits = 0; bits < 1 << of.size(); bits++) {
            if (Integer.bitCount(bits) == size) {
                var subset = new ArrayList<RecoveryShare>();
                for (int i = 0; i < of.size(); i++) {
                    if ((bits >> i & 1) == 1) {
                        subset.add(of.get(i));
                    }
                }
                subsets.add(subset);
            }
        }
        return subsets;
    }

    private static String named(int epoch) {
        return epoch == RecoveryAsk.DRILL_EPOCH ? "The drill" : "Epoch " + epoch;
    }

    private static String seats(List<RecoveryShare> shares) {
        return shares.stream().map(share -> "seat " + share.seat()).collect(Collectors.joining(", "));
    }

    /// What came out.
    ///
    /// @param seed  the epoch's secret
    /// @param wrong seats whose share did not fit, ascending; the secret is right all the same
    public record Restored(EpochSeed seed, List<Integer> wrong) {
        /// Takes a copy of the places.
        public Restored {
            wrong = List.copyOf(wrong);
        }
    }
}
