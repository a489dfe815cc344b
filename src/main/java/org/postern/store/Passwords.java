package org.postern.store;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.postern.file.WholeFile;

/// The database passwords on disk: one line a role, for the owner's eyes only (mode 0600).
final class Passwords {
    private static final Set<PosixFilePermission> OWNER_ONLY = PosixFilePermissions.fromString("rw-------");

    private Passwords() {}

    /// Reads the password of every role.
    ///
    /// @throws IllegalArgumentException if the file can't be read, others may read it, or a role is missing
    static Map<Role, String> read(Path file) {
        try {
            if (!OWNER_ONLY.containsAll(Files.getPosixFilePermissions(file)))
                throw new IllegalArgumentException("the passwords file must be readable by its owner only (chmod 600)");
            var found = new EnumMap<Role, String>(Role.class);
            for (var line : Files.readAllLines(file)) {
                for (var role : Role.values())
                    if (line.startsWith(role.user() + "="))
                        found.put(role, line.substring(role.user().length() + 1).strip());
            }
            for (var role : Role.values())
                if (!found.containsKey(role))
                    throw new IllegalArgumentException("the passwords file has no line for " + role.user());
            return found;
        } catch (IOException e) {
            throw new IllegalArgumentException("the passwords file can't be read", e);
        }
    }

    /// Draws a password for every role and writes them, unless the file is there already.
    static Map<Role, String> readOrDraw(Path file) throws IOException {
        if (WholeFile.isFree(file)) {
            var lines = new ArrayList<String>();
            for (var role : Role.values()) lines.add(role.user() + "=" + draw());
            write(file, String.join("\n", lines) + "\n");
        }
        return read(file);
    }

    /// Two random UUIDs: 244 bits from the platform's secure generator.
    static String draw() {
        return (UUID.randomUUID() + "" + UUID.randomUUID()).replace("-", "");
    }

    /// Writes a file that nobody else could read at any moment; whole or not at all.
    static void write(Path file, String content) throws IOException {
        WholeFile.replaceSecret(file, content.getBytes(StandardCharsets.UTF_8));
    }
}
