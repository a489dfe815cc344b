package org.postern.request;

/// Something the person can put right; the message is one plain sentence and repeats nothing that was typed.
final class RequestException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    RequestException(String sentence) {
        super(sentence);
    }

    RequestException(String sentence, Throwable cause) {
        super(sentence, cause);
    }
}
