package org.postern.store;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

/// Catches what the store logs while it is open.
final class StoreLog extends Handler implements AutoCloseable {
    private final Logger logger = Logger.getLogger("org.postern.store");
    private final List<String> lines = new CopyOnWriteArrayList<>();

    StoreLog() {
        logger.setLevel(Level.INFO);
        logger.addHandler(this);
    }

    List<String> lines() {
        return List.copyOf(lines);
    }

    @Override
    public void publish(LogRecord line) {
        lines.add(line.getMessage());
    }

    @Override
    public void flush() {}

    @Override
    public void close() {
        logger.removeHandler(this);
    }
}
