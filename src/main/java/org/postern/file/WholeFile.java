package org.postern.file;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/// The one way to read a file, with a bound; and the one way to write one: beside its place, forced to the disk, moved
/// there in one step, the folder forced, too.
/// A crash, a power cut or a full disk leaves the old content or the new one, and the same command can be given again:
/// a file of 0 bytes, which is what others leave behind on a full disk, counts as no file.
///
/// Symbolic links stay: what they point to is written, so that a vault behind a link stays on its stick. Every failure
/// is an [IOException] whose message is one sentence for a person.
public final class WholeFile {
    private static final Set<PosixFilePermission> OWNER_ONLY = PosixFilePermissions.fromString("rw-------");
    private static final int LINKS_MAX = 40;
    /// Within this process one writer goes after the other.
    private static final Object ONE_AT_A_TIME = new Object();
    /// What this process holds: the system's lock is the process's, and knows no threads.
    private static final Set<Path> HELD = ConcurrentHashMap.newKeySet();

    private WholeFile() {}

    /// Reads a file, or what comes through a pipe, whatever its size says: a device has none, and never ends.
    ///
    /// @param file     where, or a link to there
    /// @param bytesMax how much is read at most
    /// @return all bytes
    /// @throws IOException one sentence; also if there are more bytes
    public static byte[] read(Path file, int bytesMax) throws IOException {
        if (Files.isDirectory(file)) {
            throw new IOException("This is a folder, and not a file: " + file);
        }
        try (var in = Files.newInputStream(file)) {
            var bytes = in.readNBytes(bytesMax + 1);
            if (bytes.length > bytesMax) {
                throw new IOException("This file is far too large: " + file);
            }
            return bytes;
        } catch (NoSuchFileException none) {
            throw new IOException("There is no file " + file + ".", none);
        } catch (AccessDeniedException denied) {
            throw new IOException("You may not read the file " + file + ".", denied);
        } catch (FileSystemException failure) {
            throw new IOException("This file can't be read: " + file, failure);
        }
    }

    /// Writes a file, in place of what stands there; its mode stays as it was.
    ///
    /// @param file    where, or a link to there
    /// @param content all bytes
    /// @throws IOException one sentence; what stood there before still does
    public static void replace(Path file, byte[] content) throws IOException {
        write(file, content, false);
    }

    /// Writes a file that its owner only may read, in place of what stands there.
    ///
    /// @param file    where, or a link to there
    /// @param content all bytes
    /// @throws IOException one sentence; what stood there before still does
    public static void replaceSecret(Path file, byte[] content) throws IOException {
        write(file, content, true);
    }

    /// Writes a file where none stands, or one of 0 bytes.
    ///
    /// @param file    where, or a link to there
    /// @param content all bytes
    /// @throws IOException one sentence; also if something stands there
    public static void create(Path file, byte[] content) throws IOException {
        requireNone(file);
        write(file, content, false);
    }

    /// Writes a file that its owner only may read, where none stands, or one of 0 bytes.
    ///
    /// @param file    where, or a link to there
    /// @param content all bytes
    /// @throws IOException one sentence; also if something stands there
    public static void createSecret(Path file, byte[] content) throws IOException {
        requireNone(file);
        write(file, content, true);
    }

    /// Whether a new file may be written there: nothing stands there, or a file of 0 bytes.
    ///
    /// @param file where, or a link to there
    /// @return false if there is something to lose
    public static boolean isFree(Path file) {
        try {
            return Files.notExists(file) || (Files.isRegularFile(file) && Files.size(file) == 0);
        } catch (IOException unreadable) {
            return false;
        }
    }

    /// Holds a name for this process until it is closed, or the process ends in any way. Two programs that write over
    /// each other's files take it first.
    ///
    /// @param name of an empty file that stays, or a link to there
    /// @return to be closed; nothing if somebody else, in this process or another, holds it
    /// @throws IOException one sentence, if the file can't be made
    public static Optional<Closeable> hold(Path name) throws IOException {
        try {
            var place = place(name);
            // Looked at first: to open and close a file that this process holds would let go of it.
            return HELD.add(place) ? held(place) : Optional.empty();
        } catch (FileSystemException failure) {
            throw new IOException("This file can't be written: " + name + " (" + failure.getReason() + ")", failure);
        }
    }

    private static Optional<Closeable> held(Path place) throws IOException {
        boolean isOurs = false;
        var channel = Optional.<FileChannel>empty();
        try {
            channel = Optional.of(FileChannel.open(place, StandardOpenOption.CREATE, StandardOpenOption.WRITE));
            isOurs = channel.get().tryLock() != null;
        } finally {
            if (!isOurs) {
                HELD.remove(place);
                if (channel.isPresent()) {
                    channel.get().close();
                }
            }
        }
        var open = channel.get();
        return isOurs
                ? Optional.of(() -> {
                    HELD.remove(place);
                    open.close();
                })
                : Optional.empty();
    }

    private static void requireNone(Path file) throws IOException {
        if (!isFree(file)) {
            throw new IOException("The file " + file + " exists already; it is not overwritten.");
        }
    }

    private static void write(Path file, byte[] content, boolean secret) throws IOException {
        try {
            var place = place(file);
            if (Files.exists(place) && !Files.isRegularFile(place)) {
                throw new IOException("This is no file that can be written: " + file);
            }
            synchronized (ONE_AT_A_TIME) {
                writeBeside(place, content, secret);
            }
        } catch (NoSuchFileException missing) {
            throw new IOException("The folder of this file does not exist: " + file, missing);
        } catch (AccessDeniedException denied) {
            throw new IOException("You may not write in the folder of this file: " + file, denied);
        } catch (FileSystemException failure) {
            throw new IOException("This file can't be written: " + file + " (" + failure.getReason() + ")", failure);
        }
    }

    /// Follows links to where they point, even if nothing stands there yet.
    private static Path place(Path file) throws IOException {
        var place = file.toAbsolutePath();
        for (int links = 0; Files.isSymbolicLink(place); links++) {
            if (links == LINKS_MAX) {
                throw new IOException("The links at this place go in a circle: " + file);
            }
            place = folder(place).toRealPath().resolve(Files.readSymbolicLink(place));
        }
        return place;
    }

    private static Path folder(Path place) {
        var folder = place.getParent();
        return folder == null ? place : folder;
    }

    private static void writeBeside(Path place, byte[] content, boolean secret) throws IOException {
        sweep(place);
        var beside = beside(place, ProcessHandle.current().pid());
        try {
            try (var channel = FileChannel.open(
                    beside, Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE), mode(place, secret))) {
                keepMode(place, beside, secret);
                for (var rest = ByteBuffer.wrap(content); rest.hasRemaining(); ) {
                    channel.write(rest);
                }
                channel.force(true);
            }
            Files.move(beside, place, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException failure) {
            boolean full = isFull(folder(place), content.length, failure);
            // A failed write leaves no part of a secret behind, and does not keep the disk full.
            if (Files.isRegularFile(beside, LinkOption.NOFOLLOW_LINKS)) {
                Files.delete(beside);
            }
            throw full ? full(place, failure) : failure;
        }
        // The new name lies in the folder, so that has to reach the disk, too.
        try (var folder = FileChannel.open(folder(place), StandardOpenOption.READ)) {
            folder.force(true);
        }
    }

    /// Each process writes under a name of its own, so that two never mix their bytes.
    private static Path beside(Path place, long process) {
        return place.resolveSibling(place.getFileName() + "." + process + ".new");
    }

    /// Removes what crashed writers of the same file left: it may hold keys that should be gone.
    private static void sweep(Path place) throws IOException {
        var ours = place.getFileName() + ".";
        try (var left = Files.newDirectoryStream(
                folder(place), path -> path.getFileName().toString().startsWith(ours))) {
            for (var path : left) {
                var rest = path.getFileName().toString().substring(ours.length());
                if (Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS)
                        && rest.matches("[0-9]{1,18}\\.new")
                        && !isWriting(rest.substring(0, rest.indexOf('.')))) {
                    Files.deleteIfExists(path);
                }
            }
        } catch (DirectoryIteratorException unreadable) {
            throw unreadable.getCause();
        }
    }

    private static boolean isWriting(String process) {
        long id = Long.parseLong(process);
        return id != ProcessHandle.current().pid() && ProcessHandle.of(id).isPresent();
    }

    /// What stands there already keeps its mode, unless it holds a secret. Set when the file is there: a mode given
    /// with
    /// the making is cut by the umask.
    private static void keepMode(Path place, Path beside, boolean secret) throws IOException {
        if (!secret && Files.exists(place) && isPosix(place)) {
            Files.setPosixFilePermissions(beside, Files.getPosixFilePermissions(place));
        }
    }

    private static boolean isPosix(Path place) {
        return place.getFileSystem().supportedFileAttributeViews().contains("posix");
    }

    /// A secret is its owner's from the first byte on.
    private static FileAttribute<?>[] mode(Path place, boolean secret) {
        return secret && isPosix(place)
                ? new FileAttribute<?>[] {PosixFilePermissions.asFileAttribute(OWNER_ONLY)}
                : new FileAttribute<?>[0];
    }

    /// The system's own words for a full disk come in the person's language, so the room that is left is asked, too.
    private static boolean isFull(Path folder, int length, IOException failure) {
        var words = String.valueOf(failure.getMessage());
        if (words.contains("No space left") || words.contains("quota") || words.contains("File too large")) {
            return true;
        }
        try {
            return Files.getFileStore(folder).getUsableSpace() < length;
        } catch (IOException unknown) {
            return false;
        }
    }

    private static IOException full(Path place, IOException cause) {
        return new IOException(
                "The disk is full: " + place + " was not written. Make room and give the same command again.", cause);
    }
}
