package org.postern.serve;

import java.util.HashMap;
import java.util.Map;
import org.postern.api.Routes;
import org.postern.serve.Place.Asked;

/// The public log as static files (C2SP tlog-tiles), as far as what is shown reaches: partial tiles of every earlier
/// size stay there, and nothing of what still waits for its witnesses is told.
final class LogPlaces {
    private static final String PREFIX = "/log/";
    private static final Map<String, String> FOR_EVER = Map.of("Cache-Control", "public, max-age=31536000, immutable");

    private final Board board;

    /// Opens the places.
    ///
    /// @param board says what is shown
    LogPlaces(Board board) {
        this.board = board;
    }

    /// {@return the places by path; one that ends in `*` stands for all paths that begin so}
    Map<String, Place> places() {
        return Map.of(
                Routes.LOG_CHECKPOINT, Place.get(this::checkpoint), Routes.LOG_TILES + "*", Place.get(this::file));
    }

    /// It changes, so it keeps the header that forbids storing.
    private Answer checkpoint(Asked asked) {
        var checkpoint = board.checkpoint();
        return checkpoint.length == 0
                ? Answer.refused(404)
                : new Answer(200, "text/plain; charset=utf-8", checkpoint, Map.of());
    }

    /// A tile or a bundle never changes: a larger log has further ones.
    private Answer file(Asked asked) {
        return board.logFile(asked.path().substring(PREFIX.length()))
                .map(file -> file.answer(asked.acceptEncoding()))
                .map(answer -> {
                    var headers = new HashMap<>(answer.extra());
                    headers.putAll(FOR_EVER);
                    return new Answer(answer.status(), answer.mediaType(), answer.body(), Map.copyOf(headers));
                })
                .orElseGet(() -> Answer.refused(404));
    }
}
