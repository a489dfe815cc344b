package org.postern.simulation;

import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.postern.ceremony.InForce;
import org.postern.ceremony.PublicKey;
import org.postern.manifest.EpochFiles;
import org.postern.manifest.Hash;
import org.postern.manifest.LivingEpoch;
import org.postern.manifest.Manifest;
import org.postern.manifest.Notes;
import org.postern.manifest.Publication;
import org.postern.manifest.Published;
import org.postern.manifest.Roster;
import org.postern.manifest.SignedManifest;
import org.postern.manifest.VerifiedRoot;
import org.postern.note.SignedNote;
import org.postern.verify.PublicLog;
import org.postern.verify.View;

/// What the server holds, and what it does while it is honest. It never forgets anything.
final class Server {
    static final byte[] PAGE = "<!doctype html>".getBytes(StandardCharsets.US_ASCII);

    private final PublicLog log;
    private final Hash pinned;
    private final int asked;
    private final InstantSource clock;
    private final Map<Integer, EpochFiles> files = new HashMap<>();
    private final Map<PublicKey, byte[]> deposits = new HashMap<>();
    private final List<Sealed> sealed = new ArrayList<>();
    private final Map<Integer, Roster> rosters = new HashMap<>();
    private final Map<Integer, byte[]> recoveries = new HashMap<>();
    private final List<View> shown = new ArrayList<>();
    private final List<byte[]> manifests = new ArrayList<>();
    private Notes notes;
    private InForce inForce;
    private Optional<SignedManifest> manifest = Optional.empty();
    private byte[] people = {};
    private Optional<byte[]> board = Optional.empty();

    /// A file that holds a secret of an epoch, sealed: an epoch file, a supplement or a share.
    ///
    /// @param epoch which secret
    /// @param since the manifest version that brought it
    /// @param file  shared, not to be changed
    @SuppressWarnings("ArrayRecordComponent")
    record Sealed(int epoch, int since, byte[] file) {}

    Server(PublicLog log, byte[] root, int asked, InstantSource clock) {
        this.log = log;
        this.pinned = Hash.of(root);
        this.asked = asked;
        this.clock = clock;
        notes = new Notes(List.of(root), Optional.empty(), Optional.empty());
        inForce = InForce.founding(VerifiedRoot.verify(notes.roots(), pinned).root());
        log.append(root);
    }

    /// Takes a publication as `POST /v1/publish` does: checks, stores, logs, asks the witnesses, shows. All
    /// or nothing.
    void publish(Publication publication) {
        var published = Published.accept(publication, notes, this::files, pinned, clock);
        var next = SignedManifest.verifyOpenOrClosed(published.notes(), pinned, 0);
        if (manifest.map(SignedManifest::noteHash).equals(Optional.of(next.noteHash()))) {
            return;
        }
        var note = published.notes().manifest().orElseThrow();
        if (manifest.map(before -> before.manifest().intakeEpoch()).orElse(0)
                != next.manifest().intakeEpoch()) {
            log.append(rosterLeaf(next.manifest().epochs().getLast()));
        }
        log.append(note);
        manifests.add(note);
        published.epochFiles().forEach(part -> {
            files.put(part.epoch(), files(part.epoch()).with(List.of(part.file())));
            sealed.add(new Sealed(
                    part.epoch(), next.manifest().version(), part.file().bytes()));
        });
        published
                .recovery()
                .ifPresent(file -> keepRecovery(
                        next.manifest().intakeEpoch(), next.manifest().version(), file));
        published.roster().ifPresent(roster -> rosters.put(roster.epoch(), roster));
        published.people().ifPresent(file -> people = file.clone());
        notes = published.notes();
        manifest = Optional.of(next);
        inForce = InForce.of(next.root(), next.manifest(), next.noteHash());
        board = Optional.empty();
        shown.add(view());
    }

    private void keepRecovery(int epoch, int version, byte[] file) {
        recoveries.put(epoch, file);
        Recoveries.shares(file).forEach(share -> sealed.add(new Sealed(epoch, version, share)));
    }

    Optional<byte[]> recovery(int epoch) {
        return Optional.ofNullable(recoveries.get(epoch));
    }

    private static byte[] rosterLeaf(LivingEpoch epoch) {
        return ("postern/roster-root/v1\nepoch " + epoch.epoch() + "\nroot " + epoch.rosterRoot() + "\n")
                .getBytes(StandardCharsets.US_ASCII);
    }

    /// What it shows while it is honest, with fresh cosignatures.
    View view() {
        return view(
                log, log.checkpoint(asked, clock.instant()), notes.manifest().orElseThrow(), log.size() - 1);
    }

    /// A view with chosen parts: these keys, proven at this place of that log.
    View view(PublicLog of, SignedNote checkpoint, byte[] keys, int index) {
        var proof = of.proof(index, checkpoint).bytes();
        var answer = new Notes(notes.roots(), Optional.of(keys), Optional.of(proof));
        return new View(answer, checkpoint, of.at(of.size()), Map.of("/", PAGE));
    }

    /// What an admin's or a responder's program believes to stand.
    InForce inForce() {
        return inForce;
    }

    Manifest manifest() {
        return manifest.orElseThrow().manifest();
    }

    EpochFiles files(int epoch) {
        return files.getOrDefault(epoch, EpochFiles.NONE);
    }

    /// The manifest version that opened an epoch.
    int openedBy(int epoch) {
        return sealed.stream()
                .filter(one -> one.epoch() == epoch)
                .mapToInt(Sealed::since)
                .min()
                .orElseThrow();
    }

    boolean hasDesk(int epoch, byte[] desk) {
        return rosters.get(epoch).leafOf(desk).isPresent();
    }

    void deposit(PublicKey person, byte[] deposit) {
        deposits.put(person, deposit);
    }

    List<byte[]> deposits() {
        return List.copyOf(deposits.values());
    }

    byte[] people() {
        return people;
    }

    Optional<byte[]> board() {
        return board;
    }

    void board(byte[] proposal) {
        board = Optional.of(proposal);
    }

    Hash pinned() {
        return pinned;
    }

    PublicLog log() {
        return log;
    }

    int asked() {
        return asked;
    }

    /// Every view that was ever shown honestly, oldest first.
    List<View> shown() {
        return shown;
    }

    /// Every manifest note that was ever in force, oldest first.
    List<byte[]> manifests() {
        return manifests;
    }

    /// Every sealed secret that ever came in.
    List<Sealed> sealed() {
        return sealed;
    }
}
