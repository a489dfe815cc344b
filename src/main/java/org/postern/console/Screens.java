package org.postern.console;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;
import org.postern.console.AnswerView.State;
import org.postern.console.CaseView.Fact;
import org.postern.console.CaseView.Talk;
import org.postern.console.Casebook.Answered;
import org.postern.console.Casebook.Received;
import org.postern.message.HelpRequest;
import org.postern.message.HelpRequest.Urgency;
import org.postern.message.Reply;
import org.postern.triage.AskState;
import org.postern.triage.ContactGate;
import org.postern.triage.DeskKey;
import org.postern.triage.Purpose;

/// Turns what the console holds into what a page shows: only words and numbers, nothing that opens anything.
final class Screens {
    private static final Begun.Text NOTHING_TYPED = new Begun.Text("", Reply.State.IN_CONVERSATION);

    private final Settings settings;
    private final Ring ring;
    private final Casebook book;
    private final Outbox outbox;
    private final Contacts contacts;
    private final Begun begun;

    Screens(Settings settings, Ring ring, Casebook book, Outbox outbox, Contacts contacts, Begun begun) {
        this.settings = settings;
        this.ring = ring;
        this.book = book;
        this.outbox = outbox;
        this.contacts = contacts;
        this.begun = begun;
    }

    CaseView oneCase(Case one, boolean alarmed) {
        var contact = alarmed
                ? new ContactView.Closed("Locked. Nothing is opened while the log alarm stands.")
                : contact(one);
        // Read last: details that shut just now have changed it.
        return new CaseView(
                book.version(),
                one.thread().hex(),
                Wording.needs(one.needs()),
                List.of(
                        new Fact("How soon", Wording.urgency(one.urgency())),
                        new Fact("Last wrote", Wording.age(one.lastWroteAt(), now())),
                        new Fact("Where things stand", Wording.state(one.state()))),
                talk(one),
                answer(one),
                contact);
    }

    private List<Talk> talk(Case one) {
        record Placed(int day, int ordinal, Instant at, int side, int place, Talk talk) {}
        var all = new ArrayList<Placed>();
        for (int i = 0; i < one.messages().size(); i++) {
            var message = one.messages().get(i);
            var came = message.arrival();
            all.add(new Placed(came.day(), came.ordinal(), message.writtenAt(), 0, i, message(message)));
        }
        for (int i = 0; i < one.replies().size(); i++) {
            var answered = one.replies().get(i);
            var came = answered.arrival();
            all.add(new Placed(came.day(), came.ordinal(), answered.writtenAt(), 1, i, reply(answered)));
        }
        all.sort(Comparator.comparingInt(Placed::day)
                .thenComparingInt(Placed::ordinal)
                .thenComparing(Placed::at)
                .thenComparingInt(Placed::side)
                .thenComparingInt(Placed::place));
        return all.stream().map(Placed::talk).toList();
    }

    private Talk message(Received received) {
        var request = received.request();
        var heading = request.kind() == HelpRequest.Kind.FIRST ? "First message" : "Later message";
        var facts = new ArrayList<Fact>();
        request.answers().all().forEach((key, values) -> {
            var shown = key.equals("needs") ? Wording.unknownNeeds(values) : values;
            if (!shown.isEmpty() && !key.equals("urgency_self")) {
                facts.add(new Fact(key, String.join(", ", shown)));
            }
        });
        return new Talk(
                request.id().toString(),
                heading + ", " + Wording.age(received.writtenAt(), now()),
                request.message(),
                facts);
    }

    private Talk reply(Answered answered) {
        var reply = answered.reply();
        var by = DeskKey.of(reply.deskKey());
        var own = ring.owns(by);
        var heading = (own ? "You" : Wording.desk(by)) + ", " + Wording.age(answered.writtenAt(), now());
        var facts = reply.notice()
                .map(notice -> List.of(new Fact(
                        "The person was told",
                        "Contact details opened on " + Wording.day(notice.day()) + ": "
                                + Purpose.of(notice.purpose().code())
                                        .map(Wording::purpose)
                                        .orElse(""))))
                .orElse(List.of());
        return new Talk("", heading, reply.text(), facts);
    }

    private AnswerView answer(Case one) {
        var parcel = outbox.answerTo(one.thread());
        var text = parcel.map(sent -> sent.draft().text()).orElse("");
        return parcel.map(sent -> switch (sent.fate()) {
                    case Parcel.Fate.Moving() -> new AnswerView.Sending(text);
                    case Parcel.Fate.Stuck(var words) -> new AnswerView.Failed(text, words);
                    case Parcel.Fate.Returned(var words) ->
                        form(new Begun.Text(text, sent.draft().state()), words, one);
                    case Parcel.Fate.Delivered() -> form(NOTHING_TYPED, "", one);
                })
                .orElseGet(() -> form(NOTHING_TYPED, "", one));
    }

    /// The form with what was typed last, or with what it starts from.
    private AnswerView form(Begun.Text start, String problem, Case one) {
        var text = begun.of(one.thread()).orElse(start);
        var returned = problem.isEmpty() || text.words().equals(start.words()) ? "" : start.words();
        return form(text, problem, returned, one);
    }

    /// The form with a text that was not sent.
    AnswerView form(String text, String problem, Reply.State chosen, Case one) {
        return form(new Begun.Text(text, chosen), problem, "", one);
    }

    /// Closing has a gate of its own (G12) and is not offered here.
    private AnswerView form(Begun.Text text, String problem, String returned, Case one) {
        var states = List.of(Reply.State.READ, Reply.State.IN_CONVERSATION, Reply.State.WAITING_FOR_YOU).stream()
                .map(state -> new State(Wording.stateCode(state), Wording.state(state), state == text.state()))
                .toList();
        return new AnswerView.Form(
                text.words(),
                problem,
                returned,
                states,
                one.messages().size(),
                one.sight().token());
    }

    private ContactView contact(Case one) {
        var details = one.withDetails();
        if (details.isEmpty()) {
            return new ContactView.Closed(
                    "The person left no contact details. An answer here is the only way to reach them.");
        }
        var gate = contacts.gate(one);
        var mine = gate.asks().reversed().stream()
                .filter(ask -> ring.author()
                        .filter(author -> author.desk().equals(ask.asker()))
                        .isPresent())
                .findFirst();
        return mine.flatMap(ask -> ownAsk(one, ask)).orElseGet(() -> mayAsk(one, details.get(), gate));
    }

    /// What the newest ask of this person has come to; nothing when a new one may be made.
    private Optional<ContactView> ownAsk(Case one, ContactGate.Ask ask) {
        var id = ask.asked().ask();
        var purpose = Wording.purpose(ask.asked().purpose());
        var shown = contacts.details(id);
        if (shown.isPresent() && !one.mayBeContacted()) {
            contacts.closeDetails(id);
            return Optional.empty();
        }
        if (shown.isPresent()) {
            var left = Duration.between(now(), shown.get().window().until()).toMinutes() + 1;
            var facts = new ArrayList<Fact>();
            shown.get()
                    .details()
                    .all()
                    .forEach((key, values) ->
                            facts.add(new Fact(Wording.contactName(key), Wording.contactValue(key, values))));
            return Optional.of(
                    new ContactView.Open(facts, left == 1 ? "Less than a minute left." : left + " minutes left."));
        }
        var opening = contacts.opening(id);
        if (opening.isPresent()) {
            return switch (opening.get()) {
                case Parcel.Fate.Moving() -> Optional.of(new ContactView.Opening());
                case Parcel.Fate.Stuck(var words) -> Optional.of(ready(id, purpose, words));
                case Parcel.Fate.Returned(var words) -> Optional.of(ready(id, purpose, words));
                case Parcel.Fate.Delivered() -> Optional.empty();
            };
        }
        return switch (ask.state()) {
            case AskState.Waiting waiting
            when contacts.holds(id) ->
                Optional.of(new ContactView.Asked(purpose, waiting.approvals(), waiting.needed()));
            case AskState.Ready ignored when contacts.holds(id) -> Optional.of(ready(id, purpose, ""));
            case AskState.Waiting ignored -> Optional.empty();
            case AskState.Ready ignored -> Optional.empty();
            case AskState.Opened ignored -> Optional.empty();
            case AskState.Declined ignored -> Optional.empty();
            case AskState.Expired ignored -> Optional.empty();
            case AskState.Refused ignored -> Optional.empty();
        };
    }

    private static ContactView ready(UUID id, String purpose, String problem) {
        return new ContactView.Ready(id.toString(), purpose, problem);
    }

    private ContactView mayAsk(Case one, HelpRequest details, ContactGate gate) {
        if (!one.mayBeContacted()) {
            return new ContactView.Closed(
                    "Locked. The person does not allow contact, or took it back: nobody can open this, and nobody may use what"
                            + " was open before.");
        }
        var purposes = new ArrayList<ContactView.Purpose>();
        for (var purpose : Purpose.values()) {
            purposes.add(new ContactView.Purpose(purpose.code(), Wording.purpose(purpose)));
        }
        var earlier = gate.asks().isEmpty() ? "" : earlier(gate.asks().getLast());
        return new ContactView.MayAsk(details.locked().orElseThrow().k(), consent(one), purposes, earlier, "");
    }

    private String earlier(ContactGate.Ask ask) {
        var own = ring.owns(ask.asker());
        var who = own ? "You" : Wording.desk(ask.asker());
        return switch (ask.state()) {
            case AskState.Waiting ignored ->
                own
                        ? "You asked before this console was locked. That ask can't be used any more: ask again."
                        : who + " has asked too and waits for colleagues.";
            case AskState.Ready ignored ->
                own
                        ? "You asked before this console was locked. That ask can't be used any more: ask again."
                        : who + " has asked too, and colleagues agreed.";
            case AskState.Opened(var day) -> who + " opened the details on " + Wording.day(day) + ".";
            case AskState.Declined() ->
                own ? "Too few colleagues agreed to your last ask." : "Too few colleagues agreed to the last ask.";
            case AskState.Expired() -> "The last ask ran out of time.";
            case AskState.Refused ignored -> "The last ask did not fit this message or its consent.";
        };
    }

    String consent(Case one) {
        return one.mayBeContacted()
                ? one.contactAllowedSince()
                        .map(since -> "The person allowed contact on " + Wording.day(since) + ".")
                        .orElse("The person allows contact.")
                : "The person does not allow contact, or took it back.";
    }

    /// How many wait for an answer, and how many of them now.
    String waiting() {
        var waiting = book.queue().waiting();
        return Wording.waiting(
                waiting.size(),
                waiting.stream().filter(one -> one.urgency() == Urgency.NOW).count());
    }

    /// What stands under the head while all is well: this desk's own name as colleagues see it, and what was done
    /// unasked.
    List<String> calm(List<String> done) {
        var name = ring.author().map(author -> "Your colleagues see you as " + Wording.desk(author.desk()) + ".");
        return Stream.concat(name.stream(), done.stream()).toList();
    }

    AskView ask(Contacts.Found found) {
        var ask = found.ask();
        var author = ring.author();
        var seat = ring.seat();
        boolean may = author.isPresent()
                && seat.isPresent()
                && found.gate()
                        .mayApprove(ask.asked().ask(), author.get(), seat.getAsInt())
                        .isPresent();
        return new AskView(
                book.version(),
                ask.asked().ask().toString(),
                Wording.desk(ask.asker()),
                Wording.purpose(ask.asked().purpose()),
                consent(found.one()),
                may ? "" : "This can't be agreed to: it was answered, ran out of time, or does not fit the request.");
    }

    private Instant now() {
        return settings.clock().instant();
    }
}
