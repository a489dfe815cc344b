package org.postern.request;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.postern.api.IntakeClient;
import org.postern.api.Problem;
import org.postern.api.ProblemException;
import org.postern.crypto.Sha256;
import org.postern.file.WholeFile;

/// A sealed letter until the server has it. It is on the disk while it is on its way, so that neither a server that is
/// away nor a crash loses it, and is removed once it is stored. Nobody can read it there without the team's keys.
final class KeptLetter {
    static final int ATTEMPTS_MAX = 4;
    static final Duration FIRST_PAUSE = Duration.ofSeconds(2);

    /// Said before it is sent.
    static final String SENDING = "Sending. An answer can take some minutes. Without one it is tried 4 times.";

    private final Optional<Path> wordsFile;
    private Path file;
    private Optional<LocalDate> lastDay = Optional.empty();
    /// Whether these bytes may have arrived before: then their words may open an answer.
    private boolean mayHaveArrived = true;

    /// Prepares.
    ///
    /// @param wordsFile the letter lies beside it; without one, in the folder where the command was given
    KeptLetter(Optional<Path> wordsFile) {
        this.wordsFile = wordsFile;
        file = wordsFile
                .map(words -> words.resolveSibling(words.getFileName() + ".sealed"))
                .orElse(null);
    }

    /// Whether a letter of an earlier time still waits beside the file of the nine words.
    boolean waits() {
        return isKept() && !WholeFile.isFree(wordsFile.orElseThrow());
    }

    /// Requires, before anything is typed, that no other letter lies in its place.
    void requireRoom() {
        if (isKept()) {
            throw new RequestException("A sealed letter of an earlier time lies in " + file
                    + ". Send it first, with request send, and remove it; or name another file after --words-file.");
        }
    }

    /// Writes it to the disk.
    ///
    /// @param frame sealed
    /// @param until when the service ends to take it
    void keep(byte[] frame, Instant until) {
        if (file == null) {
            var id = HexFormat.of().formatHex(Sha256.hash(frame), 0, 4);
            file = Path.of("letter-" + id + ".sealed");
        }
        try {
            WholeFile.createSecret(file, LetterFile.of(frame));
            lastDay = Optional.of(LocalDate.ofInstant(until, ZoneOffset.UTC));
            mayHaveArrived = false;
        } catch (IOException e) {
            forget();
            throw new RequestException("The sealed letter can't be kept, so it was not sent. " + e.getMessage(), e);
        }
    }

    /// Where it lies, once it was kept.
    Path file() {
        return file;
    }

    /// Whether it still lies here, so that nothing of it is lost.
    boolean isKept() {
        return file != null && !WholeFile.isFree(file);
    }

    /// Sends it until it is stored.
    ///
    /// @param url     the service's address
    /// @param options what the command that sends it later needs beside the address
    /// @throws RequestException if it is not; the sentence says where it lies and how to send it
    void send(IntakeClient client, URI url, List<String> options) {
        try {
            deliver(client, LetterFile.frame(Service.bytes(file, "the sealed letter")));
        } catch (ProblemException e) {
            if (isRefusedForGood(e.problem())) {
                throw refused(e);
            }
            throw new RequestException(
                    e.getMessage() + "\nYour letter is not lost. It lies sealed in " + file
                            + ".\nSend it later"
                            + lastDay.map(day -> ", before " + day + ",").orElse("")
                            + " with:\n    " + command(url, options)
                            + "\nYour nine words stay the same.",
                    e);
        }
        remove(file);
    }

    /// Only what the service itself says of these bytes; a proxy or a certificate says nothing of them.
    static boolean isRefusedForGood(Problem problem) {
        return problem == Problem.TAKEN || problem == Problem.CLOSED || problem == Problem.NOT_VERIFIED;
    }

    private String command(URI url, List<String> options) {
        var words = new ArrayList<>(List.of("postern", "request", "send", "--url", url.toString()));
        words.addAll(options);
        words.add(file.toAbsolutePath().toString());
        return words.stream().map(KeptLetter::quoted).collect(Collectors.joining(" "));
    }

    /// A word as a shell reads it.
    private static String quoted(String word) {
        return word.matches("[A-Za-z0-9_./:=@%+,-]+") ? word : "'" + word.replace("'", "'\\''") + "'";
    }

    /// The first answer is looked at alone: only a refusal with nothing before it says that nothing is stored.
    private void deliver(IntakeClient client, byte[] frame) {
        try {
            client.request(frame);
        } catch (ProblemException e) {
            if (!e.problem().passes()) {
                throw e;
            }
            mayHaveArrived |= e.isUnsure();
            client.requestUntilTaken(frame, ATTEMPTS_MAX - 1, FIRST_PAUSE);
        }
    }

    /// These bytes will never be taken, so they go, and the same command seals anew. The nine words go with them only
    /// where nothing can be stored under them.
    private RuntimeException refused(ProblemException e) {
        if (!mayHaveArrived && !e.isUnsure()) {
            forget();
            return e;
        }
        remove(file);
        return new RequestException(
                e.problem().words() + "\nIt may have arrived at an earlier try: keep the nine words"
                        + wordsFile.map(words -> " in " + words).orElse("")
                        + ", and look for an answer with request read."
                        + wordsFile
                                .map(words -> " To ask anew, name another file after --words-file.")
                                .orElse(""),
                e);
    }

    /// Nothing is stored under these words, so they are of no use, and must not stop the same command.
    private void forget() {
        remove(file);
        wordsFile.ifPresent(KeptLetter::remove);
    }

    private static void remove(Path file) {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            throw new RequestException("Remove this file yourself: " + file, e);
        }
    }
}
