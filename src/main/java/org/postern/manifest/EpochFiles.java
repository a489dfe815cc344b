package org.postern.manifest;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;

/// The sealed files of one epoch: the first, made when it was drawn, then one supplement for each time that somebody
/// joined later. All hold the same secret. The manifest names the whole row by one hash, so a file can be added by
/// the admins and none taken away or put in its place.
public final class EpochFiles {
    /// Most files of one epoch.
    public static final int FILES_MAX = 64;

    /// No file yet.
    public static final EpochFiles NONE = new EpochFiles(List.of());

    private final List<EpochFile> files;

    /// Puts files in a row.
    ///
    /// @param files the first file, then the supplements in order; at most 64
    /// @throws ManifestException WRONG_EPOCH_FILE if there are more
    public EpochFiles(List<EpochFile> files) {
        if (files.size() > FILES_MAX) {
            throw new ManifestException(Reason.WRONG_EPOCH_FILE, "expected at most 64 files of one epoch");
        }
        this.files = List.copyOf(files);
    }

    /// Adds supplements at the end.
    ///
    /// @param supplements in order; may be empty
    /// @return the longer row
    /// @throws ManifestException WRONG_EPOCH_FILE if it has more than 64 files
    public EpochFiles with(List<EpochFile> supplements) {
        var longer = new ArrayList<>(files);
        longer.addAll(supplements);
        return new EpochFiles(longer);
    }

    /// What stands in the `epoch` line.
    ///
    /// @return H(H(file 1) ‖ H(file 2) ‖ …), the inner hashes as 32 bytes each
    public Hash hash() {
        return hashOf(files.stream().map(EpochFile::hash).toList());
    }

    /// The same, for somebody who has only the files' hashes.
    ///
    /// @param hashes of each file, in order
    /// @return what stands in the `epoch` line
    public static Hash hashOf(List<Hash> hashes) {
        var all = new ByteArrayOutputStream();
        hashes.forEach(hash -> all.writeBytes(hash.raw()));
        return Hash.of(all.toByteArray());
    }

    /// The files.
    ///
    /// @return in order
    public List<EpochFile> files() {
        return files;
    }

    /// Finds out whether one of the files is this one.
    ///
    /// @param file a file
    /// @return true if its hash is among theirs
    public boolean contains(EpochFile file) {
        return files.stream().anyMatch(known -> known.hash().equals(file.hash()));
    }
}
