package org.postern;

/// The program.
public final class Main {
    private Main() {}

    /// Starts.
    ///
    /// @param args the command line
    public static void main(String[] args) {
        System.out.println("postern " + args.length);
    }
}
