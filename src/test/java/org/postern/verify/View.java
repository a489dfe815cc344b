package org.postern.verify;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.postern.api.Problem;
import org.postern.api.ProblemException;
import org.postern.manifest.Notes;
import org.postern.note.SignedNote;
import org.postern.tlog.TiledLog;

/// Everything that a service shows to somebody at one moment, true or not.
public final class View implements Service {
    private final Notes notes;
    private final SignedNote checkpoint;
    private final TiledLog log;
    private final Map<String, byte[]> files;

    /// Puts a view together.
    ///
    /// @param notes      the answer to `GET /notes`
    /// @param checkpoint what the log shows as its state
    /// @param log        the entries behind tiles and bundles
    /// @param files      by path; a path `/log/…` stands before what the log would give
    public View(Notes notes, SignedNote checkpoint, TiledLog log, Map<String, byte[]> files) {
        this.notes = notes;
        this.checkpoint = checkpoint;
        this.log = log;
        this.files = Map.copyOf(files);
    }

    /// The same with one file changed.
    public View with(String path, byte[] file) {
        var other = new HashMap<>(files);
        other.put(path, file.clone());
        return new View(notes, checkpoint, log, other);
    }

    /// The same with other keys.
    public View with(Notes other) {
        return new View(other, checkpoint, log, files);
    }

    @Override
    public Notes notes() {
        return notes;
    }

    @Override
    public byte[] log(String path, int bytesMax) {
        var changed = Optional.ofNullable(files.get("/log/" + path));
        var honest = path.equals("checkpoint") ? Optional.of(checkpoint.bytes()) : log.file(path);
        return changed.or(() -> honest)
                .filter(bytes -> bytes.length <= bytesMax)
                .orElseThrow(View::away);
    }

    @Override
    public byte[] file(String path) {
        return Optional.ofNullable(files.get(path)).orElseThrow(View::away);
    }

    private static ProblemException away() {
        return new ProblemException(Problem.NOT_UNDERSTOOD);
    }
}
