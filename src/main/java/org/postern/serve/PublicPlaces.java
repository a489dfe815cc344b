package org.postern.serve;

import java.util.HashMap;
import java.util.Map;
import org.postern.api.Routes;
import org.postern.envelope.EraseOrder;
import org.postern.envelope.Limits;
import org.postern.envelope.MailboxAsk;
import org.postern.envelope.MailboxPage;
import org.postern.envelope.Refusal;
import org.postern.envelope.RefusedException;
import org.postern.envelope.RequestEnvelope;
import org.postern.serve.Place.Asked;
import org.postern.store.Outcome;
import org.postern.store.Store;

/// What anybody may ask: the page, the notes, and the three calls of PROTOCOL.md section 4.
final class PublicPlaces {
    private final Store store;
    private final Board board;
    private final MailboxPage mailboxPage = MailboxPage.system();

    /// Opens the places.
    ///
    /// @param store keeps what is sent
    /// @param board says which epoch is open
    PublicPlaces(Store store, Board board) {
        this.store = store;
        this.board = board;
    }

    /// Lists the places by path.
    ///
    /// @param pages the static files
    /// @return everything on the public listener
    Map<String, Place> with(Pages pages) {
        var places = new HashMap<>(pages.places());
        places.put(Routes.ICON, Place.get(asked -> Answer.NOTHING));
        places.put(Routes.NOTES, Place.get(this::notes));
        places.put(Routes.REQUEST, Place.post(Limits.REQUEST_BYTES, this::request));
        places.put(Routes.MAILBOX, Place.post(Limits.MAILBOX_ASK_BYTES, this::mailbox));
        places.put(Routes.ERASE, Place.post(Limits.ERASE_BYTES, this::erase));
        return places;
    }

    /// Gives the notes; the team's listener has them too.
    Answer notes(Asked asked) {
        return board.notes().answer(asked.acceptEncoding());
    }

    /// Admits by length, shape and epoch, and answers after the commit of the next tick.
    private Answer request(Asked asked) {
        var request = RequestEnvelope.parse(asked.body());
        board.requireIntake(request.epoch());
        return answer(store.submit(request));
    }

    /// The same lookup, the same layout and the same length, whether the mailbox exists or not.
    private Answer mailbox(Asked asked) {
        var ask = MailboxAsk.parse(asked.body());
        var places = store.mailbox(ask.tag(), ask.page());
        return Answer.bytes(mailboxPage.bytes(ask.tag(), places.page(), board.epochForEmptyPlaces(), places.found()));
    }

    private Answer erase(Asked asked) {
        store.erase(EraseOrder.parse(asked.body()));
        return Answer.OK;
    }

    /// Answers what became of a request or a reply. What was erased meanwhile is acknowledged like everything else: a
    /// late retry must not tell.
    ///
    /// @param outcome of the tick
    /// @return `ok` or a refusal
    static Answer answer(Outcome outcome) {
        return switch (outcome) {
            case STORED, DROPPED -> Answer.OK;
            case TAKEN -> throw new RefusedException(Refusal.TAKEN);
            case TOO_MANY -> throw new RefusedException(Refusal.TOO_MANY);
        };
    }
}
