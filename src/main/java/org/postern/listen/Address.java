package org.postern.listen;

import java.io.IOException;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.SocketAddress;
import java.net.SocketException;
import java.net.UnixDomainSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.util.Locale;
import java.util.Optional;

/// Whether a server could listen at an address. Helidon 4.5 starts, logs and returns when it can't, so the address is
/// looked at first, and nobody believes a start that did not happen.
public final class Address {
    /// What a socket's address holds on Linux, without its end.
    private static final int UNIX_PATH_BYTES_MAX = 107;

    private Address() {}

    /// Tries a TCP address by listening there for a moment, and looks at where a Unix socket would be.
    ///
    /// @param address where a server is to listen; port 0 stands for any
    /// @return what is wrong and what to do, one sentence; empty if nothing is
    public static Optional<String> unusable(SocketAddress address) {
        return switch (address) {
            case InetSocketAddress tcp -> unusable(tcp);
            case UnixDomainSocketAddress unix -> unusable(unix);
            default -> Optional.empty();
        };
    }

    private static Optional<String> unusable(InetSocketAddress tcp) {
        var name = tcp.getHostString() + ":" + tcp.getPort();
        if (tcp.isUnresolved()) {
            return Optional.of("no computer is known by the name in " + name + ": check how it is written");
        }
        try (var knock = new ServerSocket()) {
            // As the server itself does: what was closed a moment ago is free.
            knock.setReuseAddress(true);
            knock.bind(tcp);
            return Optional.empty();
        } catch (SocketException refused) {
            return Optional.of(because(name, refused));
        } catch (IOException failure) {
            return Optional.of("can't listen on " + name + ": choose another address");
        }
    }

    private static String because(String name, SocketException refused) {
        var said = String.valueOf(refused.getMessage()).toLowerCase(Locale.ROOT);
        if (said.contains("permission")) {
            return "this user may not listen on " + name + ": choose a port from 1024 on";
        }
        if (refused instanceof BindException && said.contains("in use")) {
            return "another program listens on " + name + " already: end it, or choose another port";
        }
        return "can't listen on " + name + ": it is not an address of this computer";
    }

    private static Optional<String> unusable(UnixDomainSocketAddress unix) {
        var path = unix.getPath();
        if (path.toString().getBytes(StandardCharsets.UTF_8).length > UNIX_PATH_BYTES_MAX) {
            return Optional.of(
                    "the path of the socket " + path + " is too long: it may have " + UNIX_PATH_BYTES_MAX + " bytes");
        }
        if (Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS)
                || Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS)) {
            return Optional.of("there is something else in the place of the socket " + path
                    + ": choose another path, or move it away");
        }
        var folder = path.toAbsolutePath().getParent();
        return Files.isDirectory(folder) && Files.isWritable(folder)
                ? Optional.empty()
                : Optional.of("the folder of the socket " + path + " is not there or can't be written: make it first");
    }
}
