package org.postern.verify;

import java.io.IOException;
import java.io.PrintWriter;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.postern.api.IntakeClient;
import org.postern.file.WholeFile;
import org.postern.manifest.Hash;
import org.postern.manifest.Root;
import org.postern.note.SignedNote;
import org.postern.terminal.TrustOption;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `postern verify`: checks from outside that a service shows everybody the keys and files that its admins signed.
@Command(
        name = "verify",
        description = {
            "Check from outside that a service shows everybody the keys and the page that its admins signed.",
            "It reads the whole public log, follows every change of keys from the first one on, compares the page, and"
                    + " says what is about to expire.",
            "Run it from different places and over Tor, and keep the file of --seen: what is in it shows when"
                    + " somebody goes back on what was shown before."
        },
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "Ends with 0 if all is well, 1 for an alarm, 2 when used wrongly.",
            "With --watch it goes on until there is an alarm; the service counts as away",
            "after three rounds in a row."
        })
public final class VerifyCommand implements Callable<Integer> {
    private static final int MINUTES_MAX = 1_440;

    private final InstantSource clock;
    private final Watch.Sleep sleep;

    @Spec
    private CommandSpec spec;

    @Option(
            names = "--root",
            required = true,
            paramLabel = "FILE",
            description = "The first root note, from a source that is not the service itself.")
    private Path root;

    @Option(
            names = "--seen",
            paramLabel = "FILE",
            description = "Remember here what was seen, and compare with it next time.")
    private Path seenFile;

    @Option(names = "--watch", description = "Look again and again, with one line each time, until there is an alarm.")
    private boolean watch;

    @Option(
            names = "--every",
            paramLabel = "MINUTES",
            defaultValue = "60",
            description = "With --watch: how long to wait between two looks. Default: ${DEFAULT-VALUE}.")
    private int everyMinutes;

    @Mixin
    @SuppressWarnings("unused") // picocli sets it
    private TrustOption trust;

    @Parameters(paramLabel = "URL", description = "The service, such as https://help.example.")
    private URI service;

    /// Made by picocli.
    public VerifyCommand() {
        this(InstantSource.system(), Thread::sleep);
    }

    /// For tests, which do not wait.
    VerifyCommand(InstantSource clock, Watch.Sleep sleep) {
        this.clock = clock;
        this.sleep = sleep;
    }

    @Override
    public Integer call() {
        try {
            return check();
        } catch (WrongUse wrong) {
            spec.commandLine().getErr().println(wrong.getMessage());
            return 2;
        } catch (InterruptedException ended) {
            Thread.currentThread().interrupt();
            return 0;
        }
    }

    private int check() throws InterruptedException {
        if (everyMinutes < 1 || everyMinutes > MINUTES_MAX) {
            throw new WrongUse("After --every comes a number of minutes, from 1 to 1440.");
        }
        var rounds = new Rounds(client(), pinned(), seen(), clock, Optional.ofNullable(seenFile));
        var out = spec.commandLine().getOut();
        Verification found;
        if (watch) {
            var pause = Duration.ofMinutes(everyMinutes);
            found = new Watch(rounds::next, pause, sleep, clock, out).untilSomethingIsWrong();
        } else {
            found = rounds.next();
        }
        print(found, out);
        return found.isGood() ? 0 : 1;
    }

    private void print(Verification found, PrintWriter out) {
        found.good().forEach(line -> out.println("good   " + line));
        found.findings()
                .forEach(finding -> out.println(
                        "ALARM  " + finding.sentence() + " " + finding.alarm().next()));
        found.notExcluded().forEach(line -> out.println("note   " + line));
        if (found.forked().isPresent() && seenFile != null) {
            out.println("note   The signed state of the log from before is in " + seenFile + ", the one from now in "
                    + Rounds.forkFile(seenFile) + ". Keep both: together they prove it.");
        }
        out.println(
                found.isGood()
                        ? "All that can be checked from here is well."
                        : found.findings().stream().allMatch(finding -> finding.alarm() == Alarm.NOT_REACHED)
                                ? "Not everything could be checked. Is the address right?"
                                : "ALARM: do not trust this service before somebody has explained this.");
    }

    private Service client() {
        try {
            return new HttpService(new IntakeClient(service));
        } catch (IllegalArgumentException e) {
            throw new WrongUse("The address has to look like https://help.example, with nothing behind it.");
        }
    }

    private Hash pinned() {
        try {
            return Root.pinned(WholeFile.read(root, SignedNote.NOTE_BYTES_MAX));
        } catch (IllegalArgumentException e) {
            throw new WrongUse(root + ": " + e.getMessage());
        } catch (IOException e) {
            throw new WrongUse(e.getMessage());
        }
    }

    private Optional<Seen> seen() {
        if (seenFile == null) {
            return Optional.empty();
        }
        try {
            var seen = Seen.read(seenFile);
            if (seen.filter(before -> !before.pinned().equals(pinned())).isPresent()) {
                throw new WrongUse("The file " + seenFile + " belongs to another service: use one file for each.");
            }
            return seen;
        } catch (IOException e) {
            throw new WrongUse("The file " + seenFile + " is not what verify wrote. If nobody can say why, keep it for"
                    + " the admins. To begin anew, name another file after --seen.");
        }
    }
}
