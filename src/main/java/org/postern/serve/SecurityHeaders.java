package org.postern.serve;

import io.helidon.http.Header;
import io.helidon.http.HeaderValues;
import io.helidon.http.ServerResponseHeaders;
import java.util.ArrayList;
import java.util.List;

/// The headers of every answer, errors included (reference: anonymity.md 3.4).
///
/// The page may load its own style and script and talk to its own server, and nothing else; nobody may frame
/// it, nothing is cached, and no device is offered to it.
final class SecurityHeaders {
    private static final String CONTENT_SECURITY_POLICY = "default-src 'none'; script-src 'self'; style-src 'self';"
            + " img-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none';"
            + " object-src 'none'; worker-src 'none'; child-src 'none'; frame-src 'none';"
            + " require-trusted-types-for 'script'; trusted-types 'none'";

    private static final String PERMISSIONS_POLICY = "accelerometer=(), autoplay=(), camera=(),"
            + " clipboard-read=(), display-capture=(), geolocation=(), gyroscope=(), hid=(),"
            + " idle-detection=(), local-fonts=(), magnetometer=(), microphone=(), midi=(), payment=(),"
            + " publickey-credentials-get=(), screen-wake-lock=(), serial=(), storage-access=(), usb=(),"
            + " xr-spatial-tracking=()";

    private final List<Header> headers;

    /// Fixes the headers for as long as the server runs.
    ///
    /// @param tlsInFront adds HSTS and `upgrade-insecure-requests`; over plain HTTP (an onion service, a test)
    /// they would make the page unreachable
    SecurityHeaders(boolean tlsInFront) {
        var all = new ArrayList<Header>();
        add(
                all,
                "Content-Security-Policy",
                tlsInFront ? CONTENT_SECURITY_POLICY + "; upgrade-insecure-requests" : CONTENT_SECURITY_POLICY);
        if (tlsInFront) {
            add(all, "Strict-Transport-Security", "max-age=63072000; includeSubDomains; preload");
        }
        add(all, "Integrity-Policy", "blocked-destinations=(script)");
        add(all, "Cross-Origin-Opener-Policy", "same-origin");
        add(all, "Cross-Origin-Embedder-Policy", "require-corp");
        add(all, "Cross-Origin-Resource-Policy", "same-origin");
        add(all, "Origin-Agent-Cluster", "?1");
        add(all, "Referrer-Policy", "no-referrer");
        add(all, "X-Content-Type-Options", "nosniff");
        add(all, "X-Frame-Options", "DENY");
        add(all, "Cache-Control", "no-store");
        add(all, "X-DNS-Prefetch-Control", "off");
        add(all, "Permissions-Policy", PERMISSIONS_POLICY);
        headers = List.copyOf(all);
    }

    private static void add(List<Header> all, String name, String value) {
        all.add(HeaderValues.createCached(name, value));
    }

    /// Adds them to an answer.
    ///
    /// @param answer the headers of an answer that is not sent yet
    void putOn(ServerResponseHeaders answer) {
        headers.forEach(answer::set);
    }
}
