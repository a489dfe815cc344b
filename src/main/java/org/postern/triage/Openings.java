package org.postern.triage;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/// How often the contact details of a case were opened, across epochs: a fold over its events.
///
/// What can still be read counts itself; what a snapshot ([TriageEvent.Moved]) sums up is added where its events are
/// gone. Of several snapshots of the same time the highest number counts, so no single desk can make an opening
/// forgotten that a colleague has seen.
///
/// @param count 0 or more
/// @param last the last one; nothing if there was none
public record Openings(int count, Optional<TriageEvent.LastOpening> last) {
    /// No opening.
    public static final Openings NONE = new Openings(0, Optional.empty());

    /// Folds the events of one case.
    ///
    /// @param caseEvents as [TriageLog#events] gives them
    /// @param gate folded from the same events
    public static Openings fold(List<Logged> caseEvents, ContactGate gate) {
        var snapshots = caseEvents.stream()
                .flatMap(logged -> logged.event().event() instanceof TriageEvent.Moved moved
                                && moved.from() < logged.event().epoch()
                        ? Optional.of(moved).stream()
                        : Optional.<TriageEvent.Moved>empty().stream())
                .toList();
        int summedUpTo =
                snapshots.stream().mapToInt(TriageEvent.Moved::from).max().orElse(0);
        var summed = snapshots.stream()
                .map(moved -> new Openings(moved.openings(), moved.last()))
                .reduce(NONE, Openings::more);
        var visibleThen = seen(gate, summedUpTo, true);
        var since = seen(gate, summedUpTo, false);
        var then = summed.more(visibleThen);
        return new Openings(then.count + since.count, later(then.last, since.last));
    }

    /// The snapshot to write when the case goes on in a newer epoch.
    ///
    /// @param from the newest epoch that it sums up
    public TriageEvent.Moved snapshot(int from) {
        return new TriageEvent.Moved(Math.min(count, TriageEvent.Moved.OPENINGS_MAX), last, from);
    }

    private Openings more(Openings other) {
        return new Openings(Math.max(count, other.count), later(last, other.last));
    }

    private static Openings seen(ContactGate gate, int epoch, boolean upTo) {
        var opened = gate.asks().stream()
                .filter(ask -> upTo == (ask.epoch() <= epoch))
                .flatMap(ask -> ask.state() instanceof AskState.Opened state
                        ? Optional.of(new TriageEvent.LastOpening(ask.asked().purpose(), state.day())).stream()
                        : Optional.<TriageEvent.LastOpening>empty().stream())
                .toList();
        return new Openings(opened.size(), opened.stream().max(Comparator.comparing(TriageEvent.LastOpening::day)));
    }

    private static Optional<TriageEvent.LastOpening> later(
            Optional<TriageEvent.LastOpening> one, Optional<TriageEvent.LastOpening> other) {
        if (one.isEmpty() || other.isEmpty()) {
            return one.or(() -> other);
        }
        return one.get().day().isBefore(other.get().day()) ? other : one;
    }
}
