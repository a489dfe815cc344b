package org.postern.keys;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Optional;
import org.postern.api.PublishClient;
import org.postern.manifest.EpochFile;
import org.postern.manifest.Publication;
import org.postern.manifest.Publication.EpochPart;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// Hands signed notes to the server; the signatures are the only authority.
@Command(
        name = "publish",
        description = {
            "Publish a root, a manifest, or both. No password is needed: the signatures are the authority.",
            "A manifest that opens a new epoch brings its epoch file and its roster."
        },
        mixinStandardHelpOptions = true)
final class PublishCommand extends CeremonyStep {
    @Option(names = "--to", required = true, paramLabel = "URL", description = "The server's team listener.")
    private URI server;

    @Option(names = "--root", paramLabel = "FILE", description = "A new root note.")
    private Path root;

    @Option(names = "--manifest", paramLabel = "FILE", description = "A new manifest note.")
    private Path manifest;

    @Option(names = "--epoch-file", paramLabel = "FILE", description = "The new epoch's sealed file.")
    private Path epochFile;

    @Option(names = "--roster", paramLabel = "FILE", description = "The new epoch's roster.")
    private Path roster;

    @Override
    void run() throws IOException {
        if (root == null && manifest == null) {
            throw new WrongUse("Give --root or --manifest: something to publish.");
        }
        var files = new ArrayList<EpochPart>();
        if (epochFile != null) {
            if (manifest == null) {
                throw new WrongUse("An epoch file goes with its manifest: give --manifest.");
            }
            var epoch = NoteFile.read(manifest).manifest().intakeEpoch();
            files.add(new EpochPart(epoch, EpochFile.parse(CeremonyFile.read(epochFile))));
        }
        var body = new Publication(
                        bytes(root), bytes(manifest), files, bytes(roster), Optional.empty(), Optional.empty())
                .bytes();
        client().publish(body);
        out().println("Published.");
    }

    private PublishClient client() {
        try {
            return new PublishClient(server);
        } catch (IllegalArgumentException e) {
            throw new WrongUse("The address has to look like http://127.0.0.1:8081.");
        }
    }

    private static Optional<byte[]> bytes(Path file) throws IOException {
        return file == null ? Optional.empty() : Optional.of(CeremonyFile.read(file));
    }
}
