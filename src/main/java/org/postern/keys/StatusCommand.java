package org.postern.keys;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.postern.age.HybridIdentity;
import org.postern.ceremony.Deposits;
import org.postern.ceremony.Draft;
import org.postern.ceremony.InForce;
import org.postern.ceremony.Lineup;
import org.postern.ceremony.People;
import org.postern.ceremony.Person;
import org.postern.ceremony.Proposal;
import org.postern.ceremony.Tally;
import org.postern.crypto.Randomness;
import org.postern.keyring.VaultFile;
import org.postern.manifest.EpochState;
import org.postern.manifest.Hash;
import org.postern.manifest.Manifest;
import org.postern.manifest.ManifestException;
import org.postern.manifest.Notes;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// Says what expires when, who has signed, and what is missing.
@Command(
        name = "status",
        description = {
            "Say what is in force, what expires when, who has signed what is proposed, and what is missing.",
            "Ends with 0 when all is well, and with 3 when somebody has to do something soon, so that cron can call it.",
            "With your vault it also reads the list of people and the deposits."
        },
        mixinStandardHelpOptions = true)
final class StatusCommand extends CeremonyStep {
    private static final Duration INTAKE_SOON = Duration.ofDays(2);
    private static final int ROOT_SOON_DAYS = 45;
    private static final int VETTING_SOON_DAYS = 30;

    @Mixin
    private StandingOptions options;

    @Option(names = "--vault", paramLabel = "FILE", description = "Your vault; without it only what is public is read.")
    private Optional<Path> vault = Optional.empty();

    @Option(
            names = "--passphrase-file",
            paramLabel = "FILE",
            description = "Read the passphrase from the first line of this file instead of asking for it.")
    private Optional<Path> passphraseFile = Optional.empty();

    @Option(names = "--drop", description = "Forget the proposal that you have under way in this folder.")
    private boolean drop;

    private final List<String> due = new ArrayList<>();

    @Override
    void run() throws IOException {
        if (drop) {
            options.folder().dropOpen();
            out().println("Forgotten. Nothing that was posted or signed is taken back by it.");
            return;
        }
        if (vault.isEmpty()) {
            report(options.folder(), Optional.empty());
        } else {
            try (var identity = identity()) {
                report(options.folder(), Optional.of(identity));
            }
        }
        out().println(
                        !due.isEmpty()
                                ? "To do:"
                                : vault.isPresent()
                                        ? "All is well."
                                        : "All is well, as far as it shows without --vault: the people are sealed.");
        due.forEach(line -> out().println("  ! " + line));
    }

    /// Reading needs no signing key, so a token can stay where it is.
    private HybridIdentity identity() {
        try (var file = VaultFile.existing(vault.orElseThrow(), passphraseFile, Randomness.system());
                var content = file.content()) {
            return AdminKey.identityIn(content);
        }
    }

    @Override
    int exitCode() {
        return due.isEmpty() ? 0 : WAITS;
    }

    private void report(AdminFolder folder, Optional<HybridIdentity> admin) throws IOException {
        var board = options.boardToRead();
        var shown = board.notes();
        var instant = InstantSource.system().instant();
        var isNewer = board.isOnline() && isNewer(folder, shown, instant);
        var now = isNewer ? AdminFolder.signed(shown, folder.pinned()) : folder.inForce();
        if (isNewer) {
            keep(folder, shown, now, board);
        }
        root(now, instant);
        due.addAll(Witnessing.missing(shown, now.root(), instant));
        now.manifest().ifPresent(manifest -> epochs(manifest, instant));
        waiting(now, folder, board);
        ServedFiles.difference(
                        board.served(), now.manifest().map(Manifest::files).orElse(List.of()))
                .filter(sentence -> now.manifest().isPresent())
                .ifPresent(sentence -> due.add(sentence + " After an upgrade the next rotation pins them, or at once:"
                        + " postern keys manifest. Else ask whoever runs the server."));
        if (now.manifest().isEmpty()) {
            due.add(
                    folder.open().isPresent()
                            ? "Your proposal of the first epoch is under way. Carry its file on; postern keys show FILE says how"
                                    + " far it is. Once it is published: postern keys fetch"
                            : "There is no epoch in this folder. If nobody has proposed one: postern keys rotate --because founding"
                                    + " --seats 2. If it is proposed, carry its file on; postern keys show FILE says how far it is. If it was"
                                    + " published elsewhere: postern keys fetch");
        }
        var people = Optional.<People>empty();
        if (admin.isPresent() && now.manifest().isEmpty()) {
            vetted(folder, admin.get());
        } else if (admin.isPresent()) {
            people = folder.people(now.manifest().orElseThrow().people())
                    .flatMap(file -> People.open(file, admin.get()));
            people.ifPresentOrElse(
                    ledger -> people(now, ledger, board, admin.get(), instant),
                    () -> due.add("The list of people is not here, or can't be opened with this vault. With --at it is"
                            + " fetched; only vaults of the newest list of admins open it."));
            var draft = folder.draft().flatMap(file -> People.open(file, admin.get()));
            if (people.isPresent() && draft.isPresent()) {
                var proposed = board.proposals().stream()
                        .flatMap(proposal -> proposal.people().stream())
                        .flatMap(file -> People.open(file, admin.get()).stream())
                        .toList();
                drafted(people.get(), Draft.onto(people.get(), draft.get()), proposed);
            }
        }
        proposals(now, board, people, admin);
        if (board.isOnline()) {
            var lacking = folder.sealed().fetch(now, board);
            if (!lacking.isEmpty()) {
                due.add("The sealed files of epochs " + PlainWords.list(lacking) + " are not whole in this folder, and"
                        + " could not be fetched: without them these epochs can't be recovered.");
            }
        }
    }

    /// What was seen once is not asked of the server again, and the next command by files knows it, too.
    private void keep(AdminFolder folder, Notes shown, InForce now, Board board) throws IOException {
        var named = now.manifest().map(Manifest::people).orElse(Hash.NONE);
        var people = board.people();
        if (people.map(Hash::of).filter(hash -> !hash.equals(named)).isPresent()) {
            due.add("Sign nothing: the server's list of people is not the one that the manifest names. Ask whoever runs"
                    + " the server what happened.");
            people = Optional.empty();
        }
        folder.keep(shown, people);
    }

    /// Before the first epoch the list is this admin's own.
    private void vetted(AdminFolder folder, HybridIdentity admin) throws IOException {
        var names = folder.draft()
                .flatMap(file -> People.open(file, admin))
                .map(draft -> draft.people().stream().map(Person::called).toList())
                .orElse(List.of());
        out().println(
                        names.isEmpty()
                                ? "Nobody is vetted in this folder yet: postern keys vet, once for each card."
                                : "Vetted in this folder, and let in with the founding: " + String.join(", ", names)
                                        + ".");
    }

    /// What must not be believed is said and left alone: the rest is told from the folder.
    private boolean isNewer(AdminFolder folder, Notes shown, Instant instant) throws IOException {
        try {
            return folder.isNewer(shown, InstantSource.fixed(instant));
        } catch (ManifestException e) {
            due.add("Sign nothing: what the server shows can't be believed. "
                    + e.reason().words());
            return false;
        }
    }

    private void root(InForce now, Instant instant) {
        var root = now.root();
        out().println(root.origin() + ": root " + root.version() + ", " + root.threshold() + " of "
                + root.admins().size() + " admins, good until the end of " + root.notAfter() + ".");
        var days = ChronoUnit.DAYS.between(day(instant), root.notAfter());
        if (days < ROOT_SOON_DAYS) {
            due.add("The list of admins is good for " + days + " more days: postern keys root rotate");
        }
        if (root.quorum() == 0) {
            out().println("No witnesses: nobody can exclude that somebody is shown old keys.");
        }
    }

    /// What the server has taken in and does not show yet.
    private void waiting(InForce now, AdminFolder folder, Board board) throws IOException {
        var taken = board.taken();
        if (taken.isEmpty()) {
            return;
        }
        var next = AdminFolder.signed(taken.get().notes(), folder.pinned());
        var fresh = next.nextEpoch() == now.nextEpoch() ? "" : ", which opens epoch " + (next.nextEpoch() - 1);
        var stops = next.manifest().orElseThrow().stopped().size()
                - now.manifest().map(manifest -> manifest.stopped().size()).orElse(0);
        due.add("The server has taken in manifest " + (next.nextVersion() - 1) + fresh
                + (stops > 0 ? ", which stops " + stops + (stops == 1 ? " desk" : " desks") : "")
                + ", and does not show it: it waits for its witnesses. " + Witnessing.needed(next.root())
                + " Call whoever runs them.");
    }

    private void epochs(Manifest manifest, Instant instant) {
        out().println("Manifest " + manifest.version() + ".");
        for (var epoch : manifest.epochs()) {
            var state = EpochState.of(manifest, epoch.epoch(), InstantSource.fixed(instant));
            // Of an epoch that a removal closed the time is one that was past already, for every clock.
            var until = epoch.epoch() == manifest.intakeEpoch() ? "; intake until " + epoch.until() + "," : ",";
            out().println("  epoch " + epoch.epoch() + ": " + state.words() + until + " to be destroyed on "
                    + epoch.destroyOn());
            if (epoch.epoch() != manifest.intakeEpoch() && epoch.isDue(instant)) {
                due.add("Epoch " + epoch.epoch() + " is to be destroyed since " + epoch.destroyOn()
                        + ": postern keys destroy");
            }
        }
        if (!instant.plus(INTAKE_SOON).isBefore(manifest.intakeUntil())) {
            due.add("Intake ends at " + manifest.intakeUntil() + ": postern keys rotate");
        }
        if (!manifest.seats().isEmpty() && manifest.seats().size() == manifest.seatThreshold()) {
            due.add("There are only " + manifest.seats().size()
                    + " key holders, and all of them have to agree: let another one in.");
        }
    }

    private void people(InForce now, People ledger, Board board, HybridIdentity identity, Instant instant) {
        var today = day(instant);
        out().println("People: " + ledger.living().size() + ".");
        for (var person : ledger.living()) {
            out().println("  " + person.called() + (person.seat().isPresent() ? ", key holder" : "") + ", vetted until "
                    + person.vettedUntil());
            if (today.plusDays(VETTING_SOON_DAYS).isAfter(person.vettedUntil())) {
                due.add("The vetting of " + person.called() + " ends on " + person.vettedUntil()
                        + ": postern keys renew, or remove");
            }
            int intake = now.nextEpoch() - 1;
            if (!person.reads().containsKey(intake)) {
                due.add(person.called() + " can't read epoch " + intake
                        + ", which is in force. When they have handed in"
                        + " keys: postern keys rotate --now --because join");
            }
        }
        var manifest = now.manifest().orElseThrow();
        long holders = ledger.living().stream()
                .filter(person -> person.seat().isPresent())
                .count();
        if (holders < manifest.seats().size() && holders <= manifest.seatThreshold()) {
            due.add("Only " + holders + " of the key holders are left, and " + manifest.seatThreshold()
                    + " must agree besides whoever asks: let another one in with postern keys vet.");
        }
        ledger.people().stream()
                .filter(person -> !person.isIn() && person.reads().containsKey(now.nextEpoch() - 1))
                .forEach(person -> due.add("New requests are still sealed to an epoch that " + person.called()
                        + ", who was removed, can open: postern keys rotate --now --because removal"));
        try {
            var deposits = Deposits.open(board.deposits(), identity);
            for (var person : ledger.living()) {
                if (options.isOnline()
                        && deposits.keys(person.key(), now.nextEpoch()).isEmpty()) {
                    due.add(
                            person.called() + " has no keys for epoch " + now.nextEpoch()
                                    + " on deposit: they start their console once."
                                    + (deposits.unopened() == 0
                                            ? ""
                                            : " But " + deposits.unopened()
                                                    + " of the deposits can't be opened, perhaps damaged on the way: look again."));
                }
            }
        } catch (IOException e) {
            out().println("The deposits can't be read.");
        }
    }

    /// Who was vetted or removed in this folder, and is in no proposal yet.
    private void drafted(People ledger, People draft, List<People> proposed) {
        for (var person : draft.people()) {
            var isIn = ledger.of(person.key()).filter(Person::isIn).isPresent();
            if (proposed.stream()
                    .anyMatch(
                            after -> after.of(person.key()).filter(Person::isIn).isPresent() == person.isIn())) {
                continue;
            }
            if (person.isIn() && !isIn) {
                due.add(person.called() + " is vetted and not let in yet: postern keys rotate --now --because join"
                        + (person.reads().isEmpty() ? " --deposit FILE, with the file that they handed over" : ""));
            } else if (!person.isIn() && isIn) {
                due.add(person.called() + " is noted for removal and still in: postern keys rotate --now --because"
                        + " removal");
            }
        }
    }

    /// Why, for an admin who has to choose between two.
    private static String what(InForce now, Proposal proposal) {
        return proposal.lineup()
                .map(note -> Lineup.parse(note.text()).because().words())
                .orElseGet(() -> proposal.root().isPresent()
                        ? "a new list of admins"
                        : Round.isRemoval(now, proposal)
                                ? "somebody is removed, without new keys"
                                : "a change without new keys");
    }

    private void proposals(InForce now, Board board, Optional<People> ledger, Optional<HybridIdentity> admin)
            throws IOException {
        var open = board.proposals();
        for (var proposal : open) {
            out().println("Proposal " + Round.shortId(proposal) + " for version " + now.nextVersion() + ", "
                    + what(now, proposal) + ":");
            var after = proposal.people().flatMap(file -> admin.flatMap(identity -> People.open(file, identity)));
            var leaving = Footing.leaving(ledger, after);
            if (!leaving.isEmpty()) {
                out().println("  Leaves with it: "
                        + String.join(", ", leaving.stream().map(Person::called).toList()) + ".");
            }
            Tally.of(now, proposal).words().forEach(line -> out().println("  " + line));
        }
        if (open.size() > 1) {
            boolean oneRemoves = open.stream()
                            .filter(proposal -> Round.isRemoval(now, proposal))
                            .count()
                    == 1;
            due.add("There are " + open.size() + " proposals for version " + now.nextVersion()
                    + ", and only one can be published. "
                    + (oneRemoves
                            ? "The removal goes first: postern keys sign"
                            : "Agree on one, then sign it with --id: postern keys sign --id START"));
        } else if (!open.isEmpty()) {
            var tally = Tally.of(now, open.getFirst());
            due.add(
                    tally.lineupNeeds() > 0
                                    && !tally.isDrawn()
                                    && tally.lineup().size() >= tally.lineupNeeds()
                            ? "A proposal waits until a responder's console draws it: ask one to open theirs."
                            : "A proposal waits for an admin who has not signed it"
                                    + (tally.isDrawn() ? " since it was drawn" : "") + ": postern keys sign");
        }
    }

    private static LocalDate day(Instant instant) {
        return LocalDate.ofInstant(instant, ZoneOffset.UTC);
    }
}
