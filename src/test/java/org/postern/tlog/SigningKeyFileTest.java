package org.postern.tlog;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class SigningKeyFileTest {
    // golang.org/x/mod/sumdb/note, documentation.
    private static final String PETER =
            "PRIVATE+KEY+PeterNeumann+c74f20a3+AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz\n";

    @TempDir
    private Path folder;

    private Path written(String content, String permissions) throws IOException {
        var file = Files.createTempFile(folder, "key", "");
        Files.writeString(file, content);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(permissions));
        return file;
    }

    private static void assertRefused(Path file) {
        var refused = assertThrows(KeyFileException.class, () -> LogSigner.load(file));
        assertFalse(refused.getMessage().contains("AYEKF"));
    }

    @Test
    void whatWasCreatedIsOnlyItsOwnersAndSignsTheSameAgain() throws IOException {
        var file = folder.resolve("log.key");
        var tree = MerkleTree.of(List.of(Witnessed.leaf(0)));
        try (var created = LogSigner.create(file, "log.example/1");
                var loaded = LogSigner.load(file)) {
            assertEquals(created.verifierKey(), loaded.verifierKey());
            assertEquals(
                    created.sign(tree).signatures().getFirst().text(),
                    loaded.sign(tree).signatures().getFirst().text());
        }
        assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(file)));
        assertThrows(KeyFileException.class, () -> LogSigner.create(file, "log.example/1"));
    }

    @Test
    void aWitnesssKeyIsNoLogsKey() {
        var file = folder.resolve("witness.key");
        try (var created = CosignatureSigner.create(file, "witness.example/w1");
                var loaded = CosignatureSigner.load(file)) {
            assertEquals(created.verifierKey(), loaded.verifierKey());
        }
        assertThrows(KeyFileException.class, () -> LogSigner.load(file));
    }

    @Test
    void readsTheReferenceImplementationsKey() throws IOException {
        try (var peter = LogSigner.load(written(PETER, "r--------"))) {
            assertEquals(
                    "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW",
                    peter.verifierKey().text());
        }
    }

    @Test
    void refusesAKeyThatOthersMayRead() throws IOException {
        for (var permissions : List.of("rw-r-----", "rw----r--", "rw--w----")) {
            assertRefused(written(PETER, permissions));
        }
    }

    @Test
    void refusesWhatIsNoKeyAndDoesNotQuoteIt() throws IOException {
        for (var content : List.of(
                "",
                "\n",
                "PRIVATE+KEY+",
                PETER.substring(1),
                PETER + "x",
                PETER.replace("c74f20a3", "c74f20a4"),
                PETER.replace("c74f20a3", "C74F20A3"),
                PETER.replace("AYEKF", "BIEKF"),
                PETER.replace("PeterNeumann", ""),
                PETER.replace("PeterNeumann", "Peter Neumann"),
                PETER.replace("HKDFz", "HKD"),
                PETER.replace("HKDFz", "HKDF!"),
                "x".repeat(2_000))) {
            assertRefused(written(content, "rw-------"));
        }
        assertRefused(folder.resolve("nothing"));
        assertRefused(folder);
    }

    @Test
    void createsNothingForABadName() {
        assertThrows(IllegalArgumentException.class, () -> LogSigner.create(folder.resolve("a"), "a b"));
        assertThrows(IllegalArgumentException.class, () -> CosignatureSigner.create(folder.resolve("a"), "a+b"));
        assertFalse(Files.exists(folder.resolve("a")));
    }
}
