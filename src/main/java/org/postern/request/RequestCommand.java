package org.postern.request;

import java.net.URI;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.postern.api.IntakeClient;
import org.postern.api.ProblemException;
import org.postern.crypto.Randomness;
import org.postern.manifest.ManifestException;
import org.postern.message.RequesterKeys;
import org.postern.terminal.TrustOption;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `postern request`: asks for help, reads the answers, goes on, and takes everything back.
@Command(
        name = "request",
        description = "Ask for help and read the answers, without a browser.",
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "The nine words are asked for, or read from a file; they never stand on a",
            "command line. This program speaks HTTP only and has no setting for a SOCKS",
            "proxy. To go through Tor: torsocks postern request read --url …"
        })
public final class RequestCommand {

    private final Terminal terminal;
    private final Randomness randomness;
    private final InstantSource clock;

    /// For the command line.
    public RequestCommand() {
        this(Terminal.system(), Randomness.system(), InstantSource.system());
    }

    RequestCommand(Terminal terminal, Randomness randomness, InstantSource clock) {
        this.terminal = terminal;
        this.randomness = randomness;
        this.clock = clock;
    }

    /// Which service, and how it is known to be the right one.
    static final class Where {
        @Option(names = "--url", paramLabel = "URL", description = "Address of the service.")
        Optional<URI> url;

        @Option(
                names = "--root",
                paramLabel = "HASH|FILE",
                required = true,
                description = "SHA-256 of the first root note, or a file with that note, from a source you trust.")
        String root;

        @Option(names = "--notes", paramLabel = "FILE", description = "Notes fetched before, instead of asking --url.")
        Optional<Path> notes;

        @Option(names = "--words-file", paramLabel = "FILE", description = "Keep or find the nine words in this file.")
        Optional<Path> wordsFile;

        @Mixin
        TrustOption trust;

        IntakeClient client() {
            return url.map(Service::client)
                    .orElseThrow(() -> new RequestException("Say where the service is, with --url."));
        }

        Service service(InstantSource clock) {
            return Service.of(url.map(Service::client), notes, root, clock);
        }
    }

    /// Asks for help.
    @Command(
            name = "ask",
            description = "Ask for help. With --answers, the message is read from standard input.",
            mixinStandardHelpOptions = true)
    int ask(
            @Mixin Where where,
            @Option(
                            names = "--answers",
                            paramLabel = "FILE",
                            description =
                                    "Answers as name=value lines, such as needs=housing; a wrong one says what can stand there.")
                    Optional<Path> answers) {
        return run(() -> writing(where).ask(answers));
    }

    /// Seals a first message into a file, to be sent later or from another machine.
    @Command(
            name = "seal",
            description = "Seal a message into a file of 32 800 bytes, to be sent later or from another machine.",
            mixinStandardHelpOptions = true)
    int seal(
            @Mixin Where where,
            @Option(
                            names = "--answers",
                            paramLabel = "FILE",
                            description =
                                    "Answers as name=value lines, such as needs=housing; a wrong one says what can stand there.")
                    Optional<Path> answers,
            @Option(
                            names = "--out",
                            paramLabel = "FILE",
                            required = true,
                            description = "A file that is not there yet.")
                    Path out) {
        return run(() -> writing(where).seal(answers, out));
    }

    /// Sends a sealed file; sending it twice does no harm.
    @Command(name = "send", description = "Send a sealed file.", mixinStandardHelpOptions = true)
    int send(
            @Mixin TrustOption trust,
            @Option(names = "--url", paramLabel = "URL", required = true, description = "Address of the service.")
                    URI url,
            @Parameters(paramLabel = "FILE", description = "What seal wrote.") Path file) {
        return run(() -> {
            byte[] frame = LetterFile.frame(Service.bytes(file, "the sealed message"));
            terminal.tell(KeptLetter.SENDING);
            try {
                Service.client(url).requestUntilTaken(frame, KeptLetter.ATTEMPTS_MAX, KeptLetter.FIRST_PAUSE);
            } catch (ProblemException e) {
                throw new RequestException(notTaken(e), e);
            }
            terminal.say("The service has taken it. Come back with your nine words to read the answer.");
            terminal.say("If it was deleted with these words before, it stays deleted: then write a new one.");
            terminal.say("The sealed file is not needed any more. Remove it: " + file);
        });
    }

    /// Goes on with a thread.
    @Command(
            name = "follow-up",
            description =
                    "Write again. A message that is typed ends with a line with a single full stop; a piped one with its file.",
            mixinStandardHelpOptions = true)
    int followUp(
            @Mixin Where where,
            @Option(names = "--take-back", paramLabel = "CONSENT", description = "contact, statistics or keep.")
                    List<String> takeBack) {
        return run(() -> writing(where).followUp(Optional.ofNullable(takeBack).orElse(List.of())));
    }

    /// Reads the answers.
    @Command(name = "read", description = "Read the answers.", mixinStandardHelpOptions = true)
    int read(@Mixin Where where) {
        return run(() -> {
            var client = where.client();
            var service = where.service(clock);
            var manifest = service.openOrClosed();
            try (var words = new Words(terminal, where.wordsFile).take();
                    var keys = service.keys(words)) {
                new Answered(client, terminal).show(keys, manifest);
            }
        });
    }

    /// Takes everything back.
    @Command(
            name = "erase",
            description = "Delete everything that these nine words ever sent.",
            mixinStandardHelpOptions = true)
    int erase(@Mixin Where where, @Option(names = "--yes", description = "Do not ask again.") boolean yes) {
        return run(() -> {
            var client = where.client();
            var service = where.service(clock);
            try (var words = new Words(terminal, where.wordsFile).take();
                    var keys = service.keys(words)) {
                if (!yes
                        && !terminal.ask("Delete everything? It can't be undone. Type delete:")
                                .equalsIgnoreCase("delete")) {
                    throw new RequestException("Nothing was deleted.");
                }
                erase(client, keys);
            }
            terminal.say("Everything is deleted that was sent with these nine words. They open none of it any more.");
            terminal.say("Was a message still on its way? It can come later. Then give the same command once more.");
        });
    }

    private static void erase(IntakeClient client, RequesterKeys keys) {
        try {
            client.erase(keys.eraseKey(), keys.locator());
        } catch (ProblemException e) {
            throw new RequestException(
                    e.getMessage()
                            + (e.isUnsure()
                                    ? "\nPerhaps all is deleted, perhaps not. Give the same command again: deleting twice"
                                            + " does no harm."
                                    : "\nNothing was deleted."),
                    e);
        }
    }

    /// What can be done after a sealed file was not taken.
    private static String notTaken(ProblemException e) {
        if (KeptLetter.isRefusedForGood(e.problem())) {
            return e.problem().words()
                    + "\nThis file can't be sent any more. Was it sent before, or was an answer lost? Then"
                    + " it may have arrived: look for an answer with postern request read.\nIf not, write a new one with"
                    + " postern request ask.";
        }
        return e.getMessage()
                + (e.problem().passes() ? "\nSend the same file again later: it is stored only once." : "");
    }

    private Writing writing(Where where) {
        return new Writing(where, terminal, randomness, clock);
    }

    /// Turns every foreseen failure into one sentence and exit code 1.
    private int run(Runnable step) {
        try {
            step.run();
            return 0;
        } catch (ManifestException | RequestException | ProblemException e) {
            terminal.say(sentence(e));
        }
        return 1;
    }

    /// {@return what a failure says to the person}
    static String sentence(RuntimeException failure) {
        return failure instanceof ManifestException keys
                ? keys.reason().words() + " Nothing was sent."
                : failure.getMessage();
    }
}
