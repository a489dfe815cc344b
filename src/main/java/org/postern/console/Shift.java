package org.postern.console;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.postern.api.IntakeClient;
import org.postern.api.ProblemException;
import org.postern.keyring.Keyring;
import org.postern.keyring.VaultException;
import org.postern.message.Draft;
import org.postern.message.Reply;
import org.postern.message.ThreadId;
import org.postern.triage.LogAlarmException;
import org.postern.triage.Purpose;

/// One unlocked stretch of work: it fetches in the background, does what the page asks, and ends with a lock that wipes
/// everything. What the page sends is only a wish: every rule is checked here or below.
final class Shift implements LocalServer.Acts, AutoCloseable {
    private static final String GONE =
            "That message is no longer here: the person deleted it, or its keys were destroyed.";
    private static final String FOLDED = "A message above is still folded. Open and read it first: it may say not to.";
    private static final String UNSENT = "What you typed for somebody was not sent: their message is no longer here.";

    private final Keyring keyring;
    private final Keeping keeping;
    private final Runnable whenLocked;
    private final Ring ring;
    private final Casebook book = new Casebook();
    private final SignIn signIn;
    private final Fetch fetch;
    private final PublicRecord record;
    private final Duties duties;
    private final Outbox outbox;
    private final Contacts contacts;
    private final Screens screens;
    private final ListScreen listScreen;
    private final Pages pages;
    private final Reading reading;
    private final Begun begun = new Begun();
    private final AutoLock autoLock;
    private volatile boolean locked;
    private volatile Optional<String> notKept = Optional.empty();

    /// Starts to fetch at once.
    ///
    /// @param keyring owned from now on
    /// @param settings how to work
    /// @param pages the templates
    /// @param keep called with the keyring before it is wiped, so that it can be written to its vault
    /// @param onTheWay where answers lie until they are sent; without it they end with the console
    /// @param whenLocked called once, after everything is wiped
    Shift(
            Keyring keyring,
            Settings settings,
            Pages pages,
            Consumer<Keyring> keep,
            Optional<Path> onTheWay,
            Runnable whenLocked) {
        this.keyring = keyring;
        this.pages = pages;
        this.keeping = new Keeping(keyring, keep);
        this.whenLocked = whenLocked;
        this.ring = new Ring(keyring);
        this.signIn = new SignIn(settings, keyring);
        this.fetch = new Fetch(settings, keyring, ring, book, signIn);
        var courier = new Courier(settings, ring, book, fetch);
        this.outbox = new Outbox(settings, ring, book, new Shelf(onTheWay, keyring, settings.randomness()), courier);
        this.record = new PublicRecord(settings, keyring, new IntakeClient(settings.team()));
        this.duties = new Duties(
                new Destruction(keyring, keeping, ring, fetch),
                new Provision(settings, keyring, keeping, ring, fetch),
                new Preparation(settings, keyring, ring, fetch, courier),
                new Moving(settings, ring, book, fetch, courier),
                signIn);
        this.contacts = new Contacts(settings, keyring, ring, book, fetch, outbox, courier);
        this.screens = new Screens(settings, ring, book, outbox, contacts, begun);
        this.listScreen = new ListScreen(settings, book, outbox, contacts, begun);
        this.reading = new Reading(settings, keyring, keeping, record, ring, duties, signIn, fetch, book, outbox);
        this.autoLock = new AutoLock(settings, () -> outbox.isMoving() || contacts.isMoving(), this::close);
    }

    @Override
    public Optional<String> act(Map<String, String> fields) {
        if (locked) {
            return Optional.empty();
        }
        var go = fields.getOrDefault("go", "");
        if (!fields.getOrDefault("touched", "yes").equals("no")) {
            autoLock.used();
        }
        begun.keep(fields, state(fields.getOrDefault("state", "")));
        Begun.thread(fields.getOrDefault("from", "")).flatMap(book::find).ifPresent(one -> begun.saw(one, fields));
        if (go.equals("lock")) {
            int texts = begun.count();
            if (texts > 0 && !fields.getOrDefault("id", "").equals("sure")) {
                return Optional.of(pages.lock(Wording.typed(texts), fields.getOrDefault("from", "")));
            }
            close();
            return Optional.empty();
        }
        if (record.alarm().isPresent() && !go.equals("status") && !go.equals("case")) {
            return Optional.of(list(go.equals("list") ? "" : "Nothing was done: read the notice above first."));
        }
        try {
            return Optional.of(show(go, fields));
        } catch (LogAlarmException e) {
            reading.alarm();
            return Optional.of(list("The shared log raised an alarm. Nothing was done."));
        } catch (ProblemException | VaultException e) {
            return Optional.of(list("Not done. " + e.getMessage()));
        } catch (IllegalArgumentException | IllegalStateException e) {
            // A field that the page does not send, or secrets that were wiped while this was going on.
            return locked ? Optional.empty() : Optional.of(list("Not done: that is no longer here."));
        }
    }

    private String show(String go, Map<String, String> fields) {
        var id = fields.getOrDefault("id", "");
        return switch (go) {
            case "keep" -> "";
            case "status" -> status(fields.getOrDefault("seen", ""), fields.getOrDefault("from", ""));
            case "case" -> oneCase(new ThreadId(id));
            case "answer" -> answer(new ThreadId(id), fields);
            case "resend" -> {
                outbox.resend(new ThreadId(id));
                yield oneCase(new ThreadId(id));
            }
            case "rewrite" -> {
                outbox.takeBack(new ThreadId(id));
                yield oneCase(new ThreadId(id));
            }
            case "give-up" -> {
                giveUp(new ThreadId(id));
                yield oneCase(new ThreadId(id));
            }
            case "ask-open" ->
                whenRead(new ThreadId(id), fields, () -> contacts.ask(new ThreadId(id), purpose(fields)));
            case "ask" ->
                contacts.find(UUID.fromString(id))
                        .map(found -> pages.ask(screens.ask(found)))
                        .orElseGet(() -> list("That ask is no longer here."));
            case "approve" -> {
                // The person may have taken back a moment ago that they may be contacted.
                fetch.look();
                yield list(
                        contacts.approve(UUID.fromString(id))
                                ? "You agreed. Your colleague's console can use your share as soon as enough others agree."
                                : "Nothing was agreed: that ask is over, or does not fit the request.");
            }
            case "decline" -> {
                contacts.decline(UUID.fromString(id));
                yield list("You did not agree. Your key opens nothing for this ask.");
            }
            case "open" -> {
                var ask = UUID.fromString(id);
                yield contacts.find(ask)
                        .map(one -> whenRead(one.one().thread(), fields, () -> contacts.open(ask)))
                        .orElseGet(() -> list("That ask is no longer here."));
            }
            case "close-contact" -> {
                var one = book.find(new ThreadId(id));
                one.ifPresent(found -> contacts.gate(found)
                        .asks()
                        .forEach(ask -> contacts.closeDetails(ask.asked().ask())));
                yield oneCase(new ThreadId(id));
            }
            default -> list("", ListView.Spot.of(id), Begun.thread(fields.getOrDefault("left", "")));
        };
    }

    /// What came back goes; what was begun since is another text, and stays.
    private void giveUp(ThreadId thread) {
        var back = outbox.answerTo(thread).map(parcel -> parcel.draft().text());
        var typed = begun.of(thread).map(Begun.Text::words);
        outbox.giveUp(thread);
        if (back.isEmpty() || back.equals(typed)) {
            begun.forget(thread);
        }
    }

    /// Nobody reaches for contact details over a message that they have not opened: it may say not to.
    private String whenRead(ThreadId thread, Map<String, String> fields, Runnable reach) {
        fetch.look();
        var unread = book.find(thread).flatMap(one -> begun.unread(one, fields));
        if (unread.isEmpty()) {
            reach.run();
            return oneCase(thread);
        }
        return book.find(thread)
                .map(one ->
                        pages.oneCase(screens.oneCase(one, reading.isAlarmed()).with(FOLDED)))
                .orElseGet(() -> list(GONE));
    }

    private String answer(ThreadId thread, Map<String, String> fields) {
        var text = fields.getOrDefault("text", "").replace("\r\n", "\n").strip();
        var state = state(fields.getOrDefault("state", ""));
        var bytes = text.getBytes(StandardCharsets.UTF_8).length;
        var isEmpty = !Draft.isVisible(text);
        if (isEmpty || bytes > Reply.TEXT_BYTES_MAX) {
            var words = isEmpty ? "Write something first." : "Your answer is too long. Make it shorter.";
            return notSent(thread, text, words, state);
        }
        var draft = new Reply.Draft(state, Optional.empty(), text);
        return book.find(thread)
                .flatMap(one -> news(one, fields)
                        .or(() -> begun.unread(one, fields))
                        .or(() -> outbox.answer(thread, draft, one.sight())))
                .map(problem -> notSent(thread, text, problem, state))
                .orElseGet(() -> {
                    begun.forget(thread);
                    return oneCase(thread);
                });
    }

    /// What came since the page was shown under which an answer was typed.
    private static Optional<String> news(Case one, Map<String, String> fields) {
        boolean more = one.messages().size() > Integer.parseInt(fields.getOrDefault("shown", "0"));
        var seen = Optional.ofNullable(fields.get("sight")).map(Case.Sight::of);
        return more ? Optional.of(Courier.WROTE_AGAIN) : seen.flatMap(sight -> Courier.news(sight, one.sight()));
    }

    /// Shows what was typed again, so that nobody has to type it twice.
    private String notSent(ThreadId thread, String text, String words, Reply.State state) {
        return book.find(thread)
                .map(one -> pages.oneCase(
                        screens.oneCase(one, reading.isAlarmed()).with(screens.form(text, words, state, one))))
                .orElseGet(() -> list(GONE));
    }

    /// Closing has a gate of its own, which is not built yet, so it is not taken here either.
    private static Reply.State state(String code) {
        return switch (code) {
            case "2" -> Reply.State.READ;
            case "4" -> Reply.State.WAITING_FOR_YOU;
            default -> Reply.State.IN_CONVERSATION;
        };
    }

    private static Purpose purpose(Map<String, String> fields) {
        return Purpose.of(Integer.parseInt(fields.getOrDefault("purpose", "0")))
                .orElseThrow(() -> new IllegalArgumentException("a purpose of the list"));
    }

    private String oneCase(ThreadId thread) {
        return book.find(thread)
                .map(one -> pages.oneCase(screens.oneCase(one, reading.isAlarmed())))
                .orElseGet(() -> list(GONE));
    }

    private String list(String notice) {
        return list(notice, ListView.Spot.FIRST, Optional.empty());
    }

    private String list(String notice, ListView.Spot spot, Optional<ThreadId> left) {
        var standing = signIn.standing();
        if (standing != Standing.WORKING) {
            return pages.out(new OutView(standing.heading(), standing.reason(), standing == Standing.STOPPED));
        }
        var said = begun.forgetGone(book) ? Stream.of(notice, UNSENT) : Stream.of(notice);
        var line = said.filter(words -> !words.isEmpty()).collect(Collectors.joining(" "));
        return pages.list(listScreen.at(reading.coverage(), line, reading.isAlarmed(), spot, left));
    }

    private String status(String seen, String from) {
        var head = fetch.log().seen();
        boolean isWorking = signIn.standing() == Standing.WORKING;
        var fresh = seen.equals(OutView.VERSION)
                ? isWorking
                : !seen.isEmpty() && !seen.equals(Long.toString(book.version()));
        var calm =
                Stream.concat(outbox.lines().stream(), duties.lines().stream()).toList();
        return pages.status(new StatusView(
                reading.line(),
                reading.isTroubled(),
                reading.isAlarmed(),
                record.alarm().map(KeyAlarm::words).orElse(""),
                Wording.head(head.head()),
                head.position(),
                isWorking ? screens.calm(calm) : List.of(),
                autoLock.warning(begun.count()),
                fresh,
                Begun.thread(from).map(ThreadId::hex).orElse(""),
                screens.waiting(),
                isWorking && !reading.isAlarmed() && (fresh || !from.isEmpty()) && contacts.isAsked(),
                outbox.unsentTo(Begun.thread(from)).map(ThreadId::hex).orElse(""),
                Begun.thread(from).filter(thread -> book.find(thread).isEmpty()).isPresent()));
    }

    /// How many answers have not gone out; they lie on the disk.
    int unsent() {
        return outbox.unsent();
    }

    /// Whether everything was wiped.
    boolean isLocked() {
        return locked;
    }

    /// Locks: writes the vault, wipes every secret, forgets everything that was opened. Locking again does nothing.
    @Override
    public void close() {
        synchronized (this) {
            if (locked) {
                return;
            }
            locked = true;
        }
        outbox.close();
        reading.close();
        autoLock.close();
        begun.clear();
        try {
            keeping.now();
        } catch (VaultException notWritten) {
            notKept = Optional.of(notWritten.getMessage());
        } finally {
            wipe();
        }
    }

    private void wipe() {
        try {
            contacts.close();
            fetch.close();
            ring.close();
            book.clear();
        } finally {
            keyring.close();
            whenLocked.run();
        }
    }

    /// Why the vault could not be written when this was locked; nothing if it was.
    Optional<String> notKept() {
        return notKept;
    }
}
