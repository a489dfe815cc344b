package org.postern.request;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/// A way to a server on this machine that a test can cut: then nobody answers there.
final class Relay implements AutoCloseable {
    private final ServerSocket listens;
    private final int target;
    private final List<Socket> open = new CopyOnWriteArrayList<>();

    /// Starts.
    ///
    /// @param port   where it listens on 127.0.0.1; 0 for any
    /// @param target the server's port
    Relay(int port, int target) throws IOException {
        this.target = target;
        listens = new ServerSocket();
        listens.setReuseAddress(true);
        listens.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
        Thread.ofVirtual().start(this::accept);
    }

    int port() {
        return listens.getLocalPort();
    }

    private void accept() {
        try {
            while (true) {
                var near = listens.accept();
                var far = new Socket(InetAddress.getLoopbackAddress(), target);
                open.addAll(List.of(near, far));
                Thread.ofVirtual().start(() -> pass(near, far));
                Thread.ofVirtual().start(() -> pass(far, near));
            }
        } catch (IOException cut) {
            // The test has closed it.
        }
    }

    private static void pass(Socket from, Socket to) {
        try (from;
                to) {
            from.getInputStream().transferTo(to.getOutputStream());
        } catch (IOException ended) {
            // Either side has hung up.
        }
    }

    /// From now on nobody answers.
    void cut() {
        try {
            listens.close();
            for (var socket : open) {
                socket.close();
            }
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    @Override
    public void close() {
        cut();
    }
}
