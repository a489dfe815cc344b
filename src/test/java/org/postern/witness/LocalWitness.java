package org.postern.witness;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import org.postern.note.VerifierKey;
import org.postern.tlog.CosignatureSigner;

/// A whole witness on this machine, which can be stopped and started again at the same address.
public final class LocalWitness implements AutoCloseable {
    private final CosignatureSigner signer;
    private final Witness witness;
    private final int port;
    private WitnessServer server;

    /// Starts one.
    ///
    /// @param home   its folder, which exists
    /// @param signer its key
    /// @param log    whose log it cosigns
    public LocalWitness(Path home, CosignatureSigner signer, VerifierKey log) throws IOException {
        this.signer = signer;
        witness = new Witness(
                signer, Files.createDirectory(home.resolve("witness")), List.of(log), InstantSource.system());
        server = listen(0);
        port = server.port();
    }

    private WitnessServer listen(int at) {
        return new WitnessServer(
                witness, new InetSocketAddress(InetAddress.getLoopbackAddress(), at), WitnessServer.Bounds.USUAL);
    }

    public URI address() {
        return URI.create("http://127.0.0.1:" + port);
    }

    public void stop() {
        server.close();
    }

    public void startAgain() {
        server = listen(port);
    }

    @Override
    public void close() {
        server.close();
        witness.close();
        signer.close();
    }
}
