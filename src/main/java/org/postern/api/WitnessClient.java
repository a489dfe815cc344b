package org.postern.api;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.postern.note.NoteException;
import org.postern.note.SignatureLine;
import org.postern.note.SignedNote;
import org.postern.tlog.AddCheckpoint;
import org.postern.tlog.MerkleTree;

/// Asks one witness for its cosignature (C2SP tlog-witness, `add-checkpoint`). Any standard witness will do.
///
/// It remembers, while it lives, what the witness has seen, so that most calls are one request. A witness that has
/// seen something else says so, and is asked once more.
public final class WitnessClient {
    private static final int CONFLICT = 409;
    private static final int ANSWER_BYTES_MAX = 16_384;
    private static final int LINES_MAX = 16;
    private static final int SIZE_DIGITS_MAX = 19;

    private final URI address;
    private final Duration within;
    private final HttpClient http;
    private long seenSize;

    /// Prepares calls to one witness; connects at the first one.
    ///
    /// @param submission the witness's submission prefix: `http` or `https`, host, perhaps a path
    /// @param within     how long one request may take, until the last byte of its answer
    /// @throws IllegalArgumentException if the address is none
    public WitnessClient(URI submission, Duration within) {
        if (submission.getHost() == null
                || !("http".equals(submission.getScheme()) || "https".equals(submission.getScheme()))) {
            throw new IllegalArgumentException("expected an address such as https://witness.example");
        }
        var prefix = submission.toString();
        address = URI.create(prefix + (prefix.endsWith("/") ? "" : "/") + "add-checkpoint");
        this.within = within;
        http = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .followRedirects(HttpClient.Redirect.NEVER)
                .connectTimeout(within)
                .build();
    }

    /// Asks for a cosignature, and blocks until there is an answer.
    ///
    /// @param tree       everything that the log holds
    /// @param checkpoint of that tree, signed by the log
    /// @return the witness's signature lines, 1 to 16, none of them verified
    /// @throws ProblemException NOT_REACHED; NOT_UNDERSTOOD if the witness does not know this log; NOT_VERIFIED if
    ///     it does not believe the signature or the proof; TAKEN if it has seen more than this tree; others by its
    ///     status
    public synchronized List<SignatureLine> cosign(MerkleTree tree, SignedNote checkpoint) {
        // A log that was set back has nothing to prove from; asking anyway tells what the witness has seen.
        var old = Math.min(seenSize, tree.size());
        var answer = post(tree, checkpoint, old);
        if (answer.statusCode() == CONFLICT) {
            old = size(answer.body());
            if (old > tree.size()) {
                throw new ProblemException(Problem.TAKEN);
            }
            answer = post(tree, checkpoint, old);
        }
        if (answer.statusCode() != 200) {
            throw new ProblemException(problem(answer.statusCode()));
        }
        var lines = lines(answer.body());
        seenSize = tree.size();
        return lines;
    }

    private HttpResponse<byte[]> post(MerkleTree tree, SignedNote checkpoint, long old) {
        var body = new AddCheckpoint(old, tree.consistency(old, tree.size()), checkpoint).bytes();
        var request = HttpRequest.newBuilder(address)
                .timeout(within)
                // The default names the Java version.
                .header("User-Agent", "postern")
                .header("Content-Type", "text/plain; charset=utf-8")
                .POST(BodyPublishers.ofByteArray(body))
                .build();
        // The request's own timeout ends with the headers of the answer; a body may drip for ever.
        var answer = http.sendAsync(request, BodyHandlers.limiting(BodyHandlers.ofByteArray(), ANSWER_BYTES_MAX));
        try {
            return answer.get(within.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException | TimeoutException failure) {
            answer.cancel(true);
            throw new ProblemException(Problem.ofFailure(failure), failure);
        } catch (InterruptedException interrupted) {
            answer.cancel(true);
            Thread.currentThread().interrupt();
            throw new ProblemException(Problem.NOT_REACHED, interrupted);
        }
    }

    private static long size(byte[] body) {
        var text = new String(body, StandardCharsets.ISO_8859_1);
        if (!text.matches("(0|[1-9][0-9]{0," + (SIZE_DIGITS_MAX - 1) + "})\n")) {
            throw new ProblemException(Problem.STRANGE_ANSWER);
        }
        try {
            return Long.parseLong(text.substring(0, text.length() - 1));
        } catch (NumberFormatException tooLarge) {
            throw new ProblemException(Problem.STRANGE_ANSWER, tooLarge);
        }
    }

    private static List<SignatureLine> lines(byte[] body) {
        var text = new String(body, StandardCharsets.UTF_8);
        var lines = text.lines().toList();
        if (!text.endsWith("\n") || lines.isEmpty() || lines.size() > LINES_MAX) {
            throw new ProblemException(Problem.STRANGE_ANSWER);
        }
        try {
            return lines.stream().map(SignatureLine::parse).toList();
        } catch (NoteException noLine) {
            throw new ProblemException(Problem.STRANGE_ANSWER, noLine);
        }
    }

    private static Problem problem(int status) {
        return status == 403 ? Problem.NOT_VERIFIED : Problem.ofStatus(status);
    }
}
