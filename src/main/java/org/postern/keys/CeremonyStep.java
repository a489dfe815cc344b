package org.postern.keys;

import java.io.IOException;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import org.postern.api.ProblemException;
import org.postern.ceremony.CeremonyException;
import org.postern.keyring.VaultException;
import org.postern.manifest.ManifestException;
import org.postern.note.NoteException;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/// One command of the ceremony. Every way to fail is one sentence: exit code 2 for wrong use, 1 for what was
/// refused or went wrong.
abstract class CeremonyStep implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    /// A mistake in how the command was used.
    static final class WrongUse extends RuntimeException {
        private static final long serialVersionUID = 1L;

        WrongUse(String sentence) {
            super(sentence);
        }
    }

    abstract void run() throws IOException;

    /// What the command ends with when nothing failed.
    int exitCode() {
        return 0;
    }

    @Override
    public Integer call() {
        try {
            run();
            return exitCode();
        } catch (WrongUse e) {
            return fail(2, e.getMessage());
        } catch (ManifestException e) {
            return fail(1, "Refused: " + e.reason().words() + " (" + e.getMessage() + ")");
        } catch (VaultException | CeremonyException e) {
            return fail(1, e.getMessage());
        } catch (NoteException | IllegalArgumentException e) {
            return fail(1, "Refused: " + e.getMessage());
        } catch (ProblemException e) {
            return fail(1, "Failed: " + e.problem().words());
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
