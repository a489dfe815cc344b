package org.postern.simulation;

import java.util.Locale;

/// One thing that happens. What it does exactly follows from the world that it happens in, so every row of
/// steps is a schedule that can be played.
///
/// @param what   the kind
/// @param number chooses among what there is: the n-th person, the n-th step to crash after, so many hours
record Step(What what, int number) {
    /// The kinds, with how often each is drawn.
    enum What {
        /// A new person is let in.
        JOIN(3),
        /// The n-th person is removed.
        REMOVE(3),
        /// A scheduled rotation, power lost after its n-th step and everything done again.
        ROTATE(4),
        /// Intake is renewed without a new epoch.
        RENEW(1),
        /// Somebody asks for help.
        ASK(6),
        /// The oldest live case is closed.
        CLOSE(2),
        /// The n-th person's laptop is lost, and the person comes back with an empty one.
        LOSE(2),
        /// The n-th person's laptop is lost, and the person restores the vault from a backup, which holds
        /// no epoch's keys.
        RESTORE(2),
        /// Every responder's vault is lost; the seats restore the keys.
        LOSE_ALL(1),
        /// n hours pass.
        WAIT(4),
        /// The server shows an older manifest with everything that belonged to it.
        ROLL_BACK(1),
        /// The server shows an older manifest, with a proof that it is in the newest log.
        REPLAY(1),
        /// The server signs a second history that begins at an older size.
        FORK(1),
        /// The server puts its own recipient into the manifest.
        SWAP_KEY(1),
        /// A whole quorum of admins signs the server's recipient, and it is shown without being logged.
        SKIP_LOG(1),
        /// The server serves another page.
        SWAP_PAGE(1),
        /// The server changes a tile of the log.
        SWAP_TILE(1);

        private final int weight;

        What(int weight) {
            this.weight = weight;
        }

        int weight() {
            return weight;
        }

        /// Whether the hostile server does it.
        boolean isLie() {
            return switch (this) {
                case JOIN, REMOVE, ROTATE, RENEW, ASK, CLOSE, LOSE, RESTORE, LOSE_ALL, WAIT -> false;
                case ROLL_BACK, REPLAY, FORK, SWAP_KEY, SKIP_LOG, SWAP_PAGE, SWAP_TILE -> true;
            };
        }
    }

    static Step parse(String text) {
        var words = text.split(" ", -1);
        return new Step(What.valueOf(words[0].toUpperCase(Locale.ROOT).replace('-', '_')), Integer.parseInt(words[1]));
    }

    @Override
    public String toString() {
        return what.name().toLowerCase(Locale.ROOT).replace('_', '-') + " " + number;
    }
}
