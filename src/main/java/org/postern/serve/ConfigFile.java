package org.postern.serve;

import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.postern.serve.ServeConfig.Bounds;
import org.postern.serve.ServeConfig.Database;
import org.postern.serve.ServeConfig.Listen;

/// Reads a configuration file, all of it, and gathers every problem before giving up.
///
/// Only the file counts: neither the environment nor system properties change a setting, so what an operator reads is
/// what runs. `deploy/postern.yaml` is the reference.
final class ConfigFile {
    private static final Set<String> KNOWN = Set.of(
            "listen.operator",
            "listen.public",
            "listen.team",
            "root-note",
            "log-key",
            "log-key-next",
            "witnesses",
            "witnesses-ca",
            "leave-url",
            "tls-in-front",
            "data",
            "db.url",
            "db.passwords",
            "tick-millis",
            "bounds.request-seconds",
            "bounds.idle-seconds",
            "bounds.grace-seconds",
            "bounds.public-connections",
            "bounds.public-requests",
            "bounds.team-connections",
            "bounds.team-requests");

    private static final Pattern TCP =
            Pattern.compile("(?<host>[A-Za-z0-9.-]+|\\[[0-9A-Fa-f:.]+]):(?<port>[0-9]{1,5})");
    private static final Pattern LOOPBACK = Pattern.compile("127\\.[0-9.]+|localhost|::1");
    private static final String WITNESSES = "witnesses";
    private static final String UNIX = "unix:";
    private static final int PORT_MAX = 65_535;

    private final List<String> problems = new ArrayList<>();
    private final Path folder;
    private final SettingLines settings;

    private ConfigFile(Path file) {
        folder = file.toAbsolutePath().normalize().getParent();
        settings = new SettingLines(file, problems);
    }

    /// What a file says, or what is wrong with it.
    ///
    /// @param config the settings, if there is no problem
    /// @param problems one sentence each, with file and line
    /// @param where says where a setting stands, to begin a sentence with
    record Result(Optional<ServeConfig> config, List<String> problems, Function<String, String> where) {}

    /// Reads a file.
    ///
    /// @param file a YAML file; relative paths in it start from its folder
    /// @return the settings, or every problem that was found
    static Result read(Path file) {
        var reading = new ConfigFile(file);
        var config = reading.serveConfig();
        var good = reading.problems.isEmpty();
        return new Result(
                good ? Optional.of(config) : Optional.empty(), List.copyOf(reading.problems), reading.settings::where);
    }

    private ServeConfig serveConfig() {
        refuseUnknown();
        int tickMillis = number(
                "tick-millis",
                ServeConfig.TICK_MILLIS_DEFAULT,
                ServeConfig.TICK_MILLIS_MIN,
                ServeConfig.TICK_MILLIS_MAX);
        return new ServeConfig(
                operator(),
                listen("listen.public", "127.0.0.1:8080"),
                listen("listen.team", "127.0.0.1:8081"),
                path("root-note", "root.note"),
                log(),
                leaveUrl(),
                flag("tls-in-front"),
                path("data", "data"),
                database(),
                tickMillis,
                bounds(tickMillis));
    }

    private void refuseUnknown() {
        for (var name : settings.names()) {
            if (KNOWN.stream().anyMatch(known -> known.startsWith(name + "."))) {
                settings.get(name)
                        .filter(setting -> !setting.isEmpty())
                        .ifPresent(setting -> complain(
                                name,
                                name + " has no value of its own: write its settings below"
                                        + " it, each in a line that begins with spaces"));
            } else if (!KNOWN.contains(name)) {
                complain(name, "there is no setting named " + name);
            } else if (!settings.get(name).orElseThrow().isEmpty()
                    && settings.get(name).orElseThrow().isList() != name.equals(WITNESSES)) {
                complain(
                        name,
                        name.equals(WITNESSES)
                                ? "witnesses must be a list: each address in a line of its own, after a dash"
                                : name + " must be one value");
            }
        }
    }

    private void complain(String name, String sentence) {
        problems.add(settings.where(name) + sentence);
    }

    private Optional<String> text(String key) {
        return settings.get(key)
                .filter(setting -> !setting.isList())
                .map(setting -> setting.values().getFirst())
                .filter(value -> !value.isBlank());
    }

    private Listen operator() {
        var listen = listen("listen.operator", "127.0.0.1:8082");
        if (listen instanceof Listen.Tcp tcp && !LOOPBACK.matcher(tcp.host()).matches()) {
            complain(
                    "listen.operator",
                    "listen.operator must be a loopback address or a Unix socket: it answers without asking who calls");
        }
        return listen;
    }

    private Listen listen(String key, String otherwise) {
        var value = text(key).orElse(otherwise);
        if (value.startsWith(UNIX)) {
            return new Listen.Unix(resolved(key, value.substring(UNIX.length())));
        }
        var address = TCP.matcher(value);
        if (!address.matches() || Integer.parseInt(address.group("port")) > PORT_MAX) {
            complain(key, key + " must look like 127.0.0.1:8080 or unix:/run/postern/public.sock");
            return Listen.anyLoopbackPort();
        }
        var host = address.group("host").replaceAll("[\\[\\]]", "");
        return new Listen.Tcp(host, Integer.parseInt(address.group("port")));
    }

    private Path path(String key, String otherwise) {
        return resolved(key, text(key).orElse(otherwise));
    }

    private Path resolved(String key, String value) {
        try {
            return folder.resolve(value).normalize();
        } catch (InvalidPathException invalid) {
            complain(key, key + " must be a path");
            return folder;
        }
    }

    private ServeConfig.Log log() {
        var next = text("log-key-next").map(value -> resolved("log-key-next", value));
        var witnesses = new ArrayList<URI>();
        for (var address : settings.get(WITNESSES)
                .filter(SettingLines.Setting::isList)
                .map(SettingLines.Setting::values)
                .orElse(List.of())) {
            witness(address).ifPresent(witnesses::add);
        }
        if (witnesses.size() > ServeConfig.Log.WITNESSES_MAX
                || witnesses.stream().distinct().count() < witnesses.size()) {
            complain(WITNESSES, "witnesses must be at most 8 different addresses");
        }
        var authorities = text("witnesses-ca").map(value -> resolved("witnesses-ca", value));
        return new ServeConfig.Log(path("log-key", "log.key"), next, witnesses, authorities);
    }

    private Optional<URI> witness(String value) {
        try {
            var url = new URI(value);
            if (("https".equals(url.getScheme()) || "http".equals(url.getScheme()))
                    && url.getHost() != null
                    && url.getQuery() == null
                    && url.getFragment() == null
                    && url.getUserInfo() == null) {
                return Optional.of(url);
            }
        } catch (URISyntaxException malformed) {
            // Said below.
        }
        complain(WITNESSES, "witnesses must be addresses such as https://witness.example/postern");
        return Optional.empty();
    }

    private URI leaveUrl() {
        var value = text("leave-url").orElse(ServeConfig.LEAVE_URL_DEFAULT.toString());
        try {
            var url = new URI(value);
            if ("https".equals(url.getScheme()) && url.getHost() != null) {
                return url;
            }
        } catch (URISyntaxException malformed) {
            // Said below.
        }
        complain("leave-url", "leave-url must be an https address");
        return ServeConfig.LEAVE_URL_DEFAULT;
    }

    private boolean flag(String key) {
        var value = text(key).orElse("false");
        if (!value.equals("true") && !value.equals("false")) {
            complain(key, key + " must be the word true or the word false");
        }
        return value.equals("true");
    }

    private Optional<Database> database() {
        var url = text("db.url");
        if (url.isEmpty()) {
            if (text("db.passwords").isPresent()) {
                complain("db.passwords", "db.passwords is only read together with db.url");
            }
            return Optional.empty();
        }
        if (!url.get().startsWith("jdbc:postgresql:")) {
            complain("db.url", "db.url must start with jdbc:postgresql:");
        }
        if (url.get().matches(".*[?&](user|password)=.*")) {
            complain("db.url", "db.url must not hold a user or a password; they belong into db.passwords");
        }
        if (text("db.passwords").isEmpty()) {
            complain("db.url", "db.passwords is missing: with db.url, the roles' passwords come from a file");
        }
        return Optional.of(new Database(url.get(), path("db.passwords", "db-passwords")));
    }

    private Bounds bounds(int tickMillis) {
        var usual = Bounds.DEFAULT;
        int graceSeconds = number("bounds.grace-seconds", usual.graceSeconds(), 1, 120);
        if (graceSeconds * 1000 <= tickMillis) {
            complain(
                    text("bounds.grace-seconds").isPresent() ? "bounds.grace-seconds" : "tick-millis",
                    "bounds.grace-seconds must be more than a tick: at least " + (tickMillis / 1000 + 1));
        }
        return new Bounds(
                number("bounds.request-seconds", usual.requestSeconds(), 1, 600),
                number("bounds.idle-seconds", usual.idleSeconds(), 1, 600),
                graceSeconds,
                number("bounds.public-connections", usual.publicConnections(), 1, 100_000),
                number("bounds.public-requests", usual.publicRequests(), 1, 10_000),
                number("bounds.team-connections", usual.teamConnections(), 1, 10_000),
                number("bounds.team-requests", usual.teamRequests(), 1, 1_000));
    }

    private int number(String key, int otherwise, int min, int max) {
        var value = text(key);
        if (value.isEmpty()) {
            return otherwise;
        }
        if (value.get().matches("[0-9]{1,9}")) {
            var number = Integer.parseInt(value.get());
            if (number >= min && number <= max) {
                return number;
            }
        }
        complain(key, key + " must be a whole number from " + min + " to " + max);
        return otherwise;
    }
}
