package org.postern.api;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import org.postern.manifest.ManifestException;
import org.postern.manifest.Notes;

/// Publishes notes on the team listener (PROTOCOL.md 4.7). No password: the signatures are the authority.
public final class PublishClient {
    private static final int OK_BYTES_MAX = 64;
    private static final String WAITING = "waiting\n";

    private final Exchange exchange;

    /// Prepares calls to one server; connects at the first one.
    ///
    /// @param team the team listener's address: `http` or `https`, host, port
    public PublishClient(URI team) {
        exchange = new Exchange(team);
    }

    /// Fetches what is published now, to sign the next one after it.
    ///
    /// @return root notes and the newest manifest, not verified
    /// @throws ProblemException if it can't be had or read
    public Notes notes() {
        try {
            return Notes.parse(exchange.get(Routes.NOTES, Notes.NOTES_BYTES_MAX));
        } catch (ManifestException malformed) {
            throw new ProblemException(Problem.STRANGE_ANSWER, malformed);
        }
    }

    /// Publishes. The same publication may be sent again, to ask whether it is shown by now.
    ///
    /// @param publication the framing of 4.7, at most 1 MiB
    /// @return true if it is shown now; false if it was taken in and waits for the witnesses
    /// @throws ProblemException NOT_VERIFIED if the server does not believe it, TAKEN if there is a newer one
    public boolean publish(byte[] publication) {
        var answer = exchange.delivered(Routes.PUBLISH, publication, OK_BYTES_MAX);
        boolean waits = new String(answer, StandardCharsets.US_ASCII).equals(WAITING);
        if (!waits) {
            Exchange.requireOk(answer);
        }
        return !waits;
    }
}
