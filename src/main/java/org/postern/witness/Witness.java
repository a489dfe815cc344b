package org.postern.witness;

import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.postern.note.VerifierKey;
import org.postern.tlog.AddCheckpoint;
import org.postern.tlog.Checkpoint;
import org.postern.tlog.CosignatureSigner;
import org.postern.tlog.LogException;

/// A witness without its listener: which logs it watches, and what it answers (C2SP tlog-witness).
final class Witness implements AutoCloseable {
    private static final int BAD_REQUEST = 400;
    private static final int NOT_FOUND = 404;

    private final Memory memory;
    private final Map<String, WatchedLog> byOrigin = new HashMap<>();
    private final Map<String, WatchedLog> byName = new HashMap<>();

    /// Recalls what was seen of each log.
    ///
    /// @param signer the witness's key
    /// @param folder where it keeps what it saw
    /// @param logs   the logs' keys; several keys of one name are several keys of one log
    /// @param clock  gives the cosignatures' times
    /// @throws WitnessException if the folder can't be used or what was kept is damaged
    Witness(CosignatureSigner signer, Path folder, Collection<VerifierKey> logs, InstantSource clock) {
        memory = Memory.open(folder);
        try {
            logs.stream()
                    .distinct()
                    .collect(Collectors.groupingBy(VerifierKey::name))
                    .forEach((origin, keys) -> {
                        var name = Checkpoint.originHash(origin);
                        var log = new WatchedLog(origin, name, List.copyOf(keys), memory, signer, clock);
                        byOrigin.put(origin, log);
                        byName.put(name, log);
                    });
        } catch (RuntimeException failure) {
            memory.close();
            throw failure;
        }
    }

    /// Answers `add-checkpoint`.
    ///
    /// @param body as it came
    /// @return the cosignature, or why not
    /// @throws WitnessException if what was seen can't be kept
    Answer addCheckpoint(byte[] body) {
        AddCheckpoint submission;
        try {
            submission = AddCheckpoint.parse(body);
        } catch (LogException malformed) {
            return new Answer.Refused(BAD_REQUEST);
        }
        var log = byOrigin.get(Checkpoint.claimedBy(submission.checkpoint()).origin());
        return log == null ? new Answer.Refused(NOT_FOUND) : log.add(submission);
    }

    /// Answers who asks for the newest checkpoint of a log.
    ///
    /// @param name hex SHA-256 of the log's origin
    /// @return the cosigned note, or 404
    Answer newest(String name) {
        var log = byName.get(name);
        return log == null ? new Answer.Refused(NOT_FOUND) : log.newest();
    }

    @Override
    public void close() {
        memory.close();
    }
}
