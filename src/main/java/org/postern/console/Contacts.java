package org.postern.console;

import java.nio.ByteBuffer;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.postern.age.HybridIdentity;
import org.postern.api.Problem;
import org.postern.api.ProblemException;
import org.postern.crypto.SecretBytes;
import org.postern.keyring.Keyring;
import org.postern.manifest.Hash;
import org.postern.message.Answers;
import org.postern.message.HelpRequest;
import org.postern.message.LockedLayer;
import org.postern.message.Reply;
import org.postern.message.Share;
import org.postern.message.ThreadId;
import org.postern.triage.Approval;
import org.postern.triage.ContactGate;
import org.postern.triage.Logged;
import org.postern.triage.OpenWindow;
import org.postern.triage.Purpose;
import org.postern.triage.TriageEvent;

/// Gate G1 in a responder's hands: ask, agree, refuse, open once (DESIGN.md 4, "The locked layer").
///
/// One-time identities and opened details live here, in memory only: locking the console ends every ask of this
/// person. The details are shown only after the opening stands in the log and the notice in the person's
/// mailbox.
final class Contacts implements AutoCloseable {
    private final Settings settings;
    private final Keyring keyring;
    private final Ring ring;
    private final Casebook book;
    private final Fetch fetch;
    private final Outbox outbox;
    private final Courier courier;
    private final Map<UUID, HybridIdentity> oneTime = new HashMap<>();
    private final Map<UUID, Parcel> openings = new HashMap<>();
    private final Map<UUID, OpenDetails> open = new HashMap<>();

    /// Opened details and how long they may be looked at.
    record OpenDetails(Answers details, OpenWindow window) {}

    /// An ask together with the case that it is about.
    record Found(Case one, ContactGate gate, ContactGate.Ask ask) {}

    Contacts(
            Settings settings, Keyring keyring, Ring ring, Casebook book, Fetch fetch, Outbox outbox, Courier courier) {
        this.settings = settings;
        this.keyring = keyring;
        this.ring = ring;
        this.book = book;
        this.fetch = fetch;
        this.outbox = outbox;
        this.courier = courier;
    }

    /// Where the asks of a case stand.
    ///
    /// @throws org.postern.triage.LogAlarmException after an alarm
    ContactGate gate(Case one) {
        var today = LocalDate.ofInstant(settings.clock().instant(), ZoneOffset.UTC);
        return ContactGate.fold(events(one), one.standings(), today);
    }

    private List<Logged> events(Case one) {
        return fetch.caseKey(one).map(key -> fetch.log().events(key.tag())).orElse(List.of());
    }

    /// Whether there is an ask that this person's seat may answer.
    boolean isAsked() {
        return !waitingForMe().isEmpty();
    }

    /// Those asks.
    List<Found> waitingForMe() {
        var found = new ArrayList<Found>();
        var author = ring.author();
        var seat = ring.seat();
        if (author.isEmpty() || seat.isEmpty()) {
            return found;
        }
        for (var one : book.cases()) {
            if (events(one).isEmpty()) {
                continue;
            }
            var gate = gate(one);
            gate.asks().stream()
                    .filter(ask -> gate.mayApprove(ask.asked().ask(), author.get(), seat.getAsInt())
                            .isPresent())
                    .forEach(ask -> found.add(new Found(one, gate, ask)));
        }
        return found;
    }

    /// One ask, in whichever case it is.
    Optional<Found> find(UUID ask) {
        return book.cases().stream()
                .filter(one -> !events(one).isEmpty())
                .flatMap(one -> {
                    var gate = gate(one);
                    return gate.ask(ask).map(found -> new Found(one, gate, found)).stream();
                })
                .findFirst();
    }

    /// Asks colleagues to open the newest locked details of a case.
    ///
    /// @param thread whose
    /// @param purpose why
    void ask(ThreadId thread, Purpose purpose) {
        var one = book.find(thread).orElseThrow(() -> new ProblemException(Problem.CLOSED));
        var request = one.withDetails().orElseThrow(() -> new ProblemException(Problem.CLOSED));
        var id = randomId();
        try (var seed = SecretBytes.random(settings.randomness(), HybridIdentity.SEED_BYTES)) {
            var identity = HybridIdentity.fromSeed(seed);
            synchronized (this) {
                oneTime.put(id, identity);
            }
            var layer = request.locked().orElseThrow().hash();
            ring.seat().ifPresent(seat -> courier.append(thread, new TriageEvent.Declined(id, seat)));
            courier.append(thread, new TriageEvent.Asked(id, request.id(), layer, purpose, identity.recipient()));
        }
        book.touch();
    }

    /// Agrees: opens this seat's share out of the request itself and seals it to the asker.
    ///
    /// @param ask which
    /// @return whether the gate allowed it and the share was there
    boolean approve(UUID ask) {
        var author = ring.author();
        var seat = ring.seat();
        var found = find(ask);
        if (author.isEmpty() || seat.isEmpty() || found.isEmpty()) {
            return false;
        }
        var leave = found.get().gate().mayApprove(ask, author.get(), seat.getAsInt());
        var share = layerOf(found.get()).flatMap(layer -> share(layer, seat.getAsInt()));
        if (leave.isEmpty() || share.isEmpty()) {
            share.ifPresent(Share::close);
            return false;
        }
        try (var own = share.get()) {
            courier.append(found.get().one().thread(), Approval.seal(leave.get(), own.raw(), settings.randomness()));
        }
        book.touch();
        return true;
    }

    private Optional<Share> share(LockedLayer layer, int seat) {
        return keyring.seatIdentity().flatMap(identity -> {
            try (identity) {
                return layer.share(seat, identity);
            }
        });
    }

    /// The locked layer of the very request that the ask names; the gate has compared the hashes.
    private static Optional<LockedLayer> layerOf(Found found) {
        return found.one().messages().stream()
                .map(Casebook.Received::request)
                .filter(request -> request.id().equals(found.ask().asked().request()))
                .findFirst()
                .flatMap(HelpRequest::locked);
    }

    /// Does not agree.
    ///
    /// @param ask which
    void decline(UUID ask) {
        var found = find(ask);
        if (found.isPresent() && ring.seat().isPresent()) {
            courier.append(
                    found.get().one().thread(),
                    new TriageEvent.Declined(ask, ring.seat().getAsInt()));
            book.touch();
        }
    }

    /// Opens: writes the event, tells the person, writes that too, and only then combines the shares.
    ///
    /// @param ask which; a second call while it is on its way changes nothing, after a failure it goes on
    synchronized void open(UUID ask) {
        var before = Optional.ofNullable(openings.get(ask));
        if (before.isPresent()) {
            if (!(before.get().fate() instanceof Parcel.Fate.Moving)) {
                outbox.send(before.get());
            }
            return;
        }
        var desk = ring.author()
                .orElseThrow(() -> new ProblemException(Problem.NOT_SIGNED_IN))
                .desk();
        var found = find(ask);
        var leave = found.flatMap(one -> one.gate().mayOpen(ask, desk));
        if (leave.isEmpty() || !oneTime.containsKey(ask)) {
            return;
        }
        var layer = layerOf(found.get()).orElseThrow();
        var shares = shares(layer, leave.get().approvals(), oneTime.get(ask));
        var thread = found.get().one().thread();
        var asked = found.get().ask().asked();
        var today = LocalDate.ofInstant(settings.clock().instant(), ZoneOffset.UTC);
        var notice = new Reply.Notice(Wording.noticePurpose(asked.purpose()), today);
        var state = found.get().one().state();
        var parcel = new Parcel(
                thread,
                new Reply.Draft(state, Optional.of(notice), ""),
                Optional.empty(),
                settings.clock().instant());
        parcel.with(
                () -> requireEnough(shares, layer),
                () -> courier.append(thread, leave.get().opening()),
                courier::linger,
                () -> courier.post(parcel, () -> {}),
                () -> logNotice(parcel, ask),
                () -> show(ask, layer, shares));
        openings.put(ask, parcel);
        outbox.send(parcel);
    }

    private static List<Share> shares(
            LockedLayer layer, List<TriageEvent.Approved> approvals, HybridIdentity identity) {
        var seats = new HashSet<Integer>();
        return approvals.stream()
                .flatMap(approved ->
                        Approval.open(approved, identity).flatMap(raw -> layer.share(approved.seat(), raw)).stream())
                .filter(share -> seats.add(share.seat()))
                .toList();
    }

    private static void requireEnough(List<Share> shares, LockedLayer layer) {
        if (shares.size() < layer.k()) {
            throw new Parcel.UndeliverableException("A share does not fit. Ask again, and tell your coordinator.");
        }
    }

    private void logNotice(Parcel parcel, UUID ask) {
        var frame = parcel.frame().orElseThrow();
        courier.append(
                parcel.thread(),
                new TriageEvent.Notice(Hash.ofRaw(frame.tag()), frame.number(), parcel.frameHash(), ask));
    }

    private synchronized void show(UUID ask, LockedLayer layer, List<Share> shares) {
        layer.open(shares)
                .ifPresent(details -> open.put(ask, new OpenDetails(details, new OpenWindow(settings.clock()))));
        shares.forEach(Share::close);
        Optional.ofNullable(oneTime.remove(ask)).ifPresent(HybridIdentity::close);
        book.touch();
    }

    /// Whether this console could still open an ask of its own.
    synchronized boolean holds(UUID ask) {
        return oneTime.containsKey(ask);
    }

    /// What became of an opening that was started.
    synchronized Optional<Parcel.Fate> opening(UUID ask) {
        return Optional.ofNullable(openings.get(ask)).map(Parcel::fate);
    }

    /// The opened details of an ask, while their fifteen minutes last.
    synchronized Optional<OpenDetails> details(UUID ask) {
        open.values().removeIf(details -> !details.window().isOpen());
        return Optional.ofNullable(open.get(ask));
    }

    /// Forgets opened details before their time.
    synchronized void closeDetails(UUID ask) {
        open.remove(ask);
        book.touch();
    }

    /// Whether an opening is on its way at this moment.
    synchronized boolean isMoving() {
        return openings.values().stream().anyMatch(parcel -> parcel.fate() instanceof Parcel.Fate.Moving);
    }

    private UUID randomId() {
        var bytes = ByteBuffer.wrap(settings.randomness().bytes(16));
        return new UUID(bytes.getLong(), bytes.getLong());
    }

    /// Wipes the one-time identities and forgets what is open.
    @Override
    public synchronized void close() {
        oneTime.values().forEach(HybridIdentity::close);
        oneTime.clear();
        open.clear();
        openings.clear();
    }
}
