package org.postern.keys;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.postern.ceremony.Because;
import org.postern.ceremony.CeremonyException;
import org.postern.ceremony.Deposits;
import org.postern.ceremony.Opening;
import org.postern.ceremony.People;
import org.postern.manifest.ManifestException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// Opens a new epoch.
@Command(
        name = "rotate",
        description = {
            "Open a new epoch: propose it, let a responder's console draw it, sign it.",
            "The other admins then give one command each: postern keys sign. The last one needed also publishes.",
            "May be interrupted at any point; the same command goes on from there."
        },
        mixinStandardHelpOptions = true)
final class RotateCommand extends CeremonyStep {
    @Mixin
    private CeremonyOptions options;

    @Mixin
    private AdminOptions vault;

    @Option(
            names = "--because",
            paramLabel = "WHY",
            description = "founding, scheduled (usual), removal, join or recovery.")
    private String because = Because.SCHEDULED.word();

    @Option(names = "--now", description = "Do it though the epoch in force has more than two days to go.")
    private boolean isNow;

    @Option(
            names = "--remove",
            paramLabel = "NAME",
            description = "Remove this person with it, as 'postern keys remove' would; may be given more than once.")
    private Set<String> removed = new HashSet<>();

    @Option(
            names = "--until",
            paramLabel = "TIME",
            description =
                    "When intake ends, such as 2026-11-30T09:00:00Z; without it seven days from now, at most eight.")
    private Optional<Instant> until = Optional.empty();

    @Option(
            names = "--destroy-on",
            paramLabel = "DATE",
            description = "From which day the epoch's secret is destroyed; without it 30 days after intake ends.")
    private Optional<LocalDate> destroyOn = Optional.empty();

    @Option(
            names = "--seats",
            paramLabel = "K",
            description =
                    "How many key holders must agree to open contact details, 0 for no seats; without it as before.")
    private Optional<Integer> seats = Optional.empty();

    @Option(
            names = "--destroy",
            paramLabel = "EPOCH",
            description = "Destroy this old epoch with it; its day has come.")
    private Set<Integer> destroyed = new HashSet<>();

    @Mixin
    private ServedFiles files;

    @Option(
            names = "--deposit",
            paramLabel = "FILE",
            description = {
                "A person's deposit as they handed it over; one option each. With --at only for people who have no "
                        + "desk in the epoch in force: their consoles can't hand it in themselves."
            })
    private List<Path> deposits = new ArrayList<>();

    @Mixin
    private WaitOption wait;

    @Override
    void run() throws IOException {
        var opening = opening();
        try (var admin = vault.admin()) {
            var round = options.round(admin, options.board(deposits), options.talk(out(), wait.patience()));
            if (isEarly(round, opening)) {
                return;
            }
            requireUsableDeposits(admin, round);
            if (removed.isEmpty()) {
                rotate(round, opening);
            } else {
                remove(round, opening);
            }
        }
    }

    /// A deposit that somebody gives by hand and that counts for nothing is said before anybody signs.
    private void requireUsableDeposits(AdminKey admin, Round round) throws IOException {
        var today = LocalDate.ofInstant(InstantSource.system().instant(), ZoneOffset.UTC);
        for (var path : deposits) {
            var file = CeremonyFile.read(path);
            try (var identity = admin.identity()) {
                var why = Deposits.refusal(file, identity, round.draft(), today);
                if (why.isPresent()) {
                    throw new CeremonyException("The deposit " + path + " lets nobody in: " + why.get());
                }
            }
        }
    }

    private void rotate(Round round, Opening opening) throws IOException {
        round.rotate(files.given() ? opening : round.pinning(opening));
        endsWith(round.exitCode());
    }

    /// A removal that failed is not left in the draft, where nobody would see it before the next rotation.
    private void remove(Round round, Opening opening) throws IOException {
        var before = options.folder().draft();
        draftRemovals(round);
        try {
            rotate(round, opening);
            if (round.exitCode() == FAILED) {
                forget(before);
            }
        } catch (CeremonyException e) {
            throw forget(before)
                    ? new CeremonyException(e.getMessage() + (e.getMessage().endsWith(".") ? "" : ".")
                            + " Nobody was removed, and nothing is noted: give the whole"
                            + " command again. What stops a desk at once, whatever else is missing: postern keys"
                            + " remove")
                    : e;
        }
    }

    /// Takes the draft back, unless a proposal that came of it is under way.
    private boolean forget(Optional<byte[]> before) throws IOException {
        var folder = options.folder();
        if (options.isDryRun() || folder.open().isPresent()) {
            return false;
        }
        if (before.isPresent()) {
            folder.writeDraft(before.get());
        } else {
            folder.dropDraft();
        }
        return true;
    }

    private Opening opening() throws IOException {
        Because reason;
        try {
            reason = Because.of(because);
        } catch (ManifestException e) {
            throw new WrongUse("--because is one of: founding, scheduled, removal, join, recovery.");
        }
        if (!removed.isEmpty() && reason == Because.SCHEDULED) {
            reason = Because.REMOVAL;
        }
        var opening = Opening.usual(reason, InstantSource.system());
        if (until.isPresent()) {
            opening = opening.withUntil(until.get());
        }
        if (destroyOn.isPresent()) {
            opening = opening.withDestroyOn(destroyOn.get());
        }
        if (seats.isPresent()) {
            opening = opening.withSeatThreshold(seats.get());
        }
        if (files.given()) {
            opening = opening.withFiles(files.hashed());
        }
        return opening.withDestroyed(destroyed);
    }

    /// Whether there is nothing to do: nothing else was asked for than the weekly keys, and it is too soon for them.
    private boolean isEarly(Round round, Opening opening) {
        var intake = round.now().manifest().map(manifest -> manifest.intakeUntil());
        boolean isEarly = opening.because() == Because.SCHEDULED
                && !isNow
                && intake.filter(end -> end.isAfter(opening.opens().plusSeconds(2L * 24 * 60 * 60)))
                        .isPresent();
        boolean isPlain =
                deposits.isEmpty() && seats.isEmpty() && destroyed.isEmpty() && until.isEmpty() && !files.given();
        if (isEarly && !isPlain) {
            throw new CeremonyException("The epoch in force takes requests until " + intake.get()
                    + ": there is time. To open the next one all the same, add --now.");
        }
        if (isEarly) {
            out().println("There is nothing to do yet: the epoch in force takes requests until " + intake.get()
                    + ", so there is time. To open the next one all the same, add --now.");
        }
        return isEarly;
    }

    private void draftRemovals(Round round) throws IOException {
        var today = LocalDate.ofInstant(Instant.now(), ZoneOffset.UTC);
        People draft = round.draft();
        for (var called : removed) {
            var person = draft.called(called);
            if (person.isPresent()) {
                draft = draft.with(person.get().removed(today, "removed with a rotation"));
            } else if (draft.people().stream().noneMatch(one -> one.called().equals(called))) {
                throw new WrongUse("Nobody is called " + called
                        + ". See who is there: postern keys status --keys DIR --vault FILE");
            }
        }
        round.keepDraft(draft);
    }
}
