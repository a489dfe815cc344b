package org.postern.manifest;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/// What an admin publishes at once (PROTOCOL 4.7): `root`, `manifest`, the epoch files, `roster`, `recovery`,
/// `people`, in this order. Nothing in it is verified; `Published.accept` does that.
///
/// @param root       the next root note
/// @param manifest   the next manifest note
/// @param epochFiles by ascending epoch: the first file of a new epoch, supplements of older ones
/// @param roster     the new epoch's roster, if there is a new epoch
/// @param recovery   the new epoch's recovery file, likewise, if it has one
/// @param people     the people file, if it is a new one
public record Publication(
        Optional<byte[]> root,
        Optional<byte[]> manifest,
        List<EpochPart> epochFiles,
        Optional<byte[]> roster,
        Optional<byte[]> recovery,
        Optional<byte[]> people) {
    /// Longest publication we take.
    public static final int PUBLICATION_BYTES_MAX = 1 << 20;

    /// Longest recovery file: five shares and their framing.
    public static final int RECOVERY_BYTES_MAX = 16_384;

    /// Longest people file: 262 144 bytes sealed to 16 admins.
    public static final int PEOPLE_BYTES_MAX = 300_000;

    static final String HEADER = "postern/publication/v1";

    private static final String EPOCH_FILE = "epoch-file-";
    private static final Pattern EPOCH_FILE_NAME = Pattern.compile(EPOCH_FILE + "([0-9]{4}|[1-9][0-9]{4,9})");

    /// One sealed file of an epoch. Its label is `epoch-file-0003`: the epoch in four digits or more.
    ///
    /// @param epoch which epoch's secret it holds, 1 or more
    /// @param file  the file
    public record EpochPart(int epoch, EpochFile file) {
        /// Checks the number.
        ///
        /// @throws ManifestException MALFORMED
        public EpochPart {
            if (epoch < 1) {
                throw ManifestException.malformed("expected an epoch from 1 on");
            }
        }

        String label() {
            return EPOCH_FILE + "%04d".formatted(epoch);
        }
    }

    /// Requires something to publish, in order and within bounds.
    ///
    /// @throws ManifestException MALFORMED if there is neither root nor manifest, or a file without its manifest
    public Publication {
        epochFiles = List.copyOf(epochFiles);
        if (root.isEmpty() && manifest.isEmpty()) {
            throw ManifestException.malformed("expected a root or a manifest");
        }
        var brings = !epochFiles.isEmpty() || roster.isPresent() || recovery.isPresent() || people.isPresent();
        if (manifest.isEmpty() && brings) {
            throw ManifestException.malformed("expected files only beside their manifest");
        }
        for (var i = 1; i < epochFiles.size(); i++) {
            if (epochFiles.get(i - 1).epoch() > epochFiles.get(i).epoch()) {
                throw ManifestException.malformed("expected epoch files by ascending epoch");
            }
        }
        if (recovery.filter(bytes -> bytes.length > RECOVERY_BYTES_MAX).isPresent()
                || people.filter(bytes -> bytes.length > PEOPLE_BYTES_MAX).isPresent()) {
            throw ManifestException.malformed("expected a shorter recovery or people file");
        }
    }

    /// Publishes a manifest that brings nothing new: other served files, another end of intake, a destroyed epoch.
    ///
    /// @param manifest the manifest note
    /// @return the publication
    public static Publication of(byte[] manifest) {
        return new Publication(
                Optional.empty(),
                Optional.of(manifest),
                List.of(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
    }

    /// Reads the framing.
    ///
    /// @param bytes at most 1 MiB
    /// @return the publication, not verified
    /// @throws ManifestException MALFORMED, or WRONG_EPOCH_FILE if an epoch file has not the form of one
    public static Publication parse(byte[] bytes) {
        var parts = new ArrayList<>(Parts.parse(bytes, HEADER, PUBLICATION_BYTES_MAX));
        var root = take(parts, "root");
        var manifest = take(parts, "manifest");
        var epochFiles = new ArrayList<EpochPart>();
        while (!parts.isEmpty() && parts.getFirst().name().startsWith(EPOCH_FILE)) {
            var part = parts.removeFirst();
            epochFiles.add(new EpochPart(epochOf(part.name()), EpochFile.parse(part.bytes())));
        }
        var roster = take(parts, "roster");
        var recovery = take(parts, "recovery");
        var people = take(parts, "people");
        if (!parts.isEmpty()) {
            throw ManifestException.malformed(
                    "expected root, manifest, epoch files, roster, recovery and people, in this order");
        }
        return new Publication(root, manifest, epochFiles, roster, recovery, people);
    }

    private static Optional<byte[]> take(List<Parts.Part> parts, String name) {
        return !parts.isEmpty() && parts.getFirst().name().equals(name)
                ? Optional.of(parts.removeFirst().bytes())
                : Optional.empty();
    }

    private static int epochOf(String label) {
        var matcher = EPOCH_FILE_NAME.matcher(label);
        if (!matcher.matches()) {
            throw ManifestException.malformed("expected an epoch file's label such as epoch-file-0003");
        }
        // Zeros in front only fill up four digits.
        return Lines.number(matcher.group(1).replaceFirst("^0+(?=.)", ""), 1, Integer.MAX_VALUE);
    }

    /// Writes the framing.
    ///
    /// @return the body of `POST /v1/publish`
    public byte[] bytes() {
        var parts = new ArrayList<Parts.Part>();
        root.ifPresent(bytes -> parts.add(new Parts.Part("root", bytes)));
        manifest.ifPresent(bytes -> parts.add(new Parts.Part("manifest", bytes)));
        epochFiles.forEach(
                part -> parts.add(new Parts.Part(part.label(), part.file().bytes())));
        roster.ifPresent(bytes -> parts.add(new Parts.Part("roster", bytes)));
        recovery.ifPresent(bytes -> parts.add(new Parts.Part("recovery", bytes)));
        people.ifPresent(bytes -> parts.add(new Parts.Part("people", bytes)));
        return Parts.bytes(HEADER, parts);
    }
}
