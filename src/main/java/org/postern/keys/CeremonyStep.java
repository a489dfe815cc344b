package org.postern.keys;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NotDirectoryException;
import java.util.concurrent.Callable;
import org.postern.api.ProblemException;
import org.postern.ceremony.CeremonyException;
import org.postern.keyring.VaultException;
import org.postern.manifest.ManifestException;
import org.postern.manifest.Reason;
import org.postern.note.NoteException;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/// One command of the ceremony. Its exit code says what became of what was asked for: 0 it is in force, or done; 3 it
/// waits for somebody, who is named; 1 it was refused or went wrong; 2 the command was used wrongly. Every way to fail
/// is one sentence.
abstract class CeremonyStep implements Callable<Integer> {
    /// What was asked for was refused, or went wrong.
    static final int FAILED = 1;

    /// What was asked for waits for somebody.
    static final int WAITS = 3;

    @Spec
    private CommandSpec spec;

    private int code;

    /// A mistake in how the command was used.
    static final class WrongUse extends RuntimeException {
        private static final long serialVersionUID = 1L;

        WrongUse(String sentence) {
            super(sentence);
        }
    }

    /// What was asked for is on its way, and waits for somebody; nothing is lost.
    static final class Waits extends RuntimeException {
        private static final long serialVersionUID = 1L;

        Waits(String sentence) {
            super(sentence);
        }
    }

    abstract void run() throws IOException;

    /// What the command ends with when nothing failed.
    int exitCode() {
        return code;
    }

    /// Ends the command with another code than 0.
    void endsWith(int exitCode) {
        code = exitCode;
    }

    @Override
    public Integer call() {
        try {
            run();
            return exitCode();
        } catch (WrongUse e) {
            return fail(2, e.getMessage());
        } catch (Waits e) {
            return fail(WAITS, e.getMessage());
        } catch (ManifestException e) {
            // It may come from a file or from what was typed as well as from a server.
            var words = e.reason() == Reason.MALFORMED
                    ? "Something is not in the right form."
                    : e.reason().words();
            return fail(1, "Refused: " + words + " (" + e.getMessage() + ")");
        } catch (VaultException | CeremonyException e) {
            return fail(1, e.getMessage());
        } catch (NoteException | IllegalArgumentException e) {
            return fail(1, "Refused: " + e.getMessage());
        } catch (ProblemException e) {
            return fail(
                    1,
                    "Failed: " + e.getMessage()
                            + (e.isUnsure() ? " Give the same command again: it goes on from what is there." : ""));
        } catch (FileAlreadyExistsException | NotDirectoryException e) {
            return fail(1, "Failed: there is something else in this place: " + e.getFile());
        } catch (IOException e) {
            return fail(1, "Failed: " + e.getMessage());
        }
    }

    PrintWriter out() {
        return spec.commandLine().getOut();
    }

    private int fail(int code, String sentence) {
        spec.commandLine().getErr().println(sentence);
        return code;
    }
}
