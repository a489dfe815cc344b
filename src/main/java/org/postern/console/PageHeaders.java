package org.postern.console;

import io.helidon.http.HeaderNames;
import io.helidon.http.ServerResponseHeaders;
import java.util.Map;

/// The headers on every answer of the local page: one script, one style, one Trusted Types policy, nothing stored,
/// nothing framed, nothing sent elsewhere (anonymity reference 3.4, without what only HTTPS knows).
final class PageHeaders {
    private static final Map<String, String> ALL = Map.ofEntries(
            Map.entry(
                    "Content-Security-Policy",
                    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
                            + "form-action 'none'; base-uri 'none'; frame-ancestors 'none'; object-src 'none'; "
                            + "worker-src 'none'; child-src 'none'; frame-src 'none'; "
                            + "require-trusted-types-for 'script'; trusted-types console"),
            Map.entry("Integrity-Policy", "blocked-destinations=(script)"),
            Map.entry("Cross-Origin-Opener-Policy", "same-origin"),
            Map.entry("Cross-Origin-Embedder-Policy", "require-corp"),
            Map.entry("Cross-Origin-Resource-Policy", "same-origin"),
            Map.entry("Origin-Agent-Cluster", "?1"),
            Map.entry("Referrer-Policy", "no-referrer"),
            Map.entry("X-Content-Type-Options", "nosniff"),
            Map.entry("X-Frame-Options", "DENY"),
            Map.entry("Cache-Control", "no-store"),
            Map.entry("X-DNS-Prefetch-Control", "off"),
            Map.entry(
                    "Permissions-Policy",
                    "accelerometer=(), autoplay=(), camera=(), "
                            + "clipboard-read=(), display-capture=(), geolocation=(), gyroscope=(), hid=(), "
                            + "idle-detection=(), local-fonts=(), magnetometer=(), microphone=(), midi=(), payment=(), "
                            + "publickey-credentials-get=(), screen-wake-lock=(), serial=(), storage-access=(), "
                            + "usb=(), xr-spatial-tracking=()"));

    private PageHeaders() {}

    /// Sets them all.
    ///
    /// @param headers of the answer that is about to be sent
    static void addTo(ServerResponseHeaders headers) {
        ALL.forEach((name, value) -> headers.set(HeaderNames.create(name), value));
    }
}
