package org.postern.keys;

import java.io.IOException;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.List;
import org.postern.ceremony.CeremonyException;
import org.postern.terminal.Keyboard;

/// The person at a terminal, or a machine that was told `--yes`.
final class TerminalTalk implements Talk {
    private static final Duration BETWEEN = Duration.ofSeconds(2);

    private final PrintWriter out;
    private final boolean yes;
    private final boolean dryRun;
    private final long deadlineNanos;
    private String lastWaited = "";

    TerminalTalk(PrintWriter out, boolean yes, boolean dryRun, Duration patience) {
        this.out = out;
        this.yes = yes;
        this.dryRun = dryRun;
        this.deadlineNanos = System.nanoTime() + patience.toNanos();
    }

    @Override
    public void say(String sentence) {
        out.println(sentence);
        out.flush();
    }

    @Override
    public boolean agrees(List<String> lines, String question, String declined) {
        lines.forEach(this::say);
        if (dryRun) {
            say("This was a dry run: nothing was signed, written or sent.");
            return false;
        }
        if (yes || answer(lines, question).equalsIgnoreCase("yes")) {
            return true;
        }
        say(declined);
        return false;
    }

    private static String answer(List<String> lines, String question) {
        var keyboard = Keyboard.here()
                .orElseThrow(() -> new CeremonyException(
                        "There is no terminal to ask for consent: add --yes to go on without asking."));
        try {
            if (!Keyboard.isOutput()) {
                // What is agreed to has to stand before the person's eyes, and not in a pipe only.
                for (var line : lines) {
                    keyboard.say(line);
                }
            }
            return keyboard.ask(question + " Type yes: ").orElse("").strip();
        } catch (IOException e) {
            throw new CeremonyException(e.getMessage());
        }
    }

    @Override
    public boolean waitsMore(String what) {
        if (!what.equals(lastWaited)) {
            say("Waiting: " + what + (what.endsWith(".") ? "" : ".")
                    + " You may interrupt this and give the same command again.");
            lastWaited = what;
        }
        if (System.nanoTime() >= deadlineNanos) {
            return false;
        }
        try {
            Thread.sleep(BETWEEN);
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    @Override
    public boolean isDryRun() {
        return dryRun;
    }
}
