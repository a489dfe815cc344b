package org.postern.store;

import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;

/// Where PostgreSQL is, and the passwords of the six roles. It prints as its URL only.
public final class Database {
    private final String url;
    private final Map<Role, String> passwords;

    Database(String url, Map<Role, String> passwords) {
        this.url = url;
        this.passwords = new EnumMap<>(passwords);
    }

    /// A server of the operator's own, prepared with `deploy/postgres/roles.sql`.
    ///
    /// @param url `jdbc:postgresql://…`, without user and password
    /// @param passwordsFile one line a role, `postern_intake=…`; readable by its owner only
    /// @throws IllegalArgumentException if the URL is of another kind, the file can't be read or a role is
    ///     missing
    public static Database external(String url, Path passwordsFile) {
        if (!url.startsWith("jdbc:postgresql:"))
            throw new IllegalArgumentException("db.url must start with jdbc:postgresql:");
        return new Database(url, Passwords.read(passwordsFile));
    }

    /// Signs in once as each role and leaves nothing behind.
    ///
    /// @return what keeps it from being used and what to do, one sentence; empty if nothing does
    public Optional<String> unusable() {
        for (var role : Role.values()) {
            var settings = new Properties();
            settings.setProperty("user", role.user());
            settings.setProperty("password", password(role));
            settings.setProperty("connectTimeout", "3");
            settings.setProperty("socketTimeout", "5");
            settings.setProperty("logServerErrorDetail", "false");
            try (var connection = DriverManager.getConnection(url, settings);
                    var ask = connection.createStatement();
                    var row = ask.executeQuery("SELECT to_regnamespace('postern') IS NOT NULL")) {
                row.next();
                if (!row.getBoolean(1))
                    return Optional.of("the database is not prepared: run deploy/postgres/roles.sql in it");
            } catch (SQLException e) {
                return Optional.of(because(role, e.getSQLState() == null ? "" : e.getSQLState()));
            }
        }
        return Optional.empty();
    }

    private static String because(Role role, String code) {
        return switch (code) {
            case "28P01", "28000" ->
                "the database refuses " + role.user() + ": its password in db.passwords is another one, or"
                        + " deploy/postgres/roles.sql was not run, or pg_hba.conf does not let it in";
            case "3D000" -> "there is no database of the name at the end of db.url: create it, or correct db.url";
            case "42501" -> role.user() + " may not connect to this database: run deploy/postgres/roles.sql in it";
            case "57P03" -> "the database is starting or stopping: try again in a minute";
            default ->
                code.startsWith("08")
                        ? "nobody answers at db.url: is the database running, and are host and port right?"
                        : "the database can't be used as " + role.user() + " (" + code + ")";
        };
    }

    String url() {
        return url;
    }

    String password(Role role) {
        return passwords.get(role);
    }

    @Override
    public String toString() {
        return url;
    }
}
