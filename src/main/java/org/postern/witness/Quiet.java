package org.postern.witness;

import java.util.List;
import java.util.logging.Level;
import java.util.logging.Logger;

/// Logging of this door: its own few lines, none of which comes from a client. Helidon's name methods and paths, at
/// finer levels also content, so they are off.
final class Quiet {
    /// The one logger of this door.
    static final Logger LOG = Logger.getLogger("org.postern.witness");

    /// Held here because the log manager keeps loggers only weakly, and a collected one would forget that it is off.
    private static final List<Logger> SILENT =
            List.of(Logger.getLogger("io.helidon"), Logger.getLogger("java"), Logger.getLogger("jdk"));

    private Quiet() {}

    /// Turns everything else off.
    static void down() {
        SILENT.forEach(logger -> logger.setLevel(Level.OFF));
    }
}
