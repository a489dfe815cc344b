package org.postern.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class PasswordsTest {
    @TempDir
    private Path folder;

    @Test
    void drawsOneForEachRoleOnce() throws Exception {
        var file = folder.resolve("passwords");
        var drawn = Passwords.readOrDraw(file);
        assertEquals(drawn, Passwords.readOrDraw(file));
        assertEquals(Role.values().length, drawn.values().stream().distinct().count());
    }

    @Test
    void refusesAFileThatOthersMayReadOrThatLacksARole() throws Exception {
        var file = folder.resolve("passwords");
        Passwords.readOrDraw(file);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r-----"));
        assertThrows(IllegalArgumentException.class, () -> Database.external("jdbc:postgresql://127.0.0.1/x", file));
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
        assertTrue(Database.external("jdbc:postgresql://127.0.0.1/x", file)
                .toString()
                .startsWith("jdbc:"));
        Files.writeString(file, "postern_intake=a\n");
        assertThrows(IllegalArgumentException.class, () -> Database.external("jdbc:postgresql://127.0.0.1/x", file));
    }
}
