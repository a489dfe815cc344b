package org.postern.store;

import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.postern.envelope.EraseOrder;
import org.postern.envelope.Limits;
import org.postern.envelope.LogEntry;
import org.postern.envelope.ReplyFrame;
import org.postern.envelope.RequestEnvelope;

/// Everything that the server keeps. Nodes are stateless: several stores may stand on one database.
///
/// Every method blocks until the database has answered, is meant for virtual threads, and throws {@link
/// StoreUnavailable} when the database can't, or does not say in seconds that it could; then nothing was promised and
/// the same call may be made again.
public final class Store implements AutoCloseable {
    private final Pools pools;
    private final Submitter<RequestEnvelope> requestTick;
    private final Submitter<Replies.Sent> replyTick;
    private final Days days;
    private final Requests requests;
    private final Replies replies;
    private final Erasure erasure;
    private final Redeal redeal;
    private final Reaper reaper;
    private final LogEntries log;
    private final Publications publications;
    private final Epochs epochs;
    private final Proposals proposals;
    private final Submitter<Moves.Move> moves;

    // A move hides no time of arrival, so it does not wait: what comes while one batch is written is the next one.
    private static final TickSettings AT_ONCE = new TickSettings(Duration.ofMillis(1), 1_024, 1, 64);

    /// Says what is to be stored of a proposal, given what is there. It runs inside the transaction; whatever it
    /// throws leaves everything as it was.
    public interface Merging {
        /// The proposal is on the board already.
        ///
        /// @param stored its bytes
        /// @return the bytes to store instead
        byte[] onto(byte[] stored);

        /// It is new.
        ///
        /// @param others all proposals that follow the same manifest
        /// @return the bytes to store
        byte[] beside(List<byte[]> others);
    }

    /// How a store hands requests to their table: by the tick, but for comparisons.
    @FunctionalInterface
    interface Gathering {
        Submitter<RequestEnvelope> of(Batch<RequestEnvelope> table);
    }

    Store(Database database, TickSettings ticks, InstantSource clock, Gathering gathering) {
        Migrations.run(database);
        pools = new Pools(database);
        days = new Days(clock);
        requests = new Requests(pools, days);
        replies = new Replies(pools, days);
        erasure = new Erasure(pools, days);
        redeal = new Redeal(pools, days);
        reaper = new Reaper(pools, days);
        log = new LogEntries(pools);
        publications = new Publications(pools);
        epochs = new Epochs(pools);
        proposals = new Proposals(pools);
        moves = Tick.started("move-tick", new Moves(pools), AT_ONCE);
        requestTick = gathering.of(requests);
        replyTick = Tick.started("reply-tick", replies, ticks);
    }

    /// Brings the tables up to date and starts the ticks.
    ///
    /// @param database where
    /// @param ticks how often to write
    /// @param clock says which day it is
    /// @throws StoreUnavailable if the database can't be reached or its tables can't be brought up to date
    public static Store open(Database database, TickSettings ticks, InstantSource clock) {
        return new Store(database, ticks, clock, table -> Tick.started("request-tick", table, ticks));
    }

    /// Stores a request with the next tick.
    ///
    /// @return STORED, DROPPED or TAKEN, after the commit
    public Outcome submit(RequestEnvelope request) {
        return requestTick.submit(request);
    }

    /// Stores a reply with the next tick.
    ///
    /// @param reply from a signed-in desk
    /// @param desk its key, 32 bytes, for the budget of four a mailbox and day
    /// @return STORED, DROPPED, TAKEN or TOO_MANY, after the commit
    public Outcome submit(ReplyFrame reply, byte[] desk) {
        return submit(reply, desk, false);
    }

    /// Stores a reply with the next tick.
    ///
    /// @param reply from a signed-in desk
    /// @param desk its key, 32 bytes, for the budget of four a mailbox and day
    /// @param anew whether the desk knows that the mailbox was erased, and answers what was written since
    /// @return STORED, DROPPED, TAKEN or TOO_MANY, after the commit
    public Outcome submit(ReplyFrame reply, byte[] desk, boolean anew) {
        return replyTick.submit(new Replies.Sent(reply, desk, anew));
    }

    /// Reads one page of a mailbox.
    ///
    /// @param tag 32 bytes
    /// @param page 0 to 7, or 255 for the newest
    public MailboxPlaces mailbox(byte[] tag, int page) {
        return replies.page(tag, page);
    }

    /// Erases a person's requests and mailbox, after everything that already waits for a tick.
    public void erase(EraseOrder order) {
        requestTick.flush();
        replyTick.flush();
        erasure.erase(order);
    }

    /// The days on which something is stored, oldest first.
    public List<StoredDay> days() {
        return pools.transaction(Role.TEAM, days::list);
    }

    /// Requests of one day after a cursor, ordered by (ordinal, id).
    ///
    /// @param day whole days since 1970
    /// @param afterOrdinal 0 to start
    /// @param afterId all zero to start
    /// @param max 1 to 64
    public List<StoredFrame> requests(int day, int afterOrdinal, UUID afterId, int max) {
        return requests.after(day, afterOrdinal, afterId, bounded(max, Limits.REQUESTS_MAX));
    }

    /// Replies of one day after a cursor, ordered by (ordinal, tag, number).
    ///
    /// @param day whole days since 1970
    /// @param afterOrdinal 0 to start
    /// @param afterTag 32 bytes, all zero to start
    /// @param afterNumber -1 to start
    /// @param max 1 to 128
    public List<StoredFrame> replies(int day, int afterOrdinal, byte[] afterTag, int afterNumber, int max) {
        return replies.after(day, afterOrdinal, afterTag, afterNumber, bounded(max, Limits.REPLIES_MAX));
    }

    /// Erase keys after a key, in order.
    ///
    /// @param afterKey 32 bytes, all zero to start
    /// @param max 1 to 1 024
    public List<ErasedKey> erased(byte[] afterKey, int max) {
        return erasure.after(afterKey, bounded(max, Limits.ERASED_MAX));
    }

    /// Appends to the triage log. The same entry again keeps its place and gives the same answer.
    public LogPlace append(LogEntry entry) {
        return log.append(entry);
    }

    /// Entries of the triage log after a position.
    ///
    /// @param afterPosition 0 to start
    /// @param max 1 to 256
    public List<LogRow> log(long afterPosition, int max) {
        return log.after(afterPosition, bounded(max, Limits.LOG_ENTRIES_MAX));
    }

    /// Moves a request's row into a newer epoch; the row is found by id and mark and keeps its day. A row that is
    /// gone or moved already stays as it is.
    ///
    /// @param frame sealed to the intake epoch
    /// @param from the epochs that a row may leave
    public void move(RequestEnvelope frame, List<Integer> from) {
        moves.submit(new Moves.Move.OfRequest(frame, List.copyOf(from)));
    }

    /// Moves a reply's row into a newer epoch; the row is found by tag and number.
    ///
    /// @param frame sealed to the intake epoch
    /// @param from the epochs that a row may leave
    public void move(ReplyFrame frame, List<Integer> from) {
        moves.submit(new Moves.Move.OfReply(frame, List.copyOf(from)));
    }

    /// The newest state that was taken in, shown or not: the next publication has to follow it.
    public Published taken() {
        return publications.taken();
    }

    /// The state that everybody is shown.
    public Shown shown() {
        return publications.shown();
    }

    /// Saves a verified publication and appends its leaves: all of it, or nothing. It is not shown yet.
    ///
    /// @param seen what it was verified against
    /// @param added what it brings
    /// @return false when somebody else published meanwhile: load, verify and try again
    public boolean publish(Published seen, Addition added) {
        return publications.save(seen, added);
    }

    /// Shows a state that was taken in.
    ///
    /// @param next that state, and its cosigned checkpoint
    /// @return false when a later state is shown already
    public boolean show(Shown next) {
        return publications.show(next);
    }

    /// Leaves of the public log, whether they are shown or not.
    ///
    /// @param from the first place, from 0
    /// @param to one after the last
    public List<StoredLeaf> leaves(int from, int to) {
        return publications.leaves(from, to);
    }

    /// The epochs that were ever published, oldest first.
    public List<StoredEpoch> epochs() {
        return epochs.all();
    }

    /// Files and roster of an epoch that is shown; empty for one that is unknown or destroyed.
    public Optional<EpochKeys> epochKeys(int epoch) {
        return epochs.keys(epoch);
    }

    /// All files of an epoch that were taken in, shown or not, in order.
    public List<byte[]> epochFiles(int epoch) {
        return epochs.takenFiles(epoch);
    }

    /// The admins' sealed ledger, as shown.
    public Optional<byte[]> people() {
        return epochs.people();
    }

    /// The admins' sealed ledger as it was taken in last, shown or not.
    public Optional<byte[]> takenPeople() {
        return epochs.takenPeople();
    }

    /// The proposals that follow a manifest.
    ///
    /// @param manifestHash SHA-256 of its note, 32 bytes
    public List<byte[]> proposals(byte[] manifestHash) {
        return proposals.following(manifestHash);
    }

    /// Stores a proposal, or merges it with the stored one.
    ///
    /// @param id 32 bytes
    /// @param follows SHA-256 of the manifest note that it would replace, 32 bytes
    /// @param merging says what to store
    public void propose(byte[] id, byte[] follows, Merging merging) {
        proposals.put(id, follows, merging);
    }

    /// Stores a desk's deposit in place of its last one.
    ///
    /// @param epoch whose roster holds the desk
    /// @param desk its key, 32 bytes
    /// @param file sealed to the admins
    public void deposit(int epoch, byte[] desk, byte[] file) {
        proposals.deposit(epoch, desk, file);
    }

    /// Deposits of the newest epochs, in random order.
    ///
    /// @param max from 1
    public List<byte[]> deposits(int max) {
        return proposals.deposits(max);
    }

    /// Removes proposals that follow another manifest than the one in force, and ledgers that were replaced.
    ///
    /// @param manifestHashes SHA-256 of the manifest notes that a proposal may follow, 32 bytes each: the one
    ///                       that is shown, and the one that was taken in
    public void tidy(byte[]... manifestHashes) {
        reaper.tidy(manifestHashes);
    }

    /// The night's work: deals days at least two back again, and forgets which desk answered which mailbox
    /// before today.
    ///
    /// @return how many days were dealt
    public int redeal() {
        reaper.forgetBudgets();
        return redeal.run();
    }

    /// Removes everything of an epoch whose keys were destroyed.
    public void destroyed(int epoch) {
        reaper.destroyed(epoch);
    }

    /// Says whether a request could be stored now: something of its size was, a few seconds ago at most. Answers in
    /// well under a second, whatever the database does, and causes no load however often it is called.
    public StoreState state() {
        return pools.trial().ask();
    }

    /// The database's own process ended just now.
    public void databaseEnded() {
        pools.trial().lost(System.nanoTime());
    }

    private static int bounded(int max, int limit) {
        if (max < 1 || max > limit) throw new IllegalArgumentException("ask for 1 to " + limit);
        return max;
    }

    /// Writes what still waits, then lets go of the database. Close the listeners first.
    @Override
    public void close() {
        requestTick.close();
        replyTick.close();
        moves.close();
        pools.close();
    }
}
