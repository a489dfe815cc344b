package org.postern.ceremony;

import java.util.List;
import java.util.Optional;
import org.postern.manifest.Hash;
import org.postern.manifest.LivingEpoch;
import org.postern.manifest.Manifest;
import org.postern.manifest.Root;

/// What stands now, already believed: the newest root, and the manifest under it unless the service is being
/// founded.
///
/// @param root     the newest root
/// @param manifest the newest manifest
/// @param hash     SHA-256 of that manifest's note, `Hash.NONE` without one
public record InForce(Root root, Optional<Manifest> manifest, Hash hash) {
    /// Checks that the hash belongs to a manifest.
    ///
    /// @throws IllegalArgumentException if there is a hash without a manifest, or the other way round
    public InForce {
        if (manifest.isEmpty() != hash.equals(Hash.NONE)) {
            throw new IllegalArgumentException("expected a hash exactly with a manifest");
        }
    }

    /// Before the first manifest.
    ///
    /// @param root the first root
    /// @return what stands then
    public static InForce founding(Root root) {
        return new InForce(root, Optional.empty(), Hash.NONE);
    }

    /// With a manifest.
    ///
    /// @param root     the newest root, verified
    /// @param manifest the newest manifest, verified
    /// @param hash     SHA-256 of its note
    /// @return what stands
    public static InForce of(Root root, Manifest manifest, Hash hash) {
        return new InForce(root, Optional.of(manifest), hash);
    }

    /// The epochs whose secrets still exist.
    ///
    /// @return ascending; none at the founding
    public List<LivingEpoch> epochs() {
        return manifest.map(Manifest::epochs).orElse(List.of());
    }

    /// A living epoch.
    ///
    /// @param epoch its number
    /// @return what the manifest says of it
    public Optional<LivingEpoch> living(int epoch) {
        return epochs().stream().filter(living -> living.epoch() == epoch).findFirst();
    }

    /// The number of the next epoch.
    ///
    /// @return 1 at the founding, else one more than the intake epoch's
    public int nextEpoch() {
        return manifest.map(Manifest::intakeEpoch).orElse(0) + 1;
    }

    /// The version of the next manifest.
    ///
    /// @return 1 at the founding, else one more than now
    public int nextVersion() {
        return manifest.map(Manifest::version).orElse(0) + 1;
    }
}
