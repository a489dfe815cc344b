package org.postern.manifest;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// What a service has published, as `GET /notes` serves it (PROTOCOL 4.6): all roots in order, then the newest
/// manifest, then the proof that it is the newest in the log.
public final class Notes {
    /// Longest answer we take.
    public static final int NOTES_BYTES_MAX = 1 << 20;

    /// Nothing published yet.
    public static final Notes NONE = new Notes(List.of(), Optional.empty());

    static final String HEADER = "postern/notes/v1";

    private final List<byte[]> roots;
    private final Optional<byte[]> manifest;
    private final Optional<byte[]> proof;

    /// Puts notes together that are not in the log yet; none is verified.
    ///
    /// @param roots    root notes in order, at most 32
    /// @param manifest the newest manifest note; needs a root
    /// @throws ManifestException MALFORMED if there are too many, or a manifest without a root
    public Notes(List<byte[]> roots, Optional<byte[]> manifest) {
        this(roots, manifest, Optional.empty());
    }

    /// Puts notes together; none is verified.
    ///
    /// @param roots    root notes in order, at most 32
    /// @param manifest the newest manifest note; needs a root
    /// @param proof    a tlog-proof of the manifest note; needs a manifest
    /// @throws ManifestException MALFORMED if there are too many, a manifest without a root, or a proof without a
    ///                           manifest
    public Notes(List<byte[]> roots, Optional<byte[]> manifest, Optional<byte[]> proof) {
        if (roots.size() > VerifiedRoot.ROOTS_MAX
                || (roots.isEmpty() && manifest.isPresent())
                || (manifest.isEmpty() && proof.isPresent())) {
            throw ManifestException.malformed("expected 1 to 32 roots, then a manifest, then its proof");
        }
        this.roots = roots.stream().map(byte[]::clone).toList();
        this.manifest = manifest.map(byte[]::clone);
        this.proof = proof.map(byte[]::clone);
    }

    /// Reads the framing.
    ///
    /// @param bytes at most 1 MiB
    /// @return the notes, not verified
    /// @throws ManifestException MALFORMED
    public static Notes parse(byte[] bytes) {
        var roots = new ArrayList<byte[]>();
        Optional<byte[]> manifest = Optional.empty();
        Optional<byte[]> proof = Optional.empty();
        for (var part : Parts.parse(bytes, HEADER, NOTES_BYTES_MAX)) {
            if (part.name().equals("root") && manifest.isEmpty()) {
                roots.add(part.bytes());
            } else if (part.name().equals("manifest") && manifest.isEmpty()) {
                manifest = Optional.of(part.bytes());
            } else if (part.name().equals("proof") && manifest.isPresent() && proof.isEmpty()) {
                proof = Optional.of(part.bytes());
            } else {
                throw ManifestException.malformed("expected roots, then one manifest, then one proof");
            }
        }
        return new Notes(roots, manifest, proof);
    }

    /// Writes the framing.
    ///
    /// @return the body of `GET /notes`
    public byte[] bytes() {
        var parts = new ArrayList<Parts.Part>();
        roots.forEach(root -> parts.add(new Parts.Part("root", root)));
        manifest.ifPresent(note -> parts.add(new Parts.Part("manifest", note)));
        proof.ifPresent(text -> parts.add(new Parts.Part("proof", text)));
        return Parts.bytes(HEADER, parts);
    }

    /// The root notes.
    ///
    /// @return in order, as copies
    public List<byte[]> roots() {
        return roots.stream().map(byte[]::clone).toList();
    }

    /// The newest manifest note.
    ///
    /// @return its bytes, a copy
    public Optional<byte[]> manifest() {
        return manifest.map(byte[]::clone);
    }

    /// The proof that the log has the manifest as its newest leaf.
    ///
    /// @return a `c2sp.org/tlog-proof@v1`, not verified; a copy
    public Optional<byte[]> proof() {
        return proof.map(byte[]::clone);
    }
}
