package org.postern.keys;

import java.io.IOException;
import java.nio.file.Path;
import java.util.regex.Pattern;
import org.postern.ceremony.Tally;
import org.postern.crypto.Randomness;
import org.postern.file.WholeFile;
import org.postern.note.VerifierKey;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// Draws one admin's keys.
@Command(
        name = "admin",
        description = {
            "Draw an admin's keys: the secret halves into a vault file, the public halves onto a card.",
            "Do this on a machine that stays offline. Keep the vault; hand the card over in person.",
            "If this was interrupted, give the same command again: a vault without a card gets its card."
        },
        mixinStandardHelpOptions = true)
final class AdminCommand extends CeremonyStep {
    /// Signed once to try the signer out; neither a root nor a manifest begins like this.
    private static final String TRIAL = "postern/signer-trial/v1\n";

    @Option(
            names = "--name",
            required = true,
            paramLabel = "NAME",
            description = "The key's name: the service's origin, a slash, and for example admin-1.")
    private String name;

    @Option(names = "--card", required = true, paramLabel = "FILE", description = "The new card.")
    private Path card;

    @Option(
            names = "--public-key",
            paramLabel = "FILE",
            description = {
                "The public half of a signing key that is not to be in the vault, such as a hardware token's, "
                        + "as PEM, DER or hex. Give --signer, too: it is tried out once."
            })
    private Path publicKey;

    @Mixin
    private AdminOptions vault;

    private static final Pattern USABLE = Pattern.compile("[a-z0-9][a-z0-9.:/_-]{0,99}/[a-z0-9-]{1,32}");

    @Override
    void run() throws IOException {
        requireUsableName();
        CeremonyFile.requireFree(card);
        try (var key = WholeFile.isFree(vault.path()) ? drawnAndKept() : keptBefore()) {
            CeremonyFile.writeNew(card, key.card().bytes());
            out().println("The vault is " + vault.path() + ". Keep it offline.");
            out().println("The card is " + card + ". Hand it over to whoever founds the service. Key: "
                    + key.verifierKey().text());
            out().println("Write these six words down and take them with you; nobody may change the card under way:");
            out().println();
            out().println("    " + Tally.sixWords(key.card().admin()));
            out().println();
            out().println("Make a backup now, on something that you keep elsewhere:");
            out().println("  postern keys backup --vault " + vault.path() + " --to "
                    + vault.path().resolveSibling("my.backup"));
        }
    }

    /// The first root takes no other names, and by then the keys are made and printed.
    private void requireUsableName() {
        if (!USABLE.matcher(name).matches()) {
            throw new WrongUse(
                    "The name after --name is the service's name, a slash, and your own in small letters, digits"
                            + " and dashes, such as help.example/admin-1. Nothing was made.");
        }
    }

    private AdminKey drawnAndKept() throws IOException {
        var key = draw(Randomness.system());
        key.sign(TRIAL);
        try (var file = vault.fresh();
                var content = key.encode()) {
            file.create(content);
        }
        return key;
    }

    /// A vault without a card: the command was interrupted, or the card did not fit on the disk.
    private AdminKey keptBefore() {
        var key = vault.admin();
        if (!key.verifierKey().name().equals(name)) {
            key.close();
            throw new WrongUse("The vault " + vault.path() + " is another admin's. Name a new file after --vault.");
        }
        return key;
    }

    private AdminKey draw(Randomness randomness) throws IOException {
        var signer = vault.signer();
        if (signer.isPresent() != (publicKey != null)) {
            throw new WrongUse("--public-key and --signer go together: give both, or none.");
        }
        if (signer.isEmpty()) {
            return AdminKey.draw(name, randomness);
        }
        var key = new VerifierKey(name, PublicHalf.of(CeremonyFile.read(publicKey)));
        return AdminKey.draw(key, signer.get(), randomness);
    }
}
