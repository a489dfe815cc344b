package org.postern.simulation;

import java.util.List;
import java.util.Optional;
import org.postern.ceremony.RecoveryShare;
import org.postern.ceremony.Restoring;
import org.postern.manifest.EpochSeed;
import org.postern.manifest.LivingEpoch;
import org.postern.manifest.Parts;
import org.postern.manifest.Publication;

/// Brings an epoch's secret back from the seats' shares.
final class Recoveries {
    private Recoveries() {}

    /// The sealed shares, seat 1 first.
    static List<byte[]> shares(byte[] file) {
        return Parts.parse(file, "postern/recovery/v1", Publication.RECOVERY_BYTES_MAX).stream()
                .map(Parts.Part::bytes)
                .toList();
    }

    /// What the backups of these holders can bring back together: their vaults are gone.
    static Optional<EpochSeed> restore(Server server, LivingEpoch epoch, List<Responder> holders) {
        var file = server.recovery(epoch.epoch()).orElseThrow();
        var shares = holders.stream()
                .flatMap(holder -> {
                    try (var backup = holder.ring().lasting()) {
                        return backup.recoveryKeys().stream();
                    }
                })
                .flatMap(key -> {
                    try (key) {
                        return RecoveryShare.find(file, key).stream();
                    }
                })
                .toList();
        try {
            return shares.isEmpty() || shares.size() < shares.getFirst().threshold()
                    ? Optional.empty()
                    : Optional.of(Restoring.restore(epoch.epoch(), epoch.recipient(), shares)
                            .seed());
        } finally {
            shares.forEach(RecoveryShare::close);
        }
    }
}
