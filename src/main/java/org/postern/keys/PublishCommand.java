package org.postern.keys;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.postern.manifest.Publication;
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
    private static final Duration TIMEOUT = Duration.ofSeconds(30);

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
        var body = new Publication(bytes(root), bytes(manifest), bytes(epochFile), bytes(roster)).bytes();
        var status = post(body);
        switch (status) {
            case 200 -> out().println("Published.");
            case 409 -> throw new IOException("the server has another note of this version already.");
            case 422 ->
                throw new IOException("the server does not accept these notes: too few signatures, an"
                        + " intake that is over, or a file that is not the named one.");
            default -> throw new IOException("the server answered with status " + status + ".");
        }
    }

    private int post(byte[] body) throws IOException {
        HttpRequest request;
        try {
            request = HttpRequest.newBuilder(server.resolve("/v1/publish"))
                    .timeout(TIMEOUT)
                    .header("Content-Type", "application/octet-stream")
                    .POST(HttpRequest.BodyPublishers.ofByteArray(body))
                    .build();
        } catch (IllegalArgumentException e) {
            throw new WrongUse("The address has to look like http://127.0.0.1:8081.");
        }
        try (var client = HttpClient.newBuilder().connectTimeout(TIMEOUT).build()) {
            return client.send(request, HttpResponse.BodyHandlers.discarding()).statusCode();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted before the server answered.", e);
        } catch (IOException e) {
            throw new IOException("the server can't be reached.", e);
        }
    }

    private static Optional<byte[]> bytes(Path file) throws IOException {
        return file == null ? Optional.empty() : Optional.of(CeremonyFile.read(file));
    }
}
