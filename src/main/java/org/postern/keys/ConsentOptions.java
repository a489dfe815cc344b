package org.postern.keys;

import java.io.PrintWriter;
import java.time.Duration;
import picocli.CommandLine.Option;

/// Whether the person is asked, and whether anything happens at all.
final class ConsentOptions {
    @Option(names = "--dry-run", description = "Say what would happen; sign, write and send nothing.")
    private boolean dryRun;

    @Option(names = "--yes", description = "Do not ask first. For machines that nobody sits at.")
    private boolean yes;

    boolean isDryRun() {
        return dryRun;
    }

    /// @param patience how long to wait for others
    TerminalTalk talk(PrintWriter out, Duration patience) {
        return new TerminalTalk(out, yes, dryRun, patience);
    }
}
