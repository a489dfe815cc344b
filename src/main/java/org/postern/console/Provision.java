package org.postern.console;

import java.util.List;
import org.postern.keyring.Keyring;
import org.postern.manifest.Admin;
import org.postern.manifest.LivingEpoch;
import org.postern.manifest.VerifiedManifest;

/// Keeps public halves for the coming epochs on deposit with the admins, so that a rotation needs nobody but them
/// (DESIGN.md 3).
///
/// The vault is written first: whatever somebody seals to these keys can be opened after a crash, too. The same keys
/// are handed in again whenever a console starts, an epoch opens or the admins change; drawing again changes nothing.
final class Provision {
    private final Settings settings;
    private final Keyring keyring;
    private final Keeping keeping;
    private final Ring ring;
    private final Fetch fetch;
    private List<Object> handedIn = List.of();

    Provision(Settings settings, Keyring keyring, Keeping keeping, Ring ring, Fetch fetch) {
        this.settings = settings;
        this.keyring = keyring;
        this.keeping = keeping;
        this.ring = ring;
        this.fetch = fetch;
    }

    /// Hands in a deposit if there is a reason to: this console has just started, the admins or the epoch have
    /// changed, or there is a living epoch that can't be read here.
    ///
    /// @param manifest in force
    /// @return whether it was handed in
    /// @throws org.postern.api.ProblemException if the server did not take it; the next call tries again
    boolean deposit(VerifiedManifest manifest) {
        var reason = List.<Object>of(manifest.root().version(), manifest.intakeEpoch(), ring.unreadable());
        if (reason.equals(handedIn)) {
            return false;
        }
        var living =
                manifest.manifest().epochs().stream().map(LivingEpoch::epoch).toList();
        var deposit = keyring.deposit(living, manifest.intakeEpoch() + 1, settings.randomness(), settings.clock());
        keeping.now();
        var admins = manifest.root().admins().stream().map(Admin::recipient).toList();
        fetch.team().deposit(deposit.seal(keyring.person(), admins, settings.randomness()));
        handedIn = reason;
        return true;
    }
}
