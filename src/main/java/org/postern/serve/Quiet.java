package org.postern.serve;

import java.util.List;
import java.util.logging.ConsoleHandler;
import java.util.logging.Formatter;
import java.util.logging.Level;
import java.util.logging.LogManager;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

/// Sets logging up so that only the server's own few lines are printed, and without a time.
///
/// Helidon's warnings name methods and paths, at finer levels also peers and content; the pool and the driver name
/// rows. All of them are off. What is left is what this door says about itself: started, stopping, database gone,
/// published.
public final class Quiet {
    /// The one logger of this door.
    static final Logger LOG = Logger.getLogger("org.postern.serve");

    /// Held here because the log manager keeps loggers only weakly, and a collected one would forget that it is off.
    private static final List<Logger> SILENT = List.of(
            Logger.getLogger("io.helidon"),
            Logger.getLogger("com.zaxxer"),
            Logger.getLogger("org.flywaydb"),
            Logger.getLogger("org.postgresql"),
            Logger.getLogger("sun"),
            Logger.getLogger("jdk"),
            Logger.getLogger("java"),
            Logger.getLogger("javax"));

    private Quiet() {}

    /// Replaces whatever logging the process had. For a program that is all Postern, as `serve` and the demo are.
    public static void down() {
        LogManager.getLogManager().reset();
        var root = Logger.getLogger("");
        root.setLevel(Level.OFF);
        silence();
        var console = new ConsoleHandler();
        console.setFormatter(new OneLine());
        console.setLevel(Level.ALL);
        root.addHandler(console);
        LOG.setLevel(Level.INFO);
        Logger.getLogger("org.postern").setLevel(Level.INFO);
    }

    /// Turns the libraries off and leaves the handlers of the process alone: for a server inside another program.
    static void silence() {
        SILENT.forEach(logger -> logger.setLevel(Level.OFF));
    }

    /// The message and nothing else: the time is the operator's system's affair, and causes may quote content.
    private static final class OneLine extends Formatter {
        @Override
        public String format(LogRecord line) {
            return "postern: " + formatMessage(line) + System.lineSeparator();
        }
    }
}
