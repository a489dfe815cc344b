package org.postern.demo;

import org.postern.Main;

/// The server in a process of its own, as `postern serve` starts it, or with deliberate leaks to prove that the search
/// finds what is there.
public final class CanaryServer {
    // Held so that it is still in the heap when the heap is searched.
    private static final StringBuilder HELD = new StringBuilder();

    private CanaryServer() {}

    /// Serves until killed.
    ///
    /// @param args the settings' file, then perhaps a mark to keep in the heap and to write to the log
    public static void main(String[] args) {
        if (args.length > 1) {
            HELD.append(args[1]);
            System.err.println("leaking " + HELD);
        }
        Main.main(new String[] {"serve", "--config", args[0]});
    }
}
