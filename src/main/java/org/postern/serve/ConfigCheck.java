package org.postern.serve;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.postern.file.WholeFile;
import org.postern.listen.Address;
import org.postern.serve.ServeConfig.Listen;
import org.postern.store.Database;
import org.postern.store.EmbeddedPostgres;

/// Tries what `serve` is about to do, and leaves no trace: listens at each address for a moment, signs in at the
/// database, reads keys and notes. Each finding names the file, the line of the setting, and what to do.
final class ConfigCheck {
    private static final int PEM_BYTES_MAX = 4 << 20;

    private final ServeConfig config;
    private final Function<String, String> where;
    private final List<String> problems = new ArrayList<>();

    private ConfigCheck(ServeConfig config, Function<String, String> where) {
        this.config = config;
        this.where = where;
    }

    /// Looks at what a start needs to read, as `serve` itself does first.
    ///
    /// @param read settings without a problem
    /// @return what is wrong, one sentence each
    static List<String> unreadable(ConfigFile.Result read) {
        var check = new ConfigCheck(read.config().orElseThrow(), read.where());
        check.files();
        check.threePlaces();
        return List.copyOf(check.problems);
    }

    /// What only a start can tell, because the newest root lies in the database.
    ///
    /// @param read settings without a problem
    /// @return one sentence each, for a person to judge
    static List<String> untold(ConfigFile.Result read) {
        var config = read.config().orElseThrow();
        var first = Server.firstRoot(config).root();
        var sentences = new ArrayList<String>();
        try (var keys = new LogKeys(config.log())) {
            if (keys.of(first).isEmpty()) {
                sentences.add(
                        "log-key is not the key that root-note names: right only if a later list of admins names it;"
                                + " else the server will not start");
            }
        }
        if (first.witnesses().isEmpty() && !config.log().witnesses().isEmpty()) {
            sentences.add(
                    "root-note names no witnesses: those of the settings count only if a later list of admins names"
                            + " them");
        }
        return List.copyOf(sentences);
    }

    /// Tries the rest.
    ///
    /// @param read settings whose files can be read
    /// @return what is wrong, one sentence each
    static List<String> unusable(ConfigFile.Result read) {
        var check = new ConfigCheck(read.config().orElseThrow(), read.where());
        check.addresses();
        check.keys();
        check.authorities();
        check.storage();
        return List.copyOf(check.problems);
    }

    private void complain(String setting, String sentence) {
        problems.add(where.apply(setting) + sentence);
    }

    private void files() {
        readable("root-note", config.rootNote(), "; copy root-0001.note of the founding there");
        var key = config.log().key();
        readable("log-key", key, Files.exists(key) ? "" : "; postern serve --new-log-key FILE --origin NAME makes one");
        config.log().nextKey().ifPresent(file -> readable("log-key-next", file, ""));
        config.log().authorities().ifPresent(file -> readable("witnesses-ca", file, ""));
        config.database().ifPresent(database -> readable("db.passwords", database.passwords(), ""));
    }

    private void readable(String setting, Path file, String cure) {
        if (!Files.isReadable(file)) {
            complain(setting, setting + " can't be read: " + file + cure);
        }
    }

    private Map<String, Listen> listens() {
        var listens = new LinkedHashMap<String, Listen>();
        listens.put("listen.operator", config.operator());
        listens.put("listen.public", config.open());
        listens.put("listen.team", config.team());
        return listens;
    }

    private void threePlaces() {
        var apart = listens().values().stream()
                .filter(listen -> !(listen instanceof Listen.Tcp tcp && tcp.port() == 0))
                .map(Listen::toString)
                .toList();
        if (apart.stream().distinct().count() < apart.size()) {
            complain("listen.team", "listen.operator, listen.public and listen.team must be three different places");
        }
    }

    private void addresses() {
        listens()
                .forEach((setting, listen) ->
                        Address.unusable(listen.address()).ifPresent(why -> complain(setting, why)));
    }

    private void keys() {
        try {
            var first = Server.firstRoot(config).root();
            try (var keys = new LogKeys(config.log())) {
                // Before anything is published the first root is the newest; afterwards its database knows better.
                boolean isNew = config.database().isEmpty() && !Files.exists(config.data());
                if (!keys.areOf(first)) {
                    complain(
                            "log-key",
                            "log-key is of another service than root-note; use the key file that was made for this one");
                } else if (isNew && keys.of(first).isEmpty()) {
                    complain(
                            "log-key",
                            "log-key is not the key that root-note names in its line `log`; use the key file that was"
                                    + " made for this service");
                }
            } catch (StartException unusable) {
                complain("log-key", unusable.getMessage());
            }
        } catch (StartException noRoot) {
            // That it can't be read was said with its cure.
            if (Files.isReadable(config.rootNote())) {
                complain("root-note", noRoot.getMessage());
            }
        }
    }

    private void authorities() {
        var file = config.log().authorities();
        if (file.isEmpty()) {
            return;
        }
        try {
            var pem = new ByteArrayInputStream(WholeFile.read(file.get(), PEM_BYTES_MAX));
            if (!CertificateFactory.getInstance("X.509")
                    .generateCertificates(pem)
                    .isEmpty()) {
                return;
            }
        } catch (IOException | CertificateException unusable) {
            // Said below.
        }
        complain("witnesses-ca", "witnesses-ca holds no certificate: it must be one in PEM form");
    }

    private void storage() {
        if (config.database().isEmpty()) {
            EmbeddedPostgres.unusable(config.data()).ifPresent(why -> complain("data", why));
            return;
        }
        var external = config.database().get();
        try {
            Database.external(external.url(), external.passwords())
                    .unusable()
                    .ifPresent(why -> complain("db.url", why));
        } catch (IllegalArgumentException unusable) {
            complain("db.passwords", unusable.getMessage());
        }
    }
}
