package org.postern.console;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.postern.console.Casebook.Place;
import org.postern.envelope.EraseOrder;
import org.postern.manifest.Hash;
import org.postern.message.HelpRequest;

/// What people erased, and what stands under their keys all the same.
///
/// An order reaches what was stored before it, and only the server knows what that was. So whatever an order could mean
/// is in doubt: the server is asked whether it still has it. What it has was written after the order and stays; it is
/// asked about again with every round, because the same key may erase a second time.
final class Erasures {
    /// Asked about in one round at most, so that nobody can make consoles ask without end; the rest has its turn later.
    static final int ASKED_MAX = 64;

    private final List<EraseOrder> orders = new ArrayList<>();
    private final Set<Hash> tags = new HashSet<>();
    private final Deque<Object> doubtful = new ArrayDeque<>();
    private final Set<UUID> gone = new HashSet<>();

    /// Takes an order that is new here.
    ///
    /// @param order the erase key and the mailbox
    /// @param requests all that are here
    /// @param replies where all that are here stand
    void add(EraseOrder order, Collection<HelpRequest> requests, Collection<Place> replies) {
        if (orders.stream().anyMatch(known -> Arrays.equals(known.eraseKey(), order.eraseKey()))) {
            return;
        }
        orders.add(order);
        var tag = Hash.ofRaw(order.tag());
        tags.add(tag);
        requests.stream()
                .filter(request -> isMarked(order, request))
                .forEach(request -> doubtful.addFirst(request.id()));
        replies.stream().filter(place -> place.tag().equals(tag)).forEach(doubtful::addFirst);
    }

    /// Looks at a request that is new here.
    void look(HelpRequest request) {
        if (orders.stream().anyMatch(order -> isMarked(order, request))) {
            doubtful.addFirst(request.id());
        }
    }

    /// Looks at a reply that is new here.
    void look(Place place) {
        if (hasErased(place.tag())) {
            doubtful.addFirst(place);
        }
    }

    /// Whether a mailbox was ever erased; what it holds now came later.
    boolean hasErased(Hash tag) {
        return tags.contains(tag);
    }

    /// What the server has to be asked about now: ids of requests and places of replies. Each has its next turn after
    /// all others.
    List<Object> turn() {
        var turn = new ArrayList<Object>();
        for (int left = Math.min(ASKED_MAX, doubtful.size()); left > 0; left--) {
            turn.add(doubtful.removeFirst());
        }
        doubtful.addAll(turn);
        return turn;
    }

    /// It is gone: the request is not taken again, whoever shows it.
    void settle(Object name) {
        doubtful.removeIf(name::equals);
        if (name instanceof UUID request) {
            gone.add(request);
        }
    }

    /// Whether a request was erased.
    boolean isGone(UUID request) {
        return gone.contains(request);
    }

    void clear() {
        orders.clear();
        tags.clear();
        doubtful.clear();
        gone.clear();
    }

    private static boolean isMarked(EraseOrder order, HelpRequest request) {
        return Arrays.equals(
                EraseOrder.mark(order.eraseKey(), request.id()), request.mark().raw());
    }
}
