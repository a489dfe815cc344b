package org.postern.file;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class WholeFileTest {
    private static final byte[] OLD = {1};
    private static final byte[] NEW = {2, 3};
    /// Larger than any process id that Linux gives.
    private static final String NOBODYS = "4194999";

    @TempDir
    private Path folder;

    private List<String> names(Path in) throws IOException {
        try (var files = Files.list(in)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }

    private static String mode(Path file) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
    }

    @Test
    void aFileKeepsItsModeWhateverTheUmaskCuts() throws IOException {
        var file = Files.writeString(folder.resolve("shared"), "old");
        // No usual umask leaves the write right of others.
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-rw-rw-"));
        WholeFile.replace(file, new byte[] {1});
        assertEquals("rw-rw-rw-", PosixFilePermissions.toString(Files.getPosixFilePermissions(file)));
    }

    @Test
    void readingHasABoundWhateverTheSizeSaysAndNamesWhatIsWrong() throws IOException {
        var file = Files.write(folder.resolve("file"), NEW);
        assertArrayEquals(NEW, WholeFile.read(file, 2));
        assertEquals("This file is far too large: " + file, sentence(file, 1));
        // A device says that it has no bytes, and never ends.
        assertTrue(sentence(Path.of("/dev/zero"), 100).startsWith("This file is far too large"));
        assertTrue(sentence(folder, 100).startsWith("This is a folder"));
        var none = folder.resolve("none");
        assertEquals("There is no file " + none + ".", sentence(none, 100));
        assertFalse(sentence(file.resolve("below"), 100).isBlank());
    }

    private static String sentence(Path file, int bytesMax) {
        return assertThrows(IOException.class, () -> WholeFile.read(file, bytesMax))
                .getMessage();
    }

    @Test
    void oneHoldsANameUntilItIsClosed() throws IOException {
        var name = folder.resolve("held");
        var first = WholeFile.hold(name).orElseThrow();
        assertTrue(WholeFile.hold(name).isEmpty());
        first.close();
        WholeFile.hold(name).orElseThrow().close();
    }

    @Test
    void aLinkStaysAndWhatItPointsToIsWritten() throws IOException {
        var stick = Files.createDirectory(folder.resolve("stick"));
        Files.write(stick.resolve("my.vault"), OLD);
        var link = Files.createSymbolicLink(folder.resolve("my.vault"), Path.of("stick/my.vault"));
        var longer = Files.createSymbolicLink(stick.resolve("again"), Path.of("../my.vault"));
        WholeFile.replaceSecret(longer, NEW);
        assertTrue(Files.isSymbolicLink(link));
        assertTrue(Files.isSymbolicLink(longer));
        assertArrayEquals(NEW, Files.readAllBytes(stick.resolve("my.vault")));
        assertEquals(List.of("again", "my.vault"), names(stick));
    }

    @Test
    void aLinkToWhereNothingStandsYetIsFollowed() throws IOException {
        var link = Files.createSymbolicLink(folder.resolve("link"), Path.of("later"));
        WholeFile.create(link, NEW);
        assertTrue(Files.isSymbolicLink(link));
        assertArrayEquals(NEW, Files.readAllBytes(folder.resolve("later")));
    }

    @Test
    void linksInACircleAreOneSentence() throws IOException {
        var link = Files.createSymbolicLink(folder.resolve("a"), Path.of("b"));
        Files.createSymbolicLink(folder.resolve("b"), Path.of("a"));
        var refused = assertThrows(IOException.class, () -> WholeFile.replace(link, NEW));
        assertEquals("The links at this place go in a circle: " + link, refused.getMessage());
    }

    @Test
    void aFullDiskIsNamedAndLeavesWhatStoodThere() throws Exception {
        Assumptions.assumeTrue(
                Integer.valueOf(0).equals(Files.getAttribute(Path.of("/proc/self"), "unix:uid")),
                "only root can make a small disk");
        var disk = Files.createDirectory(folder.resolve("disk"));
        run("mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", disk.toString());
        try {
            var file = disk.resolve("my.vault");
            WholeFile.replaceSecret(file, OLD);
            var refused = assertThrows(IOException.class, () -> WholeFile.replaceSecret(file, new byte[128 << 10]));
            assertEquals(
                    "The disk is full: " + file + " was not written. Make room and give the same command again.",
                    refused.getMessage());
            assertArrayEquals(OLD, Files.readAllBytes(file));
            assertEquals(List.of("my.vault"), names(disk));
            WholeFile.replaceSecret(file, NEW);
        } finally {
            run("umount", disk.toString());
        }
    }

    private static void run(String... command) throws Exception {
        assertEquals(0, new ProcessBuilder(command).inheritIO().start().waitFor());
    }

    @Test
    void whatACrashLeftIsSweptByTheNextWriterOfThatFile() throws IOException {
        Files.write(folder.resolve("my.vault." + NOBODYS + ".new"), OLD);
        Files.write(folder.resolve("other.vault." + NOBODYS + ".new"), OLD);
        Files.write(folder.resolve("my.vault.old.new"), OLD);
        WholeFile.replaceSecret(folder.resolve("my.vault"), NEW);
        assertEquals(List.of("my.vault", "my.vault.old.new", "other.vault." + NOBODYS + ".new"), names(folder));
    }

    @Test
    void whatAnotherProcessIsWritingIsLeftAlone() throws IOException {
        var process = new ProcessBuilder("sleep", "60").start();
        try {
            var others = folder.resolve("my.vault." + process.pid() + ".new");
            Files.write(others, OLD);
            WholeFile.replaceSecret(folder.resolve("my.vault"), NEW);
            assertTrue(Files.exists(others));
        } finally {
            process.destroyForcibly();
        }
    }

    @Test
    void aLeftoverOfNoBytesDoesNotStopTheCommand() throws IOException {
        var file = Files.createFile(folder.resolve("a.card"));
        WholeFile.create(file, NEW);
        assertArrayEquals(NEW, Files.readAllBytes(file));
        var refused = assertThrows(IOException.class, () -> WholeFile.create(file, OLD));
        assertEquals("The file " + file + " exists already; it is not overwritten.", refused.getMessage());
        assertFalse(WholeFile.isFree(file));
    }

    @Test
    void aSecretIsForItsOwnerOnlyWhateverStoodThere() throws IOException {
        var file = folder.resolve("key");
        Files.createFile(file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-r--r--")));
        WholeFile.createSecret(file, NEW);
        assertEquals("rw-------", mode(file));
    }

    @Test
    void theModeThatAPersonChoseStays() throws IOException {
        var file = folder.resolve("card");
        Files.createFile(file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        WholeFile.replace(file, NEW);
        assertEquals("rw-------", mode(file));
    }

    @Test
    void aFolderThatIsNotThereIsOneSentence() {
        var file = folder.resolve("nowhere").resolve("card");
        var refused = assertThrows(IOException.class, () -> WholeFile.create(file, NEW));
        assertEquals("The folder of this file does not exist: " + file, refused.getMessage());
    }

    @Test
    void aFolderIsNotTakenForAFile() {
        assertThrows(IOException.class, () -> WholeFile.replace(folder, NEW));
        assertFalse(WholeFile.isFree(folder));
    }
}
