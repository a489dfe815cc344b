package org.postern.serve;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.SocketException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.SequencedMap;

/// Speaks HTTP byte by byte, so that a test can say things that no proper client says.
final class RawHttp implements AutoCloseable {
    private final SocketChannel channel;
    private final InputStream in;

    private RawHttp(SocketAddress address) throws IOException {
        channel = SocketChannel.open(address);
        in = Channels.newInputStream(channel);
    }

    static RawHttp to(int port) throws IOException {
        return new RawHttp(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
    }

    static RawHttp to(UnixDomainSocketAddress address) throws IOException {
        return new RawHttp(address);
    }

    /// One answer.
    ///
    /// @param head status line and headers, without `Date`
    @SuppressWarnings("ArrayRecordComponent") // compared by the tests, array by array
    record Reply(int status, SequencedMap<String, String> headers, String head, byte[] body) {
        String text() {
            return new String(body, StandardCharsets.UTF_8);
        }
    }

    RawHttp send(String text) {
        return send(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    RawHttp send(byte[] bytes) {
        try {
            var buffer = ByteBuffer.wrap(bytes);
            while (buffer.hasRemaining()) {
                channel.write(buffer);
            }
            return this;
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    RawHttp post(String path, byte[] body) {
        send("POST " + path + " HTTP/1.1\r\nHost: test\r\nContent-Length: " + body.length + "\r\n\r\n");
        return send(body);
    }

    Reply get(String path) {
        return send("GET " + path + " HTTP/1.1\r\nHost: test\r\n\r\n").reply();
    }

    Reply reply() {
        try {
            var head = new ByteArrayOutputStream();
            while (!head.toString(StandardCharsets.ISO_8859_1).endsWith("\r\n\r\n")) {
                var next = in.read();
                if (next < 0) {
                    throw new AssertionError("closed without a whole answer, after " + head.size() + " bytes");
                }
                head.write(next);
            }
            var headers = new LinkedHashMap<String, String>();
            var lines = head.toString(StandardCharsets.ISO_8859_1).split("\r\n", -1);
            var kept = new StringBuilder();
            for (var line : lines) {
                var colon = line.indexOf(": ");
                if (!line.startsWith("Date: ")) {
                    kept.append(line).append('\n');
                    if (colon > 0) {
                        headers.put(line.substring(0, colon).toLowerCase(Locale.ROOT), line.substring(colon + 2));
                    }
                }
            }
            var body = in.readNBytes(Integer.parseInt(headers.getOrDefault("content-length", "0")));
            return new Reply(Integer.parseInt(lines[0].split(" ", -1)[1]), headers, kept.toString(), body);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    /// Waits until the server closes.
    ///
    /// @return how many bytes it sent before
    int bytesUntilClosed() {
        try {
            return in.readAllBytes().length;
        } catch (SocketException reset) {
            return 0;
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }
}
