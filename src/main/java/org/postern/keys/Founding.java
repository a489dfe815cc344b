package org.postern.keys;

import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.postern.age.HybridRecipient;
import org.postern.crypto.Randomness;
import org.postern.crypto.SecretBytes;
import org.postern.manifest.AdminCard;
import org.postern.manifest.EpochCard;
import org.postern.manifest.EpochFile;
import org.postern.manifest.Hash;
import org.postern.manifest.Manifest;
import org.postern.manifest.Publication;
import org.postern.manifest.Publication.EpochPart;
import org.postern.manifest.ResponderCard;
import org.postern.manifest.Root;
import org.postern.manifest.Roster;
import org.postern.manifest.ServedFile;
import org.postern.note.NoteSigner;
import org.postern.note.SignedNote;

/// The founding ceremony in one room: the admins meet, draw their keys, sign the first root and the first
/// manifest. In a real service each step is one command on one admin's machine; the demo and tests walk it
/// here.
///
/// Responders' keys and the epoch's secret are drawn elsewhere; only their public cards and the sealed file
/// come in.
public final class Founding implements AutoCloseable {
    private static final int LOG_SEED_BYTES = 32;

    private final String origin;
    private final List<AdminKey> admins;
    private final SecretBytes logSeed;
    private final Randomness randomness;

    private Founding(String origin, List<AdminKey> admins, SecretBytes logSeed, Randomness randomness) {
        this.origin = origin;
        this.admins = List.copyOf(admins);
        this.logSeed = logSeed;
        this.randomness = randomness;
    }

    /// What the ceremony leaves behind; all of it public.
    ///
    /// @param root      the first root note, signed by k admins
    /// @param manifest  the first manifest note, signed by k admins
    /// @param epochFile the first epoch's sealed secret
    /// @param roster    the first epoch's desks
    public record Founded(SignedNote root, SignedNote manifest, EpochFile epochFile, Roster roster) {
        /// What everybody pins, and the salt of the nine words.
        ///
        /// @return SHA-256 of the first root note
        public Hash pinned() {
            return Hash.of(root.bytes());
        }

        /// What goes to `POST /v1/publish`.
        ///
        /// @return the publication
        public Publication publication() {
            return new Publication(
                    Optional.of(root.bytes()),
                    Optional.of(manifest.bytes()),
                    List.of(new EpochPart(roster.epoch(), epochFile)),
                    Optional.of(roster.bytes()),
                    Optional.empty(),
                    Optional.empty());
        }
    }

    /// Draws the admins' keys, named `origin/admin-1` and so on, and the log's. In a real service the
    /// operator draws the log's key, and only its public half comes to the admins.
    ///
    /// @param origin     the service's name
    /// @param count      3 to 16
    /// @param randomness for keys, and later for the roster's dummies
    /// @return the ceremony; closing it wipes its keys
    public static Founding draw(String origin, int count, Randomness randomness) {
        var admins = new ArrayList<AdminKey>();
        for (var i = 1; i <= count; i++) {
            admins.add(AdminKey.draw(origin + "/admin-" + i, randomness));
        }
        return new Founding(origin, admins, SecretBytes.random(randomness, LOG_SEED_BYTES), randomness);
    }

    /// Meets again with keys that were drawn before.
    ///
    /// @param origin     the service's name
    /// @param admins     their keys, in the root's order; owned by this ceremony from now on
    /// @param logSeed    32 bytes, the seed of the log's key, likewise
    /// @param randomness for a roster's dummies
    /// @return the ceremony; closing it wipes its keys
    public static Founding of(String origin, List<AdminKey> admins, SecretBytes logSeed, Randomness randomness) {
        return new Founding(origin, admins, logSeed, randomness);
    }

    /// Composes and signs root 1 with the first k admins. It comes before everything else: the pages that a
    /// manifest lists hold its hash.
    ///
    /// @param threshold k of the admins
    /// @param notAfter  the root's last day
    /// @return the note
    public SignedNote root(int threshold, LocalDate notAfter) {
        var people = admins.stream().map(AdminKey::card).map(AdminCard::admin).toList();
        try (var log = log()) {
            var root = new Root(origin, 1, notAfter, threshold, people, log.verifierKey(), 0, List.of());
            return sign(root.text(), threshold);
        }
    }

    /// What signs the checkpoints of the service's log. The root names it and asks for no witness.
    ///
    /// @return the signer, the caller's to close
    public NoteSigner log() {
        return new NoteSigner(Root.logName(origin), logSeed());
    }

    /// The seed of that key, for the server.
    ///
    /// @return 32 bytes, a copy, the caller's to close
    public SecretBytes logSeed() {
        return SecretBytes.takeOwnershipOf(logSeed.copy());
    }

    /// The admins' keys, to be sealed into vaults.
    ///
    /// @return in the root's order; this ceremony closes them
    public List<AdminKey> admins() {
        return admins;
    }

    /// Composes and signs manifest 1 with the first k admins. The cards that carry a seat become the seats.
    ///
    /// @param rootNote      what [#root] gave
    /// @param epoch         the card of the responder who drew the epoch
    /// @param epochFile     the epoch's sealed secret
    /// @param cards         every responder's card for that epoch
    /// @param seatThreshold k of the seats; 0 leaves the seats out
    /// @param files         what is served
    /// @param until         when intake ends, in whole seconds
    /// @return what to publish
    /// @throws ManifestException if anything breaks a bound, or the epoch file is not the card's, or is not
    ///         sealed to exactly these responders' number
    public Founded found(
            SignedNote rootNote,
            EpochCard epoch,
            EpochFile epochFile,
            List<ResponderCard> cards,
            int seatThreshold,
            List<ServedFile> files,
            Instant until) {
        var root = Root.parse(rootNote.text());
        var roster = Roster.draw(
                epoch.epoch(), cards.stream().map(ResponderCard::desk).toList(), randomness);
        var seats =
                seatThreshold == 0 ? NextManifest.Seats.NONE : new NextManifest.Seats(seatThreshold, seatsOf(cards));
        var manifest = NextManifest.opening(
                root,
                Optional.empty(),
                Hash.NONE,
                epoch,
                roster,
                seats,
                files,
                until,
                NextManifest.destroyOn(until),
                Hash.NONE,
                Map.of());
        EpochCheck.require(manifest, Optional.empty(), epochFile, roster, cards);
        return new Founded(rootNote, sign(manifest.text(), root.threshold()), epochFile, roster);
    }

    /// Signs the next manifest with the first k admins.
    ///
    /// @param manifest  the manifest
    /// @param threshold k
    /// @return the note
    public SignedNote sign(Manifest manifest, int threshold) {
        return sign(manifest.text(), threshold);
    }

    private SignedNote sign(String text, int threshold) {
        var note = admins.getFirst().sign(text);
        for (var admin : admins.subList(1, threshold)) {
            note = admin.sign(note);
        }
        return note;
    }

    static List<HybridRecipient> seatsOf(List<ResponderCard> cards) {
        return cards.stream().flatMap(card -> card.seat().stream()).toList();
    }

    @Override
    public void close() {
        admins.forEach(AdminKey::close);
        logSeed.close();
    }
}
