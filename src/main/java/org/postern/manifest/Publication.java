package org.postern.manifest;

import java.util.ArrayList;
import java.util.Optional;

/// What an admin publishes at once (PROTOCOL 4.7): `root`, `manifest`, `epoch-file`, `roster`, each at most once and
/// in this order. Nothing in it is verified; `Published.accept` does that.
///
/// @param root      the next root note
/// @param manifest  the next manifest note
/// @param epochFile the epoch file that the manifest names, if it is a new one
/// @param roster    the roster that the manifest names, if it is a new one
public record Publication(
        Optional<byte[]> root, Optional<byte[]> manifest, Optional<byte[]> epochFile, Optional<byte[]> roster) {
    /// Longest publication we take.
    public static final int PUBLICATION_BYTES_MAX = 262_144;

    static final String HEADER = "postern/publication/v1";

    /// Requires something to publish.
    ///
    /// @throws ManifestException MALFORMED if there is neither root nor manifest, or a file without its manifest
    public Publication {
        if (root.isEmpty() && manifest.isEmpty()) {
            throw ManifestException.malformed("expected a root or a manifest");
        }
        if (manifest.isEmpty() && (epochFile.isPresent() || roster.isPresent())) {
            throw ManifestException.malformed("expected epoch file and roster only beside their manifest");
        }
    }

    /// Reads the framing.
    ///
    /// @param bytes at most 256 KiB
    /// @return the publication, not verified
    /// @throws ManifestException MALFORMED
    public static Publication parse(byte[] bytes) {
        var parts = Parts.parse(bytes, HEADER, PUBLICATION_BYTES_MAX);
        var next = 0;
        var found = new ArrayList<Optional<byte[]>>();
        for (var name : new String[] {"root", "manifest", "epoch-file", "roster"}) {
            if (next < parts.size() && parts.get(next).name().equals(name)) {
                found.add(Optional.of(parts.get(next++).bytes()));
            } else {
                found.add(Optional.empty());
            }
        }
        if (next != parts.size()) {
            throw ManifestException.malformed(
                    "expected root, manifest, epoch-file and roster, once each and in this order");
        }
        return new Publication(found.get(0), found.get(1), found.get(2), found.get(3));
    }

    /// Writes the framing.
    ///
    /// @return the body of `POST /v1/publish`
    public byte[] bytes() {
        var parts = new ArrayList<Parts.Part>();
        root.ifPresent(bytes -> parts.add(new Parts.Part("root", bytes)));
        manifest.ifPresent(bytes -> parts.add(new Parts.Part("manifest", bytes)));
        epochFile.ifPresent(bytes -> parts.add(new Parts.Part("epoch-file", bytes)));
        roster.ifPresent(bytes -> parts.add(new Parts.Part("roster", bytes)));
        return Parts.bytes(HEADER, parts);
    }
}
