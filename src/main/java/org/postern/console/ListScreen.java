package org.postern.console;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.IntFunction;
import org.postern.console.ListView.AskRow;
import org.postern.console.ListView.CaseRow;
import org.postern.console.ListView.Part;
import org.postern.message.HelpRequest.Urgency;
import org.postern.message.ThreadId;

/// Turns the queue into a page of the list: only rows that are shown are made.
final class ListScreen {
    private final Settings settings;
    private final Casebook book;
    private final Outbox outbox;
    private final Contacts contacts;
    private final Begun begun;

    ListScreen(Settings settings, Casebook book, Outbox outbox, Contacts contacts, Begun begun) {
        this.settings = settings;
        this.book = book;
        this.outbox = outbox;
        this.contacts = contacts;
        this.begun = begun;
    }

    /// The list at one of its pages.
    ///
    /// @param spot the pages; past the end is the last one
    /// @param left the thread whose row is marked; while it waits, the page of the waiting is the one with that row
    ListView at(
            Reading.Coverage coverage, String notice, boolean alarmed, ListView.Spot spot, Optional<ThreadId> left) {
        long version = book.version();
        var asks = alarmed ? List.<Contacts.Found>of() : contacts.waitingForMe();
        var queue = book.queue();
        var row = left.map(queue.byThread()::get).map(queue.waiting()::indexOf).filter(place -> place >= 0);
        int waiting = within(row.map(place -> place / Part.ROWS_MAX).orElse(spot.waiting()), queue.waiting());
        int answered = within(spot.answered(), queue.answered());
        return new ListView(
                version,
                coverage.reading(),
                !coverage.whole(),
                coverage.words(),
                asks.stream()
                        .map(found -> new AskRow(
                                found.ask().asked().ask().toString(),
                                Wording.desk(found.ask().asker()),
                                Wording.purpose(found.ask().asked().purpose())))
                        .toList(),
                part(queue.waiting(), waiting, left, page -> new ListView.Spot(page, answered)),
                part(queue.answered(), answered, left, page -> new ListView.Spot(waiting, page)),
                book.unreadableCount(),
                notice);
    }

    private static int within(int page, List<Case> all) {
        return Math.min(page, Part.pages(all.size()) - 1);
    }

    private Part part(List<Case> all, int page, Optional<ThreadId> left, IntFunction<ListView.Spot> spot) {
        int from = page * Part.ROWS_MAX;
        int to = Math.min(from + Part.ROWS_MAX, all.size());
        return new Part(
                all.size(),
                page,
                all.subList(from, to).stream().map(one -> row(one, left)).toList(),
                page == 0 ? "" : spot.apply(page - 1).token(),
                to == all.size() ? "" : spot.apply(page + 1).token());
    }

    private CaseRow row(Case one, Optional<ThreadId> left) {
        var note = outbox.answerTo(one.thread())
                .map(parcel -> switch (parcel.fate()) {
                    case Parcel.Fate.Moving() -> "Your answer is on its way";
                    case Parcel.Fate.Stuck _, Parcel.Fate.Returned _ -> "Your answer was not sent";
                    case Parcel.Fate.Delivered() -> "";
                })
                .orElse(begun.of(one.thread()).isPresent() ? "You began an answer" : "");
        return new CaseRow(
                one.thread().hex(),
                Wording.needs(one.needs()),
                Wording.urgency(one.urgency()),
                one.urgency() == Urgency.NOW,
                Wording.age(one.waitingSince(), now()),
                Wording.messages(one.messages().size()),
                note,
                left.filter(one.thread()::equals).isPresent());
    }

    private Instant now() {
        return settings.clock().instant();
    }
}
