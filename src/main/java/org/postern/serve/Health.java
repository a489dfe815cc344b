package org.postern.serve;

import org.postern.store.Store;
import org.postern.store.StoreState;

/// Whether somebody who asks for help now is heard: the store can take a request, keys are there to seal it to, and
/// enough witnesses have seen them for the page to believe them. One word for the operator, nothing of any client.
final class Health {
    private static final int NOT_WELL = 503;

    private final Store store;
    private final Board board;

    /// Makes it.
    ///
    /// @param store asked first
    /// @param board knows keys and witnesses
    Health(Store store, Board board) {
        this.store = store;
        this.board = board;
    }

    /// Answers [Routes#HEALTH] in well under a second, whatever the database does.
    ///
    /// @return 200 and `ok`, or 503 and what is in the way: `database`, `standby`, `disk`, `keys` or `witnesses`
    Answer answer() {
        var state = store.state();
        var obstacle = state == StoreState.WELL ? board.obstacle() : state.word();
        return obstacle.isEmpty() ? Answer.text(200, state.word() + "\n") : Answer.text(NOT_WELL, obstacle + "\n");
    }
}
