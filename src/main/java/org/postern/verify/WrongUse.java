package org.postern.verify;

/// The command can't begin, or can't keep what it saw: one sentence for whoever typed it.
final class WrongUse extends RuntimeException {
    private static final long serialVersionUID = 1L;

    WrongUse(String sentence) {
        super(sentence);
    }
}
