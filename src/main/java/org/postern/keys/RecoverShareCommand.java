package org.postern.keys;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.TreeMap;
import org.postern.age.HybridIdentity;
import org.postern.ceremony.RecoveryAsk;
import org.postern.ceremony.RecoveryAsk.Wanted;
import org.postern.ceremony.RecoveryShare;
import org.postern.ceremony.RecoveryShares;
import org.postern.ceremony.RecoveryShares.Tried;
import org.postern.crypto.Randomness;
import org.postern.keyring.Keyring;
import org.postern.manifest.Hash;
import org.postern.manifest.LivingEpoch;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// What each key holder does in a recovery.
@Command(
        name = "share",
        description = {
            "A key holder gives their shares to the person who recovers.",
            "Do this only after that person called you, and you know the voice: with k shares they read every open "
                    + "request. Type the six words that they read to you; without the right words nothing is given.",
            "If your vault is lost, give your backup in its place: it holds what opens your shares. A drill always "
                    + "takes the backup, because that is what has to work."
        },
        mixinStandardHelpOptions = true)
final class RecoverShareCommand extends CeremonyStep {
    @Mixin
    private VaultOptions vault;

    @Option(
            names = "--keys",
            required = true,
            paramLabel = "DIR",
            description = "The folder with the public notes, and recovery-NNNN of each epoch.")
    private Path keys;

    @Option(names = "--ask", required = true, paramLabel = "FILE", description = "The ask that you were sent.")
    private Path askFile;

    @Option(
            names = "--words",
            required = true,
            paramLabel = "WORDS",
            description = "The six words that were read to you, in quotes.")
    private String words;

    @Option(names = "--out", required = true, paramLabel = "FILE", description = "Where to write your shares.")
    private Path file;

    private final Randomness randomness = Randomness.system();

    @Override
    void run() throws IOException {
        CeremonyFile.requireReplaceable(file, CeremonyFile.begins("postern/recovery-shares/"));
        var folder = KeysFolder.read(keys);
        var ask = CeremonyFile.read(askFile, "an ask for a recovery", RecoveryAsk::parse);
        if (!String.join(" ", words.strip().toLowerCase(Locale.ROOT).split("[\\s,]+"))
                .equals(ask.fingerprint())) {
            throw new IllegalArgumentException(
                    "these are not the words of this file; have them read to you again, or get the file again");
        }
        out().println(
                        ask.drill().isPresent()
                                ? "This is a drill: a test epoch, and no real key."
                                : "This gives your shares of " + ask.wanted().size()
                                        + " epochs away. "
                                        + folder.manifest()
                                                .map(signed -> signed.manifest().seatThreshold())
                                                .orElse(0)
                                        + " such shares open every request of them.");
        out().flush();
        try (var open = vault.existing();
                var keyring = open.open()) {
            if (keyring.seatIdentity().isEmpty()) {
                throw new IllegalArgumentException("this vault holds no seat, so it has no shares");
            }
            var shares = ask.drill().isPresent() ? drill(folder, ask, keyring) : real(folder, ask, keyring);
            CeremonyFile.replace(file, shares.bytes());
        }
        out().println("Send this file to the person who asked: " + file);
    }

    private RecoveryShares real(KeysFolder folder, RecoveryAsk ask, Keyring keyring) throws IOException {
        var sealed = new ArrayList<byte[]>();
        for (var wanted : ask.wanted()) {
            var living = folder.living().stream()
                    .filter(epoch ->
                            epoch.epoch() == wanted.epoch() && epoch.recipient().equals(wanted.recipient()))
                    .findFirst();
            if (living.isEmpty()) {
                throw new IllegalArgumentException(
                        "the ask is for epoch " + wanted.epoch()
                                + ", which is not alive in the manifest of this folder. Get the newest one: postern keys fetch");
            }
            var share = share(folder, living.get(), keyring);
            if (share.isEmpty()) {
                out().println("Epoch " + wanted.epoch() + ": this vault opens no share of it. It is left out.");
            } else {
                sealed.add(sealAndClose(share.get(), wanted));
                out().println("Epoch " + wanted.epoch() + ": your share is in.");
            }
        }
        if (sealed.isEmpty()) {
            throw new IllegalArgumentException(
                    "this vault opens no share of any of these epochs; ask another key holder");
        }
        return new RecoveryShares(sealed, Optional.empty());
    }

    private static Optional<RecoveryShare> share(KeysFolder folder, LivingEpoch epoch, Keyring keyring)
            throws IOException {
        var file = folder.recovery(epoch);
        Optional<RecoveryShare> found = Optional.empty();
        for (var identity : keyring.recoveryKeys()) {
            try (identity) {
                found = found.isPresent() ? found : RecoveryShare.find(file, identity);
            }
        }
        return found;
    }

    /// In earnest the vaults are gone, so what a live vault opens proves nothing: the backup has to open it.
    private RecoveryShares drill(KeysFolder folder, RecoveryAsk ask, Keyring keyring) throws IOException {
        if (!keyring.epochs().isEmpty()) {
            throw new WrongUse("A drill is done with your backup: in earnest your vault is gone. Give the backup in its"
                    + " place: --vault my.backup");
        }
        var opened = new TreeMap<Integer, Integer>();
        for (var epoch : folder.living()) {
            if (epoch.recovery().equals(Hash.NONE)) {
                continue;
            }
            var share = share(folder, epoch, keyring);
            share.ifPresent(real -> opened.put(epoch.epoch(), real.threshold()));
            out().println("Epoch " + epoch.epoch() + ": "
                    + (share.isPresent()
                            ? "your real share opens. In earnest this would work."
                            : "THIS BACKUP CAN'T OPEN YOUR REAL SHARE. Make a new backup from your vault. Were you let"
                                    + " in, or in again, after this epoch was opened? Then you have no share of it, and"
                                    + " another key holder takes part in your place."));
            share.ifPresent(RecoveryShare::close);
        }
        try (HybridIdentity seat = keyring.seatIdentity().orElseThrow()) {
            var share = RecoveryShare.find(ask.drill().orElseThrow(), seat)
                    .orElseThrow(() -> new IllegalArgumentException(
                            "this backup's seat is not one of the seats in the manifest; tell the admins"));
            int number = share.seat();
            return new RecoveryShares(
                    List.of(sealAndClose(share, ask.wanted().getFirst())), Optional.of(new Tried(number, opened)));
        }
    }

    private byte[] sealAndClose(RecoveryShare share, Wanted wanted) {
        try (share) {
            return share.sealTo(wanted.to(), randomness);
        }
    }
}
