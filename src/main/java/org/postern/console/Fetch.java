package org.postern.console;

import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import org.postern.api.DeskSigner;
import org.postern.api.IntakeClient;
import org.postern.api.Problem;
import org.postern.api.ProblemException;
import org.postern.api.TeamAnswer;
import org.postern.api.TeamClient;
import org.postern.console.Casebook.Answered;
import org.postern.console.Casebook.Arrival;
import org.postern.console.Casebook.Received;
import org.postern.crypto.ContextSignature;
import org.postern.crypto.Ed25519;
import org.postern.envelope.EraseOrder;
import org.postern.envelope.Limits;
import org.postern.envelope.RefusedException;
import org.postern.envelope.ReplyFrame;
import org.postern.envelope.RequestEnvelope;
import org.postern.keyring.Extent;
import org.postern.keyring.Keyring;
import org.postern.manifest.Hash;
import org.postern.manifest.VerifiedManifest;
import org.postern.message.Opener;
import org.postern.triage.CaseKey;
import org.postern.triage.CaseTag;
import org.postern.triage.Seen;
import org.postern.triage.TriageLog;

/// One round with the server, always the same calls in the same order, whatever the person has open: notes, keys, days,
/// requests, replies, erase keys, log. What the server can see of it says nothing about who reads what.
final class Fetch {
    private static final int NUMBER_TO_START = 255;

    private final Settings settings;
    private final Keyring keyring;
    private final Ring ring;
    private final Casebook book;
    private final IntakeClient intake;
    private final Map<Integer, Cursor> days = new HashMap<>();
    private final Map<CaseTag, CaseKey> caseKeys = new HashMap<>();
    private final TriageLog log;
    private volatile Optional<TeamClient> team = Optional.empty();
    private int signedInEpoch;

    /// How far one day is read.
    private static final class Cursor {
        private int redealt = -1;
        private int requestOrdinal;
        private byte[] requestId = new byte[Limits.ID_BYTES];
        private int replyOrdinal;
        private byte[] replyTag = new byte[Limits.HASH_BYTES];
        private int replyNumber = NUMBER_TO_START;
    }

    Fetch(Settings settings, Keyring keyring, Ring ring, Casebook book) {
        this.settings = settings;
        this.keyring = keyring;
        this.ring = ring;
        this.book = book;
        this.intake = new IntakeClient(settings.team());
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
        return team.orElseThrow(() -> new ProblemException(Problem.NOT_SIGNED_IN));
    }

    /// Does one round.
    ///
    /// @throws ProblemException if the server can't be reached or refuses
    /// @throws org.postern.manifest.ManifestException if the keys that it shows do not verify
    /// @throws org.postern.triage.LogAlarmException if the log contradicts what was seen before
    void round() {
        var manifest = VerifiedManifest.verifyOpenOrClosed(
                intake.notes(), settings.pinnedRoot(), keyring.manifestVersion(), settings.clock());
        ring.learn(manifest);
        keyring.sawManifest(manifest.version(), manifest.noteHash());
        signIn();
        for (int epoch : ring.epochNumbers()) {
            ring.learn(epoch, team().keys(epoch));
        }
        for (var day : team().days()) {
            readDay(day);
        }
        readErased();
        learnCaseKeys();
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

    private void signIn() {
        int epoch =
                keyring.newestOf(ring.epochNumbers()).orElseThrow(() -> new ProblemException(Problem.NOT_SIGNED_IN));
        if (epoch != signedInEpoch) {
            team = Optional.of(new TeamClient(settings.team(), signer(epoch), settings.clock()));
            signedInEpoch = epoch;
        }
    }

    private DeskSigner signer(int epoch) {
        var seed = keyring.desk(epoch).orElseThrow();
        var publicKey = Ed25519.publicKey(seed);
        return new DeskSigner() {
            @Override
            public int epoch() {
                return epoch;
            }

            @Override
            public byte[] publicKey() {
                return publicKey.clone();
            }

            @Override
            public byte[] sign(String context, byte[] message) {
                return ContextSignature.sign(seed, context, message);
            }
        };
    }

    private void readDay(TeamAnswer.Day day) {
        var cursor = days.computeIfAbsent(day.day(), first -> new Cursor());
        if (cursor.redealt != day.redealt()) {
            // Re-dealt since the last visit: places have changed, so the whole day is read anew, by id.
            cursor = new Cursor();
            cursor.redealt = day.redealt();
            days.put(day.day(), cursor);
        }
        readRequests(day.day(), cursor);
        readReplies(day.day(), cursor);
    }

    private void readRequests(int day, Cursor cursor) {
        int count = Limits.REQUESTS_MAX;
        while (count == Limits.REQUESTS_MAX) {
            var page = team().requests(day, cursor.requestOrdinal, cursor.requestId, Limits.REQUESTS_MAX);
            for (var stored : page) {
                cursor.requestOrdinal = stored.ordinal();
                cursor.requestId = Arrays.copyOfRange(stored.frame(), 4, 4 + Limits.ID_BYTES);
                open(stored.frame(), new Arrival(day, stored.ordinal()));
            }
            count = page.size();
        }
    }

    private void open(byte[] frame, Arrival arrival) {
        try {
            var envelope = RequestEnvelope.parse(frame);
            var request = ring.identity(envelope.epoch()).flatMap(identity -> Opener.request(envelope, identity));
            request.ifPresentOrElse(
                    opened -> book.add(new Received(opened, arrival)),
                    () -> book.unreadable(envelope.id().toString()));
        } catch (RefusedException e) {
            book.unreadable(Hash.of(frame).hex());
        }
    }

    private void readReplies(int day, Cursor cursor) {
        int count = Limits.REPLIES_MAX;
        while (count == Limits.REPLIES_MAX) {
            var page =
                    team().replies(day, cursor.replyOrdinal, cursor.replyTag, cursor.replyNumber, Limits.REPLIES_MAX);
            for (var stored : page) {
                cursor.replyOrdinal = stored.ordinal();
                cursor.replyTag = Arrays.copyOfRange(stored.frame(), 8, 8 + Limits.HASH_BYTES);
                cursor.replyNumber = stored.frame()[40];
                openReply(stored.frame(), new Arrival(day, stored.ordinal()));
            }
            count = page.size();
        }
    }

    private void openReply(byte[] bytes, Arrival arrival) {
        try {
            var frame = ReplyFrame.parse(bytes);
            var hash = Hash.ofRaw(frame.link());
            book.taken(Hash.ofRaw(frame.tag()), frame.number());
            var reply = ring.identity(frame.epoch()).flatMap(identity -> Opener.reply(frame, identity, ring));
            reply.ifPresentOrElse(
                    opened -> book.add(new Answered(opened, hash, arrival)), () -> book.unreadable(hash.hex()));
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
    }

    /// The key of a case, which the log knows from then on; stays with this class.
    synchronized Optional<CaseKey> caseKey(Case one) {
        return one.caseKey().map(secret -> {
            var key = new CaseKey(secret);
            var before = caseKeys.putIfAbsent(key.tag(), key);
            if (before != null) {
                key.close();
                return before;
            }
            log.know(key);
            return key;
        });
    }

    /// Wipes the case keys.
    synchronized void close() {
        caseKeys.values().forEach(CaseKey::close);
        caseKeys.clear();
    }
}
