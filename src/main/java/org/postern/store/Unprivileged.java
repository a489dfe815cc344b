package org.postern.store;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// How to run PostgreSQL without rights of its own. PostgreSQL refuses to run as root, so root gives its rights
/// away for the child (`setpriv`, util-linux) and the child becomes `nobody`; for everybody else the child is
/// simply theirs. Either way the kernel interrupts it when the thread that started it is gone.
final class Unprivileged {
    private static final String USER = "nobody";
    private static final List<Path> SETPRIV = List.of(Path.of("/usr/bin/setpriv"), Path.of("/bin/setpriv"));

    private Unprivileged() {}

    /// True when this process is root.
    static boolean isRoot() {
        try {
            return Integer.valueOf(0).equals(Files.getAttribute(Path.of("/proc/self"), "unix:uid"));
        } catch (IOException | UnsupportedOperationException e) {
            return false;
        }
    }

    /// The command to start instead.
    ///
    /// @throws IllegalStateException if this is root and its rights can't be given away
    static List<String> command(List<String> command) {
        var setpriv = SETPRIV.stream().filter(Files::isExecutable).findFirst();
        if (isRoot() && setpriv.isEmpty())
            throw new IllegalStateException(
                    "PostgreSQL does not run as root and setpriv (util-linux) is missing: run as another user, or set db.url");
        var whole = new ArrayList<String>();
        setpriv.ifPresent(program -> whole.addAll(prefix(program)));
        whole.addAll(command);
        return whole;
    }

    private static List<String> prefix(Path setpriv) {
        if (!isRoot()) return List.of(setpriv.toString(), "--pdeathsig=INT");
        return List.of(
                setpriv.toString(),
                "--reuid=" + USER,
                "--regid=" + group(),
                "--clear-groups",
                "--inh-caps=-all",
                "--bounding-set=-all",
                "--no-new-privs",
                "--pdeathsig=INT");
    }

    // Debian calls the group nogroup, others nobody.
    private static String group() {
        try (var lines = Files.lines(Path.of("/etc/group"))) {
            return lines.anyMatch(line -> line.startsWith("nogroup:")) ? "nogroup" : USER;
        } catch (IOException e) {
            return USER;
        }
    }

    /// Gives a file or folder to the child's user; nothing to do when that is ours.
    static void give(Path path) throws IOException {
        if (!isRoot()) return;
        var users = path.getFileSystem().getUserPrincipalLookupService();
        Files.setOwner(path, users.lookupPrincipalByName(USER));
    }

    /// The first folder on the way to `path` that the child can't pass, if this is root: the child is somebody
    /// else then.
    static Optional<Path> barrier(Path path) {
        if (!isRoot()) return Optional.empty();
        for (var folder = path.toAbsolutePath(); folder != null; folder = folder.getParent()) {
            try {
                if (!Files.getPosixFilePermissions(folder).contains(PosixFilePermission.OTHERS_EXECUTE))
                    return Optional.of(folder);
            } catch (IOException e) {
                return Optional.of(folder);
            }
        }
        return Optional.empty();
    }
}
