package org.postern.console;

import java.util.ArrayList;
import java.util.List;
import org.postern.api.ProblemException;
import org.postern.keyring.VaultException;
import org.postern.manifest.VerifiedManifest;

/// What a console does for the team by itself after each round: it tells what it wiped, keeps keys on deposit, draws
/// the next epoch, and takes open cases out of epochs that are soon destroyed. Nobody has to click for any of it; the
/// page says in a calm line what was done.
///
/// What fails is tried again after the next round, and does not stop the rest.
final class Duties {
    private final Destruction destruction;
    private final Provision provision;
    private final Preparation preparation;
    private final Moving moving;
    private final SignIn signIn;
    private volatile List<String> lines = List.of();
    private boolean deposited;

    Duties(Destruction destruction, Provision provision, Preparation preparation, Moving moving, SignIn signIn) {
        this.destruction = destruction;
        this.provision = provision;
        this.preparation = preparation;
        this.moving = moving;
        this.signIn = signIn;
    }

    /// Before anything of a newer manifest is used: wipes what it calls destroyed.
    ///
    /// @param manifest in force
    void before(VerifiedManifest manifest) {
        destruction.wipe(manifest);
    }

    /// After a round.
    ///
    /// @param manifest in force
    void after(VerifiedManifest manifest) {
        var said = new ArrayList<String>();
        attempt(said, "", () -> {
            destruction.tell();
            said.addAll(destruction.words());
        });
        attempt(said, "Your keys for the next weeks could not be handed in yet. This console tries again.", () -> {
            deposited |= provision.deposit(manifest);
            if (deposited) {
                said.add("Your keys for the next weeks are with the admins, sealed.");
            }
        });
        attempt(said, "", () -> preparation.draw(manifest));
        if (preparation.isUnderWay()) {
            said.add("A new epoch is being prepared.");
        }
        if (signIn.epoch() < manifest.intakeEpoch()) {
            said.add("You are not in the team's newest keys, so you can't answer. Tell an admin.");
        }
        attempt(
                said,
                "Open messages could not be moved to the new keys yet. This console tries again.",
                () -> moving.move(manifest));
        lines = List.copyOf(said);
    }

    private static void attempt(List<String> said, String otherwise, Runnable duty) {
        try {
            duty.run();
        } catch (ProblemException | VaultException e) {
            if (!otherwise.isEmpty()) {
                said.add(otherwise);
            }
        }
    }

    /// What the page says, one sentence a line.
    List<String> lines() {
        var progress = moving.progress();
        if (progress.all() == 0) {
            return lines;
        }
        var all = new ArrayList<>(lines);
        all.add("Moving open messages to the new keys: " + progress.moved() + " of " + progress.all() + ".");
        return all;
    }
}
