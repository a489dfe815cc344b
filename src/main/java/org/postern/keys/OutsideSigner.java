package org.postern.keys;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import org.postern.crypto.Ed25519;
import org.postern.keyring.VaultException;

/// A command that signs for an admin: a hardware token's tool, an agent. It gets the exact bytes on its
/// standard input and writes the signature to its standard output: 64 bytes, or the same as base64 or hex.
/// What it says on its standard error goes to the terminal, where it may also ask for a PIN. Whoever uses the
/// signature checks it against the key.
///
/// The command is split at spaces and started as it is, without a shell. What needs more than that is a
/// script.
final class OutsideSigner implements UnaryOperator<byte[]> {
    /// How long a person has to find the token and to press its button.
    static final Duration PATIENCE = Duration.ofMinutes(3);

    private static final int ANSWER_BYTES_MAX = 1024;
    private static final Pattern HEX = Pattern.compile("[0-9a-fA-F]{128}");
    private static final Pattern BASE64 = Pattern.compile("[0-9A-Za-z+/]{86}==");

    private final List<String> command;
    private final Duration patience;

    /// Splits a command.
    ///
    /// @param command a program and its arguments, with spaces between them
    /// @param patience how long it may take
    OutsideSigner(String command, Duration patience) {
        this.command = List.of(command.strip().split(" +"));
        this.patience = patience;
    }

    /// Runs the command once.
    ///
    /// @param message the exact bytes to sign
    /// @return 64 bytes, not checked
    /// @throws VaultException with a sentence if the command fails, takes too long or answers something else
    @Override
    public byte[] apply(byte[] message) {
        var process = start();
        try {
            var answer = CompletableFuture.supplyAsync(() -> talk(process, message), Thread::startVirtualThread);
            boolean ended = process.waitFor(patience.toMillis(), TimeUnit.MILLISECONDS);
            if (!ended) {
                throw new VaultException("The signer did not answer within " + patience.toSeconds()
                        + " seconds. Nothing was signed. Is the token in its place, and its button pressed?");
            }
            if (process.exitValue() != 0) {
                throw new VaultException("The signer failed with exit code " + process.exitValue()
                        + ". Nothing was signed. Run the command by hand to see why.");
            }
            return signature(answer.get());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new VaultException("The signer was interrupted. Nothing was signed.");
        } catch (ExecutionException e) {
            throw new VaultException("The signer's answer can't be read. Nothing was signed.");
        } finally {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
        }
    }

    private Process start() {
        try {
            return new ProcessBuilder(command)
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start();
        } catch (IOException e) {
            throw new VaultException("The signer can't be started: is " + command.getFirst() + " a program here?");
        }
    }

    /// A signer that does not read its input, such as one with a message of its own, is judged by its answer.
    private static byte[] talk(Process process, byte[] message) {
        try (var in = process.getOutputStream()) {
            in.write(message);
        } catch (IOException e) {
            return answer(process);
        }
        return answer(process);
    }

    private static byte[] answer(Process process) {
        try (var out = process.getInputStream()) {
            return out.readNBytes(ANSWER_BYTES_MAX);
        } catch (IOException e) {
            return new byte[0];
        }
    }

    private static byte[] signature(byte[] answer) {
        if (answer.length == Ed25519.SIGNATURE_BYTES) {
            return answer;
        }
        var text = new String(answer, StandardCharsets.ISO_8859_1).strip();
        if (HEX.matcher(text).matches()) {
            return HexFormat.of().parseHex(text);
        }
        if (BASE64.matcher(text).matches()) {
            return Base64.getDecoder().decode(text);
        }
        throw new VaultException("The signer's answer is no Ed25519 signature of 64 bytes. Nothing was signed.");
    }
}
