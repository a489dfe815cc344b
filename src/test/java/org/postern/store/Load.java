package org.postern.store;

import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicBoolean;
import org.postern.envelope.Frames;
import org.postern.envelope.RequestEnvelope;

/// Senders who keep what was not acknowledged and send the same bytes again, as the page does.
final class Load implements AutoCloseable {
    /// Acknowledged ids.
    final Set<UUID> acknowledged = ConcurrentHashMap.newKeySet();
    /// Sent and not acknowledged yet: it may or may not be on disk.
    final Map<UUID, RequestEnvelope> kept = new ConcurrentHashMap<>();
    /// Answers that were neither an acknowledgement nor "not now".
    final Set<String> wrong = ConcurrentHashMap.newKeySet();

    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final AtomicBoolean ended = new AtomicBoolean();

    /// Starts `senders` senders; each sends new requests, and an old one again now and then.
    Load(Store store, int senders, long seed) {
        System.out.println("load seed " + seed);
        for (int i = 0; i < senders; i++) {
            var frames = new Frames(seed + i);
            threads.execute(() -> {
                while (!ended.get()) send(store, next(frames));
            });
        }
    }

    private RequestEnvelope next(Frames frames) {
        if (ThreadLocalRandom.current().nextInt(4) == 0) {
            var again = kept.values().stream().findAny();
            if (again.isPresent()) return again.get();
        }
        return RequestEnvelope.parse(frames.request(1));
    }

    private void send(Store store, RequestEnvelope request) {
        kept.put(request.id(), request);
        try {
            var outcome = store.submit(request);
            if (outcome == Outcome.STORED) {
                acknowledged.add(request.id());
                kept.remove(request.id());
            } else wrong.add(outcome.name());
        } catch (StoreUnavailable e) {
            pause();
        }
    }

    /// Waits until this many are acknowledged in all.
    void awaitAcknowledged(int count) {
        while (acknowledged.size() < count) pause();
    }

    /// Ends the senders.
    void end() {
        ended.set(true);
        threads.close();
    }

    /// Sends everything that was not acknowledged, until it is.
    void sendTheRest(Store store) {
        while (!kept.isEmpty()) for (var request : kept.values()) send(store, request);
    }

    private static void pause() {
        try {
            Thread.sleep(20);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        ended.set(true);
        threads.shutdownNow();
    }
}
