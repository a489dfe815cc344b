package org.postern.request;

import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.postern.api.IntakeClient;
import org.postern.api.ProblemException;
import org.postern.crypto.Randomness;
import org.postern.file.WholeFile;
import org.postern.manifest.ManifestException;
import org.postern.manifest.VerifiedManifest;
import org.postern.message.Answers;
import org.postern.message.Consent;
import org.postern.message.Draft;
import org.postern.message.HelpRequest;
import org.postern.message.NineWords;
import org.postern.message.RequesterKeys;
import org.postern.message.Sealer;

/// A letter's way from the keyboard to the server. Whatever can be known before, such as a file that is in the way, is
/// looked at before anything is typed; and what was typed stays until the letter is there, or lies sealed on the disk,
/// or the person stops.
final class Writing {
    private static final int TRIES = 3;

    private final RequestCommand.Where where;
    private final Terminal terminal;
    private final Randomness randomness;
    private final InstantSource clock;

    Writing(RequestCommand.Where where, Terminal terminal, Randomness randomness, InstantSource clock) {
        this.where = where;
        this.terminal = terminal;
        this.randomness = randomness;
        this.clock = clock;
    }

    /// Asks for help.
    void ask(Optional<Path> answersFile) {
        var client = where.client();
        var letter = new KeptLetter(where.wordsFile);
        if (letter.waits()) {
            sends(letter, client);
            terminal.say("The letter that was kept from before is there. What was given now was not read:"
                    + " write again with follow-up.");
            return;
        }
        letter.requireRoom();
        first(answersFile, letter::isKept, (frame, manifest) -> {
            letter.keep(frame, manifest.intakeUntil());
            sends(letter, client);
        });
        terminal.say("It is there. Come back with your nine words to read the answer.");
    }

    /// Seals a first message into a file.
    void seal(Optional<Path> answersFile, Path out) {
        if (!WholeFile.isFree(out)) {
            throw new RequestException("The file after --out is there already.");
        }
        Words.requireFolder(out);
        first(answersFile, () -> false, (frame, manifest) -> {
            try {
                WholeFile.createSecret(out, LetterFile.of(frame));
            } catch (IOException e) {
                throw new RequestException("The sealed file can't be written. " + e.getMessage(), e);
            }
        });
        terminal.say("Sealed. Nothing was sent.");
    }

    /// Goes on with a thread.
    void followUp(List<String> takeBack) {
        Set<Consent.Purpose> takenBack = new HashSet<>();
        takeBack.forEach(name -> takenBack.add(AnswersFile.takenBack(name)));
        var client = where.client();
        var service = where.service(clock);
        var manifest = service.open();
        try (var words = new Words(terminal, where.wordsFile).take();
                var keys = service.keys(words)) {
            new Answered(client, terminal).requireThread(keys, manifest);
            var message = terminal.text();
            if (!Draft.isVisible(message) && takenBack.isEmpty()) {
                throw new RequestException("There is nothing to send.");
            }
            var answers = new AnswersFile(Answers.none(), Answers.none(), Set.of(Consent.Purpose.READ));
            var draft = draft(HelpRequest.Kind.FOLLOW_UP, answers, message, takenBack);
            var letter = new KeptLetter(Optional.empty());
            untilDone(manifest, letter::isKept, newest -> {
                letter.keep(seal(draft, keys, newest), newest.intakeUntil());
                sends(letter, client);
            });
        }
        terminal.say("It is there."
                + (takeBack.isEmpty()
                        ? ""
                        : " From now on this is not allowed any more: " + String.join(", ", takeBack) + "."));
    }

    private void sends(KeptLetter letter, IntakeClient client) {
        terminal.tell(KeptLetter.SENDING + " Until it is there, it lies sealed in " + letter.file() + ".");
        letter.send(client, where.url.orElseThrow(), where.trust.words());
    }

    private void first(Optional<Path> answersFile, BooleanSupplier isKept, BiConsumer<byte[], VerifiedManifest> takes) {
        if (answersFile.isPresent() && where.wordsFile.isEmpty()) {
            throw new RequestException("With --answers, name a new file for the nine words with --words-file.");
        }
        var handed = new Words(terminal, where.wordsFile);
        handed.requireRoom();
        var service = where.service(clock);
        var manifest = service.open();
        var answers = answersFile
                .map(file -> fromFile(file, manifest))
                .orElseGet(() -> new Questions(terminal, !manifest.seats().isEmpty()).ask());
        var draft = draft(HelpRequest.Kind.FIRST, answers, message(answers), Set.of());
        try (var words = NineWords.draw(randomness);
                var keys = service.keys(words)) {
            untilDone(manifest, isKept, newest -> {
                byte[] frame = seal(draft, keys, newest);
                handed.give(words, randomness);
                takes.accept(frame, newest);
            });
        }
    }

    private static AnswersFile fromFile(Path file, VerifiedManifest manifest) {
        var answers = AnswersFile.parse(Service.text(file, "the answers"));
        if (!answers.consents().contains(Consent.Purpose.READ)) {
            throw new RequestException("Nothing is sent without the consent to read it: consent=read.");
        }
        if (!answers.contact().isEmpty() && !answers.consents().contains(Consent.Purpose.CONTACT)) {
            throw new RequestException("Contact details are not sent without consent=contact.");
        }
        if (!answers.contact().isEmpty() && manifest.seats().isEmpty()) {
            throw new RequestException("This service has no key holders, so it can't take contact details.");
        }
        return answers;
    }

    /// Asks for the text; once more where nothing would be sent.
    private String message(AnswersFile answers) {
        var message = terminal.text();
        for (int i = 0;
                i < TRIES
                        && terminal.isTyped()
                        && answers.answers().values("needs").isEmpty()
                        && !Draft.isVisible(message);
                i++) {
            terminal.show("There is nothing to read in it. Write some text; or stop with Ctrl-C, and name a need.");
            message = terminal.text();
        }
        return message;
    }

    private static Draft draft(
            HelpRequest.Kind kind, AnswersFile answers, String message, Set<Consent.Purpose> takenBack) {
        try {
            return new Draft(kind, answers.answers(), message, answers.contact(), answers.consents(), takenBack);
        } catch (IllegalArgumentException e) {
            throw new RequestException("A message needs one need or some text that can be read.", e);
        }
    }

    private byte[] seal(Draft draft, RequesterKeys keys, VerifiedManifest manifest) {
        try {
            return new Sealer(randomness, clock).request(draft, keys, manifest).frame();
        } catch (IllegalArgumentException e) {
            throw new RequestException("The message or an answer is too long. Send it in two parts.", e);
        }
    }

    /// Takes a step until it is done. What is typed is nowhere else: when the step fails, the person puts right what
    /// stopped it, and the step is taken again, with the keys that are the newest then.
    private void untilDone(VerifiedManifest known, BooleanSupplier isKept, Consumer<VerifiedManifest> step) {
        Optional<VerifiedManifest> manifest = Optional.of(known);
        while (true) {
            try {
                step.accept(manifest.orElseGet(() -> where.service(clock).open()));
                return;
            } catch (ManifestException | RequestException | ProblemException failure) {
                manifest = Optional.empty();
                if (isKept.getAsBoolean() || !terminal.goesOn(RequestCommand.sentence(failure))) {
                    throw failure;
                }
            }
        }
    }
}
