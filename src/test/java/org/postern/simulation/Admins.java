package org.postern.simulation;

import java.time.InstantSource;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.postern.age.HybridIdentity;
import org.postern.age.HybridRecipient;
import org.postern.ceremony.InForce;
import org.postern.ceremony.People;
import org.postern.ceremony.Proposal;
import org.postern.ceremony.Review;
import org.postern.crypto.Randomness;
import org.postern.crypto.SecretBytes;
import org.postern.manifest.Admin;
import org.postern.manifest.Root;
import org.postern.note.NoteSigner;
import org.postern.note.SignedNote;
import org.postern.verify.PublicLog;

/// Three admins, two of whom must sign. Each reviews on a machine of their own before signing.
final class Admins {
    static final String ORIGIN = "help.example";
    static final int THRESHOLD = 2;

    private final List<NoteSigner> signers;
    private final List<HybridIdentity> identities;

    Admins(Randomness randomness) {
        signers = IntStream.rangeClosed(1, 3)
                .mapToObj(i -> new NoteSigner(ORIGIN + "/admin-" + i, SecretBytes.random(randomness, 32)))
                .toList();
        identities = signers.stream()
                .map(signer -> HybridIdentity.fromSeed(SecretBytes.random(randomness, 32)))
                .toList();
    }

    /// The first root, signed.
    byte[] root(PublicLog log, int quorum) {
        var admins = IntStream.range(0, signers.size())
                .mapToObj(i -> new Admin(
                        signers.get(i).verifierKey(), identities.get(i).recipient()))
                .toList();
        var root = new Root(
                ORIGIN,
                1,
                LocalDate.parse("2027-11-22"),
                THRESHOLD,
                admins,
                log.key(),
                quorum,
                quorum == 0 ? List.of() : log.witnessKeys());
        return sign(root.text(), THRESHOLD).bytes();
    }

    HybridIdentity identity(int admin) {
        return identities.get(admin);
    }

    List<HybridRecipient> recipients() {
        return identities.stream().map(HybridIdentity::recipient).toList();
    }

    /// The first so many admins sign something, unread: at the founding, or because they were bribed.
    SignedNote sign(String text, int count) {
        var note = SignedNote.sign(text, signers.getFirst());
        for (var signer : signers.subList(1, count)) {
            note = note.with(signer);
        }
        return note;
    }

    /// One admin reviews a proposal and adds the signature that is asked for: to the lineup until it is
    /// drawn, to the manifest from then on.
    Proposal reviewAndSign(int admin, InForce now, Optional<People> people, Proposal proposal, InstantSource clock) {
        var review = Review.of(now, people, proposal, identities.get(admin), clock);
        if (review.lineup().isPresent()) {
            return proposal.withLineup(proposal.lineup().orElseThrow().with(signers.get(admin)));
        }
        var text = review.manifest().orElseThrow().text();
        var note = proposal.manifest()
                .map(signed -> signed.with(signers.get(admin)))
                .orElseGet(() -> SignedNote.sign(text, signers.get(admin)));
        return proposal.withManifest(note);
    }
}
