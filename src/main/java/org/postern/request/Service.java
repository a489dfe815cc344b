package org.postern.request;

import java.io.IOException;
import java.net.URI;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Optional;
import org.postern.api.IntakeClient;
import org.postern.file.StrictUtf8;
import org.postern.file.WholeFile;
import org.postern.manifest.Hash;
import org.postern.manifest.ManifestException;
import org.postern.manifest.Notes;
import org.postern.manifest.Root;
import org.postern.manifest.VerifiedManifest;
import org.postern.manifest.VerifiedRoot;
import org.postern.message.NineWords;
import org.postern.message.RequesterKeys;

/// One service: its notes, believed only under the root that the person has from somewhere else.
final class Service {
    private static final int FILE_BYTES_MAX = 16 << 20;

    private final Notes notes;
    private final Hash pinned;
    private final InstantSource clock;

    private Service(Notes notes, Hash pinned, InstantSource clock) {
        this.notes = notes;
        this.pinned = pinned;
        this.clock = clock;
    }

    /// Fetches the notes, or reads them from a file that was fetched before.
    ///
    /// @param client asked when there is no file
    /// @param file the body of `GET /notes`
    /// @param root SHA-256 of the first root note in hexadecimal, or the name of a file that holds that note
    static Service of(Optional<IntakeClient> client, Optional<Path> file, String root, InstantSource clock) {
        var pinned = pinned(root);
        if (file.isPresent()) {
            return new Service(Notes.parse(bytes(file.get(), "the notes")), pinned, clock);
        }
        var notes = client.map(IntakeClient::notes)
                .orElseThrow(() -> new RequestException("Say where the notes are, with --url or --notes."));
        return new Service(notes, pinned, clock);
    }

    /// The keys to seal to, all checks passed and the intake open.
    VerifiedManifest open() {
        return VerifiedManifest.verify(notes, pinned, 0, clock);
    }

    /// The keys to read by; the intake may be closed.
    VerifiedManifest openOrClosed() {
        return VerifiedManifest.verifyOpenOrClosed(notes, pinned, 0, clock);
    }

    /// Every key of one person at this service; takes a moment.
    RequesterKeys keys(NineWords words) {
        VerifiedRoot.verify(notes.roots(), pinned);
        return RequesterKeys.derive(words, notes.roots().getFirst());
    }

    static IntakeClient client(URI url) {
        try {
            return new IntakeClient(url);
        } catch (IllegalArgumentException e) {
            throw new RequestException(
                    "The address after --url has to look like https://help.example, with nothing behind it.", e);
        }
    }

    static byte[] bytes(Path file, String what) {
        try {
            return WholeFile.read(file, FILE_BYTES_MAX);
        } catch (IOException e) {
            throw new RequestException("The file with " + what + " can't be used. " + e.getMessage(), e);
        }
    }

    static String text(Path file, String what) {
        return StrictUtf8.text(bytes(file, what))
                .orElseThrow(() -> new RequestException("The file with " + what + " is not text in UTF-8."));
    }

    private static Hash pinned(String root) {
        try {
            return root.matches("[0-9a-f]{64}")
                    ? new Hash(root)
                    : Root.pinned(bytes(Path.of(root), "the first root note"));
        } catch (InvalidPathException | ManifestException e) {
            throw new RequestException(
                    "After --root comes a hash of 64 digits, or the file of the first root note.", e);
        } catch (IllegalArgumentException e) {
            throw new RequestException(e.getMessage(), e);
        }
    }
}
