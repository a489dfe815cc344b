package org.postern.console;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.postern.envelope.EraseOrder;
import org.postern.envelope.Limits;
import org.postern.manifest.Hash;
import org.postern.message.HelpRequest;
import org.postern.message.Reply;
import org.postern.message.ThreadId;

/// Everything that was fetched and opened, in memory only: requests and replies by day, grouped into cases on demand.
///
/// Every change raises the version, by which a browser tab knows that it shows an older state. Safe for several
/// threads.
final class Casebook {
    private final Map<UUID, Received> requests = new HashMap<>();
    private final Map<Place, Answered> replies = new HashMap<>();
    private final Set<Place> taken = new HashSet<>();
    private final Set<String> unreadable = new HashSet<>();
    private final Erasures erasures = new Erasures();
    private final List<Reply> lost = new ArrayList<>();
    private final Set<Object> met = new HashSet<>();
    private Optional<Queue> queue = Optional.empty();
    private long version = 1;

    /// When something arrived, as far as the server tells, and what it is sealed to.
    ///
    /// @param day days since 1970
    /// @param ordinal the tick in its day; 0 once the day was re-dealt
    /// @param epoch the epoch outside, which is newer than the one inside once it was moved
    record Arrival(int day, int ordinal, int epoch) {
        private Arrival movedTo(int later) {
            return new Arrival(day, ordinal, later);
        }

        /// What a sender's clock says, as far as it can be so: nothing that came on a day was written after it, and
        /// what is said to be older counts from the day's beginning. So a wrong clock takes nobody's place.
        private Instant bounded(Instant said) {
            var begin = Instant.EPOCH.plus(day, ChronoUnit.DAYS);
            var end = begin.plus(1, ChronoUnit.DAYS).minusSeconds(1);
            return said.isBefore(begin) ? begin : said.isAfter(end) ? end : said;
        }
    }

    /// An opened request.
    record Received(HelpRequest request, Arrival arrival) {
        /// When it was written, within the day on which it was stored.
        Instant writtenAt() {
            return arrival.bounded(request.sentAt());
        }
    }

    /// An opened reply.
    ///
    /// @param frame hash of its frame
    record Answered(Reply reply, Hash frame, Arrival arrival) {
        /// When it was written, within the day on which it was stored.
        Instant writtenAt() {
            return arrival.bounded(reply.sentAt());
        }
    }

    /// A place in a mailbox.
    record Place(Hash tag, int number) {}

    /// Takes an opened request. The first of an id stays; one that is known to be erased is not taken again.
    synchronized void add(Received received) {
        var request = received.request();
        if (erasures.isGone(request.id())) {
            request.close();
            return;
        }
        met.add(request.id());
        var before = requests.get(request.id());
        if (before == null) {
            requests.put(request.id(), received);
            erasures.look(request);
            changed();
        } else {
            // The day was read anew: at most its place has changed.
            if (!before.arrival().equals(received.arrival())) {
                requests.put(request.id(), new Received(before.request(), received.arrival()));
                queue = Optional.empty();
            }
            request.close();
        }
    }

    /// Takes an opened reply; a later copy of the same place takes over the arrival.
    synchronized void add(Answered answered) {
        var place = new Place(answered.reply().tag(), answered.reply().number());
        met.add(place);
        // A reading may have been quicker than the acknowledgement: what it says about the arrival stays.
        boolean isRead = replies.containsKey(place) && answered.arrival().ordinal() == Days.JUST_SENT;
        var before = isRead ? answered : replies.put(place, answered);
        if (before == null) {
            erasures.look(place);
            changed();
        } else if (!before.arrival().equals(answered.arrival())) {
            queue = Optional.empty();
        }
    }

    /// Whose a request is, if it is here.
    synchronized Optional<ThreadId> threadOf(UUID request) {
        return Optional.ofNullable(requests.get(request))
                .map(received -> received.request().thread());
    }

    /// Whose a reply is, if it is here.
    synchronized Optional<ThreadId> threadOf(Hash tag, int number) {
        return Optional.ofNullable(replies.get(new Place(tag, number)))
                .map(answered -> answered.reply().thread());
    }

    /// Notes that a request is sealed to another epoch now.
    synchronized void movedTo(UUID request, int epoch) {
        queue = Optional.empty();
        requests.computeIfPresent(
                request,
                (id, received) ->
                        new Received(received.request(), received.arrival().movedTo(epoch)));
    }

    /// Notes that a reply is sealed to another epoch now.
    synchronized void movedTo(Hash tag, int number, int epoch) {
        queue = Optional.empty();
        replies.computeIfPresent(
                new Place(tag, number),
                (place, answered) -> new Answered(
                        answered.reply(), answered.frame(), answered.arrival().movedTo(epoch)));
    }

    /// Begins to read everything anew: what is not met again before [#sweep] is gone from the server, or can't be
    /// opened any more.
    synchronized void startOver() {
        met.clear();
        unreadable.clear();
    }

    /// Forgets what was not met since [#startOver].
    synchronized void sweep() {
        var gone = requests.values().stream()
                .map(Received::request)
                .filter(request -> !met.contains(request.id()))
                .toList();
        gone.forEach(request -> {
            requests.remove(request.id());
            request.close();
        });
        boolean fewerReplies = replies.keySet().removeIf(place -> !met.contains(place));
        if (!gone.isEmpty() || fewerReplies) {
            changed();
        }
    }

    /// Remembers that a place in a mailbox is taken, whether or not it can be read.
    synchronized void taken(Hash tag, int number) {
        taken.add(new Place(tag, number));
    }

    /// Counts something that could not be opened.
    ///
    /// @param name tells the same thing fetched twice
    synchronized void unreadable(String name) {
        if (unreadable.add(name)) {
            version++;
        }
    }

    synchronized int unreadableCount() {
        return unreadable.size();
    }

    /// Learns that a requester erased. What that means is settled by [#inDoubt] and [#purge].
    ///
    /// @param order the erase key and the mailbox
    synchronized void erase(EraseOrder order) {
        erasures.add(order, requests.values().stream().map(Received::request).toList(), replies.keySet());
    }

    /// Something under an erased key: whether it was there before the order, only the server knows.
    ///
    /// @param name the id of a request, or the place of a reply
    /// @param arrival where it stands
    record Doubt(Object name, Arrival arrival) {}

    /// What the server has to be asked about in this round.
    synchronized List<Doubt> inDoubt() {
        return erasures.turn().stream().flatMap(this::doubt).toList();
    }

    private Stream<Doubt> doubt(Object name) {
        var arrival = name instanceof UUID id
                ? Optional.ofNullable(requests.get(id)).map(Received::arrival)
                : Optional.ofNullable(replies.get(name)).map(Answered::arrival);
        return arrival.map(known -> new Doubt(name, known)).stream();
    }

    /// Forgets, for good, what the server has no more.
    synchronized void purge(Doubt doubt) {
        erasures.settle(doubt.name());
        var reply = replies.remove(doubt.name());
        taken.remove(doubt.name());
        var request = Optional.ofNullable(requests.remove(doubt.name())).map(Received::request);
        request.ifPresent(HelpRequest::close);
        if (reply != null || request.isPresent()) {
            changed();
        }
    }

    /// The answers of this console that no reading has shown yet.
    synchronized Set<Place> justSent() {
        return replies.entrySet().stream()
                .filter(entry -> entry.getValue().arrival().ordinal() == Days.JUST_SENT)
                .map(Map.Entry::getKey)
                .collect(Collectors.toSet());
    }

    /// After a reading: what was just sent before it and did not come with it is not there. The server dropped it,
    /// because the person had erased the mailbox meanwhile, or never had it. Its words go back to their author.
    ///
    /// @param sent what [#justSent] said before the reading
    synchronized void dropUnread(Set<Place> sent) {
        sent.retainAll(justSent());
        sent.stream()
                .map(place -> replies.get(place).reply())
                .filter(reply -> reply.notice().isEmpty())
                .forEach(lost::add);
        if (replies.keySet().removeAll(sent)) {
            taken.removeAll(sent);
            changed();
        }
    }

    /// The answers that the server took and does not have.
    synchronized List<Reply> lost() {
        return List.copyOf(lost);
    }

    /// Forgets one of [#lost]: its author has it again.
    synchronized void found(Reply reply) {
        lost.remove(reply);
    }

    /// Whether a mailbox was erased at some time: what is written into it now answers something newer.
    synchronized boolean hasErased(Hash tag) {
        return erasures.hasErased(tag);
    }

    /// All cases, in no order.
    Collection<Case> cases() {
        return queue().byThread().values();
    }

    /// All cases, in order. Made anew only when something in the book has changed.
    synchronized Queue queue() {
        var now = queue.orElseGet(() -> Queue.of(requests.values(), replies.values()));
        queue = Optional.of(now);
        return now;
    }

    private void changed() {
        queue = Optional.empty();
        version++;
    }

    /// One case.
    Optional<Case> find(ThreadId thread) {
        return Optional.ofNullable(queue().byThread().get(thread));
    }

    /// The next free place in a mailbox, or nothing when all 64 are taken.
    synchronized Optional<Integer> nextNumber(Hash tag) {
        int next = taken.stream()
                        .filter(place -> place.tag.equals(tag))
                        .mapToInt(Place::number)
                        .max()
                        .orElse(-1)
                + 1;
        return next > Limits.REPLY_NUMBER_MAX ? Optional.empty() : Optional.of(next);
    }

    synchronized long version() {
        return version;
    }

    /// Says that something outside this book has changed what the page would show.
    synchronized void touch() {
        version++;
    }

    /// Wipes the case keys and forgets the rest.
    synchronized void clear() {
        requests.values().forEach(received -> received.request().close());
        requests.clear();
        replies.clear();
        lost.clear();
        taken.clear();
        erasures.clear();
        met.clear();
        changed();
    }
}
