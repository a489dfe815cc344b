package org.postern.keys;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.postern.manifest.Hash;
import org.postern.manifest.LivingEpoch;
import org.postern.manifest.Notes;
import org.postern.manifest.Root;
import org.postern.manifest.SignedManifest;
import org.postern.manifest.VerifiedRoot;

/// A deployment's public folder, `keys/`: `root-0001.note`, which everything hangs on, the later notes,
/// and the sealed
/// files. What is in it is believed as far as the admins' signatures go.
final class KeysFolder {
    private static final Pattern MANIFEST = Pattern.compile("manifest-[0-9]{4,9}\\.note");

    private final Path folder;
    private final Root root;
    private final Optional<SignedManifest> manifest;

    private KeysFolder(Path folder, Root root, Optional<SignedManifest> manifest) {
        this.folder = folder;
        this.root = root;
        this.manifest = manifest;
    }

    /// Reads the notes and checks their signatures.
    ///
    /// @param folder where `root-0001.note` lies
    /// @return the folder
    /// @throws org.postern.manifest.ManifestException with the first reason that applies
    static KeysFolder read(Path folder) throws IOException {
        if (!Files.isRegularFile(root(folder, 1))) {
            throw new CeremonyStep.WrongUse(
                    "There is no root-0001.note in " + folder + ". Give --keys: the folder with the public notes.");
        }
        var roots = new ArrayList<byte[]>();
        while (Files.isRegularFile(root(folder, roots.size() + 1))) {
            roots.add(CeremonyFile.read(root(folder, roots.size() + 1)));
        }
        var pinned = Root.pinned(roots.getFirst());
        var newest = newestManifest(folder);
        if (newest.isEmpty()) {
            return new KeysFolder(folder, VerifiedRoot.verify(roots, pinned).root(), Optional.empty());
        }
        var notes = new Notes(roots, Optional.of(CeremonyFile.read(newest.get())), Optional.empty());
        var signed = SignedManifest.verifyOpenOrClosed(notes, pinned, 0);
        return new KeysFolder(folder, signed.root(), Optional.of(signed));
    }

    private static Path root(Path folder, int version) {
        return folder.resolve("root-%04d.note".formatted(version));
    }

    private static Optional<Path> newestManifest(Path folder) throws IOException {
        try (var files = Files.list(folder)) {
            return files.filter(file ->
                            MANIFEST.matcher(file.getFileName().toString()).matches())
                    .max((one, other) -> Integer.compare(number(one), number(other)));
        }
    }

    private static int number(Path file) {
        return Integer.parseInt(file.getFileName().toString().replaceAll("[^0-9]", ""));
    }

    Root root() {
        return root;
    }

    /// The newest manifest; nothing before the founding.
    Optional<SignedManifest> manifest() {
        return manifest;
    }

    /// The epochs whose secrets exist, oldest first; none before the founding.
    List<LivingEpoch> living() {
        return manifest.map(signed -> signed.manifest().epochs()).orElse(List.of());
    }

    /// The recovery file of a living epoch, as the manifest names it.
    ///
    /// @throws IllegalArgumentException with a sentence if it is missing or another one
    byte[] recovery(LivingEpoch epoch) throws IOException {
        var name = "recovery-%04d".formatted(epoch.epoch());
        if (epoch.recovery().equals(Hash.NONE)) {
            throw new IllegalArgumentException(
                    "epoch " + epoch.epoch() + " was drawn without seats and can't be recovered");
        }
        if (!Files.isRegularFile(folder.resolve(name))) {
            throw new IllegalArgumentException("the file " + name + " is not in " + folder
                    + "; get it with: postern keys fetch --keys " + folder + " --at URL");
        }
        var file = CeremonyFile.read(folder.resolve(name));
        if (!Hash.of(file).equals(epoch.recovery())) {
            throw new IllegalArgumentException("the file " + name + " is not the one in the manifest");
        }
        return file;
    }

    /// Whether there are older notes than the manifest expects, in words for the person.
    String standing() {
        return manifest.map(signed -> "Manifest " + signed.manifest().version() + " of "
                        + signed.manifest().origin() + "; epochs "
                        + living().stream()
                                .map(epoch -> String.valueOf(epoch.epoch()))
                                .collect(Collectors.joining(", ")))
                .orElse("Root " + root.version() + " of " + root.origin() + "; no manifest yet");
    }
}
