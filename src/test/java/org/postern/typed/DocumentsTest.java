package org.postern.typed;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.postern.console.Tab.until;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// What the documents say is typed exactly as it stands there, by people before real terminals, each in a folder of
/// their own, against a real server with its PostgreSQL; and what they say is printed has to be printed.
final class DocumentsTest {
    private static final Path REPOSITORY = Path.of(System.getProperty("basedir", "."));
    private static final String REPLY = "A room is free from tonight.";
    private static final int COMMANDS_TO_THE_FIRST_ANSWER_MAX = 40;

    /// Slow and careful: characters that somebody types in a minute.
    private static final int CHARACTERS_A_MINUTE = 150;

    private final Town town = new Town();
    private final Instant start = Instant.now();
    private boolean hasFirstAnswer;

    @AfterEach
    void close() {
        town.close();
    }

    @Test
    void aServiceIsFoundedUsedAndRecoveredByTypingTheDocuments() throws IOException, InterruptedException {
        plays("keys/README.md");
        tell("in all");
        plays("src/docs/WALKTHROUGH.md");
        plays("deploy/postgres/README.md");
        everyCommandInTheSettingsWasTyped();
    }

    private void plays(String document) throws IOException, InterruptedException {
        for (var step : Script.of(REPOSITORY, document).steps()) {
            var line = step instanceof Script.Typed typed ? Optional.of(typed.line()) : Optional.<String>empty();
            if (line.isPresent()) {
                before(line.get());
            }
            town.plays(step);
            if (step instanceof Script.Typed typed) {
                after(typed);
            }
        }
    }

    /// What people do who type nothing.
    private void before(String line) throws IOException, InterruptedException {
        if (line.startsWith("postern request read")) {
            town.answers("ada", REPLY);
        } else if (line.contains("--root-hash") && town.console("ada") != null) {
            for (var who : List.of("ada", "bo", "cy-new")) {
                town.closes(who);
                town.person(who).forgets("my.vault");
            }
        } else if (line.contains("backup --renew") && town.console("bo-new") != null) {
            town.closes("bo-new");
        } else {
            town.isTouched();
        }
    }

    private void after(Script.Typed typed) throws IOException, InterruptedException {
        var line = typed.line();
        if (line.startsWith("postern request read")
                && town.person("anybody").screen().contains(REPLY)) {
            isAnswered();
        } else if (typed.who().equals("admin-2") && typed.printed().contains("Published: version 3 is in force.")) {
            until(town.console("cy")::list, html -> html.contains("Your desk was stopped"));
            town.closes("cy");
        } else if (line.contains("console open") && typed.who().endsWith("-new")) {
            until(town.console(typed.who())::list, html -> html.contains("Answered (1)"));
        }
    }

    /// The first one. Somebody else then goes by the README, and takes everything back.
    private void isAnswered() throws IOException, InterruptedException {
        if (hasFirstAnswer) {
            return;
        }
        hasFirstAnswer = true;
        tell("up to the first answer");
        int commands = town.commands().size();
        assertTrue(commands <= COMMANDS_TO_THE_FIRST_ANSWER_MAX, () -> "commands up to the first answer: " + commands);
        assertTrue(Files.readString(REPOSITORY.resolve("README.md")).contains("counts: " + commands + " commands for"));
        town.closes("ada");
        plays("README.md");
        until(town.console("ada")::list, html -> html.contains("Answered (1)"));
    }

    private void tell(String until) {
        long characters = town.charactersTyped();
        System.out.printf(
                Locale.ROOT,
                "documents, %s: %d commands, %d typed characters (passphrases and answers too), %.1f minutes of the machine,"
                        + " and %.0f of typing at %d a minute%n",
                until,
                town.commands().size(),
                characters,
                Duration.between(start, Instant.now()).toSeconds() / 60.0,
                (double) characters / CHARACTERS_A_MINUTE,
                CHARACTERS_A_MINUTE);
    }

    /// A settings file explains itself with commands, too.
    private void everyCommandInTheSettingsWasTyped() throws IOException {
        var written = new ArrayList<String>();
        var command = Pattern.compile("postern (?:serve|keys|witness|verify|console|request) -?[^`\n]*");
        for (var line : Files.readAllLines(REPOSITORY.resolve("deploy/postern.yaml"))) {
            var found = command.matcher(line);
            while (line.startsWith("#") && found.find()) {
                written.add(found.group().strip());
            }
        }
        assertEquals(2, written.size(), written::toString);
        for (var one : written) {
            assertTrue(town.commands().stream().anyMatch(typed -> typed.startsWith(one)), one);
        }
    }
}
