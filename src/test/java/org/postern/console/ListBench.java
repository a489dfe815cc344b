package org.postern.console;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.postern.age.HybridIdentity;
import org.postern.console.Casebook.Arrival;
import org.postern.console.Casebook.Received;
import org.postern.crypto.SecretBytes;
import org.postern.keyring.Keyring;
import org.postern.message.Answers;
import org.postern.message.Consent;
import org.postern.message.Draft;
import org.postern.message.HelpRequest;
import org.postern.message.Written;

/// What a click in the console costs beside how much it holds: bytes of HTML, time, heap. Requests are real, opened
/// ones, each of another person; the server is there for its keys only, so nothing of the network is in it.
final class ListBench {
    private static final int ROUNDS = 25;
    private static final Reading.Coverage ALL = new Reading.Coverage(true, false, "");

    private final TestHouse house;
    private final HybridIdentity epoch;
    private final Pages pages = new Pages();

    private ListBench(TestHouse house) {
        this.house = house;
        this.epoch = HybridIdentity.fromSeed(SecretBytes.random(house.randomness, 32));
    }

    /// One line of the table.
    private record Line(int requests, int listBytes, int caseBytes, double list, double open, double fresh, double mb) {
        void print(Line least) {
            System.out.printf(
                    Locale.ROOT,
                    "%,8d  %9s %6.2fx  %9s  %7.2f %6.2fx  %7.2f %6.2fx  %8.1f  %7.1f  %5.2f%n",
                    requests,
                    String.format(Locale.ROOT, "%,d", listBytes),
                    (double) listBytes / least.listBytes,
                    String.format(Locale.ROOT, "%,d", caseBytes),
                    list,
                    list / least.list,
                    open,
                    open / least.open,
                    fresh,
                    mb,
                    mb * 1024 / requests);
        }
    }

    /// Prints the table.
    ///
    /// @param args `--quick` leaves the 20 000 out
    public static void main(String[] args) throws Exception {
        try (var house = new TestHouse()) {
            var bench = new ListBench(house);
            bench.measure(300);
            System.out.println("requests  list bytes  ratio  case bytes  list ms  ratio  case ms  ratio"
                    + "  after change ms  heap MB  KB each");
            Optional<Line> least = Optional.empty();
            for (var requests : List.of(args).contains("--quick") ? List.of(300, 2_000) : List.of(300, 2_000, 20_000)) {
                var line = bench.measure(requests);
                least = least.or(() -> Optional.of(line));
                line.print(least.get());
            }
        }
        System.exit(0);
    }

    private Line measure(int requests) {
        long before = heap();
        var keyring = Keyring.decode(house.keyrings.getFirst().encode());
        var settings = house.settings(Duration.ofDays(1));
        var ring = new Ring(keyring);
        ring.learn(house.manifest());
        try (var book = new Filled(requests)) {
            var fetch = new Fetch(settings, keyring, ring, book.book, new SignIn(settings, keyring));
            var courier = new Courier(settings, ring, book.book, fetch);
            var outbox = new Outbox(
                    settings, ring, book.book, new Shelf(Optional.empty(), keyring, house.randomness), courier);
            try (var contacts = new Contacts(settings, keyring, ring, book.book, fetch, outbox, courier)) {
                var begun = new Begun();
                var line = measure(
                        requests,
                        book.book,
                        new Screens(settings, ring, book.book, outbox, contacts, begun),
                        new ListScreen(settings, book.book, outbox, contacts, begun),
                        before);
                fetch.close();
                return line;
            }
        }
    }

    private Line measure(int requests, Casebook book, Screens screens, ListScreen lists, long before) {
        var middle = new ListView.Spot(requests / 100, 0);
        var some = book.queue().waiting().get(requests / 2).thread();
        Runnable list = () -> pages.list(lists.at(ALL, "", false, middle, Optional.of(some)));
        Runnable open = () -> pages.oneCase(screens.oneCase(book.find(some).orElseThrow(), false));
        var listBytes = bytes(pages.list(lists.at(ALL, "", false, middle, Optional.of(some))));
        var caseBytes = bytes(pages.oneCase(screens.oneCase(book.find(some).orElseThrow(), false)));
        double changed = median(() -> {
            book.add(message(1));
            list.run();
        });
        return new Line(
                requests, listBytes, caseBytes, median(list), median(open), changed, (heap() - before) / 1_048_576.0);
    }

    /// A book of so many people, who wrote within the last five days.
    private final class Filled implements AutoCloseable {
        final Casebook book = new Casebook();

        Filled(int requests) {
            for (int i = 0; i < requests; i++) {
                book.add(message(i));
            }
        }

        @Override
        public void close() {
            book.clear();
        }
    }

    private Received message(int number) {
        var draft = new Draft(
                HelpRequest.Kind.FIRST,
                Answers.of(Map.of(
                        "needs",
                        List.of("housing", "legal"),
                        "urgency_self",
                        List.of(List.of("now", "today", "week", "no_rush").get(number % 4)))),
                "My landlord wants me out by the end of the month, and I don't know where to go. ".repeat(5),
                Answers.none(),
                Set.of(Consent.Purpose.READ),
                Set.of());
        var at = Instant.now().minus(number % 120, ChronoUnit.HOURS);
        var day = (int) Duration.between(Instant.EPOCH, at).toDays();
        try (var keys = Written.somebody(house.randomness)) {
            return new Received(
                    Written.at(at, draft, keys, epoch, house.randomness), new Arrival(day, number % 17_280 + 1, 1));
        }
    }

    private static int bytes(String html) {
        return html.getBytes(StandardCharsets.UTF_8).length;
    }

    /// Milliseconds.
    private static double median(Runnable click) {
        for (int i = 0; i < 4 * ROUNDS; i++) {
            click.run();
        }
        var times = new ArrayList<Long>();
        for (int i = 0; i < ROUNDS; i++) {
            long begin = System.nanoTime();
            click.run();
            times.add(System.nanoTime() - begin);
        }
        times.sort(null);
        return times.get(ROUNDS / 2) / 1e6;
    }

    private static long heap() {
        for (int i = 0; i < 3; i++) {
            System.gc();
        }
        var runtime = Runtime.getRuntime();
        return runtime.totalMemory() - runtime.freeMemory();
    }
}
