package org.postern.api;

import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.postern.envelope.EraseOrder;
import org.postern.envelope.Limits;
import org.postern.envelope.MailboxAsk;
import org.postern.envelope.RefusedException;
import org.postern.envelope.ReplyFrame;
import org.postern.manifest.ManifestException;
import org.postern.manifest.Notes;

/// What anybody may call (PROTOCOL.md section 4): the page's own calls, for programs.
public final class IntakeClient {
    /// A served file is at most this long.
    public static final int FILE_BYTES_MAX = 1 << 20;

    private final Exchange exchange;

    /// Prepares calls to one server; connects at the first one.
    ///
    /// @param server the service's address: `http` or `https`, host, port
    public IntakeClient(URI server) {
        exchange = new Exchange(server);
    }

    /// Fetches what is published.
    ///
    /// @return root notes and the newest manifest, not verified
    /// @throws ProblemException if it can't be had or read
    public Notes notes() {
        try {
            return Notes.parse(exchange.get(Routes.NOTES, Notes.NOTES_BYTES_MAX));
        } catch (ManifestException malformed) {
            throw new ProblemException(Problem.STRANGE_ANSWER, malformed);
        }
    }

    /// Fetches a static file of the log (C2SP tlog-tiles).
    ///
    /// @param path     below [Routes#LOG], such as `checkpoint` or `tile/0/000.p/7`
    /// @param bytesMax a longer answer is refused
    /// @return its bytes, not verified
    /// @throws ProblemException if it can't be had
    public byte[] log(String path, int bytesMax) {
        return exchange.get(Routes.LOG + path, bytesMax);
    }

    /// Fetches a served file as it is before compression.
    ///
    /// @param path such as `/postern.js`
    /// @return its bytes, at most [#FILE_BYTES_MAX]
    /// @throws ProblemException if it can't be had
    public byte[] file(String path) {
        return exchange.get(path, FILE_BYTES_MAX);
    }

    /// Sends a request or a follow-up once. Returning means that it is stored.
    ///
    /// @param frame 32 768 bytes
    /// @throws ProblemException if it was not acknowledged
    public void request(byte[] frame) {
        exchange.acknowledged(Routes.REQUEST, frame);
    }

    /// Sends the same bytes until they are acknowledged or refused for good. The request id makes this safe: however
    /// often it arrives, it is stored once.
    ///
    /// @param frame 32 768 bytes
    /// @param attemptsMax from 1
    /// @param firstPause before the second attempt; doubles each time
    /// @throws ProblemException the last problem; unsure if this or an earlier try may have arrived
    public void requestUntilTaken(byte[] frame, int attemptsMax, Duration firstPause) {
        var pause = firstPause;
        boolean mayHaveArrived = false;
        for (var attempt = 1; ; attempt++) {
            try {
                request(frame);
                return;
            } catch (ProblemException failure) {
                if (attempt >= attemptsMax || !failure.problem().passes()) {
                    // A refusal after a try whose answer was lost does not say that nothing is stored.
                    throw mayHaveArrived && !failure.isUnsure() ? failure.unsure() : failure;
                }
                mayHaveArrived |= failure.isUnsure();
                sleep(pause, failure);
                pause = pause.multipliedBy(2);
            }
        }
    }

    /// Reads one page of a mailbox. Empty places, and all places of a mailbox that does not exist, are frames
    /// that nobody can open.
    ///
    /// @param locator 32 bytes, from the nine words
    /// @param page 0 to 7, or 255 for the newest
    /// @return eight frames, by number
    /// @throws ProblemException if it can't be had, or is another mailbox's
    public List<ReplyFrame> mailbox(byte[] locator, int page) {
        var ask = MailboxAsk.frame(locator, page);
        var tag = MailboxAsk.parse(ask).tag();
        var bytes = exchange.post(Routes.MAILBOX, ask, Limits.MAILBOX_PAGE_BYTES);
        if (bytes.length != Limits.MAILBOX_PAGE_BYTES) {
            throw new ProblemException(Problem.STRANGE_ANSWER);
        }
        var places = new ArrayList<ReplyFrame>();
        for (var from = 0; from < bytes.length; from += Limits.REPLY_BYTES) {
            var place = reply(Arrays.copyOfRange(bytes, from, from + Limits.REPLY_BYTES));
            if (!Arrays.equals(place.tag(), tag)
                    || place.number() % Limits.MAILBOX_PLACES != places.size()
                    || (page != Limits.MAILBOX_PAGE_NEWEST && place.number() / Limits.MAILBOX_PLACES != page)) {
                throw new ProblemException(Problem.STRANGE_ANSWER);
            }
            places.add(place);
        }
        return List.copyOf(places);
    }

    /// Deletes everything of one person.
    ///
    /// @param eraseKey 32 bytes, from the nine words
    /// @param locator 32 bytes, from the nine words
    /// @throws ProblemException if it was not acknowledged
    public void erase(byte[] eraseKey, byte[] locator) {
        exchange.acknowledged(Routes.ERASE, EraseOrder.frame(eraseKey, locator));
    }

    private static ReplyFrame reply(byte[] frame) {
        try {
            return ReplyFrame.parse(frame);
        } catch (RefusedException malformed) {
            throw new ProblemException(Problem.STRANGE_ANSWER, malformed);
        }
    }

    private static void sleep(Duration pause, ProblemException instead) {
        try {
            Thread.sleep(pause);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw instead;
        }
    }
}
