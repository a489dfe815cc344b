package org.postern.verify;

import org.postern.api.IntakeClient;
import org.postern.manifest.Notes;

/// A service at an address.
final class HttpService implements Service {
    private final IntakeClient client;

    HttpService(IntakeClient client) {
        this.client = client;
    }

    @Override
    public Notes notes() {
        return client.notes();
    }

    @Override
    public byte[] log(String path, int bytesMax) {
        return client.log(path, bytesMax);
    }

    @Override
    public byte[] file(String path) {
        return client.file(path);
    }
}
