package org.postern.store;

import java.nio.file.Path;
import java.util.EnumMap;
import java.util.Map;

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
