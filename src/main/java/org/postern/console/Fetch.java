package org.postern.console;

import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import org.postern.api.ProblemException;
import org.postern.api.TeamClient;
import org.postern.console.Casebook.Answered;
import org.postern.console.Casebook.Arrival;
import org.postern.console.Casebook.Received;
import org.postern.crypto.SecretBytes;
import org.postern.envelope.EraseOrder;
import org.postern.envelope.Limits;
import org.postern.envelope.RefusedException;
import org.postern.envelope.ReplyFrame;
import org.postern.envelope.RequestEnvelope;
import org.postern.keyring.Extent;
import org.postern.keyring.Keyring;
import org.postern.manifest.Hash;
import org.postern.message.Opener;
import org.postern.triage.CaseKey;
import org.postern.triage.CaseTag;
import org.postern.triage.LogKey;
import org.postern.triage.Seen;
import org.postern.triage.TriageLog;

/// One round with the server, always in the same order, whatever the person has open: keys of epochs that are new here,
/// days, requests, replies, erase keys, log. What the server can see of it says nothing about who reads what.
final class Fetch {
    private final Keyring keyring;
    private final Ring ring;
    private final Casebook book;
    private final SignIn signIn;
    private final Days days = new Days();
    private final Map<CaseTag, CaseKey> caseKeys = new HashMap<>();
    /// What was derived from the secret that a case's first request holds, so that no click derives it again.
    private final IdentityHashMap<SecretBytes, CaseKey> derived = new IdentityHashMap<>();

    private final Map<Integer, CaseKey> teamCases = new HashMap<>();
    private final TriageLog log;
    private final InstantSource clock;
    private final ReentrantLock reading = new ReentrantLock();
    private volatile boolean startOver = true;
    private volatile Optional<Instant> whole = Optional.empty();

    Fetch(Settings settings, Keyring keyring, Ring ring, Casebook book, SignIn signIn) {
        this.keyring = keyring;
        this.ring = ring;
        this.book = book;
        this.signIn = signIn;
        this.clock = settings.clock();
        this.log = new TriageLog(new TeamLog(this::team), ring, settings.randomness(), settings.clock(), seenBefore());
    }

    /// The log as far as it is read.
    TriageLog log() {
        return log;
    }

    /// The client of the desk that works now.
    ///
    /// @throws ProblemException before the first round has found a desk
    TeamClient team() {
        return signIn.team();
    }

    /// Reads everything anew with the next round, because what can be opened has changed.
    void startOver() {
        startOver = true;
    }

    /// Reads what is new: with every round, and once more before something is sent. The server sees the same calls in
    /// the same order each time.
    ///
    /// @throws ProblemException if the server can't be reached or refuses
    /// @throws org.postern.triage.LogAlarmException if the log contradicts what was seen before
    void look() {
        reading.lock();
        try {
            var begun = clock.instant();
            learnEpochs();
            readDays();
            readErased();
            learnCaseKeys();
            readLog();
            whole = Optional.of(begun);
        } catch (ProblemException e) {
            if (SignIn.isRefusal(e.problem())) {
                signIn.again();
            }
            throw e;
        } finally {
            reading.unlock();
        }
    }

    /// When the last reading began that came to its end: all that was stored by then is here.
    Optional<Instant> whole() {
        return whole;
    }

    /// How far the first reading is.
    Days days() {
        return days;
    }

    private void learnEpochs() {
        for (int epoch : ring.unknown()) {
            if (ring.learn(epoch, team().keys(epoch))) {
                startOver = true;
            }
        }
    }

    private void readDays() {
        boolean anew = startOver;
        if (anew) {
            days.startOver();
            book.startOver();
        }
        var justSent = book.justSent();
        days.read(team(), this::open, this::openReply);
        book.dropUnread(justSent);
        if (anew) {
            book.sweep();
            startOver = false;
        }
    }

    private void open(byte[] frame, int day, int ordinal) {
        try {
            var envelope = RequestEnvelope.parse(frame);
            var arrival = new Arrival(day, ordinal, envelope.epoch());
            var request = ring.identity(envelope.epoch()).flatMap(identity -> Opener.request(envelope, identity));
            request.ifPresentOrElse(
                    opened -> book.add(new Received(opened, arrival)),
                    () -> book.unreadable(envelope.id().toString()));
        } catch (RefusedException e) {
            book.unreadable(Hash.of(frame).hex());
        }
    }

    private void openReply(byte[] bytes, int day, int ordinal) {
        try {
            var frame = ReplyFrame.parse(bytes);
            var arrival = new Arrival(day, ordinal, frame.epoch());
            var link = Hash.ofRaw(frame.link());
            book.taken(Hash.ofRaw(frame.tag()), frame.number());
            var reply = ring.identity(frame.epoch()).flatMap(identity -> Opener.reply(frame, identity, ring));
            reply.ifPresentOrElse(
                    opened -> book.add(new Answered(opened, link, arrival)), () -> book.unreadable(link.hex()));
        } catch (RefusedException e) {
            book.unreadable(Hash.of(bytes).hex());
        }
    }

    private void readErased() {
        var after = new byte[Limits.HASH_BYTES];
        int count = Limits.ERASED_MAX;
        while (count == Limits.ERASED_MAX) {
            var page = team().erased(after);
            for (var erased : page) {
                after = erased.eraseKey();
                book.erase(new EraseOrder(erased.eraseKey(), erased.tag()));
            }
            count = page.size();
        }
        for (var doubt : book.inDoubt()) {
            if (!Days.keeps(team(), doubt)) {
                book.purge(doubt);
            }
        }
    }

    private void readLog() {
        var before = seenBefore();
        var seen = log.read();
        keyring.sawLog(new Extent(seen.position(), seen.head()));
        if (!seen.equals(before)) {
            book.touch();
        }
    }

    private Seen seenBefore() {
        var extent = keyring.logSeen();
        return extent.size() == 0 ? Seen.NOTHING : new Seen(extent.size(), extent.hash());
    }

    /// The log reads the cases that are here, and forgets those that are gone.
    private synchronized void learnCaseKeys() {
        var here = new HashSet<CaseTag>();
        book.cases().forEach(one -> caseKey(one).ifPresent(key -> here.add(key.tag())));
        caseKeys.entrySet().removeIf(known -> {
            boolean gone = !here.contains(known.getKey());
            if (gone) {
                log.forget(known.getKey());
                known.getValue().close();
            }
            return gone;
        });
        derived.values().removeIf(key -> !here.contains(key.tag()));
    }

    /// The key of a case, which the log knows from then on; stays with this class.
    synchronized Optional<CaseKey> caseKey(Case one) {
        return one.caseKey().map(secret -> derived.computeIfAbsent(secret, this::derive));
    }

    private CaseKey derive(SecretBytes secret) {
        var key = new CaseKey(secret);
        var before = caseKeys.putIfAbsent(key.tag(), key);
        if (before != null) {
            key.close();
            return before;
        }
        log.know(key);
        return key;
    }

    /// The case of what concerns the team itself, in the epoch of a log key; stays with this class.
    synchronized CaseKey teamCase(LogKey logKey) {
        var key = teamCases.computeIfAbsent(logKey.epoch(), epoch -> CaseKey.ofTeam(logKey));
        log.know(key);
        return key;
    }

    /// Wipes the case keys.
    synchronized void close() {
        caseKeys.values().forEach(CaseKey::close);
        caseKeys.clear();
        derived.clear();
        teamCases.values().forEach(CaseKey::close);
        teamCases.clear();
    }
}
