package org.postern.keys;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.postern.api.Routes;
import org.postern.api.TeamAnswer;
import org.postern.ceremony.Proposal;
import org.postern.manifest.ManifestException;
import org.postern.manifest.Parts;
import org.postern.manifest.Publication;

/// A made-up house's board over HTTP, whose consoles look whenever somebody asks for proposals.
final class HttpBoard implements AutoCloseable {
    private final MemoryBoard board;
    private final HttpServer server;

    HttpBoard(Admins house) throws IOException {
        this(house.board, house::consoles);
    }

    HttpBoard(MemoryBoard board, Runnable consoles) throws IOException {
        this.board = board;
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        get(Routes.NOTES, ignored -> board.notes.bytes());
        get(Routes.CEREMONY_PROPOSALS, ignored -> {
            consoles.run();
            return Parts.bytes(
                    "postern/proposals/v1",
                    board.proposals().stream()
                            .map(proposal -> new Parts.Part("proposal", proposal.bytes()))
                            .toList());
        });
        get(Routes.CEREMONY_DEPOSITS, ignored -> {
            var parts = new ArrayList<Parts.Part>();
            board.deposits().forEach(deposit -> parts.add(new Parts.Part("deposit", deposit)));
            board.people().ifPresent(people -> parts.add(new Parts.Part("people", people)));
            return Parts.bytes("postern/deposits/v1", parts);
        });
        get(
                Routes.CEREMONY_SERVED,
                ignored -> board.served().stream()
                        .map(file -> file.hash() + " " + file.path() + "\n")
                        .collect(Collectors.joining())
                        .getBytes(StandardCharsets.US_ASCII));
        get(Routes.CEREMONY_TAKEN, ignored -> Parts.bytes("postern/taken/v1", List.of()));
        get(
                Routes.CEREMONY_EPOCH,
                body -> TeamAnswer.ofEpochKeys(board.epoch(ByteBuffer.wrap(body).getInt())
                        .orElseThrow(() -> ManifestException.malformed("gone"))));
        get(Routes.CEREMONY_PROPOSAL, body -> {
            board.post(Proposal.parse(body));
            return ok();
        });
        get(Routes.PUBLISH, body -> {
            board.publish(Publication.parse(body));
            return ok();
        });
        server.start();
    }

    private static byte[] ok() {
        return "ok\n".getBytes(StandardCharsets.US_ASCII);
    }

    private void get(String path, UnaryOperator<byte[]> answer) {
        server.createContext(path, exchange -> serve(exchange, answer));
    }

    private void serve(HttpExchange exchange, UnaryOperator<byte[]> answer) throws IOException {
        try (exchange) {
            synchronized (board) {
                var body = answer.apply(exchange.getRequestBody().readAllBytes());
                exchange.getResponseHeaders().set("Content-Type", "application/octet-stream");
                exchange.sendResponseHeaders(200, body.length);
                exchange.getResponseBody().write(body);
            }
        } catch (ManifestException | UncheckedIOException refused) {
            var body = "refused\n".getBytes(StandardCharsets.US_ASCII);
            exchange.sendResponseHeaders(422, body.length);
            exchange.getResponseBody().write(body);
        }
    }

    String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
