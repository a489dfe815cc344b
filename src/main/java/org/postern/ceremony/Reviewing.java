package org.postern.ceremony;

import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.postern.age.HybridIdentity;
import org.postern.manifest.Hash;
import org.postern.manifest.Root;
import org.postern.note.NoteException;
import org.postern.note.SignedNote;

/// One review under way: what stands, what is proposed, and what both kinds of proposal must be.
abstract sealed class Reviewing permits EpochReview, ChangeReview {
    final InForce now;
    final Optional<People> before;
    final Proposal proposal;
    final InstantSource clock;
    final Instant instant;
    final List<String> warnings = new ArrayList<>();
    final HybridIdentity admin;

    Reviewing(InForce now, Optional<People> before, Proposal proposal, HybridIdentity admin, InstantSource clock) {
        this.now = now;
        this.before = before;
        this.proposal = proposal;
        this.admin = admin;
        this.instant = clock.instant();
        this.clock = InstantSource.fixed(instant);
    }

    void requireFollows(String origin, Hash after) {
        if (!origin.equals(now.root().origin())) {
            throw foreign("it is for another service");
        }
        if (!after.equals(now.hash())) {
            throw new CeremonyException("This proposal does not follow the keys that are in force now: another one was"
                    + " published since. Throw it away, and propose again: postern keys rotate");
        }
    }

    People ledger(Hash named) {
        var sealed =
                proposal.people().orElseThrow(() -> foreign("the list of people that it names does not come with it"));
        if (!Hash.of(sealed).equals(named)) {
            throw foreign("the list of people is not the one that it names");
        }
        return People.open(sealed, admin)
                .orElseThrow(() -> new CeremonyException("The list of people can't be opened with this vault. Ask the"
                        + " admin who made the proposal whether it was made under the newest root."));
    }

    static void requireSound(SignedNote note, Root root) {
        try {
            note.signedBy(root.keys());
        } catch (NoteException e) {
            throw new CeremonyException("A signature in this proposal is wrong: somebody changed the text or the line"
                    + " on the way. Throw this copy away, and fetch it again.");
        }
    }

    static CeremonyException foreign(String what) {
        return new CeremonyException("This proposal must not be signed: " + what + ". Throw it away, and propose again:"
                + " postern keys rotate");
    }
}
