package org.postern.console;

import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Optional;
import org.postern.api.ProblemException;
import org.postern.keyring.Keyring;
import org.postern.keyring.VaultException;
import org.postern.manifest.ManifestException;
import org.postern.triage.LogAlarmException;

/// Reads on and on in the background, does after each round what is to be done for the team, and says how far it is.
/// What is shown is never called whole before it is, nor newer than it is.
final class Reading implements AutoCloseable {
    /// Longer ago, and the page names the time.
    private static final Duration FRESH = Duration.ofMinutes(1);

    private static final DateTimeFormatter TODAY = DateTimeFormatter.ofPattern("HH:mm");
    private static final DateTimeFormatter EARLIER = DateTimeFormatter.ofPattern("d MMMM, HH:mm", Locale.ENGLISH);

    private final Settings settings;
    private final Keyring keyring;
    private final Keeping keeping;
    private final PublicRecord record;
    private final Ring ring;
    private final Duties duties;
    private final SignIn signIn;
    private final Fetch fetch;
    private final Casebook book;
    private final Outbox outbox;
    private final Thread thread;
    private volatile boolean ended;
    private volatile boolean alarmed;
    private volatile Optional<String> trouble = Optional.empty();

    /// Starts at once.
    Reading(
            Settings settings,
            Keyring keyring,
            Keeping keeping,
            PublicRecord record,
            Ring ring,
            Duties duties,
            SignIn signIn,
            Fetch fetch,
            Casebook book,
            Outbox outbox) {
        this.settings = settings;
        this.keyring = keyring;
        this.keeping = keeping;
        this.record = record;
        this.ring = ring;
        this.duties = duties;
        this.signIn = signIn;
        this.fetch = fetch;
        this.book = book;
        this.outbox = outbox;
        this.thread = Thread.ofVirtual().name("fetch").start(this::onAndOn);
    }

    private void onAndOn() {
        while (!ended) {
            boolean wasWhole = fetch.whole().isPresent();
            var before = trouble;
            trouble = round();
            if (fetch.whole().isPresent() != wasWhole || !trouble.equals(before)) {
                book.touch();
            }
            pause();
        }
    }

    /// @return what went wrong, or nothing
    private Optional<String> round() {
        try {
            return work();
        } catch (LogAlarmException e) {
            alarmed = true;
            return trouble;
        } catch (ProblemException e) {
            return Optional.of(e.getMessage());
        } catch (KeyAlarm.RaisedException e) {
            return Optional.of("Read the notice above first.");
        } catch (VaultException e) {
            return Optional.of("The vault can't be written. Look whether its disk is full or locked.");
        } catch (ManifestException e) {
            return Optional.of("The keys that the server shows do not verify. Tell your admins.");
        } catch (RuntimeException e) {
            // Bytes that no honest server sends, or secrets wiped by the lock in the middle of a round.
            return Optional.of("The server's answer can't be used.");
        }
    }

    /// Looks at the keys, wipes what has to be gone, signs in, reads, and does what is to be done for the team.
    ///
    /// @return why nothing was read, or nothing
    private Optional<String> work() {
        int version = keyring.manifestVersion();
        var manifest = record.look();
        ring.learn(manifest);
        duties.before(manifest);
        if (!signIn.with(manifest)) {
            closeWhatIsOpen();
            return Optional.of(signIn.standing().heading() + ".");
        }
        fetch.look();
        outbox.resume();
        if (manifest.version() > version) {
            keeping.now();
        }
        duties.after(manifest);
        return Optional.empty();
    }

    /// A desk that does not work has nothing to look at.
    private void closeWhatIsOpen() {
        if (signIn.standing() == Standing.STOPPED) {
            fetch.startOver();
            book.clear();
        }
    }

    /// Until the next round: a fifth more or less than usual, so that rounds of several consoles do not fall into step.
    private void pause() {
        var usual = settings.poll();
        var fifth = usual.toMillis() / 5;
        var draw = new BigInteger(1, settings.randomness().bytes(16)).mod(BigInteger.valueOf(2 * fifth + 1));
        try {
            Thread.sleep(usual.minusMillis(fifth).plusMillis(draw.longValue()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /// The log contradicts what was seen before; said until the console is locked.
    void alarm() {
        alarmed = true;
    }

    boolean isAlarmed() {
        return alarmed;
    }

    /// Whether what is shown may be less than what there is, for longer than usual.
    boolean isTroubled() {
        return trouble.isPresent() || isStale();
    }

    private boolean isStale() {
        return fetch.whole()
                .filter(whole -> whole.plus(FRESH).isBefore(settings.clock().instant()))
                .isPresent();
    }

    /// One sentence about how far what is shown is true.
    String line() {
        var whole = fetch.whole();
        if (trouble.isEmpty() && !isStale()) {
            return whole.isPresent()
                    ? "All was fetched less than a minute ago."
                    : coverage().words();
        }
        var why = trouble.orElse("The next look takes longer than usual.");
        return "Not up to date. " + why + " "
                + whole.map(since -> "What you see is from " + time(since) + ".")
                        .orElse(coverage().words());
    }

    /// What a list may say about what it does not show.
    ///
    /// @param whole whether everything was read once, so that nothing here means that there was nothing
    /// @param reading whether it is being read now
    /// @param words from when it is, or how much is read
    record Coverage(boolean whole, boolean reading, String words) {}

    Coverage coverage() {
        var whole = fetch.whole();
        if (whole.isPresent()) {
            return new Coverage(true, false, isTroubled() ? "at " + time(whole.get()) : "");
        }
        var days = fetch.days();
        var read = days.taken() == 0
                ? "Nothing is read yet."
                : days.taken() + " messages and answers are read so far (" + days.at() + ").";
        return new Coverage(false, trouble.isEmpty(), read);
    }

    private String time(Instant instant) {
        var here = ZoneId.systemDefault();
        var day = instant.atZone(here);
        var isToday =
                day.toLocalDate().equals(settings.clock().instant().atZone(here).toLocalDate());
        return (isToday ? TODAY : EARLIER).format(day);
    }

    /// Stops.
    @Override
    public void close() {
        ended = true;
        thread.interrupt();
    }
}
