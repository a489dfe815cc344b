package org.postern.ceremony;

import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.postern.crypto.Randomness;
import org.postern.crypto.SecretBytes;
import org.postern.manifest.EpochSeed;
import org.postern.manifest.LivingEpoch;
import org.postern.note.NoteException;
import org.postern.note.VerifierKey;

/// Draws an epoch for a lineup, in a responder's program and never in an admin's (DESIGN section 3): the
/// secret, sealed to exactly the people of the key list; older secrets, sealed to people who join; the shares
/// for the seats. The secret itself is wiped at once: like everybody else, this person reads it from the
/// epoch file later.
public final class Drawing {
    private static final Duration AHEAD_MAX = Duration.ofDays(1);

    private Drawing() {}

    /// Checks what a responder's program has to check, and draws.
    ///
    /// @param now        what stands, as this program believes it
    /// @param proposal   with a lineup, its key list and roster
    /// @param drawer     this person's keys
    /// @param clock      this computer's clock
    /// @param randomness where the secret comes from
    /// @return what to hand in
    /// @throws CeremonyException if this person's program must not draw: the lineup follows something else,
    ///                           too few admins stand behind it, or this person is not one of its people
    public static Drawn draw(
            InForce now, Proposal proposal, Drawer drawer, InstantSource clock, Randomness randomness) {
        var lineup = check(now, proposal, clock);
        var keys = proposal.keys().orElseThrow();
        var own = drawer.preKey(lineup.epoch());
        if (own.isEmpty() || !keys.preKeys().contains(own.get())) {
            throw new CeremonyException("Epoch " + lineup.epoch()
                    + " is not meant for this vault, so it can't be drawn here. Somebody who is in it draws.");
        }
        var supplements = supplements(now, keys, drawer, randomness);
        try (var seed = EpochSeed.draw(lineup.epoch(), randomness)) {
            return Drawn.sign(
                    lineup.hash(),
                    lineup.epoch(),
                    seed.recipient(),
                    seed.sealTo(keys.preKeys(), randomness),
                    supplements,
                    keys.seatPreKeys().isEmpty()
                            ? Optional.empty()
                            : Optional.of(Recovery.seal(seed, keys.seatThreshold(), keys.seatPreKeys(), randomness)),
                    signer(now, lineup, drawer));
        }
    }

    private static Lineup check(InForce now, Proposal proposal, InstantSource clock) {
        var note = proposal.lineup()
                .orElseThrow(() -> new CeremonyException("This proposal opens no epoch: there is nothing to draw."));
        var lineup = Lineup.parse(note.text());
        if (!lineup.origin().equals(now.root().origin()) || !lineup.after().equals(now.hash())) {
            throw new CeremonyException(
                    "This proposal does not follow the keys that are in force. The admins propose again.");
        }
        if (lineup.epoch() != now.nextEpoch()) {
            throw new CeremonyException(
                    "This proposal is for another epoch than the next one. The admins propose again.");
        }
        if (lineup.opens().isAfter(clock.instant().plus(AHEAD_MAX))) {
            throw new CeremonyException("This proposal is dated " + lineup.opens()
                    + ", more than a day ahead of this computer's clock. Set the clock that is wrong.");
        }
        if (!clock.instant().isBefore(lineup.until())) {
            throw new CeremonyException("This proposal is too old: its intake is over. The admins propose again.");
        }
        var keys = proposal.keys().orElseThrow();
        if (!keys.hash().equals(lineup.keys())
                || !proposal.roster().orElseThrow().root().equals(lineup.roster())
                || keys.seatThreshold() != lineup.seatThreshold()
                || keys.seatPreKeys().size() != lineup.seats().size()) {
            throw new CeremonyException("This proposal's parts do not belong together. The admins propose again.");
        }
        Set<VerifierKey> signed;
        try {
            signed = note.signedBy(now.root().keys());
        } catch (NoteException e) {
            throw new CeremonyException("A signature of this proposal is wrong. The admins propose again.");
        }
        int needed = signaturesNeeded(now, keys);
        if (signed.size() < needed) {
            throw new CeremonyException(
                    needed == 1
                            ? "No admin has signed this proposal."
                            : "This proposal lets people read older epochs, so " + needed
                                    + " admins have to sign it before it is drawn: postern keys sign");
        }
        return lineup;
    }

    /// How many admins have to stand behind a lineup before a console draws for it. A new epoch that is drawn
    /// in vain harms nobody, and no manifest names it before k admins have signed. But sealing the secret of
    /// a *living* epoch to somebody new lets them read what is there at once, so no admin may order that
    /// alone.
    ///
    /// @param now  what stands
    /// @param keys the lineup's key list
    /// @return 1, or the root's threshold where people join older epochs
    public static int signaturesNeeded(InForce now, KeyList keys) {
        return keys.joiners().isEmpty() ? 1 : now.root().threshold();
    }

    private static List<Drawn.Supplement> supplements(InForce now, KeyList keys, Drawer drawer, Randomness randomness) {
        var supplements = new ArrayList<Drawn.Supplement>();
        keys.joiners().forEach((epoch, preKeys) -> {
            var living = now.living(epoch)
                    .orElseThrow(() -> new CeremonyException(
                            "This proposal gives out epoch " + epoch + ", which does not live any more."));
            var files = drawer.files(epoch);
            if (files.isEmpty()) {
                throw new CeremonyException("The sealed files of epoch " + epoch
                        + " are not here. Draw where the server can be reached, or copy epoch-"
                        + "%04d".formatted(epoch) + "*.age into the keys folder.");
            }
            var held = drawer.seed(epoch).filter(seed -> isOf(seed, living));
            try (var seed = held.orElseThrow(() -> new CeremonyException("This vault does not hold epoch " + epoch
                    + ", which somebody joins. Somebody who can read it draws."))) {
                supplements.add(new Drawn.Supplement(epoch, files, seed.sealTo(preKeys, randomness)));
            }
        });
        return supplements;
    }

    private static boolean isOf(EpochSeed seed, LivingEpoch living) {
        if (LivingEpoch.hashOf(seed.recipient()).equals(living.recipient())) {
            return true;
        }
        seed.close();
        return false;
    }

    private static SecretBytes signer(InForce now, Lineup lineup, Drawer drawer) {
        if (lineup.because().hasNoDesks()) {
            return drawer.person();
        }
        int epoch = now.nextEpoch() - 1;
        return drawer.desk(epoch)
                .orElseThrow(() -> new CeremonyException("This vault has no desk in epoch " + epoch
                        + ", so it can't sign for the new one. Somebody who has draws."));
    }
}
