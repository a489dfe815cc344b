package org.postern.serve;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import java.util.UUID;
import org.postern.api.Routes;
import org.postern.envelope.Frames;
import org.postern.envelope.Limits;

/// One requester who sends without pause over one connection: a request that is made once, and a fresh id and mark each
/// time, so that the driver costs next to nothing beside the server.
final class LoadClient implements AutoCloseable {
    private static final int ID_AT = 4;
    private static final int MARK_AT = 24;

    private final Random random;
    private final byte[] head = ("POST " + Routes.REQUEST + " HTTP/1.1\r\nHost: load\r\nContent-Length: "
                    + Limits.REQUEST_BYTES + "\r\n\r\n")
            .getBytes(StandardCharsets.US_ASCII);
    private final byte[] message = new byte[head.length + Limits.REQUEST_BYTES];
    private final byte[] answer = new byte[4_096];
    private final Socket socket;
    private final InputStream in;
    private final OutputStream out;
    private UUID id = new UUID(0, 0);

    LoadClient(int port, long seed) throws IOException {
        random = new Random(seed);
        System.arraycopy(head, 0, message, 0, head.length);
        System.arraycopy(new Frames(seed).request(Founding.EPOCH), 0, message, head.length, Limits.REQUEST_BYTES);
        socket = new Socket(InetAddress.getLoopbackAddress(), port);
        socket.setTcpNoDelay(true);
        socket.setSoTimeout(30_000);
        in = socket.getInputStream();
        out = socket.getOutputStream();
    }

    /// Draws a fresh id and mark.
    UUID next() {
        id = new UUID(random.nextLong(), random.nextLong());
        var mark = new byte[Limits.HASH_BYTES];
        random.nextBytes(mark);
        ByteBuffer.wrap(message)
                .putLong(head.length + ID_AT, id.getMostSignificantBits())
                .putLong(head.length + ID_AT + Long.BYTES, id.getLeastSignificantBits())
                .put(head.length + MARK_AT, mark);
        return id;
    }

    /// The request as it would be sent now.
    byte[] frame() {
        return java.util.Arrays.copyOfRange(message, head.length, message.length);
    }

    /// Sends the current request and waits.
    ///
    /// @return the status
    int send() throws IOException {
        out.write(message);
        var length = 0;
        while (true) {
            var read = in.read(answer, length, answer.length - length);
            if (read < 0) {
                throw new IOException("closed");
            }
            length += read;
            // Every answer ends with a body of one line, and no header line ends without a carriage return.
            if (length > 2 && answer[length - 1] == '\n' && answer[length - 2] != '\r') {
                return Integer.parseInt(new String(answer, 9, 3, StandardCharsets.US_ASCII));
            }
        }
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
