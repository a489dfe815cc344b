package org.postern.keys;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.postern.ceremony.Deposit;
import org.postern.ceremony.PersonCard;
import org.postern.crypto.Randomness;
import org.postern.file.WholeFile;
import org.postern.keyring.Keyring;
import org.postern.keyring.VaultFile;
import org.postern.manifest.Admin;
import org.postern.manifest.LivingEpoch;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// A responder's keys, made on the responder's own machine.
@Command(
        name = "enrol",
        description = {
            "For a responder: make your keys on your own machine.",
            "Writes your vault, a card that says who you are, and a deposit of keys for the coming weeks.",
            "Hand card and deposit to an admin. Then call them, and read the six words aloud: they show that nobody "
                    + "changed the card under way. An admin lets you in with: postern keys vet",
            "If the vault exists already, it is used, and card and deposit are written anew: after a restored backup, "
                    + "a long absence, or when this was interrupted. Your console renews the deposit by itself later on."
        },
        mixinStandardHelpOptions = true)
final class EnrolCommand extends CeremonyStep {
    @Mixin
    private VaultOptions vault;

    @Option(
            names = "--keys",
            required = true,
            paramLabel = "DIR",
            description = "The folder with root-0001.note and the newer public notes, as you got it from the admins.")
    private Path keys;

    @Option(names = "--seat", description = "You will hold a seat: one of the keys to contact details and to recovery.")
    private boolean seat;

    private static final Closeable NOBODY = () -> {};

    @Option(names = "--card", required = true, paramLabel = "FILE", description = "Where to write your card.")
    private Path card;

    @Option(names = "--deposit", required = true, paramLabel = "FILE", description = "Where to write your deposit.")
    private Path deposit;

    /// Card and deposit are written anew each time, and over nothing else: not over the vault, nor a backup.
    private void requireOwnPlaces() throws IOException {
        var places = Stream.of(vault.path(), card, deposit)
                .map(file -> file.toAbsolutePath().normalize())
                .distinct();
        if (places.count() < 3) {
            throw new WrongUse("Vault, card and deposit are three files: give each a name of its own.");
        }
        CeremonyFile.requireReplaceable(card, CeremonyFile.begins("postern/person-card/"));
        CeremonyFile.requireReplaceable(deposit, Deposit::hasForm);
    }

    /// A card in the place of this one may be a colleague's, and so may a deposit, which does not show whose it is.
    private void requireOwn(PersonCard own) throws IOException {
        boolean isAgain = !WholeFile.isFree(card);
        if (isAgain && !Arrays.equals(CeremonyFile.read(card), own.bytes())) {
            throw new WrongUse("The file " + card + " is another card, and is not overwritten: choose another name.");
        }
        if (!isAgain && !WholeFile.isFree(deposit)) {
            throw new WrongUse(
                    "The file " + deposit + " is there already, and may be somebody else's: choose another name.");
        }
    }

    @Override
    void run() throws IOException {
        requireOwnPlaces();
        var folder = KeysFolder.read(keys);
        var randomness = Randomness.system();
        boolean isNew = WholeFile.isFree(vault.path());
        out().println(folder.standing() + ".");
        out().flush();
        try (var _ = isNew ? NOBODY : vault.alone();
                var file = isNew ? vault.fresh() : vault.existing();
                var keyring = isNew ? Keyring.draw(seat, randomness) : existing(file)) {
            requireOwn(keyring.personCard());
            var living = folder.living().stream().map(LivingEpoch::epoch).toList();
            living.stream().mapToInt(Integer::intValue).min().ifPresent(keyring::destroyBefore);
            var drawn = keyring.deposit(living, next(living), randomness, InstantSource.system());
            var admins = folder.root().admins().stream().map(Admin::recipient).toList();
            if (isNew) {
                file.create(keyring);
            } else {
                file.keep(keyring);
            }
            CeremonyFile.replace(card, keyring.personCard().bytes());
            CeremonyFile.replace(deposit, drawn.seal(keyring.person(), admins, randomness));
            out().println(isNew ? "Your vault is " + vault.path() + ". Only you can open it." : "Your vault was kept.");
            out().println("Hand these to an admin: " + card + " and " + deposit + ".");
            out().println("Then call the admin and read these six words aloud:");
            out().println();
            out().println("    " + keyring.personCard().fingerprint());
            out().println();
            out().println("You are in as soon as the admins have let you in with a rotation.");
            if (isNew) {
                out().println("Make a backup now, on something that you keep elsewhere:");
                out().println("  postern keys backup --vault " + vault.path() + " --to "
                        + vault.path().resolveSibling("my.backup"));
            }
        }
    }

    private Keyring existing(VaultFile file) {
        var keyring = file.open();
        if (seat && keyring.seatIdentity().isEmpty()) {
            keyring.close();
            throw new WrongUse("This vault has no seat, and a seat can't be added. Make a new vault with --seat.");
        }
        return keyring;
    }

    private static int next(List<Integer> living) {
        return living.stream().mapToInt(Integer::intValue).max().orElse(0) + 1;
    }
}
