package org.postern.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

final class TickTest {
    private static final TickSettings NEVER = new TickSettings(Duration.ofDays(1), 100, 100, 10);

    @Test
    void answersOnlyAfterTheBatchIsWritten() throws Exception {
        var writing = new CountDownLatch(1);
        var mayCommit = new CountDownLatch(1);
        Batch<String> table = items -> {
            writing.countDown();
            await(mayCommit);
            return Collections.nCopies(items.size(), Outcome.STORED);
        };
        try (var threads = Executors.newVirtualThreadPerTaskExecutor();
                var tick = Tick.started("test", table, TickSettings.every(Duration.ofMillis(1)))) {
            var answer = threads.submit(() -> tick.submit("a"));
            await(writing);
            assertFalse(answer.isDone());
            mayCommit.countDown();
            assertEquals(Outcome.STORED, answer.get());
        }
    }

    @Test
    void writesWhatWaitsTogetherAndInBatches() throws Exception {
        var written = new ArrayList<List<Integer>>();
        Batch<Integer> table = items -> {
            written.add(List.copyOf(items));
            return items.stream()
                    .map(i -> i % 2 == 0 ? Outcome.STORED : Outcome.TAKEN)
                    .toList();
        };
        var tick = Tick.unwound(table, NEVER);
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var answers = new ArrayList<Future<Outcome>>();
            for (int i = 0; i < 25; i++) {
                var item = i;
                answers.add(threads.submit(() -> tick.submit(item)));
            }
            runUntilDone(tick, answers);
            for (int i = 0; i < 25; i++)
                assertEquals(
                        i % 2 == 0 ? Outcome.STORED : Outcome.TAKEN,
                        answers.get(i).get());
        }
        assertTrue(written.stream().allMatch(batch -> batch.size() <= 10));
        assertEquals(25, written.stream().mapToInt(List::size).sum());
    }

    @Test
    void oneBadRowDoesNotCostItsNeighbours() throws Exception {
        Batch<Integer> table = items -> {
            if (items.contains(7)) throw StoreUnavailable.because(new java.sql.SQLException("", "23514"));
            return Collections.nCopies(items.size(), Outcome.STORED);
        };
        var tick = Tick.unwound(table, NEVER);
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var answers = new ArrayList<Future<Outcome>>();
            for (int i = 0; i < 10; i++) {
                var item = i;
                answers.add(threads.submit(() -> tick.submit(item)));
            }
            runUntilDone(tick, answers);
            for (int i = 0; i < 10; i++) {
                var answer = answers.get(i);
                if (i == 7) assertThrows(java.util.concurrent.ExecutionException.class, answer::get);
                else assertEquals(Outcome.STORED, answer.get());
            }
        }
    }

    @Test
    void refusesAtOnceWhenTheQueueIsFull() throws Exception {
        var tick = Tick.<Integer>unwound(
                items -> Collections.nCopies(items.size(), Outcome.STORED),
                new TickSettings(Duration.ofDays(1), 2, 100, 10));
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var answers = List.of(threads.submit(() -> tick.submit(1)), threads.submit(() -> tick.submit(2)));
            while (tick.waiting() < 2) Thread.onSpinWait();
            assertThrows(StoreUnavailable.class, () -> tick.submit(3));
            runUntilDone(tick, new ArrayList<>(answers));
        }
    }

    @Test
    void comesEarlyWhenEnoughWait() throws Exception {
        try (var threads = Executors.newVirtualThreadPerTaskExecutor();
                var tick = Tick.<Integer>started(
                        "test",
                        items -> Collections.nCopies(items.size(), Outcome.STORED),
                        new TickSettings(Duration.ofDays(1), 100, 3, 10))) {
            var answers = new ArrayList<Future<Outcome>>();
            for (int i = 0; i < 3; i++) {
                var item = i;
                answers.add(threads.submit(() -> tick.submit(item)));
            }
            for (var answer : answers) assertEquals(Outcome.STORED, answer.get());
        }
    }

    @Test
    void aFailedTransactionIsNeverAnAnswerAndTheTickGoesOn() {
        var down = new java.util.concurrent.atomic.AtomicBoolean(true);
        Batch<Integer> table = items -> {
            if (down.get()) throw new StoreUnavailable("down");
            return Collections.nCopies(items.size(), Outcome.STORED);
        };
        try (var tick = Tick.started("test", table, TickSettings.every(Duration.ofMillis(1)))) {
            assertThrows(StoreUnavailable.class, () -> tick.submit(1));
            down.set(false);
            assertEquals(Outcome.STORED, tick.submit(1));
        }
    }

    @Test
    void closingWritesWhatWaitsAndTakesNothingMore() throws Exception {
        var tick = Tick.<Integer>started("test", items -> Collections.nCopies(items.size(), Outcome.STORED), NEVER);
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var answer = threads.submit(() -> tick.submit(1));
            while (tick.waiting() < 1) Thread.onSpinWait();
            tick.close();
            assertEquals(Outcome.STORED, answer.get());
            assertThrows(StoreUnavailable.class, () -> tick.submit(2));
        }
    }

    private static void runUntilDone(Tick<?> tick, List<Future<Outcome>> answers) {
        while (!answers.stream().allMatch(Future::isDone)) tick.runOnce();
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
