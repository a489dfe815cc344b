package org.postern.keys;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.postern.ceremony.CeremonyException;
import org.postern.manifest.Hash;
import org.postern.manifest.Manifest;
import org.postern.manifest.Notes;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// Brings a keys folder up to what the server shows, for whoever has nothing but an address and the root's hash.
@Command(
        name = "fetch",
        description = {
            "Get the public notes and the sealed files of the living epochs into your keys folder. Needs no vault.",
            "For key holders and whoever recovers, when every vault is lost; for responders, before they enrol.",
            "Admins need it seldom: rotate, sign, publish and status fetch by themselves."
        },
        mixinStandardHelpOptions = true)
final class FetchCommand extends CeremonyStep {
    @Option(
            names = "--keys",
            required = true,
            paramLabel = "DIR",
            description = "Your keys folder; it is made if it is not there.")
    private Path keys;

    @Option(names = "--at", required = true, paramLabel = "URL", description = "The server's team listener.")
    private URI server;

    @Option(
            names = "--root-hash",
            paramLabel = "SHA-256",
            description = {
                "The hash of root-0001.note, as it is printed on what the service hands out. Needed where the folder "
                        + "does not hold that file yet: everything else hangs on it."
            })
    private Optional<String> hash = Optional.empty();

    @Override
    void run() throws IOException {
        var board = new ServerBoard(server, List.of());
        var shown = board.notes();
        if (shown.roots().isEmpty()) {
            throw new CeremonyException("The server shows no keys yet: the service is not founded there.");
        }
        anchor(shown);
        var folder = new AdminFolder(keys);
        if (folder.isNewer(shown, InstantSource.system())) {
            var named = AdminFolder.signed(shown, folder.pinned()).manifest().map(Manifest::people);
            var people = named.isPresent() ? board.people() : Optional.<byte[]>empty();
            folder.keep(shown, people.filter(file -> Hash.of(file).equals(named.get())));
        }
        var now = folder.inForce();
        var lacking = folder.sealed().fetch(now, board);
        if (!lacking.isEmpty()) {
            throw new CeremonyException(
                    "The notes are in " + keys + ", but the server did not give the sealed files of " + "epochs "
                            + PlainWords.list(lacking) + ". Give the same command again later.");
        }
        out().println(keys + " holds manifest " + (now.nextVersion() - 1) + " of "
                + now.root().origin()
                + (now.epochs().isEmpty()
                        ? "."
                        : ", and what is sealed of epochs "
                                + PlainWords.list(now.epochs().stream()
                                        .map(epoch -> epoch.epoch())
                                        .toList())
                                + "."));
    }

    /// A folder without an anchor gets the one whose hash the person has on paper, and no other.
    private void anchor(Notes shown) throws IOException {
        var first = shown.roots().getFirst();
        var given = hash.map(FetchCommand::parsed);
        if (given.isPresent() && !given.get().equals(Hash.of(first))) {
            throw new CeremonyException("ALARM: the first root that the server shows has another hash than the one that"
                    + " you gave. Compare it once more with what is printed; else believe nothing there, and tell the"
                    + " admins.");
        }
        Files.createDirectories(keys);
        var anchor = keys.resolve(AdminFolder.rootName(1));
        if (!Files.exists(anchor)) {
            if (given.isEmpty()) {
                throw new WrongUse(
                        "There is no root-0001.note in " + keys + ". Copy it there, or give its SHA-256 as it"
                                + " is printed on what the service hands out: --root-hash");
            }
            CeremonyFile.replace(anchor, first);
        }
    }

    private static Hash parsed(String hex) {
        if (!hex.matches("[0-9a-f]{64}")) {
            throw new WrongUse("--root-hash takes the 64 digits that are printed, 0 to 9 and a to f.");
        }
        return new Hash(hex);
    }
}
